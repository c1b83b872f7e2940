"""Does a caller ask that nobody is told who called? By what is said, beside the sheet's own column (HOT-002). Pure.

What counts is a wish about the caller (别说是我, 不要把电话给物业, 请保密), not the word used of something else
(保密协议, 账目保密, 投票应当保密), a leak that is complained of, nor a caller who says that it is not needed.
"""

from __future__ import annotations

import re
from typing import Final

from .words import pattern

_SENTENCES: Final = re.compile(r"[。！？!?；;\n]+")
_ASKED: Final = pattern("secrecy.asked")
_NOT_ASKED: Final = pattern("secrecy.not_asked")


def asks_secrecy(text: str) -> bool:
    """Whether somewhere in it the caller asks to be hidden; asked and taken back in one sentence is not asked."""
    return any(_ASKED.search(said) and not _NOT_ASKED.search(said) for said in _SENTENCES.split(text))
