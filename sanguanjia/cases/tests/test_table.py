"""Every state × move × role, against a second book: who may what, and what exists in which state, written by hand.

Nothing but the pure rules: who is not named below is refused as not_permitted, what does not exist in a state as
wrong_phase. A line changed in `rules/table.py` or a sentence in `permissions.py` has to be changed here too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from sanguanjia.cases.permissions import SENTENCES, CaseThing
from sanguanjia.cases.rules.moves import decide
from sanguanjia.cases.rules.table import BY_VERB, allowed
from sanguanjia.cases.types import Holder, State
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor, Mandate
from sanguanjia.kernel.refusal import Refusal

from .world import COMPANY, OFFICE, fresh, world

ESTATE, ELSEWHERE = "1/2/3/4/5/10/", "1/2/3/4/6/11/"
NEIGHBOURHOOD, STREET, DISTRICT, CITY = "1/2/3/4/5/", "1/2/3/4/", "1/2/3/", "1/2/"


def person(account: int, role: str, place: str, organisation: int | None = None) -> Actor:
    mandate = Mandate(account, role, 10, place, dt.date(2020, 1, 1), organisation_id=organisation)
    return Actor(account, role, (mandate,))


PEOPLE = {
    "reporter": person(1, "owner", ESTATE),
    "neighbour": person(2, "owner", ESTATE),
    "manager": person(3, "company_manager", ESTATE, COMPANY.organisation_id),
    "worker": person(4, "company_worker", ESTATE, COMPANY.organisation_id),
    "other_worker": person(5, "company_worker", ESTATE, COMPANY.organisation_id),
    "other_manager": person(6, "company_manager", ESTATE, 51),
    "grid": person(7, "grid_worker", ESTATE),
    "committee": person(8, "committee_member", ESTATE),
    "officer": person(9, "neighbourhood_officer", NEIGHBOURHOOD),
    "far_officer": person(10, "neighbourhood_officer", "1/2/3/4/6/"),
    "street": person(11, "subdistrict_officer", STREET),
    "centre": person(12, "district_officer", DISTRICT),
    "city": person(13, "city_officer", CITY),
    "hotline": person(14, "hotline_operator", CITY),
    "department": person(15, "department_officer", DISTRICT),
    "admin": person(16, "system_admin", "1/"),
    "auditor": person(17, "security_auditor", "1/"),
    "nobody": ANONYMOUS,
    "platform": SYSTEM,
}
ABOVE = {"officer", "street", "centre", "city"}
DESKS = ABOVE | {"hotline"}
HIGHER = ABOVE - {"officer"}

# Who may, of a matter that the company has, whose worker is `worker` …
BY_COMPANY = {
    "holder": {"manager"}, "officer_holder": set(), "company_holder": {"manager"},
    "worker_or_holder": {"worker", "manager"}, "holder_or_system": {"manager", "platform"},
    "holder_or_above": {"manager"} | ABOVE, "above": ABOVE, "reporter": {"reporter"},
    "urger": {"reporter"} | DESKS, "reporter_or_front_desk": {"reporter"} | DESKS, "caller": DESKS,
    "system": {"platform"}, "officer_of_both": {"street", "centre", "city", "hotline"},
    "anyone_in_it": {"reporter", "manager", "worker", "other_worker", "grid"} | DESKS,
}  # fmt: skip
# … and of one that the neighbourhood has: the company had it, and may go on seeing it.
BY_OFFICE = BY_COMPANY | {
    "holder": {"officer"}, "officer_holder": {"officer"}, "company_holder": set(), "worker_or_holder": {"officer"},
    "holder_or_system": {"officer", "platform"}, "holder_or_above": ABOVE, "above": HIGHER,
    "urger": {"reporter", "hotline"} | HIGHER, "caller": {"hotline"} | HIGHER,
}  # fmt: skip

# What exists in which state.
HELD = "ask_back answer_urge hand_on decide_extension"
OPEN = "link add_note reckon_again ask_exclusion decide_exclusion"
BEFORE_DONE = "escalate climb withdraw urge supervise answer_supervision end_supervision merge rehome"
AT_WORK = "assign ask_extension close whistle"
EXISTS = {
    "new": f"accept take_order dispatch {HELD} {BEFORE_DONE} {OPEN}",
    "taken": f"start finish dispatch {HELD} {AT_WORK} {BEFORE_DONE} {OPEN}",
    "working": f"finish ask_back answer_urge decide_extension {AT_WORK} {BEFORE_DONE} {OPEN}",
    "finished": f"ask_back answer_urge decide_extension {AT_WORK} {BEFORE_DONE} {OPEN}",
    "waiting": f"answer resume decide_extension {BEFORE_DONE} {OPEN}",
    "arbitration": f"decide_holder {BEFORE_DONE} {OPEN}",
    "whistled": f"parts_done whistle_over urge end_supervision {OPEN}",
    "done": f"confirm reopen close_by_silence call_back {OPEN}",
    "closed": "reopen rate call_back ask_exclusion decide_exclusion",
    "merged": "",
    "moved": "",
}


def answer(verb: str, state: State, who: str, holder: Holder) -> str:
    """What a person hears who tries: not_permitted, wrong_phase, or nothing against it."""
    facts = replace(fresh(holder), state=state, worker_account_id=4 if holder is COMPANY else None)
    place_of_other = ELSEWHERE if verb == "rehome" else None
    thing = CaseThing(ESTATE, facts, 1, COMPANY.organisation_id, grid_id=7, other_place=place_of_other)
    ground = SENTENCES[BY_VERB[verb].who](PEOPLE[who], thing)
    if not ground:
        return ground.reason.code if ground.reason else "not_permitted"
    if allowed(verb, state):
        return "may"
    with pytest.raises(Refusal) as caught:
        decide(verb, facts, world())
    return caught.value.reasons[0].code


@pytest.mark.parametrize(("holder", "permitted"), [(COMPANY, BY_COMPANY), (OFFICE, BY_OFFICE)], ids=["unit", "office"])
@pytest.mark.parametrize("state", list(State))
def test_every_move_of_every_role(state: State, holder: Holder, permitted: dict[str, set[str]]) -> None:
    exists = set(EXISTS[state.value].split())
    assert exists <= set(BY_VERB)
    wrong = []
    for verb, move in BY_VERB.items():
        for who in PEOPLE:
            may = who in permitted[move.who]
            expected = "not_permitted" if not may else "may" if verb in exists else "wrong_phase"
            heard = answer(verb, state, who, holder)
            wrong += [(verb, who, heard, expected)] if heard != expected else []
    assert wrong == []
