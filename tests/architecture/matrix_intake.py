"""Rows of the intake room: the desk that takes sheets in is the hotline's or an office's."""

from __future__ import annotations

from tests.architecture.matrix import Row, Who, roles

DESK = roles(
    "hotline_operator", "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer"
)  # fmt: skip

INTAKE = {
    "intake:enter": Row(get=DESK),
    "intake:sheets": Row(get=DESK),
    "intake:counter": Row(get=DESK, post=DESK),
    "intake:upload": Row(post=DESK),
    "intake:batch": Row(get=DESK),
    "intake:progress": Row(get=DESK),
    "intake:nudge": Row(post=DESK),
    "intake:needs": Row(post=DESK),
    "intake:commit": Row(post=DESK),
    "intake:withdraw": Row(post=DESK),
    "intake:reply": Row(get=DESK),
    "intake:replies": Row(get=DESK),
    "intake:prepare": Row(post=DESK),
    # An office above the company that did the work.
    "intake:check": Row(post=Who(DESK.roles - {"hotline_operator"}), denied=(403, 404), elsewhere=(403, 404)),
    "intake:call": Row(post=DESK),
    "intake:unplaced": Row(get=DESK),
    "intake:place": Row(get=DESK, post=DESK),
}
