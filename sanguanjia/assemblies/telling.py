"""Whom a move concerns, and what they are told. Never a name, never what a request says."""

from __future__ import annotations

from collections.abc import Callable

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.models import Home
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write

from .models import Procedure
from .types import Decision, State
from .wording import KINDS

_OWNERS = ("owner",)
_DESK = ("neighbourhood_officer", "subdistrict_officer")
_ABOVE = ("subdistrict_officer", "district_officer")


def tell(deed: Deed, verb: str, row: Procedure, home: Home, decision: Decision) -> None:
    """Write what this move makes worth telling."""
    facts = {"kind": KINDS[row.kind], "place": home.name}
    href = f"/assemblies/{row.estate_id}/{row.pk}/"

    def say(name: str, *roles: str) -> None:
        whom = Audience(roles=roles, path=home.path, but=deed.actor.account_id)
        write(deed, f"assemblies.{name}", audience=whom, facts=facts, href=href)

    if verb == "hand_in" or (verb == "start" and row.state == State.FORMING):
        say("asked", *_DESK)
    elif verb == "start" and row.state == State.ASKING:
        say("begun", *_OWNERS)
    elif verb == "decline":
        say("declined", *_OWNERS)
    elif verb == "warn":
        say("late", *_ABOVE)
    elif verb in ("follow", "tick", "record_filing"):
        _tell_of_progress(decision, say)


def _tell_of_progress(decision: Decision, say: Callable[..., None]) -> None:
    names = {
        State.PREPARING: "group_stands", State.SITTING: "interim_stands", State.FILING: "elected",
        State.DONE: "done", State.DISSOLVING: "dissolving",
    }  # fmt: skip
    name = names.get(decision.state)
    if name == "group_stands" and "failed" in decision.data:
        name = "vote_failed"
    if name is not None:
        say(name, *_OWNERS, *_DESK, "committee_member")
