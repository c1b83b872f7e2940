"""People at rest: no number and no phone lies in plain text, by whatever door they came, and what was stays found."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, connections

from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.sealed import blind_index
from sanguanjia.registry import proofs, sealing
from sanguanjia.registry.models import Ownership, OwnershipMember, Party
from tests.support.guard import preparing

from .factories import City, add_unit, found_city, owners, person

NUMBER, PHONE = "430204199001011234", "13812345678"

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return found_city()


def raw(party_id: int) -> dict[str, str]:
    """The row as it lies on the disk."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM registry_party p WHERE id = %s", [party_id])
        return {"text": cursor.fetchone()[0]}


@pytest.mark.parametrize("door", ["save", "bulk_create", "set"])
def test_every_door_seals(city: City, door: str) -> None:
    facts = {"estate_id": city.estate.id, "kind": "person", "name": "王芳", "identity_kind": "resident_id"}
    party_id = new_id()
    row = Party(id=party_id, identity_number=NUMBER, phone=PHONE, **facts)
    with preparing():
        if door == "save":
            row.save(force_insert=True)
        elif door == "bulk_create":
            Party.objects.bulk_create([row])
        else:
            row_of = sealing.party_row(party_id, city.estate.id, "person", "王芳", "resident_id", NUMBER, PHONE)
            sealing.insert_parties([row_of])
    stored = raw(party_id)["text"]
    assert NUMBER not in stored
    assert PHONE not in stored
    assert NUMBER[-6:] not in stored
    found = Party.objects.get(
        estate_id=city.estate.id, identity_index=blind_index(Party, "identity_index", NUMBER.lower())
    )
    assert (found.id, found.identity_number, found.phone) == (party_id, NUMBER, PHONE)
    assert found.identity_tail == blind_index(Party, "identity_tail", NUMBER[-6:])
    found.phone = "13987654321"
    with preparing():
        found.save(update_fields=["phone"])
    again = Party.objects.get(estate_id=city.estate.id, phone_index=blind_index(Party, "phone_index", "139 8765 4321"))
    assert (again.id, again.identity_number) == (party_id, NUMBER)


@pytest.mark.django_db(databases=["default", "owner"])
def test_what_an_older_version_left_in_plain_text_is_sealed() -> None:
    ids = [new_id() for _ in range(3)]
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE registry_party DROP CONSTRAINT an_identity_number_is_sealed")
        cursor.execute("ALTER TABLE registry_party DROP CONSTRAINT a_phone_number_is_sealed")
        for n, party_id in enumerate(ids):
            cursor.execute(
                "INSERT INTO registry_party (id, estate_id, kind, name, identity_kind, identity_number, phone)"
                " VALUES (%s, %s, 'person', '王芳', %s, %s, '')",
                [party_id, 1, "passport" if n else "", f"E{n}" if n else ""],
            )
        assert sealing.seal_existing("owner") == 3
        assert sealing.seal_existing("owner") == 0
    with cross_estate():
        found = list(Party.objects.using("owner").filter(pk__in=ids).order_by("id"))
    assert [row.identity_number for row in found] == ["", "E1", "E2"]
    assert all(row.person_key for row in found)


def test_a_claim_is_proved_without_opening_anything(city: City) -> None:
    unit = add_unit(city, owners=owners(("1", person(identity="999999190001010015"))))
    owner = Party.objects.filter(
        estate_id=city.estate.id, pk__in=OwnershipMember.objects.filter(
            estate_id=city.estate.id,
            ownership_id__in=Ownership.objects.filter(estate_id=city.estate.id, unit_id=unit).values("id"),
        ).values("party_id"),
    ).get()  # fmt: skip
    day = date(2026, 11, 22)
    tail = owner.identity_number[-6:]
    assert tail
    assert proofs.owner_match(city.estate.id, unit, day, owner.name, "identity", tail.lower(), 5).proof_fits
    assert not proofs.owner_match(city.estate.id, unit, day, owner.name, "identity", "000000", 5).proof_fits
