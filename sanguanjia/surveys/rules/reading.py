"""Policy values under `surveys.*` as typed values. Pure: it is given the resolutions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sanguanjia.policy.types import Resolution
from sanguanjia.surveys.types import OVERALL, Question, SurveyPolicy


def read_policy(resolution_of: Callable[[str], Resolution | None]) -> SurveyPolicy:
    """All values of one place and day. LookupError names what is missing."""
    found = {key: resolution_of(f"surveys.{key}") for key in ("questions", "publish", "window")}
    missing = [key for key, resolution in found.items() if resolution is None]
    if missing:
        raise LookupError(f"surveys.{missing[0]}")
    asked, publish, window = (resolution.value for resolution in found.values() if resolution)
    return SurveyPolicy(
        questions=(
            *(Question(each["code"], each["name"]) for each in asked["services"]),
            Question(OVERALL, asked["overall"]),
        ),
        scale=tuple((each["score"], each["word"]) for each in asked["scale"]),
        satisfied_from=asked["satisfied_from"],
        least_answers=publish["least_answers"],
        least_share=Fraction(publish["or_share"]["num"], publish["or_share"]["den"]),
        confidence=Fraction(publish["confidence"]),
        least_days=window["least_days"],
        most_days=window["most_days"],
        versions=tuple(resolution.winner.version for resolution in found.values() if resolution),
    )
