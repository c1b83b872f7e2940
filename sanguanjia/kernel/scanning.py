"""Every uploaded file is shown to a scanner before a view sees it, where a setting names one (SGJ_SCAN_COMMAND).

    SGJ_SCAN_COMMAND="clamdscan --no-summary -"

The command gets the file on its standard input and answers by its exit status as ClamAV does: 0 clean, 1 not clean.
Anything else, or no answer within a minute, means that nobody looked: the file is refused too, because a scanner that
is down must not be a way in. It is told neither name nor person (config/uploads.py asks for every request).
"""

from __future__ import annotations

import logging
import shlex
import subprocess
from collections.abc import Iterable
from typing import IO, Any

from django.conf import settings

from .refusal import refuse

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 60
CLEAN, FOUND = 0, 1


def look_at(files: Iterable[IO[Any]], field: str) -> None:
    """Show each file to the scanner. Refuses file_not_clean, scanner_away."""
    for file in files:
        status = _ask(file.read())
        file.seek(0)
        if status == FOUND:
            log.error("an upload in %s was refused by the scanner", field)
            refuse("file_not_clean", field)
        if status != CLEAN:
            log.error("the scanner answered %s", status)
            refuse("scanner_away", field)


def _ask(content: bytes) -> int | None:
    """The scanner's exit status; None if it could not be asked."""
    try:
        done = subprocess.run(
            shlex.split(settings.SCAN_COMMAND), input=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode
