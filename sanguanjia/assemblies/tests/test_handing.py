"""With the last thing ticked who left has handed over: the old committee in a renewal, members in a by-election."""

from __future__ import annotations

import datetime as dt

from sanguanjia.assemblies.models import Procedure
from sanguanjia.assemblies.tests.way import NOON, Way
from sanguanjia.decisions.models import Committee, Seat
from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Record
from tests.support.guard import preparing

DAY = dt.date(2024, 7, 20)


def body(way: Way, number: int, **more: object) -> Committee:
    term = {"begins": dt.date(2020, 1, number), "ends": dt.date(2025, 1, 1), "size": 5}
    return Committee.objects.create(estate_id=way.home, number=number, **{**term, **more})


def ended(on: dt.date) -> dict[str, object]:
    return {"state": "ended", "ended_on": on, "why": "succeeded"}


def handing_over(way: Way, kind: str) -> None:
    """A procedure of the kind in its last stage."""
    way.who("committee_member")
    way.start("subdistrict_officer", kind, term_ends=dt.date(2024, 8, 31))
    with preparing():
        Procedure.objects.filter(estate_id=way.home, pk=way.row.pk).update(state="handover")


def test_the_last_thing_of_a_renewal_is_the_old_committees_handing_over(way: Way) -> None:
    handing_over(way, "renewal")
    with preparing():
        long_ago, old = body(way, 1, **ended(dt.date(2020, 1, 9))), body(way, 2, **ended(dt.date(2024, 7, 10)))
        sits = body(way, 3)
    with clock.turned_to(dt.datetime.combine(DAY, dt.time(9), clock.SHANGHAI)):
        for thing, on in (("seal", DAY), ("account", dt.date(2024, 7, 12)), ("papers", dt.date(2024, 7, 11))):
            assert Committee.objects.get(estate_id=way.home, pk=old.pk).handed_over_on is None
            way.do("committee_member", "tick", thing=thing, on=on)
    assert way.row.state == "done"
    days = dict(Committee.objects.filter(estate_id=way.home).values_list("number", "handed_over_on"))
    assert days == {long_ago.number: None, old.number: DAY, sits.number: None}
    assert Record.objects.filter(estate_id=way.home, act="decisions.record_handover").count() == 1


def test_a_body_that_ended_after_its_things_were_given_handed_over_on_its_last_day(way: Way) -> None:
    handing_over(way, "renewal")
    with preparing():
        old = body(way, 1, **ended(DAY))
    with clock.turned_to(dt.datetime.combine(DAY, dt.time(9), clock.SHANGHAI)):
        for thing in ("seal", "account", "papers"):
            way.do("subdistrict_officer", "tick", thing=thing, on=NOON.date())
    assert Committee.objects.get(estate_id=way.home, pk=old.pk).handed_over_on == DAY


def test_the_last_thing_of_a_by_election_is_the_handing_over_of_who_left(way: Way) -> None:
    handing_over(way, "by_election")
    scene = way.scene
    with preparing():
        sits = body(way, 1)
        for place, (name, code) in enumerate((("业主1", "101"), ("业主2", "102"), ("业主3", "201")), start=1):
            Seat.objects.create(
                estate_id=way.home, committee=sits, party=scene.parties[name], unit=scene.units[code], place=place,
                since=sits.begins, ended_on=None if place == 1 else dt.date(2024, 5, 1),
                handed_over_on=dt.date(2024, 5, 2) if place == 2 else None,
            )  # fmt: skip
    with clock.turned_to(dt.datetime.combine(DAY, dt.time(9), clock.SHANGHAI)):
        way.do("subdistrict_officer", "tick", thing="papers", on=NOON.date())
    days = list(Seat.objects.filter(estate_id=way.home).order_by("place").values_list("handed_over_on", flat=True))
    assert days == [None, dt.date(2024, 5, 2), NOON.date()]
