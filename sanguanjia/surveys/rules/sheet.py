"""A phone or paper sheet, row by row: which household said what, or why the row is not taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from sanguanjia.surveys.types import BadLine, SurveyPolicy

DOOR = "房号"
Row = tuple[int, Mapping[str, str]]
"""Row number of the sheet, header → cell."""


def headers(policy: SurveyPolicy) -> list[str]:
    """The columns of a sheet."""
    return [DOOR, *(question.name for question in policy.questions)]


def judged(
    policy: SurveyPolicy,
    rows: Sequence[Row],
    units: Mapping[str, int],
    answered: Set[int],
    staff: Set[int],
) -> tuple[list[tuple[int, dict[str, int]]], list[BadLine]]:
    """((unit, scores) of the rows to take in, the others by name). `units`: door → unit of the households.

    The first row of a door counts, a second one is the error. Blank rows and a row of sums are left out.
    """
    words = {word: score for score, word in policy.scale} | {str(score): score for score, _ in policy.scale}
    taken: list[tuple[int, dict[str, int]]] = []
    bad: list[BadLine] = []
    seen: set[int] = set()
    for number, cells in rows:
        door = cells.get(DOOR, "").strip()
        if not any(cell.strip() for cell in cells.values()) or door in ("合计", "总计", "小计"):
            continue
        unit = units.get(door)
        code = wrong_door(unit, door, seen, answered, staff)
        if code or unit is None:
            bad.append(BadLine(number, DOOR, door, code))
            continue
        seen.add(unit)
        scores, faults = _scores(policy, words, number, cells)
        if faults:
            bad += faults
        elif not scores:
            bad.append(BadLine(number, "", door, "nothing_ticked"))
        else:
            taken.append((unit, scores))
    return taken, bad


def wrong_door(unit: int | None, door: str, seen: Set[int], answered: Set[int], staff: Set[int]) -> str:
    """Why nothing is taken in for a door (a code of `wording.LINES`); empty when it may be."""
    if not door:
        return "no_door"
    if unit is None:
        return "door_unknown"
    if unit in seen:
        return "twice_in_sheet"
    if unit in answered:
        return "door_answered"
    return "door_of_staff" if unit in staff else ""


def _scores(
    policy: SurveyPolicy, words: Mapping[str, int], number: int, cells: Mapping[str, str]
) -> tuple[dict[str, int], list[BadLine]]:
    scores: dict[str, int] = {}
    faults: list[BadLine] = []
    for question in policy.questions:
        typed = cells.get(question.name, "").strip()
        if not typed:
            continue
        if typed in words:
            scores[question.code] = words[typed]
        else:
            faults.append(BadLine(number, question.name, typed, "unknown_choice"))
    return scores, faults
