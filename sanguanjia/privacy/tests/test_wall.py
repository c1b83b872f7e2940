"""The second wall: with every filter of the application switched off, the database shows no foreign person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.wall import asking_as
from sanguanjia.registry import sealing
from sanguanjia.registry.models import Party
from sanguanjia.registry.tests.factories import City, found_city, officer
from tests.support.guard import preparing

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return found_city()


@pytest.fixture
def people(city: City) -> dict[str, int]:
    """A person in the estate, one in the place above it, one on the platform."""
    with preparing():
        homes = {"estate": city.estate.id, "above": city.neighbourhood.id, "platform": Home.PLATFORM_ID}
        rows = {name: Party(estate_id=home, kind="person", name=name) for name, home in homes.items()}
        for row in rows.values():
            row.save(force_insert=True)
    return {name: row.id for name, row in rows.items()}


def seen(actor: Actor) -> set[str]:
    """Everybody the database shows for a statement without any condition."""
    with asking_as(lambda: actor), cross_estate(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM registry_party")
        return {name for (name,) in cursor.fetchall()}


def test_the_application_is_not_above_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, c.relforcerowsecurity, r.rolbypassrls, r.rolsuper FROM pg_class c, pg_roles r"
            " WHERE c.oid = to_regclass('registry' || '_party') AND r.rolname = current_user"
        )
        assert cursor.fetchone() == (True, True, False, False)


def test_zero_foreign_rows_with_the_filter_switched_off(city: City, people: dict[str, int]) -> None:
    assert seen(SYSTEM) == {"estate", "above", "platform"}
    assert seen(officer("committee_member", city.estate)) == {"estate"}
    assert seen(officer("neighbourhood_officer", city.neighbourhood)) == {"estate", "above"}
    assert seen(officer("neighbourhood_officer", replace(city.neighbourhood, path="1/99/"))) == set()
    assert seen(ANONYMOUS) == set()


def test_ones_own_entry_is_seen_wherever_it_lies(city: City, people: dict[str, int]) -> None:
    with preparing():
        Party.objects.filter(estate_id=Home.PLATFORM_ID, pk=people["platform"]).update(account_id=77)
    assert seen(Actor(account_id=77, name="王芳")) == {"platform"}


def test_nobody_is_changed_or_added_beyond_the_wall(city: City, people: dict[str, int]) -> None:
    actor = officer("committee_member", city.estate)
    with asking_as(lambda: actor), cross_estate(), preparing():
        assert Party.objects.filter(estate_id=city.neighbourhood.id).update(name="x") == 0
        assert Party.objects.filter(estate_id=city.estate.id).update(name="y") == 1
        stranger = sealing.party_row(new_id(), city.neighbourhood.id, "person", "z", "", "", "")
        with pytest.raises(ProgrammingError, match="row-level security"):
            sealing.insert_parties([stranger])


@pytest.mark.unguarded
def test_a_statement_that_tells_nothing_sees_nothing(people: dict[str, int]) -> None:
    """Whoever goes past our engine (a driver's own statement) without saying for whom is shown nobody."""
    for scope in ("", " "):
        connection.connection.execute("SELECT set_config('app.scope', %s, true)", [scope])
        connection.connection.execute("SELECT set_config('app.estates', '', true), set_config('app.account', '', true)")
        assert connection.connection.execute("SELECT count(*) FROM registry_party").fetchone() == (0,)
