"""What the tables of this room are made of: keys to reference tables, and constraints that read as sentences."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.sealed import MARK

EQUAL, OVERLAPS = RangeOperators.EQUAL, RangeOperators.OVERLAPS


class DateRange(Func):
    """SQL daterange(from, to, '[)') over two date columns; an empty `to` is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


def has_days(field: str, name: str) -> models.CheckConstraint:
    """A period contains at least one day."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__isempty": False}))


def is_sealed(field: str, name: str) -> models.CheckConstraint:
    """The column is empty or sealed: the database takes no plain text."""
    return models.CheckConstraint(name=name, condition=Q(**{field: ""}) | Q(**{f"{field}__startswith": MARK}))


def trigrams(name: str, *fields: str) -> GinIndex:
    """An index for search in Chinese: any part of the text, by trigrams."""
    return GinIndex(*(OpClass(F(field), name="gin_trgm_ops") for field in fields), name=name)


class ReferenceKey(models.ForeignKey):  # type: ignore[type-arg]
    """From a scoped table to a reference table: the foreign key is added by the migration, not deferrable."""

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs["on_delete"] = models.DO_NOTHING
        kwargs["related_name"] = "+"
        kwargs["db_constraint"] = False
        super().__init__(to, **kwargs)


class Reference(models.Model):
    """Base of the reference tables of this room."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
