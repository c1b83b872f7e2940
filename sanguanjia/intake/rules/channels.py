"""Is this matter before a court or an arbitrator, or is its petition final? Then it is not dispatched (HOT-008,
PET-006, PET-009). Pure.

What counts is a step that was taken (已经起诉, 法院受理了, 下周开庭), not a wish (准备起诉), a threat
(再不管就告你们), a question (怎么申请仲裁), a refusal (法院不予立案), nor a building (法院旁边).
"""

from __future__ import annotations

import re
from typing import Final

from .words import pattern

_SENTENCES: Final = re.compile(r"[。！？!?；;\n]+")
_CLAUSES: Final = re.compile(r"[，,、：:\s]+")


_COURT_WORD: Final = pattern("court.word")
_TAKEN: Final = pattern("court.taken")
_NOT_TAKEN: Final = pattern("court.not_taken")
_PENDING: Final = pattern("court.pending")
_OTHER_MATTER: Final = pattern("other_matter")
_OTHERS: Final = pattern("others")
_OUR_OWN: Final = pattern("our_own")
_WITHDRAWN: Final = re.compile("撤(?:了)?诉|撤案|已撤回")
_TO_BE_WITHDRAWN: Final = re.compile(r"(?:让|叫|请|劝|逼|要求|希望|能不能|不肯|不愿|拒绝|没有?|未)\w{0,10}$")
_PETITION: Final = pattern("petition.word")
_FINAL: Final = pattern("petition.final")
_NOT_FINAL: Final = pattern("petition.not_final")


def in_court(text: str) -> str:
    """The words that say this matter is before a court, an arbitrator or a review, or the empty string."""
    if not _COURT_WORD.search(text) or _is_withdrawn(text):
        return ""
    pending = _PENDING.search(text)
    return pending[0] if pending else _step_taken(text, _COURT_WORD, _TAKEN, _NOT_TAKEN)


def petition_final(text: str) -> str:
    """The words that say that all three levels of a petition are behind this matter, or the empty string."""
    if not _PETITION.search(text) or not re.search("复核|终结|三级|三道|走完|穷尽|最终", text):
        return ""
    if not re.search("信访|上访|三级|终结|复查|复核(?:机关|意见|结论|决定)", text):
        return ""
    return _step_taken(text, _PETITION, _FINAL, _NOT_FINAL)


def _is_withdrawn(text: str) -> bool:
    """Whether somebody took the suit back; "让物业撤诉" asks for it, so the suit stands."""
    return any(not _TO_BE_WITHDRAWN.search(text[: said.start()]) for said in _WITHDRAWN.finditer(text))


def _step_taken(text: str, about: re.Pattern[str], taken: re.Pattern[str], wished: re.Pattern[str]) -> str:
    other = _OTHER_MATTER.search(text)
    # Named before "今天反映的是…", it is told as what happened once; what is asked now comes after.
    for sentence in _SENTENCES.split(text[other.start() :] if other else text):
        for clause in _CLAUSES.split(sentence):
            said = taken.search(clause) if about.search(clause) else None
            if not said or any(_covers(w, said) for w in wished.finditer(clause)):
                continue
            if not (_OTHERS.search(clause) and not _OUR_OWN.search(clause)):
                return said[0]
    return ""


def _covers(wish: re.Match[str], said: re.Match[str]) -> bool:
    return wish.start() < said.end() and said.start() < wish.end()
