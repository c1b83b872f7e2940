"""Work on large exports that takes longer than a page may: reading one, filing one."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sanguanjia.intake import work


@app.task(name="intake.read_sheets", queue="sheets")
def read_sheets(estate_id: int, batch_id: int) -> None:
    """Read an uploaded export into its preview."""
    work.read(estate_id, batch_id)


@app.task(name="intake.file_sheets", queue="sheets")
def file_sheets(estate_id: int, batch_id: int) -> None:
    """File a committed batch, part by part; a second run goes on where the first one ended."""
    work.file(estate_id, batch_id)
