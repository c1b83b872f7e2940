"""Rows of the notices room. A board is public; messages are one's own; forms are the publisher's or an owner's."""

from __future__ import annotations

from tests.architecture.matrix import EVERYBODY, KNOWN, Row, Who, roles

OFFICES = ("neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer")
# The thing is a general notice of the estate; the fund's officer publishes other kinds only.
GENERAL = roles(*OFFICES, "committee_member", "company_manager", "party_secretary")
PUBLISH = Who(GENERAL.roles | {"fund_officer"})
OPEN = Row(get=EVERYBODY, everywhere=True)

NOTICES = {
    "notices:inbox": Row(get=KNOWN),
    "notices:settings": Row(get=KNOWN, post=KNOWN),
    "notices:unread": Row(get=KNOWN),
    "notices:read": Row(post=KNOWN),
    "notices:open": Row(post=roles("owner"), denied=(404,), neighbour=False),
    "notices:message-sheet": Row(get=roles("owner"), denied=(404,), neighbour=False),
    "notices:boards": Row(get=EVERYBODY),
    "notices:board": OPEN,
    "notices:notice": OPEN,
    "notices:sheet": OPEN,
    "notices:report-sheet": OPEN,
    "notices:text": OPEN,
    "notices:file": OPEN,
    "notices:proof": OPEN,
    "notices:post": Row(get=PUBLISH, post=PUBLISH),
    "notices:correct": Row(get=GENERAL, post=GENERAL),
    "notices:extend": Row(post=GENERAL, elsewhere=(403, 404)),
    "notices:prove": Row(post=GENERAL, elsewhere=(403, 404), file="photos"),
    "notices:object": Row(post=roles("owner"), elsewhere=(403, 404)),
    "notices:answer": Row(post=GENERAL, elsewhere=(403, 404)),
    "api:public": OPEN,
    "api:inbox": Row(get=KNOWN),
}
