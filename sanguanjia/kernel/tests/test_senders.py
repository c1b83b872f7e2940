"""Senders: once per key, chosen by a setting, faults told apart; a code is handed over without waiting."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from django.test import override_settings

from sanguanjia.kernel import senders
from sanguanjia.kernel.outgoing import Attachment, Channel, Outgoing, Receipt
from sanguanjia.kernel.senders import ConsoleSender, FileSender, MailSender, Permanent, Temporary

CODE = Outgoing("c7", Channel.SMS, "13912345678", "三管家验证码", "【三管家】验证码 123456，5 分钟内有效。")
MAIL = Outgoing("d8", Channel.EMAIL, "chen@example.com", "您报的事已接单", "楼道灯不亮：物业已接单。")


class MailServer(threading.Thread):
    """A mail server of twenty lines on loopback: enough of SMTP to take one message, or to refuse its receiver."""

    def __init__(self, receiver: bytes) -> None:
        super().__init__(daemon=True)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port, self._receiver, self.got = self._socket.getsockname()[1], receiver, b""

    def run(self) -> None:
        with self._socket, self._socket.accept()[0] as line, line.makefile("rwb", buffering=0) as talk:
            talk.write(b"220 here\r\n")
            body = False
            while said := talk.readline():
                if body and said != b".\r\n":
                    self.got += said
                    continue
                verb = said[:4].upper()
                answer = {b"RCPT": self._receiver, b"DATA": b"354 go on", b"QUIT": b"221 bye"}.get(verb, b"250 ok")
                talk.write((b"250 taken" if body else answer) + b"\r\n")
                body = verb == b"DATA" and not body


@pytest.fixture
def smtp() -> Iterator[type[override_settings]]:
    backend = "django.core.mail.backends.smtp.EmailBackend"  # the tests' own keeps letters in memory
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_TIMEOUT=5):
        yield override_settings


def test_a_file_is_written_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    sender = FileSender(tmp_path)
    first = sender.send(CODE)
    second = sender.send(Outgoing("c7", Channel.SMS, "13912345678", "", "another text"))
    assert first.id == second.id
    (file,) = (tmp_path / "sms").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["text"] == CODE.text
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_a_temporary_fault(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("in the way")
    with pytest.raises(Temporary, match="file_"):
        FileSender(tmp_path).send(CODE)


def test_the_console_tells_the_text_only_in_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    with override_settings(DEMO=True):
        assert ConsoleSender().send(CODE).id == "console-c7"
    assert "123456" in capsys.readouterr().out
    with override_settings(DEMO=False):
        ConsoleSender().send(CODE)
    said = capsys.readouterr()
    assert "123456" not in said.out + said.err


def test_a_letter_reaches_a_mail_server(smtp: type[override_settings]) -> None:
    server = MailServer(b"250 ok")
    server.start()
    with smtp(EMAIL_PORT=server.port):
        assert MailSender().send(MAIL).id == "<d8@sanguanjia.invalid>"
    server.join(5)
    assert b"Message-ID: <d8@sanguanjia.invalid>" in server.got
    assert b"To: chen@example.com" in server.got


def test_a_calendar_goes_along_byte_for_byte_and_says_its_method(smtp: type[override_settings], tmp_path: Path) -> None:
    content = "BEGIN:VCALENDAR\r\nSUMMARY:联席会议\r\nEND:VCALENDAR\r\n".encode()
    file = Attachment("invitation.ics", "text/calendar; method=REQUEST; charset=UTF-8", content)
    invitation = replace(MAIL, attachments=(file,))
    server = MailServer(b"250 ok")
    server.start()
    with smtp(EMAIL_PORT=server.port):
        MailSender().send(invitation)
    server.join(5)
    part = next(each for each in message_from_bytes(server.got).walk() if each.get_filename() == "invitation.ics")
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    assert part.get_payload(decode=True) == content
    FileSender(tmp_path).send(invitation)
    (kept,) = json.loads((tmp_path / "email" / "d8.json").read_text(encoding="utf-8"))["attachments"]
    assert (kept["type"], base64.b64decode(kept["content"])) == (file.type, content)


def test_what_a_mail_server_refuses_never_goes_and_a_silent_one_may_go_later(smtp: type[override_settings]) -> None:
    server = MailServer(b"550 no such box")
    server.start()
    with smtp(EMAIL_PORT=server.port), pytest.raises(Permanent, match="address_refused"):
        MailSender().send(MAIL)
    server.join(5)
    with smtp(EMAIL_PORT=server.port), pytest.raises(Temporary):  # nobody listens there any more
        MailSender().send(MAIL)


def test_a_line_break_makes_no_second_header() -> None:
    sly = Outgoing("d9", Channel.EMAIL, "chen@example.com", "停水\nBcc: all@example.com", "…")
    with pytest.raises(Permanent, match="bad_header"):
        MailSender().send(sly)


def test_a_setting_names_who_carries() -> None:
    with override_settings(SENDERS={"sms": "file", "email": f"{__name__}.Slow"}):
        assert isinstance(senders.sender_of(Channel.SMS), FileSender)
        assert isinstance(senders.sender_of(Channel.EMAIL), Slow)
    with override_settings(SENDERS={"sms": "nobody.Knows"}), pytest.raises(ImportError):
        senders.sender_of(Channel.SMS)


class Slow:
    """A gateway that takes its time, and then is out of order."""

    name, honours_keys = "slow", False
    done = threading.Event()

    def send(self, outgoing: Outgoing) -> Receipt:
        time.sleep(0.3)
        self.done.set()
        raise Temporary("out_of_order")


def test_a_code_is_handed_over_without_waiting_and_a_fault_tells_nothing() -> None:
    with override_settings(SENDERS={"sms": f"{__name__}.Slow"}):
        begun = time.monotonic()
        senders.hand_over(CODE)
        assert time.monotonic() - begun < 0.2
        assert Slow.done.wait(5)
        senders._hands().shutdown()  # its fault is logged while the log is still there
    senders._hands.cache_clear()
