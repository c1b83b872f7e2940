"""Learning from examples, with scikit-learn: a linear support vector machine per matter over `rules/features.py`.

Under two seconds for the shipped examples. Everything it depends on is in the digest: the examples, the things of
`concepts.txt`, the settings and the library's version. scikit-learn is imported here only, where something is learned;
whoever asks what a text is about needs the model alone.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

import numpy as np

from .rules.features import CONCEPTS, LONGEST, features
from .rules.model import UNIT, Model
from .types import Example

SETTINGS: Final = {"C": 0.5, "least": 2, "longest": LONGEST, "seed": 0, "form": 1}


def digest_of(examples: Sequence[Example]) -> str:
    """What tells one training from another, known before it is done and without loading the library."""
    parts = {
        "examples": sorted((example.code, example.text) for example in examples),
        "things": {name: pattern.pattern for name, pattern in CONCEPTS.items()},
        "settings": SETTINGS,
        "library": version("scikit-learn"),
    }
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def train(examples: Sequence[Example]) -> Model:
    """Learn from all of them. The order in which they are given does not matter. Raises ValueError on fewer than two
    matters."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    ordered = sorted(examples, key=lambda example: (example.code, example.text))
    if len({example.code for example in ordered}) < 2:
        raise ValueError("nothing to tell apart")
    reader = TfidfVectorizer(analyzer=_counted, sublinear_tf=True, min_df=SETTINGS["least"])
    table = reader.fit_transform([example.text for example in ordered])
    machine = LinearSVC(C=SETTINGS["C"], random_state=SETTINGS["seed"])
    with warnings.catch_warnings():
        # It may say that it stopped early: the held-out measurement says whether it is good enough.
        warnings.simplefilter("ignore")
        machine.fit(table, [example.code for example in ordered])
    weights, start = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        weights, start = np.vstack([-weights, weights]), np.concatenate([-start, start])
    return Model(
        digest=digest_of(ordered),
        codes=tuple(str(code) for code in machine.classes_),
        places={str(name): at for at, name in enumerate(reader.get_feature_names_out())},
        rarity=np.rint(reader.idf_ * UNIT).astype(np.int64),
        weights=np.rint(weights.T * UNIT).astype(np.int32),
        start=np.rint(start * UNIT).astype(np.int64),
    )


def _counted(text: str) -> list[str]:
    return [name for name, spans in features(text).items() for _ in spans]
