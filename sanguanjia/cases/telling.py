"""Whom a move of a matter concerns, and what they are told: written in the act itself (notices/writing.py).

One line of `TELLS` per move and receiver; each costs one INSERT. The receivers of a unit are found later by the job, so
that filing pays one statement and asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.look import words
from sanguanjia.notices.phrases import template
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write

from .models import Case
from .permissions import OFFICER_ROLES, ROLE_OF_HOLDER
from .places import PlaceFacts
from .types import LADDER, CasePolicy, HolderKind, Level, State

_NOTHING: Mapping[str, Any] = MappingProxyType({})
Whom = Callable[[Deed, Case, PlaceFacts], Audience | None]


def _reporter(deed: Deed, row: Case, _place: PlaceFacts) -> Audience | None:
    account = row.reporter_account_id
    return Audience(accounts=(account,)) if account is not None and account != deed.actor.account_id else None


def _holder(deed: Deed, row: Case, place: PlaceFacts) -> Audience | None:
    if row.state not in (State.NEW.value, State.TAKEN.value, State.WORKING.value, State.FINISHED.value):
        return None
    return Audience(
        roles=(ROLE_OF_HOLDER[HolderKind(row.holder_kind)],), path=place.path,
        organisation_id=row.holder_organisation_id, grid_id=row.holder_grid_id, building_id=row.holder_building_id,
        but=deed.actor.account_id,
    )  # fmt: skip


def _worker(deed: Deed, row: Case, _place: PlaceFacts) -> Audience | None:
    account = row.worker_account_id
    return Audience(accounts=(account,)) if account is not None and account != deed.actor.account_id else None


def _above(deed: Deed, row: Case, place: PlaceFacts) -> Audience | None:
    rank = Level(row.level).rank
    role = next((OFFICER_ROLES[rung] for rung in LADDER[rank + 1 :] if rung in OFFICER_ROLES), None)
    return Audience(roles=(role,), path=place.path, but=deed.actor.account_id) if role else None


def _arbiter(deed: Deed, row: Case, place: PlaceFacts) -> Audience | None:
    return _above(deed, row, place) if row.state == State.ARBITRATION.value else None


def _on_duty(deed: Deed, row: Case, _place: PlaceFacts) -> Audience | None:
    account = row.duty_account_id
    return Audience(accounts=(account,)) if account is not None and account != deed.actor.account_id else None


def _returned(deed: Deed, row: Case, place: PlaceFacts) -> Audience | None:
    return _holder(deed, row, place) if row.state == State.NEW.value else None


TELLS: Mapping[str, tuple[tuple[str, Whom], ...]] = MappingProxyType(
    {
        "report": (("cases.given", _holder), ("cases.on_duty", _on_duty)),
        "arrive": (("cases.given", _holder), ("cases.passed_on", _reporter)),
        "accept": (("cases.taken", _reporter),),
        "take_order": (("cases.taken", _reporter),),
        "assign": (("cases.assigned", _worker),),
        "ask_back": (("cases.asked_back", _reporter),),
        "answer": (("cases.answered", _holder),),
        "ask_extension": (("cases.asks_above", _above),),
        "decide_extension": (("cases.extension_granted", _reporter),),
        "hand_on": (("cases.asks_above", _arbiter), ("cases.given", _holder), ("cases.passed_on", _reporter)),
        "dispatch": (("cases.given", _holder), ("cases.passed_on", _reporter)),
        "decide_holder": (("cases.given", _holder), ("cases.passed_on", _reporter)),
        "escalate": (("cases.given_above", _holder), ("cases.climbed", _reporter)),
        "climb": (("cases.given_above", _holder), ("cases.climbed", _reporter)),
        "close": (("cases.closed", _reporter),),
        "whistle": (("cases.whistled", _reporter),),
        "parts_done": (("cases.closed", _reporter),),
        "call_back": (("cases.returned", _returned),),
        "ask_exclusion": (("cases.asks_exclusion", _above),),
        "close_by_silence": (("cases.closed_by_silence", _reporter),),
        "reopen": (("cases.returned", _holder),),
        "urge": (("cases.urged", _holder),),
        "answer_urge": (("cases.urge_answered", _reporter),),
        "supervise": (("cases.supervised", _holder),),
        "answer_supervision": (("cases.supervision_answered", _above),),
        "end_supervision": (("cases.supervision_ended", _holder),),
        "merge": (("cases.merged", _reporter),),
    }
)


def tell(
    deed: Deed,
    verb: str,
    row: Case,
    place: PlaceFacts,
    policy: CasePolicy,
    data: Mapping[str, Any] = _NOTHING,
    by: Callable[..., int] = write,
) -> None:
    """Write what this move makes worth telling. An alarm at the top, or more time refused, tells nobody.

    `by`: what writes the notice (notices.writing: `write`, or `Letters.write` for many acts at once).
    """
    if (verb == "climb" and row.alarmed) or data.get("granted") is False:
        return
    for name, whom in TELLS.get(verb, ()):
        audience = whom(deed, row, place)
        if audience is None:
            continue
        wanted = template(name).facts
        facts = {fact: value for fact, value in _facts(row, place, policy).items() if fact in wanted}
        by(deed, name, audience=audience, facts=facts, href=f"/cases/{row.estate_id}/{row.pk}/")


def _facts(row: Case, place: PlaceFacts, policy: CasePolicy) -> dict[str, str]:
    due = words.moment(row.due_at, row.due_at.astimezone(SHANGHAI).date()) if row.due_at else "另行通知"
    return {
        "need": row.need_name, "number": str(row.number), "place": place.name,
        "holder": policy.handler_name(Level(row.level)), "due": due,
    }  # fmt: skip
