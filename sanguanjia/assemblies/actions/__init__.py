"""Every act of procedures. `MOVES`: those of a page, by verb."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.assemblies.types import ProcedureRef
from sanguanjia.kernel.act import Act

from .asking import hand_in, join, start, withdraw
from .calling import call_vote
from .following import follow, reckon_again, warn
from .forget_person import forget_person
from .forming import decline, end, extend, link, name_group
from .preparing import publish_drafts, verify_list
from .settling import record_filing, tick

MOVES: Mapping[str, Act[ProcedureRef]] = {
    "join": join,
    "hand_in": hand_in,
    "withdraw": withdraw,
    "decline": decline,
    "name_group": name_group,
    "link": link,
    "verify_list": verify_list,
    "publish_drafts": publish_drafts,
    "call_vote": call_vote,
    "extend": extend,
    "record_filing": record_filing,
    "tick": tick,
    "follow": follow,
    "end": end,
}
__all__ = [
    "MOVES", "call_vote", "decline", "end", "extend", "follow", "forget_person", "hand_in", "join", "link",
    "name_group", "publish_drafts", "reckon_again", "record_filing", "start", "tick", "verify_list", "warn", "withdraw",
]  # fmt: skip
