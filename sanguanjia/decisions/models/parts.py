"""What several tables of this room say in the same way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def one_of(field: str, kinds: type, name: str) -> models.CheckConstraint:
    """A column that holds the value of an enum."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [kind.value for kind in kinds]}))  # type: ignore[attr-defined]
