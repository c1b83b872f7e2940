"""Founding, renaming, moving places; divisions whose codes are born and die; organisations with checked codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM
from sanguanjia.kernel.models import Home, Record
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry import actions, queries
from sanguanjia.registry.models import Division, DivisionSuccession, Estate, Organisation, Subdistrict

from .factories import COMPANY_CODE, City, codes_of, found_city, officer

pytestmark = pytest.mark.django_db


def refused(call: Callable[[], object]) -> set[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return codes_of(caught.value)


def test_a_city_is_founded_from_the_platform_down_to_a_building() -> None:
    city = found_city()
    home = Home.objects.get(pk=city.estate.id)
    assert home.path == f"1/{city.city.id}/{city.district.id}/{city.subdistrict.id}/{city.neighbourhood.id}/{home.id}/"
    estate = Estate.objects.get(pk=home.id)
    assert estate.pinyin == "shan1 shui3 wen2 yuan2"
    assert Division.objects.get(code="430211").parent.code == "430200"
    found = Record.objects.filter(estate_id=city.neighbourhood.id, act="registry.found_estate").get()
    assert found.permission == "registry.found_estate"
    assert max(city.city.id, city.estate.id) < 100, "homes have small numbers"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda c: actions.found_city(SYSTEM, estate_id=1, code="430000", name="x", since=date(2000, 1, 1)),
         "place_code_wrong"),
        (lambda c: actions.found_city(SYSTEM, estate_id=1, code="430200", name="x", since=date(2000, 1, 1)),
         "place_code_taken"),
        (lambda c: actions.found_city(SYSTEM, estate_id=1, code="430300", name=" ", since=date(2000, 1, 1)),
         "place_name_missing"),
        (lambda c: actions.found_district(SYSTEM, estate_id=c.city.id, code="430300", name="x", since=date(2000, 1, 1)),
         "place_code_wrong"),
        (lambda c: actions.found_district(SYSTEM, estate_id=c.city.id, code="430302", name="x", since=date(2000, 1, 1)),
         "place_code_not_below"),
        (lambda c: actions.found_subdistrict(SYSTEM, estate_id=c.district.id, code9="430211000", name="x"),
         "place_code_wrong"),
        (lambda c: actions.found_subdistrict(SYSTEM, estate_id=c.district.id, code9="430202001", name="x"),
         "place_code_not_below"),
        (lambda c: actions.found_subdistrict(SYSTEM, estate_id=c.district.id, code9="430211001", name="x"),
         "place_code_taken"),
        (lambda c: actions.found_neighbourhood(SYSTEM, estate_id=c.subdistrict.id, code12="430211001", name="x"),
         "place_code_wrong"),
        (lambda c: actions.found_neighbourhood(SYSTEM, estate_id=c.subdistrict.id, code12="430211002001", name="x"),
         "place_code_not_below"),
        (lambda c: actions.found_grid(SYSTEM, estate_id=c.neighbourhood.id, code="0 1", name="x"), "place_code_wrong"),
        (lambda c: actions.found_estate(SYSTEM, estate_id=c.neighbourhood.id, name="山水文园"), "estate_name_taken"),
        (lambda c: actions.found_estate(SYSTEM, estate_id=c.neighbourhood.id, name="x", grid_id=5), "grid_elsewhere"),
        (lambda c: actions.found_estate(SYSTEM, estate_id=c.subdistrict.id, name="x"), "not_found"),
        (lambda c: actions.found_estate(ANONYMOUS, estate_id=c.neighbourhood.id, name="x"), "not_permitted"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(wrong: Callable[[City], object], code: str) -> None:
    city = found_city()
    before = Home.objects.count()
    assert refused(lambda: wrong(city)) == {code}
    assert Home.objects.count() == before


def test_offices_found_only_below_themselves() -> None:
    city = found_city()
    street = officer("subdistrict_officer", city.subdistrict)
    assert (
        actions.found_neighbourhood(street, estate_id=city.subdistrict.id, code12="430211001002", name="高塘社区").name
        == "高塘社区"
    )
    codes = refused(lambda: actions.found_subdistrict(street, estate_id=city.district.id, code9="430211002", name="x"))
    assert codes == {"not_permitted"}


def test_a_renamed_estate_is_found_by_both_names() -> None:
    city = found_city()
    actions.rename_place(officer("district_officer", city.district), estate_id=city.estate.id, name="山水新苑")
    within = [city.city.path]
    assert [e.name for e in queries.search_estates("文园", within)] == ["山水新苑"]
    assert [e.name for e in queries.search_estates("新苑", within)] == ["山水新苑"]
    assert Home.objects.get(pk=city.estate.id).name == "山水新苑"
    assert refused(lambda: actions.rename_place(SYSTEM, estate_id=city.estate.id, name="山水新苑")) == {
        "facts_unchanged"
    }


def test_a_renamed_district_keeps_the_days_of_its_old_name() -> None:
    city = found_city()
    actions.rename_place(SYSTEM, estate_id=city.district.id, name="天元新区")
    names = list(Division.objects.filter(code="430211").order_by("valid").values_list("name", flat=True))
    assert names == ["天元区", "天元新区"]
    assert Subdistrict.objects.get(pk=city.subdistrict.id).division.name == "天元新区"


def test_an_estate_comes_under_another_neighbourhood_with_all_it_has() -> None:
    city = found_city()
    other = actions.found_neighbourhood(SYSTEM, estate_id=city.subdistrict.id, code12="430211001002", name="高塘社区")
    street = officer("subdistrict_officer", city.subdistrict)
    done = actions.move_estate(street, estate_id=city.estate.id, neighbourhood_id=other.id, reason="网格调整")
    assert done.path == f"{other.path}{city.estate.id}/"
    assert queries.estate(city.estate.id).neighbourhood_id == other.id
    assert queries.search_estates("山水", [city.neighbourhood.path]) == ()
    again = lambda: actions.move_estate(street, estate_id=city.estate.id, neighbourhood_id=other.id, reason="")  # noqa: E731
    assert refused(again) == {"facts_unchanged", "reason_not_given"}


def test_nobody_moves_an_estate_into_a_place_they_do_not_answer_for() -> None:
    city = found_city()
    street2 = actions.found_subdistrict(SYSTEM, estate_id=city.district.id, code9="430211002", name="泰山路街道")
    far = actions.found_neighbourhood(SYSTEM, estate_id=street2.id, code12="430211002001", name="庐山社区")
    street = officer("subdistrict_officer", city.subdistrict)
    call = lambda: actions.move_estate(street, estate_id=city.estate.id, neighbourhood_id=far.id, reason="x")  # noqa: E731
    assert refused(call) == {"not_permitted"}


def test_140403_exists_since_2018_out_of_140402_and_140411() -> None:
    city = actions.found_city(SYSTEM, estate_id=1, code="140400", name="长治市", since=date(2000, 1, 1))
    old = [
        actions.found_district(SYSTEM, estate_id=city.id, code=code, name=name, since=date(2000, 1, 1))
        for code, name in (("140402", "城区"), ("140411", "郊区"))
    ]
    street = actions.found_subdistrict(SYSTEM, estate_id=old[0].id, code9="140402001", name="东街街道")
    quarter = actions.found_neighbourhood(SYSTEM, estate_id=street.id, code12="140402001001", name="东大街社区")
    estate = actions.found_estate(SYSTEM, estate_id=quarter.id, name="御林家园")

    since = date(2018, 11, 20)
    actions.change_division(
        officer("city_officer", city), estate_id=city.id, code="140403", name="潞州区", since=since,
        predecessors=("140402", "140411"), document="国函〔2018〕76号",
    )  # fmt: skip

    luzhou = Division.objects.get(code="140403")
    assert not Division.objects.filter(code__in=["140402", "140411"], valid__contains=since).exists()
    assert Division.objects.filter(code="140402", valid__contains=date(2018, 11, 19)).exists()
    assert not Division.objects.filter(code="140403", valid__contains=date(2018, 11, 19)).exists()
    assert DivisionSuccession.objects.filter(successor=luzhou).count() == 2
    assert Home.objects.get(pk=estate.id).path == f"{luzhou.home.path}{street.id}/{quarter.id}/{estate.id}/"
    assert Home.objects.get(pk=street.id).parent_id == luzhou.home_id
    assert Subdistrict.objects.get(pk=street.id).division_id == luzhou.id
    call = lambda: actions.change_division(  # noqa: E731
        SYSTEM, estate_id=city.id, code="140403", name="x", since=since, predecessors=("140402",), document=""
    )
    assert refused(call) == {"predecessor_not_valid", "paper_not_named", "place_code_taken", "predecessor_missing"}


def test_with_one_predecessor_the_home_goes_on_under_the_new_code() -> None:
    city = found_city(district="430221")
    actions.change_division(
        SYSTEM, estate_id=city.city.id, code="430212", name="渌口区", since=date(2018, 6, 19),
        predecessors=("430221",), document="国函〔2018〕88号",
    )  # fmt: skip
    row = Division.objects.get(code="430212")
    assert row.home_id == city.district.id
    assert Home.objects.get(pk=city.district.id).name == "渌口区"
    assert queries.estate(city.estate.id).path == city.estate.path


def test_an_organisation_has_a_checked_code_once() -> None:
    city = found_city()
    office = officer("district_officer", city.district)
    done = actions.add_organisation(
        office, estate_id=city.district.id, kind="company", name="某某物业有限公司", credit_code=COMPANY_CODE.lower(),
        phone="0731-28881234",
    )  # fmt: skip
    assert Organisation.objects.get(pk=done.id).credit_code == COMPANY_CODE
    typed = {"kind": "shop", "name": " ", "credit_code": COMPANY_CODE[:-1] + "1", "phone": "12"}
    wrong = lambda: actions.add_organisation(office, estate_id=city.district.id, **typed)  # noqa: E731
    assert refused(wrong) == {
        "organisation_kind_unknown", "organisation_name_missing", "credit_code_wrong", "phone_unreadable",
    }  # fmt: skip
    twice = lambda: actions.add_organisation(  # noqa: E731
        office, estate_id=city.district.id, kind="company", name="另一家", credit_code=COMPANY_CODE
    )
    assert refused(twice) == {"organisation_known"}
    actions.correct_organisation(
        office,
        estate_id=city.district.id,
        organisation_id=done.id,
        name="新名物业服务有限公司",
        credit_code=COMPANY_CODE,
    )
    assert queries.organisation(done.id).name == "新名物业服务有限公司"
    same = lambda: actions.correct_organisation(  # noqa: E731
        office,
        estate_id=city.district.id,
        organisation_id=done.id,
        name="新名物业服务有限公司",
        credit_code=COMPANY_CODE,
    )
    assert refused(same) == {"facts_unchanged"}


def test_one_company_manages_at_a_time_and_unmanaged_is_three_dated_facts() -> None:
    city = found_city()
    estate_id, street = city.estate.id, officer("subdistrict_officer", city.subdistrict)
    company = actions.add_organisation(SYSTEM, estate_id=city.district.id, kind="company", name="甲物业").id
    bank = actions.add_organisation(SYSTEM, estate_id=city.district.id, kind="bank", name="某银行").id
    facts = {
        kind: actions.record_unmanaged_fact(
            street, estate_id=estate_id, kind=kind, since=date(2022, 1, 1), evidence="社区走访记录"
        ).id
        for kind in ("no_company", "no_owning_unit", "no_self_management")
    }
    twice = lambda: actions.record_unmanaged_fact(  # noqa: E731
        street, estate_id=estate_id, kind="no_company", since=date(2022, 5, 1), evidence=""
    )
    assert refused(twice) == {"unmanaged_fact_known", "evidence_not_given"}

    tenure = actions.set_managing_company(
        street, estate_id=estate_id, organisation_id=company, since=date(2023, 1, 1), contract_number="2023-01"
    )
    assert queries.managing_company(estate_id, date(2022, 12, 31)) is None
    assert queries.managing_company(estate_id, date(2023, 1, 1)).name == "甲物业"  # type: ignore[union-attr]
    assert [e.id for e in queries.managed_estates(company, date(2023, 1, 1))] == [estate_id]
    assert queries.unmanaged_facts(estate_id)[0].period.upper == date(2023, 1, 1)
    second = lambda: actions.set_managing_company(  # noqa: E731
        street, estate_id=estate_id, organisation_id=bank, since=date(2024, 1, 1), contract_number=" "
    )
    assert refused(second) == {"tenure_overlaps", "contract_not_named", "not_a_company"}
    backwards = lambda: actions.record_unmanaged_fact(  # noqa: E731
        street, estate_id=estate_id, kind="no_company", since=date(2023, 6, 1), evidence="x"
    )
    assert refused(backwards) == {"company_manages"}

    end = lambda day, why: actions.end_tenure(  # noqa: E731
        street, estate_id=estate_id, tenure_id=tenure.id, day=day, reason=why
    )
    assert refused(lambda: end(date(2023, 1, 1), "")) == {"end_not_after_begin", "reason_not_given"}
    end(date(2024, 1, 1), "合同到期不续")
    assert queries.managing_company(estate_id, date(2024, 1, 1)) is None
    assert refused(lambda: end(date(2024, 2, 1), "x")) == {"period_ended_before"}
    actions.end_unmanaged_fact(
        street, estate_id=estate_id, fact_id=facts["no_self_management"], day=date(2024, 3, 1), reason="成立自管小组"
    )
    assert refused(
        lambda: actions.set_managing_company(
            officer("neighbourhood_officer", city.neighbourhood), estate_id=estate_id, organisation_id=company,
            since=date(2025, 1, 1), contract_number="x",
        )
    ) == {"not_permitted"}  # fmt: skip
    later = actions.record_unmanaged_fact(
        street, estate_id=estate_id, kind="no_company", since=date(2024, 6, 1), evidence="x"
    )
    early = lambda: actions.set_managing_company(  # noqa: E731
        street, estate_id=estate_id, organisation_id=company, since=date(2024, 5, 1), contract_number="x"
    )
    assert refused(early) == {"no_company_recorded"}
    assert later.id


def test_lifts_exist_in_a_building_since_a_day() -> None:
    city = found_city()
    keep = officer("neighbourhood_officer", city.neighbourhood)
    facts = {"estate_id": city.estate.id, "building_id": city.building_id}
    lift = actions.add_lift(
        keep, **facts, entrance_id=city.entrance_id, name="1 号梯", in_service_since=date(2015, 1, 1)
    )
    wrong = lambda: actions.add_lift(  # noqa: E731
        keep, **facts, entrance_id=1, name="", in_service_since=clock.today().replace(year=clock.today().year + 1)
    )
    assert refused(wrong) == {"lift_name_missing", "day_not_yet_come", "entrance_elsewhere"}
    twice = lambda: actions.add_lift(keep, **facts, name="1 号梯", in_service_since=date(2015, 1, 1))  # noqa: E731
    assert refused(twice) == {"lift_name_taken"}
    end = lambda day, why: actions.end_lift(  # noqa: E731
        keep, estate_id=city.estate.id, lift_id=lift.id, day=day, reason=why
    )
    assert refused(lambda: end(date(2015, 1, 1), "")) == {"end_not_after_begin", "reason_not_given"}
    end(date(2024, 1, 1), "更换")
    assert refused(lambda: end(date(2024, 2, 1), "更换")) == {"period_ended_before"}


def test_buildings_and_entrances_have_one_code_each() -> None:
    city = found_city()
    estate_id = city.estate.id
    twice = lambda: actions.add_building(SYSTEM, estate_id=estate_id, code="3", storeys=0)  # noqa: E731
    assert refused(twice) == {"building_code_taken", "storeys_wrong"}
    assert refused(lambda: actions.add_building(SYSTEM, estate_id=estate_id, code="3 ")) == {"building_code_wrong"}
    again = lambda: actions.add_entrance(  # noqa: E731
        SYSTEM, estate_id=estate_id, building_id=city.building_id, code="1"
    )
    assert refused(again) == {"entrance_code_taken"}
    assert [b.code for b in queries.buildings(estate_id)] == ["3"]
    for code in ("10", "2", "东"):
        actions.add_building(SYSTEM, estate_id=estate_id, code=code)
    assert [b.code for b in queries.buildings(estate_id)] == ["2", "3", "10", "东"]
