"""业主联名推荐: what a list of candidates shows of nominations that owners sign, and what they say there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from sanguanjia.decisions import actions, cosigning, law
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.pages.proposals import homes_of
from sanguanjia.decisions.rules.nominating import JOINT
from sanguanjia.decisions.types import Route
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.kernel.wording import say
from sanguanjia.look.forms import actor_of, key_of
from sanguanjia.look.types import Bar
from sanguanjia.registry import queries as registry

SAID: dict[str, str] = {
    "nominate": "联名已发起，您是第一位。请邻居也来签。", "cosign": "已签。", "agree": "您已同意参选。",
}  # fmt: skip
_FIELDS = {"unit_code": "nominee_door", "name": "nominee_name", "statement": "nominee_words"}
_NEEDED = (("unit_code", "邻居的房号"), ("name", "邻居的姓名"))


def on_slate(actor: Actor, slate: Any, people: list[Any], names: dict[int, Any], *, desk: bool) -> dict[str, Any]:
    """Nominations that are signed for: bars, whether I signed, which doors signed (for the desk alone)."""
    estate_id = slate.estate_id
    unknown: tuple[Reason, ...] = ()
    collecting = [one for one in people if one.state == "collecting"]
    held = law.law_of(estate_id, clock.today())
    routes = held.held("own.committee.nomination")
    own = {unit_id for unit_id, _ in homes_of(actor, estate_id)}
    found: dict[int, cosigning.Signed] = {}
    try:
        found = cosigning.signed_for(estate_id, collecting, clock.today())
    except Refusal as refusal:  # the register has holes: the numbers wait for it
        unknown = refusal.reasons
    lines = [_line(one, names[one.party_id].name, found.get(one.pk), actor, own, desk=desk) for one in collecting]
    rule = held.held(JOINT)
    return {
        "nominations": lines, "unknown_roll": [say(reason) for reason in unknown],
        "joint": Route.OWNERS in routes.value if routes else True,
        "joint_clause": rule.clause if rule else None, "open_for_names": slate.state == "naming"
        and clock.today() <= slate.until,
    }  # fmt: skip


def _line(
    one: Any, name: str, signed: cosigning.Signed | None, actor: Actor, own: set[int], *, desk: bool
) -> dict[str, Any]:  # fmt: skip
    units = signed.units if signed else ()
    return {
        "one": one, "name": name, "signed": signed,
        "bars": (Bar("联名的业主", signed.heads, max(signed.need, signed.heads), 1, 1),) if signed else (),
        "did": bool(own & {unit for unit, _ in units}),
        "mine": actor.account_id is not None and one.account_id == actor.account_id,
        "doors": [(registry.unit(one.estate_id, unit).code, at) for unit, at in units] if desk else [],
    }  # fmt: skip


def says(request: HttpRequest, estate_id: int, slate_id: int, verb: str) -> None:
    """What an owner says: `nominate` a neighbour, `cosign`; the one who is named: `agree`."""
    actor, typed = actor_of(request), request.POST
    sent: dict[str, Any] = {"key": key_of(request), "estate_id": estate_id}
    candidate: dict[str, Any] = {"candidate_id": shown.number_of(typed.get("candidate", ""))}
    if verb == "agree":
        actions.agree_to_stand(actor, **sent, **candidate)
        return
    own = {unit_id for unit_id, _ in homes_of(actor, estate_id)}
    unit_id = shown.number_of(typed.get("unit", ""))
    sent["unit_id"] = unit_id if unit_id in own else refuse("only_owners_stand", "unit")
    if verb == "cosign":
        actions.cosign(actor, **sent, **candidate)
        return
    wishes: dict[str, Any] = {name: typed.get(field, "")[:700].strip() for name, field in _FIELDS.items()}
    try:
        refuse_if_any([Reason("missing", name, {"label": label}) for name, label in _NEEDED if not wishes[name]])
        actions.nominate(actor, **sent, **wishes, slate_id=slate_id)
    except Refusal as refusal:  # the page has other forms that ask for a name
        own_fields = [replace(r, field=_FIELDS.get(r.field or "", r.field)) for r in refusal.reasons]
        raise Refusal(own_fields) from refusal
