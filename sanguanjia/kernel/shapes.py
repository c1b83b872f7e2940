"""The shapes of digests, kept so that a digest of last year can be computed after this year's update."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from .digest import Shape, shape_of
from .models import RowShape


def recorded_models() -> Iterator[type[models.Model]]:
    """Tables whose every row an act speaks of."""
    for model in apps.get_models():
        ours = model.__module__.startswith("sanguanjia.") and model._meta.managed
        if ours and not getattr(model, "written_freely", "") and not getattr(model, "outside_record", ""):
            yield model


def present_shapes() -> dict[str, Shape]:
    """Today's shape of every recorded table."""
    return {model._meta.db_table: shape_of(model) for model in recorded_models()}


def note(using: str = "owner") -> None:
    """Keep today's shapes; those that are there stay. Runs after every migration."""
    rows = [
        RowShape(
            table=shape.table,
            name=shape.name,
            columns=sorted(c.name for c in shape.open),
            personal=sorted(c.name for c in shape.personal),
        )
        for shape in present_shapes().values()
    ]
    RowShape.objects.using(using).bulk_create(rows, ignore_conflicts=True)
