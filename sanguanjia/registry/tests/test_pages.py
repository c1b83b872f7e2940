"""Pages: everybody sees what the sentences allow and nothing more; every form does its act or says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry import actions, queries
from sanguanjia.registry.models import Estate, Lift, Organisation, Ownership, Party, Unit
from sanguanjia.registry.pages import estate_forms, place_forms, unit_forms
from sanguanjia.registry.store import holdings_on
from tests.support.guard import preparing

from .factories import COMPANY_CODE, IDENTITIES, SINCE, City, add_unit, codes_of, found_city, officer, owners, person
from .pages import text_of, visit

pytestmark = pytest.mark.django_db

PHONE, NAME = "13812345678", "王芳芳"
MASKED, MASKED_PHONE = "王*芳", "138****5678"


@pytest.fixture
def city() -> City:
    return found_city()


@pytest.fixture
def unit_id(city: City) -> int:
    return add_unit(city, owners=owners(("1", person(NAME, IDENTITIES[0], PHONE))))


@pytest.fixture
def company(city: City) -> int:
    done = actions.add_organisation(SYSTEM, estate_id=city.district.id, kind="company", name="甲物业服务有限公司")
    actions.set_managing_company(
        SYSTEM, estate_id=city.estate.id, organisation_id=done.id, since=date(2016, 1, 1), contract_number="2016-1"
    )
    return done.id


def keeper(city: City) -> Actor:
    return officer("neighbourhood_officer", city.neighbourhood)


def address(name: str, city: City, *more: int) -> str:
    return reverse(f"registry:{name}", args=[city.estate.id, *more])


# --- sight ---------------------------------------------------------------------------------------

# role, place, (name seen, phone seen)
SIGHTS = [
    ("neighbourhood_officer", "neighbourhood", "full", True),
    ("subdistrict_officer", "subdistrict", "full", True),
    ("district_officer", "district", "masked", False),
    ("city_officer", "city", "masked", False),
    ("grid_worker", "neighbourhood", "masked", False),
    ("building_head", "estate", "", False),  # of no building by name: of none
    ("committee_member", "estate", "full", False),
    ("owner", "estate", "", False),
    ("tenant", "estate", "", False),
    ("fund_officer", "city", "", False),
    ("security_auditor", "city", "", False),
]


@pytest.mark.parametrize(("role", "place", "name", "phone"), SIGHTS)
def test_each_role_sees_its_part_of_a_unit(
    city: City, unit_id: int, role: str, place: str, name: str, phone: bool
) -> None:
    page = text_of(visit(officer(role, getattr(city, place)), address("unit", city, unit_id)))
    assert "88.12" in page
    assert (NAME in page) == (name == "full")
    assert (MASKED in page) == (name == "masked")
    assert PHONE not in page, "phones are masked for everybody"
    assert (MASKED_PHONE in page) == (phone or name == "full")
    assert ("查看完整号码" in page) == phone
    assert IDENTITIES[0] not in page, "identity numbers are masked for everybody"
    assert IDENTITIES[0][6:14] not in page


def test_a_building_head_recognises_people_of_the_own_building_only(city: City, unit_id: int) -> None:
    other = actions.add_building(SYSTEM, estate_id=city.estate.id, code="4", name="4栋").id
    head, stranger = (officer("building_head", city.estate, building_id=b) for b in (city.building_id, other))
    for name, more in (("unit", (unit_id,)), ("units", ())):
        assert MASKED in text_of(visit(head, address(name, city, *more)))
        page = text_of(visit(stranger, address(name, city, *more)))
        assert "88.12" in page
        assert MASKED not in page
        assert NAME not in page


def test_a_grid_worker_recognises_people_of_the_own_grid_only(city: City, unit_id: int) -> None:
    grid = actions.found_grid(SYSTEM, estate_id=city.neighbourhood.id, code="01", name="一号网格").id
    with preparing():
        Estate.objects.filter(pk=city.estate.id).update(grid_id=grid)
    for own, seen in ((grid, True), (grid + 1, False)):
        worker = officer("grid_worker", city.neighbourhood, grid_id=own)
        for name, more in (("unit", (unit_id,)), ("units", ())):
            assert (MASKED in text_of(visit(worker, address(name, city, *more)))) is seen


@pytest.mark.parametrize(("role", "place", "name", "phone"), SIGHTS)
def test_lists_and_their_excel_files_show_no_more_than_the_page(
    city: City, unit_id: int, role: str, place: str, name: str, phone: bool
) -> None:
    actor = officer(role, getattr(city, place))
    page = text_of(visit(actor, address("units", city)))
    sheet = load_workbook(BytesIO(visit(actor, address("units-excel", city)).content)).active
    cells = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    for text in (page, cells):
        assert "3-1-1403" in text
        assert (NAME in text) == (name == "full")
        assert (MASKED in text) == (name == "masked")
        assert PHONE not in text


def test_an_owner_sees_their_own_unit_fully_and_a_neighbours_not(city: City, unit_id: int) -> None:
    other = add_unit(city, "1404", owners=owners(("1", person("赵铁柱", phone="13900000000"))))
    mine = officer("owner", city.estate, unit_id=unit_id)
    own = text_of(visit(mine, address("unit", city, unit_id)))
    assert NAME in own
    assert MASKED_PHONE in own
    neighbour = text_of(visit(mine, address("unit", city, other)))
    assert "赵铁柱" not in neighbour
    assert "13900000000" not in neighbour
    assert "不对您显示" in neighbour


def test_who_sold_sees_nothing_of_who_bought_and_who_bought_no_phone_of_who_sold(city: City, unit_id: int) -> None:
    seller = officer("owner", city.estate, unit_id=unit_id)
    assert MASKED_PHONE in text_of(visit(seller, address("unit", city, unit_id)))
    outgoing = tuple(Ownership.objects.filter(estate_id=city.estate.id).values_list("id", flat=True))
    actions.transfer_unit(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, outgoing=outgoing, day=date(2021, 1, 1),
        owners=owners(("1", person("赵铁柱", phone="13900000000"))),
    )  # fmt: skip
    former = text_of(visit(seller, address("unit", city, unit_id)))
    assert "赵铁柱" not in former
    assert "13900000000" not in former
    mandate = seller.mandates[0]
    bought = Actor(9, "买家", (replace(mandate, valid_from=date(2021, 2, 1)),))
    page = text_of(visit(bought, address("unit", city, unit_id)))
    assert "赵铁柱" in page
    assert "139****0000" in page
    assert NAME not in page, "the former owner's name is masked"
    assert PHONE not in page


def test_a_linked_account_is_judged_by_its_own_party(city: City) -> None:
    both = owners(("1/2", person(NAME)), ("1/2", person("赵铁柱")))
    unit_id = add_unit(city, owners=both)
    with preparing():
        Party.objects.filter(estate_id=city.estate.id, name=NAME).update(account_id=7)
    mine = officer("owner", city.estate, unit_id=unit_id)
    assert "赵铁柱" in text_of(visit(mine, address("unit", city, unit_id)))
    row = Unit.objects.get(estate_id=city.estate.id, pk=unit_id)
    sold = next(h.id for h in holdings_on(row, date(2020, 1, 1)) if h.slice.lower == 0)
    actions.transfer_unit(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, outgoing=(sold,), day=date(2021, 1, 1),
        owners=owners(("1/2", person("李强"))),
    )  # fmt: skip
    assert "赵铁柱" not in text_of(visit(mine, address("unit", city, unit_id)))


def test_the_managing_companys_manager_sees_contacts_and_another_companys_does_not(
    city: City, unit_id: int, company: int
) -> None:
    manager = officer("company_manager", city.estate, organisation_id=company)
    page = text_of(visit(manager, address("unit", city, unit_id)))
    assert NAME in page
    assert MASKED_PHONE in page
    assert "查看完整号码" in page
    stranger = officer("company_manager", city.estate, organisation_id=company + 1)
    with pytest.raises(Refusal) as caught:
        visit(stranger, address("unit", city, unit_id))
    assert codes_of(caught.value) == {"not_permitted"}
    worker = officer("company_worker", city.estate, organisation_id=company)
    assert NAME not in text_of(visit(worker, address("unit", city, unit_id)))


def test_who_has_nothing_to_do_with_the_place_finds_nothing(city: City, unit_id: int) -> None:
    elsewhere = officer("neighbourhood_officer", city.neighbourhood)
    far = Actor(9, "外地", tuple(m.__class__(1, m.role, 999, "1/999/", m.valid_from) for m in elsewhere.mandates))
    for name in ("unit", "unit-transfer"):
        with pytest.raises(Refusal) as caught:
            visit(far, address(name, city, unit_id))
        assert codes_of(caught.value) == {"not_found"}
    with pytest.raises(Refusal) as caught:
        visit(ANONYMOUS, address("estate", city))
    assert codes_of(caught.value) == {"login_needed"}


def test_search_by_owner_is_for_those_who_see_names(city: City, unit_id: int) -> None:
    add_unit(city, "1404", owners=owners(("1", person("赵铁柱"))))
    found = text_of(visit(keeper(city), address("units", city), {"q": "芳芳"}))
    assert "3-1-1403" in found
    assert "3-1-1404" not in found
    nothing = text_of(visit(officer("owner", city.estate), address("units", city), {"q": "芳芳"}))
    assert "没有找到房屋" in nothing


def test_units_are_paged_in_the_order_people_count(city: City) -> None:
    for number in range(1, 54):
        add_unit(city, str(number), owners=())
    first = text_of(visit(keeper(city), address("units", city)))
    assert first.index(">3-1-2<") < first.index(">3-1-10<") < first.index(">3-1-50<")
    assert ">3-1-51<" not in first
    last = Unit.objects.get(estate_id=city.estate.id, code="3-1-50")
    second = text_of(visit(keeper(city), address("units", city), {"after": last.id}))
    assert ">3-1-51<" in second
    assert ">3-1-50<" not in second


# --- pages open ----------------------------------------------------------------------------------


def test_the_pages_of_places_estates_and_organisations_open(city: City, unit_id: int, company: int) -> None:
    for role, place in (("city_officer", city.city), ("subdistrict_officer", city.subdistrict), ("owner", city.estate)):
        actor = officer(role, place)
        assert visit(actor, reverse("registry:tree")).status_code == 302
        for home in (city.city, city.district, city.subdistrict, city.neighbourhood):
            assert home.name in text_of(visit(actor, reverse("registry:place", args=[home.id])))
        assert "甲物业" in text_of(visit(actor, address("estate", city)))
        assert "山水文园" in text_of(visit(actor, reverse("registry:estates"), {"q": "文园"}))
        assert "没有找到小区" in text_of(visit(actor, reverse("registry:estates"), {"q": "无此小区"}))
        assert "山水文园" in text_of(visit(actor, reverse("registry:organisation", args=[company])))
    officers = officer("district_officer", city.district)
    assert "甲物业" in text_of(visit(officers, reverse("registry:organisations")))
    for name in ("organisations-excel", "estates-excel"):
        sheet = load_workbook(BytesIO(visit(officers, reverse(f"registry:{name}")).content)).active
        assert sheet.max_row == 2


def test_lists_show_only_the_actors_places(city: City) -> None:
    other = actions.found_subdistrict(SYSTEM, estate_id=city.district.id, code9="430211002", name="泰山路街道")
    page = text_of(visit(officer("subdistrict_officer", other), reverse("registry:estates")))
    assert "山水文园" not in page
    inside = {"within": city.district.id}
    page = text_of(visit(officer("subdistrict_officer", other), reverse("registry:estates"), inside))
    assert "山水文园" not in page


def test_every_form_opens_for_who_may_and_stays_shut_for_a_resident(city: City, unit_id: int, company: int) -> None:
    boss = Actor(5, "全权", (
        *officer("city_officer", city.city).mandates, *officer("district_officer", city.district).mandates,
        *officer("subdistrict_officer", city.subdistrict).mandates,
        *officer("system_admin", city.city.__class__(1, "platform", "平台", "1/")).mandates,
    ))  # fmt: skip
    resident = officer("owner", city.estate, unit_id=unit_id)
    levels = {"found-city": 1, "found-district": city.city.id, "found-subdistrict": city.district.id,
              "found-neighbourhood": city.subdistrict.id, "change-division": city.city.id}  # fmt: skip
    paths = [reverse(f"registry:{f.slug}", args=[levels.get(f.slug, city.neighbourhood.id)]) for f in place_forms.FORMS]
    paths += [address(f"estate-{f.slug}", city) for f in estate_forms.FORMS]
    paths += [address(f"unit-{f.slug}", city, unit_id) for f in unit_forms.FORMS]
    paths += [
        reverse("registry:organisation-new", args=[city.district.id]),
        reverse("registry:organisation-correct", args=[company]),
    ]
    for path in paths:
        page = text_of(visit(boss, path))
        assert page.count("<h1") == 1, path
        assert "idempotency_key" in page
        empty = visit(boss, path, {}, post=True)
        assert empty.status_code >= 400, f"{path} did something with an empty form"
        assert "还没有办成" in text_of(empty)
        with pytest.raises(Refusal):
            visit(resident, path)


# --- forms do their acts -------------------------------------------------------------------------


def send(actor: Actor, path: str, **typed: object) -> str:
    answer = visit(actor, path, typed, post=True)
    assert answer.status_code == 302, text_of(answer)[:6000]
    return answer["Location"]


def test_an_officer_founds_an_estate_and_fills_it_through_forms(city: City) -> None:
    office = keeper(city)
    there = send(
        office, reverse("registry:found-estate", args=[city.neighbourhood.id]), name="新桂都", address="某路 2 号",
        aliases="桂都",
    )  # fmt: skip
    estate = Estate.objects.get(name="新桂都")
    assert there == reverse("registry:estate", args=[estate.pk])
    at = lambda name: reverse(f"registry:estate-{name}", args=[estate.pk])  # noqa: E731
    send(office, at("building"), code="5", name="5栋", storeys="11")
    building = queries.buildings(estate.pk)[0].id
    send(office, at("entrance"), building=building, code="2")
    entrance = queries.entrances(estate.pk)[0].id
    send(office, at("lift"), building=building, entrance=entrance, name="1 号梯", in_service_since="2012-05-01")
    assert Lift.objects.filter(estate_id=estate.pk).count() == 1
    typed = {
        "building": building, "entrance": entrance, "room": "301", "use": "dwelling", "built_area": "100.5",
        "built_area_source": "contract", "exclusive_area": "", "exclusive_area_source": "stand_in",
        "since": "2012-05-01", "owner_rows": "4", "name_0": "王芳", "share_0": "1/2", "name_1": "李强",
        "share_1": "50%", "name_2": "赵敏", "joint_2": "1", "basis": "registered",
    }  # fmt: skip
    there = send(office, at("unit"), **typed)
    page = text_of(visit(office, there))
    assert "以另一面积代替" in page
    assert "共同共有" in page
    rows = Ownership.objects.filter(estate_id=estate.pk).order_by("slice")
    assert [row.is_joint for row in rows] == [False, True]


def test_the_same_form_sent_twice_has_one_effect(city: City) -> None:
    for _ in range(2):
        send(keeper(city), address("estate-building", city), code="9", idempotency_key="once")
    assert [b.code for b in queries.buildings(city.estate.id)] == ["3", "9"]


def test_a_sale_by_form_and_its_refusals_keep_what_was_typed(city: City, unit_id: int) -> None:
    path = address("unit-transfer", city, unit_id)
    outgoing = Ownership.objects.get(estate_id=city.estate.id).id
    wrong = visit(
        keeper(city), path, {"outgoing": outgoing, "day": "2020-03-05", "name_0": "李强", "share_0": "2/3"}, post=True
    )
    assert wrong.status_code == 422
    page = text_of(wrong)
    assert "份额合计 2/3，不足应有的 1" in page
    assert 'value="李强"' in page
    more = visit(keeper(city), path, {"name_0": "李强", "owner_rows": "2", "more": "1"}, post=True)
    assert 'name="name_3"' in text_of(more)
    send(keeper(city), path, outgoing=outgoing, day="2020-03-05", name_0="李强", share_0="全部", basis="registered")
    page = text_of(visit(keeper(city), address("unit", city, unit_id)))
    assert page.index("李强") < page.index(NAME), "the present owner stands above the former"
    assert "过户" in page


def test_correct_split_merge_and_guardian_by_form(city: City, unit_id: int) -> None:
    office = keeper(city)
    at = lambda name, number=unit_id: address(f"unit-{name}", city, number)  # noqa: E731
    facts = {"room": "1403", "use": "dwelling", "built_area": "90", "built_area_source": "surveyed",
             "exclusive_area": "70.50", "exclusive_area_source": "registry"}  # fmt: skip
    send(office, at("correct"), **facts, evidence="测绘报告 3 号")
    assert "测绘报告 3 号" in text_of(visit(office, address("unit", city, unit_id)))
    party = Party.objects.get(estate_id=city.estate.id)
    send(office, at("phone"), party=party.id, phone="13700000000")
    send(office, at("guardian"), ward=party.id, guard_kind="minor", name="王大", since="2020-01-01", evidence="户口簿")
    assert "监护人 王大" in text_of(visit(office, address("unit", city, unit_id)))
    guard = queries.guardianships_of_unit(city.estate.id, unit_id, date(2021, 1, 1))[0].id
    send(office, at("guardian-end"), guardianship=guard, day="2021-01-01", reason="已成年")
    parts = {"room_0": "1403A", "built_area_0": "50", "exclusive_area_0": "40.5", "room_1": "1403B",
             "built_area_1": "40", "exclusive_area_1": "30"}  # fmt: skip
    sources = {"built_area_source": "surveyed", "exclusive_area_source": "surveyed", "area_document": "测绘 4 号"}
    there = send(office, at("split"), day="2021-01-01", part_rows="2", **parts, **sources)
    assert "由" in text_of(visit(office, there))
    first = queries.unit_by_code(city.estate.id, "3-1-1403A", date(2021, 1, 1))
    assert first is not None
    unknown = visit(office, at("merge", first.id), {"others": "9-9-9", "day": "2022-01-01"}, post=True)
    assert "没有房号" in text_of(unknown)
    send(
        office, at("merge", first.id), others="3-1-1403B", day="2022-01-01", room="1403", built_area="90",
        exclusive_area="70.5", **sources,
    )  # fmt: skip
    assert [u.code for u in queries.units(city.estate.id, date(2022, 1, 1))] == ["3-1-1403"]


def test_the_developers_unit_is_handed_over_by_form(city: City) -> None:
    unit_id = add_unit(city, basis="developer_unsold", since=SINCE)
    office = keeper(city)
    holding = Ownership.objects.get(estate_id=city.estate.id).id
    send(
        office, address("unit-basis", city, unit_id), ownership=holding, basis="developer_undelivered", day="2016-01-01"
    )
    send(office, address("unit-deliver", city, unit_id), day="2017-01-01", name_0="李强", basis="contract_possession")
    assert "已交付，尚未登记" in text_of(visit(office, address("unit", city, unit_id)))


def test_management_is_kept_by_the_street_office(city: City, company: int) -> None:
    street = officer("subdistrict_officer", city.subdistrict)
    at = lambda name: address(f"estate-{name}", city)  # noqa: E731
    tenure = queries.tenures(city.estate.id)[0].id
    send(street, at("company-end"), tenure=tenure, day="2020-01-01", reason="合同到期")
    send(street, at("unmanaged"), kind="no_company", since="2020-01-01", evidence="撤场公告 2020-01-01")
    page = text_of(visit(street, address("estate", city)))
    assert "撤场公告" in page
    assert "仍然如此" in page
    send(street, at("company"), organisation=company, since="2021-01-01", contract_number="2021-7")
    fact = queries.unmanaged_facts(city.estate.id)[0]
    assert fact.period.upper == date(2021, 1, 1)
    send(street, at("unmanaged"), kind="no_owning_unit", since="2020-01-01", evidence="走访")
    other = queries.unmanaged_facts(city.estate.id)[-1].id
    send(street, at("unmanaged-end"), fact=other, day="2021-02-01", reason="已移交")
    neighbourhood = actions.found_neighbourhood(
        SYSTEM, estate_id=city.subdistrict.id, code12="430211001002", name="高塘社区"
    )
    send(street, at("move"), neighbourhood=neighbourhood.id, reason="网格调整")
    assert queries.estate(city.estate.id).neighbourhood_id == neighbourhood.id


def test_organisations_and_names_of_places_are_kept_by_form(city: City) -> None:
    office = officer("district_officer", city.district)
    there = send(
        office, reverse("registry:organisation-new", args=[city.district.id]), kind="company", name="乙物业",
        credit_code=COMPANY_CODE,
    )  # fmt: skip
    row = Organisation.objects.get(name="乙物业")
    assert there == reverse("registry:organisation", args=[row.id])
    send(office, reverse("registry:organisation-correct", args=[row.id]), name="丙物业", credit_code=COMPANY_CODE)
    send(office, reverse("registry:rename", args=[city.subdistrict.id]), name="嵩山街道")
    send(office, reverse("registry:found-grid", args=[city.neighbourhood.id]), code="01", name="第一网格")
    assert "第一网格" in text_of(visit(office, reverse("registry:place", args=[city.neighbourhood.id])))
