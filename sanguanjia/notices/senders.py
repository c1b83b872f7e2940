"""Ways out of the platform. A sender is given a key that is the same on every attempt for one delivery.

    class Sender: name, honours_keys, send(outgoing) -> Receipt   (raises Temporary, Permanent)

`honours_keys` says that a second `send` with the same key sends nothing and answers the first receipt. Which sender
serves a channel stands in the settings (`NOTICE_SENDERS`); an own gateway is one class and one line.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from sanguanjia.kernel import clock

from .types import Channel, Outgoing, Receipt

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10  # a sender that hangs longer must give up by itself; a claim is much longer than this


class Temporary(Exception):
    """It did not go now and may go later; the argument is a short code without personal data."""


class Permanent(Exception):
    """It will never go: no such number, refused address."""


class Sender(Protocol):
    """One way out."""

    name: str
    honours_keys: bool

    def send(self, outgoing: Outgoing) -> Receipt:
        """Send it once. Raises Temporary or Permanent."""


class ConsoleSender:
    """Writes to the worker's log that something was sent: for the demo and for trying things out. Not the text."""

    name = "console"
    honours_keys = False

    def send(self, outgoing: Outgoing) -> Receipt:
        """Log the key and the channel; addresses and texts are personal and stay out of logs."""
        log.info("sent by %s: %s, %s characters", outgoing.channel.value, outgoing.key, len(outgoing.text))
        return Receipt(f"console-{outgoing.key}", clock.now())


class FileSender:
    """One file per message in DATA_DIR/outbox/<channel>/<key>.json: what a gateway would have been given.

    The file appears whole or not at all and is never written twice: the name is the key.
    """

    name = "file"
    honours_keys = True

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def send(self, outgoing: Outgoing) -> Receipt:
        """Write the file, or find it there."""
        place = self._place(outgoing)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = {
            "key": outgoing.key, "to": outgoing.address, "subject": outgoing.subject, "text": outgoing.text,
            "at": clock.now().isoformat(),
        }  # fmt: skip
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")  # readable by nobody else
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(content, out, ensure_ascii=False)
                out.flush()
                os.fsync(out.fileno())
            try:
                os.link(name, place)  # refuses a name that is taken: the first attempt stands
            except FileExistsError:
                log.info("already sent: %s", outgoing.key)
        except OSError as error:
            raise Temporary(f"file_{error.errno}") from error
        finally:
            Path(name).unlink(missing_ok=True)
        return Receipt(f"file-{outgoing.key}", clock.now())

    def _place(self, outgoing: Outgoing) -> Path:
        folder = self._folder or Path(settings.DATA_DIR) / "outbox"
        return folder / outgoing.channel.value / f"{outgoing.key}.json"


class MailSender:
    """E-mail through Django's mail settings (SMTP). The Message-ID is the key: mail systems can tell repeats."""

    name = "smtp"
    honours_keys = False

    def send(self, outgoing: Outgoing) -> Receipt:
        """Hand it to the mail server."""
        from smtplib import SMTPException, SMTPRecipientsRefused

        mark = f"<{outgoing.key}@{settings.NOTICE_MAIL_DOMAIN}>"
        mail = EmailMessage(outgoing.subject, outgoing.text, to=[outgoing.address], headers={"Message-ID": mark})
        try:
            mail.send()
        except SMTPRecipientsRefused as error:
            raise Permanent("address_refused") from error
        except (SMTPException, OSError) as error:
            raise Temporary(type(error).__name__) from error
        return Receipt(mark, clock.now())


@cache
def _made(path: str) -> Sender:
    make: Callable[[], Sender] = import_string(path)
    return make()


def sender_of(channel: Channel) -> Sender:
    """The sender of a channel, as configured."""
    return _made(settings.NOTICE_SENDERS[channel.value])
