"""Units by hand: added, corrected, split, merged, sold, handed over; each an act with its refusals."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connections
from django.db.models import Q

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM, Actor
from sanguanjia.kernel.models import Record
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.registry import actions, queries
from sanguanjia.registry.models import (
    Guardianship,
    Ownership,
    OwnershipMember,
    Party,
    Unit,
    UnitCorrection,
    UnitLineage,
)
from sanguanjia.registry.store import holdings_on
from sanguanjia.registry.types import WHOLE, MemberWish

from .factories import IDENTITIES, LATER, SINCE, City, add_unit, codes_of, found_city, officer, owners, person, wish


def refused(call: Callable[[], object]) -> set[str]:
    with pytest.raises(Refusal) as caught:
        call()
    return codes_of(caught.value)


def held(city: City, unit_id: int, day: date = LATER) -> list[int]:
    return [h.id for h in holdings_on(Unit.objects.get(estate_id=city.estate.id, pk=unit_id), day)]


def transfer(city: City, unit_id: int, *, actor: Actor = SYSTEM, **more: object) -> object:
    facts = {
        "outgoing": tuple(held(city, unit_id)), "owners": owners(("1", person("李强"))), "day": LATER,
        "document": "湘（2020）株洲市不动产权第0000001号",
    }  # fmt: skip
    return actions.transfer_unit(actor, estate_id=city.estate.id, unit_id=unit_id, **{**facts, **more})


# --- add and correct -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_unit_is_added_with_owners_and_their_exact_shares() -> None:
    city = found_city()
    keep = officer("neighbourhood_officer", city.neighbourhood)
    done = actions.add_unit(
        keep, estate_id=city.estate.id, building_id=city.building_id, entrance_id=city.entrance_id, unit=wish(),
        since=SINCE,
        owners=owners(("1/3", person("王芳", IDENTITIES[0])), ("2/3", (person("李强"), person("赵敏")))),
    )  # fmt: skip
    unit = queries.unit(city.estate.id, done.id)
    assert (unit.code, unit.built_area, unit.exclusive_area) == ("3-1-1403", Decimal("88.12"), Decimal("70.50"))
    rows = list(Ownership.objects.filter(estate_id=city.estate.id, unit_id=done.id).order_by("slice"))
    assert [row.is_joint for row in rows] == [False, True]
    assert [Fraction(row.slice.upper - row.slice.lower, WHOLE) for row in rows] == [Fraction(1, 3), Fraction(2, 3)]
    record = Record.objects.get(estate_id=city.estate.id, act="registry.add_unit")
    assert "王芳" not in str(record.subjects) + str(record.answer)


@pytest.mark.django_db
def test_the_same_document_is_the_same_person_and_another_name_is_refused() -> None:
    city = found_city()
    add_unit(city, "101", owners=owners(("1", person("王芳", IDENTITIES[0]))))
    add_unit(city, "102", owners=owners(("1", person("王芳", IDENTITIES[0]))))
    assert Party.objects.filter(estate_id=city.estate.id).count() == 1
    other = lambda: add_unit(city, "103", owners=owners(("1", person("王方", IDENTITIES[0]))))  # noqa: E731
    assert refused(other) == {"identity_of_another_name"}
    twice = owners(("1/2", person("王芳", IDENTITIES[0])), ("1/2", person("王芳", IDENTITIES[0])))
    assert refused(lambda: add_unit(city, "103", owners=twice)) == {"same_owner_twice"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"unit": wish("")}, {"room_missing"}),
        ({"unit": wish("1 4")}, {"room_unreadable"}),
        ({"unit": wish(use="castle")}, {"use_unknown"}),
        ({"unit": wish(built_area="x")}, {"area_unreadable"}),
        ({"unit": wish(built_area="999999")}, {"area_out_of_bounds"}),
        ({"unit": wish(built_area_source="")}, {"area_without_source"}),
        ({"unit": wish(exclusive_area="")}, {"source_without_area"}),
        ({"unit": wish(exclusive_area="90")}, {"exclusive_exceeds_built"}),
        ({"unit": wish(exclusive_area_source="stand_in")}, {"stand_in_differs"}),
        ({"unit": wish(built_area_source="stand_in", exclusive_area_source="stand_in")}, {"both_areas_stand_in"}),
        ({"since": date(2999, 1, 1)}, {"day_not_yet_come"}),
        ({"basis": "hearsay"}, {"basis_unknown"}),
        ({"owners": owners(("1/2", person()), ("2/3", person("", "123")))},
         {"shares_exceed_whole", "party_name_missing", "identity_wrong"}),
        ({"owners": owners(("1", MemberWish(party_id=5)))}, {"not_found"}),
        ({"owners": owners(("1", MemberWish(name="x", identity_number="1")))}, {"identity_kind_missing"}),
        ({"owners": owners(("1", MemberWish(name="x", kind="ghost", phone="1")))},
         {"party_kind_unknown", "phone_unreadable"}),
        ({"room": "", "unit": wish("", use="", built_area="?"), "since": date(2999, 1, 1)},
         {"use_unknown", "room_missing", "area_unreadable", "day_not_yet_come"}),
    ],
)  # fmt: skip
def test_a_wrong_unit_is_refused_with_all_reasons(more: dict[str, object], expected: set[str]) -> None:
    city = found_city()
    assert refused(lambda: add_unit(city, **more)) == expected
    assert not Unit.objects.filter(estate_id=city.estate.id).exists()
    assert not Party.objects.filter(estate_id=city.estate.id).exists()


@pytest.mark.django_db
def test_a_code_is_used_once_and_a_dwelling_stands_in_a_building() -> None:
    city = found_city()
    add_unit(city)
    assert refused(lambda: add_unit(city)) == {"unit_code_taken"}
    outside = lambda use: actions.add_unit(  # noqa: E731
        SYSTEM, estate_id=city.estate.id, building_id=None, unit=wish("B017", use=use), since=SINCE
    )
    assert refused(lambda: outside("dwelling")) == {"building_missing"}
    assert queries.unit(city.estate.id, outside("parking").id).code == "B017"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["owner", "committee_member", "company_manager", "grid_worker", "city_officer"])
def test_only_the_offices_that_keep_the_roster_change_units(role: str) -> None:
    city = found_city()
    unit_id = add_unit(city)
    somebody = officer(role, city.estate if role != "city_officer" else city.city)
    assert refused(lambda: transfer(city, unit_id, actor=somebody)) == {"not_permitted"}


@pytest.mark.django_db
def test_a_correction_leaves_what_stood_there_before() -> None:
    city = found_city()
    unit_id = add_unit(city)
    correct = lambda evidence="不动产权证", **facts: actions.correct_unit(  # noqa: E731
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, unit=wish(**facts), evidence=evidence
    )
    assert refused(correct) == {"facts_unchanged"}
    assert refused(lambda: correct("", built_area="90")) == {"evidence_not_given"}
    add_unit(city, "1404")
    assert refused(lambda: correct(room="1404")) == {"unit_code_taken"}
    correct(built_area="90", built_area_source="surveyed")
    lines = UnitCorrection.objects.filter(estate_id=city.estate.id, unit_id=unit_id).order_by("fact")
    assert [(line.fact, line.old, line.new) for line in lines] == [
        ("built_area", "88.12", "90.00"), ("built_area_source", "registry", "surveyed"),
    ]  # fmt: skip


# --- transfer ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_sale_keeps_both_owners_in_time() -> None:
    city = found_city()
    unit_id = add_unit(city)
    old = held(city, unit_id)
    done = transfer(city, unit_id)
    assert done.closed == tuple(old)  # type: ignore[attr-defined]
    before, after = LATER - timedelta(days=1), LATER

    def names(day: date) -> list[str]:
        members = OwnershipMember.objects.filter(
            estate_id=city.estate.id, ownership__estate_id=city.estate.id, ownership__unit_id=unit_id,
            ownership__period__contains=day,
        )  # fmt: skip
        return list(members.filter(party__estate_id=city.estate.id).values_list("party__name", flat=True))

    assert (names(before), names(after)) == (["王芳"], ["李强"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"outgoing": ()}, {"outgoing_missing"}),
        ({"outgoing": (1,)}, {"stale"}),
        ({"owners": ()}, {"owners_missing"}),
        ({"owners": owners(("1/2", person()))}, {"shares_fall_short"}),
        ({"owners": owners(("3/2", person()))}, {"shares_exceed_whole"}),
        ({"owners": owners(("-1", person()), ("2", person()))}, {"share_not_positive"}),
        ({"owners": owners(("1/19", person()), ("18/19", person()))}, {"share_not_exact"}),
        ({"day": SINCE}, {"day_before_owner"}),
        ({"day": date(2014, 1, 1), "outgoing": ()}, {"unit_not_there_on_day"}),
        ({"day": date(2999, 1, 1)}, {"day_not_yet_come"}),
        ({"basis": "developer_unsold"}, {"basis_not_for_buyer"}),
        ({"basis": "?"}, {"basis_unknown"}),
    ],
)
def test_a_wrong_transfer_changes_nothing(more: dict[str, object], expected: set[str]) -> None:
    city = found_city()
    unit_id = add_unit(city)
    before = held(city, unit_id)
    # On a day before the unit there is nobody to sell: the first reason is the day.
    found = refused(lambda: transfer(city, unit_id, **more))
    assert expected <= found
    assert found - expected <= {"later_owner_known"}
    assert held(city, unit_id) == before


@pytest.mark.django_db
def test_history_is_not_rewritten_by_an_earlier_sale() -> None:
    city = found_city()
    unit_id = add_unit(city)
    first = tuple(held(city, unit_id))
    transfer(city, unit_id)
    early = lambda: transfer(city, unit_id, day=date(2018, 1, 1), outgoing=first)  # noqa: E731
    assert refused(early) == {"later_owner_known"}


@pytest.mark.django_db
def test_the_developer_sells_hands_over_and_the_register_follows() -> None:
    city = found_city()
    developer = MemberWish(kind="organisation", name="某开发公司", identity_kind="credit_code",
                           identity_number="91430211MA4XX0012H")  # fmt: skip
    unit_id = add_unit(city, owners=owners(("1", developer)), basis="developer_unsold")
    facts = {"estate_id": city.estate.id, "unit_id": unit_id}
    sold = actions.change_basis(
        SYSTEM, **facts, ownership_id=held(city, unit_id)[0], basis="developer_undelivered", day=date(2016, 1, 1)
    )
    wrong = lambda: actions.change_basis(  # noqa: E731
        SYSTEM, **facts, ownership_id=sold.opened[0], basis="judgment", day=date(2016, 1, 1)
    )
    assert refused(wrong) == {"basis_does_not_follow", "day_before_owner"}
    assert refused(
        lambda: actions.change_basis(SYSTEM, **facts, ownership_id=1, basis="registered", day=date(2017, 1, 1))
    ) == {"stale"}
    handed = actions.deliver_unit(SYSTEM, **facts, owners=owners(("1", person())), day=date(2016, 6, 1))
    again = lambda: actions.deliver_unit(  # noqa: E731
        SYSTEM, **facts, owners=owners(("1", person("李强"))), day=date(2017, 6, 1)
    )
    assert refused(again) == {"not_the_developers"}
    done = actions.change_basis(
        SYSTEM, **facts, ownership_id=handed.opened[0], basis="registered", day=date(2017, 1, 1)
    )
    bases = Ownership.objects.filter(estate_id=city.estate.id, unit_id=unit_id).order_by("period")
    assert [row.basis for row in bases] == [
        "developer_unsold", "developer_undelivered", "contract_possession", "registered",
    ]  # fmt: skip
    assert held(city, unit_id) == list(done.opened)


@pytest.mark.usefixtures("committed_db")
def test_of_twenty_parallel_transfers_of_one_unit_exactly_one_wins() -> None:
    city = found_city()
    unit_id = add_unit(city)
    seen = tuple(held(city, unit_id))
    start = threading.Barrier(20)
    won: list[int] = []
    lost: list[set[str]] = []
    failed: list[BaseException] = []

    def sell(number: int) -> None:
        try:
            start.wait()
            transfer(city, unit_id, outgoing=seen, owners=owners(("1", person(f"买家{number}"))))
            won.append(number)
        except Refusal as refusal:
            lost.append(codes_of(refusal))
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sell, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    assert len(won) == 1
    assert lost == [{"stale"}] * 19
    rows = Ownership.objects.filter(estate_id=city.estate.id, unit_id=unit_id)
    assert rows.filter(period__contains=LATER).count() == 1
    assert Record.objects.filter(estate_id=city.estate.id, act="registry.transfer_unit").count() == 1
    assert Party.objects.filter(estate_id=city.estate.id).count() == 2, "the losers left nobody behind"


# --- split and merge -----------------------------------------------------------------------------


def parts(*areas: tuple[str, str, str]) -> tuple[object, ...]:
    return tuple(wish(room, built_area=built, exclusive_area=exclusive) for room, built, exclusive in areas)


@pytest.mark.django_db
def test_a_split_gives_every_part_the_owners_of_the_whole() -> None:
    city = found_city()
    unit_id = add_unit(city, owners=owners(("1/2", person()), ("1/2", person("李强"))))
    done = actions.split_unit(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, day=LATER,
        parts=parts(("1403A", "48.12", "40.50"), ("1403B", "40.00", "30.00")),
    )  # fmt: skip
    assert len(done.begun) == 2
    codes = [u.code for u in queries.units(city.estate.id, LATER)]
    assert codes == ["3-1-1403A", "3-1-1403B"]
    assert [u.code for u in queries.units(city.estate.id, LATER - timedelta(days=1))] == ["3-1-1403"]
    for number in done.begun:
        assert len(held(city, number)) == 2
    assert held(city, unit_id) == []
    assert UnitLineage.objects.filter(estate_id=city.estate.id, before_id=unit_id, kind="split").count() == 2
    ended = lambda: actions.correct_unit(  # noqa: E731
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, unit=wish(), evidence="x"
    )
    assert refused(ended) == {"unit_has_ended"}


@pytest.mark.django_db
def test_a_split_may_reuse_the_room_of_the_unit_that_ends() -> None:
    city = found_city()
    unit_id = add_unit(city)
    actions.split_unit(
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, day=LATER,
        parts=parts(("1403", "48.12", "40.50"), ("1404", "40.00", "30.00")),
    )  # fmt: skip
    rows = Unit.objects.filter(estate_id=city.estate.id, code="3-1-1403")
    assert rows.count() == 2
    assert rows.filter(Q(valid_to__isnull=True)).count() == 1


@pytest.mark.django_db
def test_a_split_that_loses_area_is_refused_unless_it_says_why() -> None:
    city = found_city()
    unit_id = add_unit(city)
    add_unit(city, "1405")
    split = lambda *areas, day=LATER, why="": actions.split_unit(  # noqa: E731
        SYSTEM, estate_id=city.estate.id, unit_id=unit_id, day=day, parts=parts(*areas), explanation=why
    )
    short = (("1403A", "48.11", "40.50"), ("1403B", "40.00", "30.00"))
    assert refused(lambda: split(*short)) == {"area_not_kept"}
    assert refused(lambda: split(("1403A", "88.12", "70.50"))) == {"split_needs_two"}
    assert refused(lambda: split(("1403A", "48.12", "40.50"), ("1403A", "40.00", "30.00"))) == {"room_twice"}
    assert refused(lambda: split(("1405", "48.12", "40.50"), ("1403B", "40.00", "30.00"))) == {"unit_code_taken"}
    assert refused(lambda: split(*short, why="x", day=SINCE)) == {"unit_not_there_on_day", "later_owner_known"}
    split(*short, why="2020 年重新测绘，测绘报告 12 号")
    line = UnitLineage.objects.filter(estate_id=city.estate.id, before_id=unit_id).first()
    assert line.explanation.startswith("2020")
    assert refused(lambda: split(*short, day=date(2021, 1, 1))) >= {"unit_has_ended"}


@pytest.mark.django_db
def test_units_of_the_same_owner_are_merged_and_of_others_not() -> None:
    city = found_city()
    mine = owners(("1", person("王芳", IDENTITIES[0])))
    first, second = add_unit(city, "1401", owners=mine), add_unit(city, "1402", owners=mine)
    other = add_unit(city, "1403")
    shop = add_unit(city, "101", owners=mine, unit=wish("101", use="shop"))
    merge = lambda *ids, built="176.24", day=LATER: actions.merge_units(  # noqa: E731
        SYSTEM, estate_id=city.estate.id, unit_ids=ids, day=day,
        unit=wish("1401", built_area=built, exclusive_area="141.00"),
    )  # fmt: skip
    assert refused(lambda: merge(first, other)) == {"owners_differ"}
    assert refused(lambda: merge(first, shop)) == {"uses_differ"}
    assert refused(lambda: merge(first)) == {"merge_needs_two", "area_not_kept"}
    assert refused(lambda: merge(first, second, built="176.25")) == {"area_not_kept"}
    assert refused(lambda: merge(first, 5)) == {"not_found"}
    done = merge(first, second)
    assert (done.ended, len(done.begun)) == ((first, second), 1)
    whole = queries.unit(city.estate.id, done.begun[0])
    assert (whole.code, whole.built_area) == ("3-1-1401", Decimal("176.24"))
    assert len(held(city, whole.id)) == 1


# --- people --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_telephone_number_is_changed_by_the_office_or_the_person() -> None:
    city = found_city()
    add_unit(city, owners=owners(("1", person(phone="13800000000"))))
    party = Party.objects.get(estate_id=city.estate.id)
    change = lambda actor, phone: actions.change_phone(  # noqa: E731
        actor, estate_id=city.estate.id, party_id=party.id, phone=phone
    )
    office = officer("neighbourhood_officer", city.neighbourhood)
    assert refused(lambda: change(office, "12")) == {"phone_unreadable"}
    assert refused(lambda: change(office, "13800000000")) == {"facts_unchanged"}
    change(office, "139 0000 0000")
    party.refresh_from_db()
    assert party.phone == "13900000000"
    stranger = officer("owner", city.estate, account_id=88)
    assert refused(lambda: change(stranger, "13700000000")) == {"not_permitted"}
    record = Record.objects.get(estate_id=city.estate.id, act="registry.change_phone")
    assert "13900000000" not in str(record.subjects)


@pytest.mark.django_db
def test_a_guardian_acts_for_an_owner_who_cannot() -> None:
    city = found_city()
    add_unit(city, owners=owners(("1", person("王小宝"))))
    ward = Party.objects.get(estate_id=city.estate.id)
    add = lambda guardian, **more: actions.add_guardian(  # noqa: E731
        SYSTEM, estate_id=city.estate.id, ward_id=ward.id, guardian=guardian,
        **{"kind": "minor", "since": LATER, "evidence": "户口簿", **more},
    )  # fmt: skip
    wrong = {"kind": "tired", "evidence": " ", "since": clock.today() + timedelta(days=2)}
    assert refused(lambda: add(MemberWish(party_id=ward.id), **wrong)) == {
        "ward_kind_unknown", "evidence_not_given", "day_not_yet_come", "own_guardian",
    }  # fmt: skip
    assert refused(lambda: add(MemberWish(party_id=3))) == {"not_found"}
    done = add(person("王芳", IDENTITIES[0]))
    assert refused(lambda: add(person("王芳", IDENTITIES[0]))) == {"guardianship_known"}
    assert refused(lambda: add(person("王方", IDENTITIES[0]))) == {"identity_of_another_name"}
    end = lambda day, why: actions.end_guardianship(  # noqa: E731
        SYSTEM, estate_id=city.estate.id, guardianship_id=done.id, day=day, reason=why
    )
    assert refused(lambda: end(LATER, "")) == {"end_not_after_begin", "reason_not_given"}
    end(date(2024, 1, 1), "已成年")
    assert refused(lambda: end(date(2024, 1, 2), "x")) == {"period_ended_before"}
    assert Guardianship.objects.get(estate_id=city.estate.id).period.upper == date(2024, 1, 1)
