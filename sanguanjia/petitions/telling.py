"""Whom a move concerns, and what they are told. Never what the petition says, never a name or a phone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.models import Home
from sanguanjia.look import words
from sanguanjia.notices.phrases import template
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write

from .models import Petition
from .permissions import Thing
from .rules.parts import last_minute

_TO_PETITIONER: Mapping[str, str] = MappingProxyType(
    {
        "register": "registered", "accept": "accepted", "refuse": "refused", "split_off": "split",
        "answer": "answered", "answer_review": "answered", "answer_recheck": "final", "mediate": "mediated",
        "lapse": "closed",
    }
)  # fmt: skip
_TO_UNIT: Mapping[str, str] = MappingProxyType(
    {"route": "given", "decide_objection": "given", "supervise": "supervised"}
)
_TO_OFFICE = frozenset({"object", "answer_supervision", "warn"})
_ROLE_OF_KIND: Mapping[str, str] = MappingProxyType(
    {"subdistrict": "subdistrict_officer", "district": "district_officer", "city": "city_officer"}
)


def tell(deed: Deed, verb: str, row: Petition, thing: Thing, data: Mapping[str, Any]) -> None:
    """Write what this move makes worth telling."""
    facts = {"number": str(row.number), "due": _due(row), "office": row.unit_name or "信访工作机构"}
    href = f"/petitions/{row.estate_id}/{row.pk}/"

    def say(name: str, audience: Audience | None) -> None:
        if audience is not None:
            wanted = {fact: value for fact, value in facts.items() if fact in template(f"petitions.{name}").facts}
            write(deed, f"petitions.{name}", audience=audience, facts=wanted, href=href)

    mine = row.petitioner_account_id
    to_petitioner = Audience(accounts=(mine,)) if mine is not None and mine != deed.actor.account_id else None
    unit = _unit(deed, row, thing)
    if verb in _TO_PETITIONER:
        say(_TO_PETITIONER[verb], to_petitioner)
    if verb == "decide_extension" and data.get("granted"):
        say("extended", to_petitioner)
    if verb in _TO_UNIT:
        say(_TO_UNIT[verb], unit)
    if verb == "register" and deed.actor.account_id == mine:
        say("arrived", _office(deed, thing.place))
    if verb in _TO_OFFICE:
        say("late" if verb == "warn" else "back", _office(deed, thing.place))
    if verb == "warn":
        say("late", unit)
    if verb in ("ask_review", "ask_recheck"):
        say("asked", _office(deed, thing.review_place if verb == "ask_review" else thing.recheck_place))


def _office(deed: Deed, path: str) -> Audience | None:
    kind = Home.objects.filter(path=path).values_list("kind", flat=True).first()
    role = _ROLE_OF_KIND.get(str(kind))
    return Audience(roles=(role,), path=path, but=deed.actor.account_id) if role else None


def _unit(deed: Deed, row: Petition, thing: Thing) -> Audience | None:
    if not thing.unit_place:
        return None
    if row.unit_organisation_id is not None:
        return Audience(
            roles=("department_officer",), path=thing.unit_place, organisation_id=row.unit_organisation_id,
            but=deed.actor.account_id,
        )  # fmt: skip
    return _office(deed, thing.unit_place)


def _due(row: Petition) -> str:
    if row.due_at is None:
        return "另行通知"
    due = last_minute(row.due_at)
    return words.moment(due, due.date())
