"""What the database refuses by itself, by plain SQL: whoever writes, and however, cannot store it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from sanguanjia.kernel.ids import new_id
from sanguanjia.registry import actions
from sanguanjia.registry.models import Ownership, Party, Unit
from sanguanjia.registry.types import WHOLE
from tests.support.guard import preparing

from .factories import City, add_unit, found_city

pytestmark = [pytest.mark.django_db, pytest.mark.unguarded]

HALF = WHOLE // 2
OWN = (
    "INSERT INTO registry_ownership (id, estate_id, unit_id, slice, period, basis, is_joint, document)"
    " VALUES (%(id)s, %(estate)s, %(unit)s, %(slice)s::int4range, %(period)s::daterange, %(basis)s, false, '')"
)
UNIT = (
    "INSERT INTO registry_unit (id, estate_id, building_id, entrance_id, room, code, use, built_area,"
    " built_area_source, exclusive_area, exclusive_area_source, area_document, valid_from, valid_to) VALUES"
    " (%(id)s, %(estate)s, %(building)s, NULL, 'x', %(code)s, %(use)s, %(built)s, %(built_source)s,"
    " %(exclusive)s, %(exclusive_source)s, '', %(since)s, %(until)s)"
)


def run(sql: str, **facts: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, {"id": new_id(), **facts})


def refused(constraint: str, sql: str, **facts: Any) -> None:
    with pytest.raises(IntegrityError) as caught:
        run(sql, **facts)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


@pytest.fixture
def city() -> City:
    return found_city()


def ownership(city: City, unit_id: int, **more: Any) -> dict[str, Any]:
    facts = {
        "estate": city.estate.id, "unit": unit_id, "slice": f"[0,{WHOLE})", "period": "[2010-01-01,2015-06-01)",
        "basis": "registered",
    }  # fmt: skip
    return {**facts, **more}


def unit(city: City, **more: Any) -> dict[str, Any]:
    facts = {
        "estate": city.estate.id, "building": city.building_id, "code": "3-1-1", "use": "dwelling", "built": "88.12",
        "built_source": "registry", "exclusive": None, "exclusive_source": "", "since": "2015-06-01", "until": None,
    }  # fmt: skip
    return {**facts, **more}


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("no_two_owners_hold_the_same_slice_of_a_unit", {"period": "[2020-01-01,)"}),
        ("no_two_owners_hold_the_same_slice_of_a_unit", {"slice": f"[{WHOLE - 1},{WHOLE})", "period": "(,)"}),
        ("a_slice_lies_within_the_whole", {"slice": f"[0,{WHOLE + 1})"}),
        ("a_slice_lies_within_the_whole", {"slice": "[-1,5)"}),
        ("a_slice_lies_within_the_whole", {"slice": "empty"}),
        ("a_slice_lies_within_the_whole", {"slice": "[0,)"}),
        ("an_ownership_lasts_some_day", {"period": "empty"}),
        ("ownership_basis_is_known", {"basis": "hearsay"}),
        ("registry_ownership_unit_same_estate", {"unit": 5}),
    ],
)
def test_more_than_the_whole_cannot_be_stored(city: City, constraint: str, facts: dict[str, Any]) -> None:
    refused(constraint, OWN, **ownership(city, add_unit(city), **facts))


def test_shares_that_fit_are_stored(city: City) -> None:
    unit_id = add_unit(city, owners=())
    run(OWN, **ownership(city, unit_id, slice=f"[0,{HALF})", period="[2016-01-01,)"))
    run(OWN, **ownership(city, unit_id, slice=f"[{HALF},{WHOLE})", period="[2016-01-01,)"))
    assert Ownership.objects.filter(estate_id=city.estate.id, unit_id=unit_id).count() == 2


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("one_unit_per_code_at_a_time_in_an_estate", {"code": "3-1-1403"}),
        ("one_unit_per_code_at_a_time_in_an_estate", {"code": "3-1-1403", "since": "2000-01-01"}),
        ("unit_use_is_known", {"use": "castle"}),
        ("a_unit_has_a_code", {"code": ""}),
        ("a_unit_ends_after_it_began", {"until": "2015-06-01"}),
        ("only_parking_stands_outside_a_building", {"building": None}),
        ("areas_are_positive", {"built": "0"}),
        ("every_area_says_its_source", {"built_source": ""}),
        ("every_area_says_its_source", {"built_source": "guess"}),
        ("every_area_says_its_source", {"exclusive_source": "registry"}),
        ("a_stand_in_area_equals_the_other_and_never_both", {"exclusive": "88.11", "exclusive_source": "stand_in"}),
        ("a_stand_in_area_equals_the_other_and_never_both", {"built_source": "stand_in"}),
        (
            "a_stand_in_area_equals_the_other_and_never_both",
            {"built_source": "stand_in", "exclusive": "88.12", "exclusive_source": "stand_in"},
        ),
        ("registry_unit_building_same_estate", {"building": 5}),
    ],
)
def test_what_is_no_unit_cannot_be_stored(city: City, constraint: str, facts: dict[str, Any]) -> None:
    add_unit(city)
    refused(constraint, UNIT, **unit(city, **facts))


def test_a_code_is_free_again_when_the_unit_ended(city: City) -> None:
    run(UNIT, **unit(city, until="2018-01-01"))
    run(UNIT, **unit(city, since="2018-01-01"))
    assert Unit.objects.filter(estate_id=city.estate.id, code="3-1-1").count() == 2


def test_a_row_cannot_point_into_another_estate(city: City) -> None:
    unit_id = add_unit(city, owners=())
    refused("registry_ownership_unit_same_estate", OWN, **{**ownership(city, unit_id), "estate": city.neighbourhood.id})
    refused("registry_unit_has_a_home", UNIT, **{**unit(city), "estate": 10**9, "use": "parking", "building": None})


DIVISION = (
    "INSERT INTO registry_division (id, code, name, level, valid, home_id) VALUES"
    " (%(id)s, %(code)s, 'x', %(level)s, %(valid)s::daterange, %(home)s)"
)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("a_division_code_names_one_place_at_a_time", {"code": "430211"}),
        ("a_division_code_has_six_digits", {"code": "43021x"}),
        ("division_level_is_known", {"level": "street"}),
        ("a_division_is_valid_some_day", {"valid": "empty"}),
    ],
)
def test_division_codes_are_dated_and_never_overlap(city: City, constraint: str, facts: dict[str, Any]) -> None:
    refused(constraint, DIVISION, **{"code": "430212", "level": "county", "valid": "(,)", "home": None, **facts})


def test_a_place_has_one_code_at_a_time(city: City) -> None:
    facts = {"code": "430212", "level": "county", "home": city.district.id}
    refused("a_place_has_one_division_code_at_a_time", DIVISION, **facts, valid="[2005-01-01,)")
    run(DIVISION, **facts, valid="(,2000-01-01)")


PARTY = (
    "INSERT INTO registry_party (id, estate_id, kind, name, identity_kind, identity_number, phone, identity_index,"
    " account_id) VALUES (%(id)s, %(estate)s, %(kind)s, %(name)s, %(ikind)s, %(number)s, %(phone)s,"
    " left(%(number)s, 24), %(account)s)"
)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("party_kind_is_known", {"kind": "ghost"}),
        ("a_party_has_a_name", {"name": ""}),
        ("an_identity_number_says_its_kind", {"ikind": "", "number": "$1"}),
        ("an_identity_number_is_sealed", {"ikind": "passport", "number": "E1"}),
        ("a_phone_number_is_sealed", {"phone": "13812345678"}),
        ("an_identity_number_says_its_kind", {"ikind": "passport", "number": ""}),
        ("one_party_per_identity_in_an_estate", {"ikind": "passport", "number": "$E1"}),
        ("one_party_per_account_in_an_estate", {"account": 9}),
    ],
)
def test_one_person_per_identity_and_account(city: City, constraint: str, facts: dict[str, Any]) -> None:
    plain = {
        "estate": city.estate.id, "kind": "person", "name": "王芳", "ikind": "", "number": "", "phone": "",
        "account": None,
    }  # fmt: skip
    run(PARTY, **{**plain, "ikind": "passport", "number": "$E1", "account": 9})
    run(PARTY, **{**plain, "estate": city.neighbourhood.id, "ikind": "passport", "number": "$E1", "account": 9})
    refused(constraint, PARTY, **{**plain, **facts})


TENURE = (
    "INSERT INTO registry_managementtenure (id, estate_id, organisation_id, period, contract_number)"
    " VALUES (%(id)s, %(estate)s, %(organisation)s, %(period)s::daterange, '')"
)
FACT = (
    "INSERT INTO registry_unmanagedfact (id, estate_id, kind, period, evidence)"
    " VALUES (%(id)s, %(estate)s, %(kind)s, %(period)s::daterange, %(evidence)s)"
)


def test_tenures_of_one_estate_never_overlap(city: City) -> None:
    from sanguanjia.kernel.actor import SYSTEM

    company = actions.add_organisation(SYSTEM, estate_id=1, kind="company", name="甲").id
    facts = {"estate": city.estate.id, "organisation": company}
    run(TENURE, **facts, period="[2020-01-01,2022-01-01)")
    run(TENURE, **facts, period="[2022-01-01,)")
    refused("one_company_manages_an_estate_at_a_time", TENURE, **facts, period="[2021-12-31,2022-01-01)")
    refused("a_tenure_lasts_some_day", TENURE, **facts, period="empty")
    refused("a_tenure_names_an_organisation", TENURE, **{**facts, "organisation": 5}, period="[2000-01-01,2001-01-01)")


def test_unmanaged_facts_have_kind_evidence_and_days(city: City) -> None:
    facts = {"estate": city.estate.id, "kind": "no_company", "evidence": "走访", "period": "[2020-01-01,)"}
    run(FACT, **facts)
    refused("one_unmanaged_fact_of_a_kind_at_a_time", FACT, **facts)
    refused("unmanaged_kind_is_known", FACT, **{**facts, "kind": "bad"})
    refused("an_unmanaged_fact_has_evidence", FACT, **{**facts, "kind": "no_owning_unit", "evidence": ""})
    refused("an_unmanaged_fact_lasts_some_day", FACT, **{**facts, "kind": "no_owning_unit", "period": "empty"})


def test_nobody_is_their_own_guardian_or_comes_out_of_themselves(city: City) -> None:
    unit_id = add_unit(city)
    party = Party.objects.get(estate_id=city.estate.id).id
    guardian = (
        "INSERT INTO registry_guardianship (id, estate_id, ward_id, guardian_id, kind, period, evidence)"
        " VALUES (%(id)s, %(estate)s, %(party)s, %(party)s, 'minor', '[2020-01-01,)', 'x')"
    )
    refused("nobody_is_their_own_guardian", guardian, estate=city.estate.id, party=party)
    lineage = (
        "INSERT INTO registry_unitlineage (id, estate_id, before_id, after_id, kind, day, explanation)"
        " VALUES (%(id)s, %(estate)s, %(unit)s, %(unit)s, 'split', '2020-01-01', '')"
    )
    refused("no_unit_comes_out_of_itself", lineage, estate=city.estate.id, unit=unit_id)


@pytest.mark.parametrize("table", ["registry_unitlineage", "registry_unitcorrection", "registry_divisionsuccession"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_lines_of_the_past_cannot_be_changed_by_the_application(table: str, verb: str) -> None:
    with preparing(), pytest.raises(ProgrammingError, match="permission denied"):
        run(verb.format(table))
