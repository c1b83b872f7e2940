"""Readers: what a text may be about. Never refuses and never fails: without a model there is no suggestion."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError

from .models import LearnedModel
from .types import Suggestion

if TYPE_CHECKING:
    from .rules.model import Model

log = logging.getLogger(__name__)
_LOOK_AGAIN = 60.0  # seconds; the worker learns at most once a quarter of an hour


@dataclass
class _Kept:
    model: Model | None = None
    looked: float = float("-inf")


_kept = _Kept()


def suggest(text: str) -> tuple[Suggestion, ...]:
    """The three likeliest matters, or nothing: a text without words, no model yet, a model that cannot be read."""
    model = current() if text.strip() else None
    return model.suggest(text) if model else ()


def current() -> Model | None:
    """The newest training, kept in the process; asked for once a minute."""
    if time.monotonic() - _kept.looked < _LOOK_AGAIN:
        return _kept.model
    _kept.looked = time.monotonic()
    from .rules.model import Model  # numpy with it: half a second that most processes never need

    try:
        digest = LearnedModel.objects.order_by("-learned_at", "-id").values_list("digest", flat=True).first()
        if digest and (_kept.model is None or _kept.model.digest != digest):
            _kept.model = Model.from_bytes(
                bytes(LearnedModel.objects.values_list("body", flat=True).get(digest=digest))
            )
    except (DatabaseError, ValueError):
        log.exception("no model: reports are taken in without a suggestion")
    return _kept.model


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest training: when it was, from which shipped examples."""

    at: datetime
    shipped: str


def newest() -> Newest | None:
    """The training that counts, without its body."""
    found = LearnedModel.objects.order_by("-learned_at", "-id").values_list("learned_at", "shipped").first()
    return Newest(*found) if found else None


def known(digest: str) -> bool:
    """Whether this training was done already."""
    return LearnedModel.objects.filter(digest=digest).exists()


def forget() -> None:
    """The next suggestion asks the database again (after learning in the same process, and in tests)."""
    _kept.model, _kept.looked = None, float("-inf")
