"""Seeded rows that no record speaks of yet."""

from __future__ import annotations

from django.db import models

from sanguanjia.kernel.models import Home, Record, RecordBatch


def seeded_without_record(model: type[models.Model]) -> tuple[int, ...]:
    """Ids of rows of a small reference table that neither an act of the platform nor a taking-up has named."""
    table = model._meta.db_table
    known = set(
        Record.objects.filter(estate_id=Home.PLATFORM_ID, subject_table=table).values_list("subject_id", flat=True)
    )
    parts = RecordBatch.objects.filter(estate_id=Home.PLATFORM_ID, table=table).values_list("rows", flat=True)
    known |= {row[0] for rows in parts for row in rows}
    return tuple(pk for pk in model._base_manager.order_by("pk").values_list("pk", flat=True) if pk not in known)
