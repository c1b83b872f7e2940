"""Every act of service items. `MOVES`: those of a page, by verb."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.applications.types import ApplicationRef
from sanguanjia.kernel.act import Act

from .applying import save, submit, withdraw
from .deciding import decide
from .forget_applicant import forget_applicant
from .reviewing import accept, ask_correction, opine, pause, recuse, resume

MOVES: Mapping[str, Act[ApplicationRef]] = {
    "submit": submit,
    "ask_correction": ask_correction,
    "accept": accept,
    "opine": opine,
    "recuse": recuse,
    "decide": decide,
    "withdraw": withdraw,
}
__all__ = [
    "MOVES", "accept", "ask_correction", "decide", "forget_applicant", "opine", "pause", "recuse", "resume", "save",
    "submit", "withdraw",
]  # fmt: skip
