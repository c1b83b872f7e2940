"""Members of an interim body: names alone, or people of the register whose role comes and goes with the seat."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from sanguanjia.access.queries import mandates_of
from sanguanjia.assemblies import jobs
from sanguanjia.assemblies.models import GroupMember
from sanguanjia.assemblies.tests.way import NOON, Way
from sanguanjia.assemblies.types import Member
from sanguanjia.decisions.tests.scene import refused
from sanguanjia.kernel import clock

BODY = (
    Member("陈社工", "neighbourhood", True), Member("业主2", "owner"), Member("业主3", "owner"),
    Member("业主4", "owner"), Member("妻", "owner"), Member("没有账号的人", "owner"), Member("某派出所", "police"),
)  # fmt: skip
POSITION = {member.name: number for number, member in enumerate(BODY, start=1)}


def named(way: Way) -> None:
    way.start(kind="interim", situation="unmanaged_old_estate")
    way.do("owner", "hand_in")
    way.do("subdistrict_officer", "name_group", members=BODY)


def link(way: Way, name: str, found_by: str) -> None:
    way.do("subdistrict_officer", "link", position=POSITION[name], found_by=found_by)


def roles(way: Way, name: str) -> list[str]:
    held = mandates_of(way.scene.accounts[name].pk)
    return sorted(one.role for one in held if one.in_force)


def member(way: Way, name: str) -> GroupMember:
    return GroupMember.objects.get(estate_id=way.home, procedure_id=way.row.pk, name=name)


def test_the_role_comes_with_the_seat_and_goes_with_it(way: Way) -> None:
    with clock.turned_to(NOON):
        named(way)
        assert refused(lambda: way.do("neighbourhood_officer", "link", position=2, found_by="102")) == {"not_permitted"}
        assert refused(lambda: way.do("subdistrict_officer", "link", position=9, found_by="102")) == {"member_unknown"}
        for wrong in ("101", "999", "", "v-业主3"):  # another's home, no home, nothing, another's account
            assert refused(lambda: link(way, "业主2", wrong)) == {"member_not_found"}  # noqa: B023
        link(way, "业主2", "102")
        link(way, "业主3", "v-业主3")
        link(way, "妻", way.scene.accounts["妻"].phone)
        assert refused(lambda: link(way, "没有账号的人", "102")) == {"member_not_found"}
        assert roles(way, "业主2") == ["owner"], "nobody sits before the names were posted"
    with clock.turned_to(NOON + dt.timedelta(days=8)):
        assert jobs.tend_due() == 1
        assert way.row.state == "sitting"
        for name in ("业主2", "业主3", "妻"):
            assert roles(way, name) == ["committee_member", "owner"]
            until = [one for one in mandates_of(way.scene.accounts[name].pk) if one.role == "committee_member"]
            assert [one.valid_to for one in until] == [way.row.term_ends]
        assert member(way, "没有账号的人").mandate_id is None
        assert roles(way, "业主4") == ["owner"]
        link(way, "业主4", "202")  # found out while the body sits: the role follows at once
        assert roles(way, "业主4") == ["committee_member", "owner"]
        assert member(way, "业主4").party_id == way.scene.parties["业主4"].pk
        page, phone = f"/assemblies/{way.home}/{way.row.pk}/", Client()
        phone.force_login(way.scene.accounts["业主4"])
        shown = phone.get(page).content.decode()
        assert "您是物管会成员" in shown
        assert "业主代表（您）" in shown
        assert 'name="found_by"' not in shown
        desk = Client()
        desk.force_login(way.scene.city.person("subdistrict_officer"))
        assert "没有账号的人（只有姓名）" in desk.get(page).content.decode()
        wrong = desk.post(f"{page}do/link/", {"position": "6", "found_by": "没有"})
        assert "没有找到这位成员" in wrong.content.decode()
        way.do("subdistrict_officer", "end", words="选出了业主委员会")
        assert [roles(way, name) for name in ("业主2", "业主3", "业主4", "妻")] == [["owner"]] * 4


def test_one_person_is_one_member_and_a_first_assemblys_group_has_no_seats(way: Way) -> None:
    with clock.turned_to(NOON):
        named(way)
        link(way, "业主2", "102")
        link(way, "业主2", "102")  # written once more: the same
        way.do("subdistrict_officer", "name_group", members=BODY)  # named anew: who it is is known
        tied = GroupMember.objects.filter(estate_id=way.home, party=way.scene.parties["业主2"])
        assert sorted(tied.values_list("round", flat=True)) == [1, 2]
        other = Way(way.scene)
        other.named()
        assert refused(lambda: other.do("subdistrict_officer", "link", position=1, found_by="102")) == {"wrong_phase"}
