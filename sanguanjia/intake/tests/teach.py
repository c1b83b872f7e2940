"""Teaches the second ear (`rules/heard.py`): `python -m sanguanjia.intake.tests.teach` writes `rules/heard.tsv`.

Run it after sentences were added. A test sees to it that the file was taught from what stands here now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sanguanjia.intake.rules import danger, heard
from sanguanjia.intake.tests.sentences import HELD_OUT, TABLE
from sanguanjia.intake.tests.sentences_fresh import FRESH, LESSONS
from sanguanjia.intake.tests.sentences_hard import HARD
from sanguanjia.intake.tests.sentences_more import MORE
from sanguanjia.words import shipped

SETTINGS = {"C": 1, "least": 2, "longest": heard.LONGEST, "seed": 0, "form": 1}
_SMALLEST = 4  # thousandths: what weighs less for danger and for every number is left out


def taught() -> list[tuple[str, str]]:
    """(number to call or "", sentence): what callers say, and the ordinary sayings no list sees danger in."""
    sentences = (*TABLE, *HELD_OUT, *MORE, *HARD, *FRESH, *LESSONS)
    said = [(route or "" if outcome == "emergency" else "", text) for (outcome, route), text in sentences]
    ordinary = sorted({example.text for example in shipped.examples()})
    return said + [("", text) for text in ordinary if danger.by_words(text) is None]


def digest_of(sentences: list[tuple[str, str]]) -> str:
    """What tells one teaching from another."""
    return hashlib.sha256(json.dumps([SETTINGS, sentences], ensure_ascii=False).encode()).hexdigest()


def learned(sentences: list[tuple[str, str]]) -> list[str]:
    """The lines of the file."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    reader = TfidfVectorizer(analyzer=_sorted_runs, binary=True, min_df=SETTINGS["least"])
    table = reader.fit_transform([text for _, text in sentences])
    routes = [route for route, _ in sentences]
    machine = LinearSVC(C=SETTINGS["C"], class_weight="balanced", random_state=SETTINGS["seed"], max_iter=5000)
    machine.fit(table, [bool(route) for route in routes])
    dangers = [at for at, route in enumerate(routes) if route]
    which = LinearSVC(C=SETTINGS["C"], class_weight="balanced", random_state=SETTINGS["seed"], max_iter=5000)
    which.fit(table[dangers], [heard.ROUTES.index(routes[at]) for at in dangers])
    whole: Callable[[Any], int] = lambda number: round(float(number) * heard.UNIT)  # noqa: E731
    lines = ["\t".join(str(whole(each)) for each in (machine.intercept_[0], *which.intercept_))]
    for at, run in enumerate(reader.get_feature_names_out()):
        numbers = [whole(machine.coef_[0][at]), *(whole(which.coef_[n][at]) for n in range(len(heard.ROUTES)))]
        if "\t" not in run and "\n" not in run and max(abs(n) for n in numbers) >= _SMALLEST:
            lines.append("\t".join([run, str(whole(reader.idf_[at])), *map(str, numbers)]))
    return lines


def _sorted_runs(text: str) -> list[str]:
    return sorted(heard.runs(text))


if __name__ == "__main__":
    SENTENCES = taught()
    heard.FILE.write_text("\n".join([digest_of(SENTENCES), *learned(SENTENCES)]) + "\n", encoding="utf-8")
