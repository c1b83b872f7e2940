"""The second wall: with every filter of the application switched off, the database shows no foreign person."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ProgrammingError

from sanguanjia.access.models import Claim
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.sealed import SealedText
from sanguanjia.kernel.wall import WALLED, asking_as
from sanguanjia.privacy.models import Consent, Look
from sanguanjia.registry import sealing
from sanguanjia.registry.models import Party
from sanguanjia.registry.tests.factories import City, add_unit, found_city, officer
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


@pytest.mark.parametrize("table", WALLED)
def test_the_application_is_not_above_the_wall(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, c.relforcerowsecurity, r.rolbypassrls, r.rolsuper FROM pg_class c, pg_roles r"
            " WHERE c.oid = %s::regclass AND r.rolname = current_user",
            [table],
        )
        assert cursor.fetchone() == (True, True, False, False)


# Tables with personal columns that stand before the wall, and what keeps them instead.
OUTSIDE = {
    "access_account": "who logs in must be found before it is known who asks; its phone is sealed under its own key",
    "access_apitoken": "holds a digest", "access_recoverycode": "holds a digest",
    "access_secondfactor": "the secret is sealed", "access_phonerequest": "phone and document are sealed",
    "audit_reading": "a reason; read by auditors and by the person alone",
    "cases_case": "the phone is sealed; a second statement before each list would cost what its bar does not have",
    "cases_caseevent": "as the matter", "cases_casepause": "a reason; as the matter",
    "registry_rosterimport": "COPY goes into no table behind a wall: sealed", "registry_rosterfile": "sealed",
    "registry_rosteritem": "sealed",
    "intake_reply": "what the desk answers", "intake_callercall": "what was heard; read at the desk alone",
    "intake_hotlinesheet": "sealed", "intake_hotlinefile": "sealed",
    "interfaces_hook": "the secret is sealed",
    "notices_preference": "the mailbox is sealed", "notices_delivery": "sealed",
    "notices_objection": "published with the notice", "notices_objectionanswer": "published with the notice",
    "petitions_petition": "the phone is sealed; read at the office that took it in, as a matter",
    "petitions_petitionevent": "as the petition", "petitions_representative": "as the petition",
    "applications_application": "read by the applicant and the offices of its item, asked row by row",
    "applications_applicationevent": "as the application",
    **{
        f"councils_{name}": "officers' names and what they said in a meeting"
        for name in ("proposal", "meeting", "item", "seat", "finding", "opinion", "minutes", "task", "event")
    },
    "banking_bankline": "the bank's words are sealed", "banking_tenderbid": "sealed until the opening, then published",
    "decisions_votebox": "the secret is sealed", "decisions_proposal": "published to the owners it asks for support",
    "decisions_ballot": "by unit, never by name; one statement counts all, no page or query tells a choice of others",
    "decisions_paperentry": "as the ballot", "decisions_proxy": "as the ballot",
    "decisions_candidate": "who stands is published to the owners who elect",
    "assemblies_groupmember": "published to the owners with the notice of the group",
    "assemblies_procedureevent": "what was done on the way, shown to every owner of the estate",
    "funds_fundquestion": "read by who asked and the fund office, asked row by row",
    "whistle_attempt": "as the matter", "whistle_whistle": "an officer's name", "whistle_taskevent": "as the matter",
}  # fmt: skip


def test_every_table_with_personal_columns_is_behind_the_wall_or_says_what_keeps_it() -> None:
    personal = {
        m._meta.db_table for m in apps.get_models()
        if m.__module__.startswith("sanguanjia.") and m._meta.managed
        and (getattr(m, "personal_fields", ()) or any(isinstance(f, SealedText) for f in m._meta.concrete_fields))
    }  # fmt: skip
    assert personal - set(WALLED) - OUTSIDE.keys() == set(), "put the wall around it, or say here what keeps it"


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


def laid_out(city: City, people: dict[str, int]) -> None:
    """A claim, a look and a consent of account 77, and of nobody's."""
    estate = city.estate.id
    unit = add_unit(city, owners=())
    with preparing():
        for account in (77, 78):
            Claim(
                estate_id=estate, unit_id=unit, account_id=account, name="x", proof="phone", name_fits=False,
                proof_fits=False, state="pending",
            ).save(force_insert=True)  # fmt: skip
            Look(
                estate_id=estate, at=clock.now(), by_account_id=1, by_name="x", role="x", columns=[],
                subject_table="access_account", subject_id=account, subject_account_id=account, reason="x" * 4,
            ).save(force_insert=True)  # fmt: skip
            Consent(
                estate_id=Home.PLATFORM_ID, account_id=account, purpose="survey", version=1, given=True, at=clock.now()
            ).save(force_insert=True)


def counted(actor: Actor) -> tuple[int, int, int]:
    """Claims, looks and consents that the database shows for statements without any condition."""
    found = []
    with asking_as(lambda: actor), cross_estate(), connection.cursor() as cursor:
        for table in ("access_claim", "privacy_look", "privacy_consent"):
            cursor.execute(f"SELECT count(*) FROM {table}", [])
            found.append(cursor.fetchone()[0])
    return found[0], found[1], found[2]


def test_claims_looks_and_consents_stand_behind_the_wall_too(city: City, people: dict[str, int]) -> None:
    laid_out(city, people)
    assert counted(SYSTEM) == (2, 2, 2)
    assert counted(officer("neighbourhood_officer", city.neighbourhood)) == (2, 2, 0)
    assert counted(officer("neighbourhood_officer", replace(city.neighbourhood, path="1/99/"))) == (0, 0, 0)
    assert counted(Actor(account_id=77, name="王芳")) == (1, 1, 1)
    assert counted(ANONYMOUS) == (0, 0, 0)


def test_a_look_at_ones_own_entry_is_seen_wherever_it_lies(city: City, people: dict[str, int]) -> None:
    with preparing():
        Party.objects.filter(estate_id=city.estate.id, pk=people["estate"]).update(account_id=79)
        for subject in (people["estate"], people["estate"] + 1, 0):
            Look(
                estate_id=city.estate.id, at=clock.now(), by_account_id=1, by_name="x", role="x", columns=[],
                subject_table="registry_party", subject_id=subject, reason="x" * 4,
            ).save(force_insert=True)  # fmt: skip
    assert counted(Actor(account_id=79, name="王芳"))[1] == 2


@pytest.mark.unguarded
def test_a_statement_that_tells_nothing_sees_nothing(people: dict[str, int]) -> None:
    """Whoever goes past our engine (a driver's own statement) without saying for whom is shown nobody."""
    for scope in ("", " "):
        connection.connection.execute("SELECT set_config('app.scope', %s, true)", [scope])
        connection.connection.execute("SELECT set_config('app.estates', '', true), set_config('app.account', '', true)")
        assert connection.connection.execute("SELECT count(*) FROM registry_party").fetchone() == (0,)
