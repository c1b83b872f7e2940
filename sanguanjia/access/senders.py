"""How a code reaches a person: one small interface, chosen by SGJ_SENDER.

    console   one line on the log of the web process (development)
    file      one JSON line per message in <data dir>/outbox/codes.jsonl (demo, tests; the folder is 0700)
    a.b:make  any callable without arguments that answers a Sender (an SMS gateway)

A sender hands the message over and returns at once; it must not wait for the network (put it in a queue), because the
answer for a phone nobody has must take as long as for one that somebody has. It never logs the text.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.conf import settings

from sanguanjia.kernel import clock

log = logging.getLogger(__name__)


class Sender(Protocol):
    """Hands a text message over to whoever delivers it."""

    def send(self, phone: str, text: str) -> None:
        """Hand over; raise nothing that tells whether the phone exists."""


class ConsoleSender:
    """Prints the message: for whoever develops."""

    def send(self, phone: str, text: str) -> None:
        """One line."""
        print(f"[短信] {phone[:3]}****{phone[-4:]} {text}", flush=True)


class FileSender:
    """One JSON line per message in a file that only the platform's user reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, phone: str, text: str) -> None:
        """Append."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = json.dumps({"at": clock.now().isoformat(), "phone": phone, "text": text}, ensure_ascii=False)
        with (self._folder / "codes.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


class SenderMissing(Exception):
    """SGJ_SENDER names something that cannot be loaded."""


@cache
def sender() -> Sender:
    """The sender the settings name."""
    name = str(settings.SENDER)
    if name == "console":
        return ConsoleSender()
    if name == "file":
        return FileSender(Path(settings.DATA_DIR) / "outbox")
    module, _, maker = name.partition(":")
    try:
        made: Sender = getattr(import_module(module), maker)()
    except (ImportError, AttributeError, ValueError) as error:
        raise SenderMissing(f"SGJ_SENDER={name!r}") from error
    return made
