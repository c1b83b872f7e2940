"""Linking, anchoring and verifying as the jobs do them, with a note for the page."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from sanguanjia.kernel import clock

from . import anchors, appender, signing
from .models import Anchor, Check
from .types import Report, SignedHeads
from .verify import verify

log = logging.getLogger(__name__)
Note = TypeVar("Note", Anchor, Check)


def link() -> int:
    """Link what waits."""
    return appender.append()


def anchor(folder: Path | None = None) -> int:
    """Link, then append signed heads to the file of the folder."""
    appender.append(patient=True)
    try:
        made = anchors.write(folder or settings.ANCHOR_DIR, settings.DATA_DIR)
    except OSError:
        Anchor.objects.create(at=clock.now(), root="", chains=0, links=0, ok=False)
        log.exception("heads could not be written outside the database")
        return 0
    links = sum(chain["seq"] for chain in made["chains"])
    Anchor.objects.create(at=clock.now(), root=made["root"], chains=len(made["chains"]), links=links)
    return len(made["chains"])


def since(tick: int, model: type[Note]) -> Note | None:
    """What the job of this tick (seconds since 1970; 0: none) noted, run by a worker that was taken for dead."""
    began = datetime.fromtimestamp(tick, UTC)
    if not tick or began > clock.now():
        return None
    found = model.objects.filter(at__gte=began).order_by("-at").first()
    return found if found is None or model is Check or found.ok else None


def check() -> bool:
    """Verify everything against the anchors kept, and note what was found."""
    report = verify(anchors=kept_anchors())
    note(report)
    if not report.ok:
        log.error("the record does not fit: %s", report.first())
    return report.ok


def note(report: Report) -> None:
    """Keep what a verification found, for the page."""
    Check.objects.create(at=clock.now(), ok=report.ok, report=report.as_form())


def kept_anchors() -> list[SignedHeads]:
    """The anchors of the folder, if there are any."""
    file = Path(settings.ANCHOR_DIR) / anchors.FILE
    if not file.exists():
        return []
    return anchors.read(file.read_text(encoding="utf-8"), signing.known_public(settings.DATA_DIR))
