"""Constraints that columns of every room share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q


def one_of(field: str, kinds: Iterable[Any], name: str, *, blank: bool = False) -> models.CheckConstraint:
    """The column says one of the words of an enumeration (or nothing, where that is allowed)."""
    values = [kind.value for kind in kinds]
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [*values, ""] if blank else values}))
