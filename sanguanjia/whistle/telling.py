"""Whom a move concerns, and what they are told."""

from __future__ import annotations

from sanguanjia.cases.places import PlaceFacts
from sanguanjia.kernel.act import Deed
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write

from .models import Task, Whistle
from .permissions import DECIDERS, ROLE_OF_KIND
from .types import Decision

_ROLE_OF_LEVEL = {"subdistrict": "subdistrict_officer", "district": "district_officer", "city": "city_officer"}
_TO_DEPARTMENT = {"call": "called", "give_back": "returned", "decide_objection": "decided", "arbitrate": "decided"}
_TO_ESTATE = {"check_in": "came", "finish": "finished"}


def tell(deed: Deed, verb: str, whistle: Whistle, row: Task, place: PlaceFacts, decision: Decision) -> None:
    """Write what this move makes worth telling."""
    facts = {"duty": whistle.duty_name, "department": row.department_name, "place": place.name}
    href = f"/whistle/{row.estate_id}/task/{row.pk}/"

    def say(name: str, audience: Audience) -> None:
        write(deed, f"whistle.{name}", audience=audience, facts=facts, href=href, cause=f"task:{row.pk}:{row.version}")

    me = deed.actor.account_id
    above = Audience(roles=DECIDERS[:1], path=place.path, but=me)
    desk = Audience(
        roles=(ROLE_OF_KIND[row.kind],), path=place.path, but=me,
        organisation_id=row.organisation_id if row.kind in ("department", "utility") else None,
    )  # fmt: skip
    if verb in _TO_DEPARTMENT:
        nobody = row.kind in ("department", "utility") and row.organisation_id is None
        say("unnamed" if nobody else _TO_DEPARTMENT[verb], above if nobody else desk)
    if verb in _TO_ESTATE:
        say(_TO_ESTATE[verb], Audience(accounts=(whistle.blown_by_account_id,), but=me))
    if verb == "object" or decision.data.get("arbitration"):
        say("decide", above)
    if verb == "climb" and "level" in decision.data:
        say("late", Audience(roles=(_ROLE_OF_LEVEL[str(decision.data["level"])],), path=place.path))
