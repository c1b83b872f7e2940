"""The demo city is loaded once, through acts, and shows every state and every level."""

from datetime import datetime, time

import pytest
from django.test import override_settings

from sanguanjia.access.models import Account, Mandate
from sanguanjia.access.queries import actor_of
from sanguanjia.access.types import Role
from sanguanjia.cases import actions as cases
from sanguanjia.cases.models import Case, CasePhoto
from sanguanjia.cases.types import Level, State
from sanguanjia.demo.accounts import ACCOUNTS
from sanguanjia.demo.load import load
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home, HomeKind, Record
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy.rules.clocks import SHANGHAI
from sanguanjia.registry.models import Lift, UnmanagedFact


@pytest.mark.nightly  # by day `up --check` and the browser's tests load it
@pytest.mark.django_db
def test_the_demo_city_shows_every_state_level_and_role(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        counts = load()
        with cross_estate():
            states = set(Case.objects.values_list("state", flat=True))
            levels = set(Case.objects.values_list("level", flat=True))
            secrecy = set(Case.objects.values_list("confidentiality", flat=True))
            assert Case.objects.count() == counts["matters"] + 1  # the re-homed one has a row in both places
            assert Case.objects.filter(reopened__gt=0, ended_at=None).exists()
            assert Case.objects.filter(alarmed=True).exists()
            assert Case.objects.filter(ended_by_silence=True).exists()
            assert Case.objects.filter(extension_asked__isnull=False).exists()
            assert CasePhoto.objects.exists()
            assert Lift.objects.filter(estate__name="山水文园").count() == 116
            assert set(UnmanagedFact.objects.values_list("estate__name", flat=True)) == {"轴承厂家属院"}
            acts = set(Record.objects.values_list("act", flat=True))
        assert states == {state.value for state in State}
        assert levels == {level.value for level in Level}
        assert secrecy == {"open", "contact", "matter"}
        assert Home.objects.filter(kind=HomeKind.ESTATE).count() == 4
        assert Account.objects.count() == len(ACCOUNTS)
        assert set(Mandate.objects.values_list("role", flat=True)) == {role.value for role in Role}
        assert {"demo.fill_estate", "cases.report", "cases.climb", "access.request_claim"} <= acts
        assert load() == {}  # a second time it finds the city there
        assert lamp_at(14) == lamp_at(22) == Level.ESTATE, "the company keeps its nights: no street is woken for a lamp"


def lamp_at(hour: int) -> str:
    """The level that takes a light which fails in 山水文园 today at the hour."""
    account = Account.objects.get(username="yezhu")
    estate = Home.objects.get(kind=HomeKind.ESTATE, name="山水文园")
    at = datetime.combine(clock.today(), time(hour), SHANGHAI)
    with cross_estate(), clock.turned_to(at):
        ref = cases.report(actor_of(account), estate_id=estate.id, need="N01", text=f"{hour}点，单元门口的灯不亮了")
        return Case.objects.get(estate_id=estate.id, pk=ref.case_id).level
