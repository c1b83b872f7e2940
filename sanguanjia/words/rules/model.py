"""What was learned, and what it says of a text. Pure; whole numbers throughout, so the same everywhere.

A linear model: every feature of a text that is known adds its weight to every matter's sum. The scores are the sums
through a softmax whose steepness (`STEEPNESS`) was chosen on cross-validation.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanguanjia.words.types import Suggestion

from .features import Spans, features

UNIT: Final = 10_000
"""One whole of the library's weight in ours: they are kept as whole numbers of ten thousandths."""
STEEPNESS: Final = 7
TOP: Final = 3
MOST_WORDS: Final = 5
_LEAST_PART: Final = 4
"""Words weigh in with at least a fourth of the weightiest one."""


@dataclass(frozen=True)
class Model:
    """`weights[feature, matter]`, `rarity[feature]` and `start[matter]`, all in ten thousandths."""

    digest: str
    codes: tuple[str, ...]
    places: dict[str, int]
    rarity: NDArray[np.int64]
    weights: NDArray[np.int32]
    start: NDArray[np.int64]

    def suggest(self, text: str, top: int = TOP) -> tuple[Suggestion, ...]:
        """The likeliest matters, likeliest first, of equal ones the lower code; with the words that led there."""
        found = {name: spans for name, spans in features(text).items() if name in self.places}
        rows = np.array([self.places[name] for name in found], dtype=np.int64)
        shares = _shares([len(spans) for spans in found.values()], self.rarity[rows] if len(rows) else rows)
        parts = shares[:, None] * self.weights[rows] if len(rows) else np.zeros((0, len(self.codes)), dtype=np.int64)
        sums = parts.sum(axis=0) // UNIT + self.start
        scores = _softmax([int(each) for each in sums])
        order = sorted(range(len(self.codes)), key=lambda at: (-int(sums[at]), at))[:top]
        return tuple(
            Suggestion(self.codes[at], scores[at], _words(text, list(found.values()), [int(p) for p in parts[:, at]]))
            for at in order
        )

    def to_bytes(self) -> bytes:
        """For keeping; about a megabyte."""
        out = io.BytesIO()
        names = json.dumps({"digest": self.digest, "codes": self.codes, "features": list(self.places)}).encode()
        np.savez_compressed(
            out, rarity=self.rarity, weights=self.weights, start=self.start, names=np.frombuffer(names, np.uint8)
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """What `to_bytes` wrote. Raises ValueError when it is anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                names = json.loads(kept["names"].tobytes())
                places = {name: at for at, name in enumerate(names["features"])}
                parts = kept["rarity"], kept["weights"], kept["start"]
                return cls(names["digest"], tuple(names["codes"]), places, *parts)
        except (KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError("no model") from error


def _shares(counts: list[int], rarity: NDArray[np.int64]) -> NDArray[np.int64]:
    """How much of a text each feature is: rarer ones more, repeated ones a little more; squares add up to one."""
    often = np.array([UNIT + round(UNIT * math.log(count)) for count in counts], dtype=np.int64)
    raw = often * rarity // UNIT
    length = math.isqrt(int((raw * raw).sum())) or 1
    shares: NDArray[np.int64] = raw * UNIT // length
    return shares


def _softmax(sums: list[int]) -> list[Decimal]:
    highest = max(sums)
    powers = [math.exp(STEEPNESS * (each - highest) / UNIT) for each in sums]
    whole = sum(powers)
    return [Decimal(round(UNIT * power / whole)).scaleb(-4) for power in powers]


def _words(text: str, spans: list[Spans], parts: list[int]) -> tuple[str, ...]:
    """The runs of characters that carry the most weight, as they stand in the text."""
    carried: Counter[int] = Counter()
    whole: set[tuple[int, int]] = set()
    for places, part in zip(spans, parts, strict=True):
        if part <= 0:
            continue
        whole.update((start, end) for start, end in places if 2 <= end - start <= 8)
        for start, end in places:
            for at in range(start, end):
                carried[at] += part // ((end - start) * len(places))
    if not carried:
        return ()
    least = max(carried.values()) // _LEAST_PART
    kept = {at for at, weight in carried.items() if weight >= least and text[at].isalnum()}
    runs = {run: sum(carried[at] for at in range(*run)) for run in _runs(kept, whole)}
    heaviest = sorted(runs, key=lambda run: (-runs[run], run))[:MOST_WORDS]
    return tuple(dict.fromkeys(text[start:end] for start, end in heaviest))


def _runs(kept: set[int], whole: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring places as runs; one character alone says little and is left out unless there is nothing else."""
    runs: list[tuple[int, int]] = []
    for at in sorted(kept):
        if runs and runs[-1][1] == at and at - runs[-1][0] < 8:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    long = [run for run in runs if run[1] - run[0] > 1]
    return long or [min((w for w in whole if w[0] <= run[0] < w[1]), default=run) for run in runs]
