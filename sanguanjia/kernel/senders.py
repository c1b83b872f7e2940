"""Ways out of the platform, for one-time codes and for notices alike; a setting per channel names who carries.

    SGJ_SMS_SENDER, SGJ_EMAIL_SENDER = console | file | smtp (e-mail only) | path.of.a.Class

    class Sender: name, honours_keys, send(outgoing) -> Receipt   (raises Temporary, Permanent)

A sender is given a key that is the same on every attempt for one message. `honours_keys` says that a second `send` with
the same key sends nothing and answers the first receipt. An own gateway is one class. No sender logs an address or a
text: both are personal.

Notices are sent by a job that waits for the receipt (`sender_of`). A code is handed over and not waited for
(`hand_over`): the answer for a number nobody has must take as long as for one that somebody has.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email import encoders
from email.message import Message
from email.mime.base import MIMEBase
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.utils.module_loading import import_string

from . import clock
from .outgoing import Attachment, Channel, Outgoing, Receipt

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10  # a sender that hangs longer must give up by itself; a claim is much longer than this
_HANDS = 4  # codes on their way at once from one process; more wait in line, and the page does not


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
    """Says on the process's log that something was sent. The text itself only in the demo, where nobody is real."""

    name = "console"
    honours_keys = False

    def send(self, outgoing: Outgoing) -> Receipt:
        """One line."""
        if settings.DEMO:
            print(f"[{outgoing.channel.label}] {outgoing.text}", flush=True)
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
        content: dict[str, object] = {
            "key": outgoing.key, "to": outgoing.address, "subject": outgoing.subject, "text": outgoing.text,
            "at": clock.now().isoformat(),
        }  # fmt: skip
        if outgoing.attachments:
            content["attachments"] = [
                {"name": each.name, "type": each.type, "content": base64.b64encode(each.content).decode()}
                for each in outgoing.attachments
            ]
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")  # readable by nobody else
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as out:
                    json.dump(content, out, ensure_ascii=False)
                    out.flush()
                    os.fsync(out.fileno())
                with suppress(FileExistsError):
                    os.link(name, place)  # refuses a name that is taken: the first attempt stands
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as error:
            raise Temporary(f"file_{error.errno}") from error
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
        for each in outgoing.attachments:
            mail.attach(_part(each))
        try:
            mail.send()
        except SMTPRecipientsRefused as error:
            raise Permanent("address_refused") from error
        except BadHeaderError as error:  # a line break in a subject or address would be a second header
            raise Permanent("bad_header") from error
        except (SMTPException, OSError) as error:
            raise Temporary(type(error).__name__) from error
        return Receipt(mark, clock.now())


def _part(attachment: Attachment) -> MIMEBase:
    """The file byte for byte, with the parameters of its type: a calendar is taken in by its method (RFC 6047)."""
    parsed = Message()
    parsed["Content-Type"] = attachment.type
    part = MIMEBase(parsed.get_content_maintype(), parsed.get_content_subtype())
    for name, value in parsed.get_params(failobj=[])[1:]:
        part.set_param(name, value)
    part.set_payload(attachment.content)
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


_NAMED: dict[str, Callable[[], Sender]] = {"console": ConsoleSender, "file": FileSender, "smtp": MailSender}


@cache
def _made(name: str) -> Sender:
    make: Callable[[], Sender] = _NAMED.get(name) or import_string(name)
    return make()


def sender_of(channel: Channel) -> Sender:
    """The sender of a channel, as configured. Raises ImportError if the setting names nothing."""
    return _made(settings.SENDERS[channel.value])


@cache
def _hands() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_HANDS, thread_name_prefix="sender")


def hand_over(outgoing: Outgoing) -> None:
    """Send once without waiting or answering; a fault is one line on the log, and the person asks again."""
    _hands().submit(_send_quietly, outgoing)


def _send_quietly(outgoing: Outgoing) -> None:
    try:
        sender_of(outgoing.channel).send(outgoing)
    except Exception as fault:
        log.error("not sent by %s: %s, %s", outgoing.channel.value, outgoing.key, type(fault).__name__)
