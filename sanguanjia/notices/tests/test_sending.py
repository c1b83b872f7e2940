"""Written in the act, found by the job, sent once: preferences, quiet hours, retries, two workers, kills."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.outgoing import Channel, Outgoing, Receipt
from sanguanjia.kernel.predicates import anyone
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.senders import FileSender, Permanent, Temporary
from sanguanjia.notices import actions, queries, reading, sending, spreading
from sanguanjia.notices.models import Delivery, Errand, Message, Notice
from sanguanjia.notices.phrases import templates
from sanguanjia.notices.rules.templates import TemplateFault, fill
from sanguanjia.notices.types import Audience
from sanguanjia.notices.writing import write
from tests.support.guard import preparing
from tests.support.small_city import City, build

NOON = dt.datetime(2024, 4, 25, 12, 0, tzinfo=clock.SHANGHAI)
NIGHT = NOON.replace(hour=23)
FACTS = {"title": "停水", "number": "7", "place": "山水文园"}


@act("notices.test_tell")
def tell(deed: Deed, *, estate_id: int, audience: dict[str, Any], facts: dict[str, str], cause: str = "") -> int:
    """A test's own act that tells somebody something."""
    deed.permit(anyone.named("notices.test_tell"), None)
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in audience.items()}
    return write(deed, "notices.answer", audience=Audience(**given), facts=facts, href="/x/", cause=cause)


tell.__module__ = "tests"  # no act of the platform: the architecture tests look at those only


class Counting:
    """A sender that counts how often each key was really sent."""

    name = "counting"

    def __init__(self, honours_keys: bool = True, faults: tuple[Exception, ...] = (), slow: float = 0) -> None:
        self.honours_keys, self.faults, self.slow = honours_keys, list(faults), slow
        self.sent: Counter[str] = Counter()
        self.texts: list[Outgoing] = []

    def send(self, outgoing: Outgoing) -> Receipt:
        if self.faults:
            raise self.faults.pop(0)
        time.sleep(self.slow)
        self.sent[outgoing.key] += 1
        self.texts.append(outgoing)
        return Receipt(f"r-{outgoing.key}", clock.now())


def by(sender: Any) -> Any:
    return lambda _channel: sender


def phone(city: City, *who: tuple[str, str]) -> None:
    with preparing():
        for role, at in who:
            account = city.person(role, at)
            account.phone = "13912345678"
            account.save()


@pytest.fixture
def told(city: City) -> Iterator[City]:
    """At noon the owner was told something; the owner has a phone."""
    phone(city, ("owner", "estate"))
    with clock.turned_to(NOON):
        tell(
            city.actor("volunteer"),
            estate_id=city.estate.pk,
            audience={"accounts": [city.person("owner").pk]},
            facts=FACTS,
        )
        yield city


def test_it_is_in_the_inbox_with_the_commit_and_in_one_statement(city: City) -> None:
    actor, owner = city.actor("volunteer"), city.actor("owner")
    seen: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), clock.turned_to(NOON):
        tell(actor, estate_id=city.estate.pk, audience={"accounts": [owner.account_id]}, facts=FACTS)
    assert sum("notices_" in sql and "INSERT" in sql for sql in seen) == 1
    assert [line.subject for line in queries.inbox(owner)] == ["您的异议已答复"]
    assert queries.unread(owner) == 1
    assert queries.inbox(actor) == []


def test_an_act_that_is_rolled_back_told_nobody(city: City) -> None:
    with pytest.raises(TemplateFault), clock.turned_to(NOON):
        tell(city.actor("owner"), estate_id=city.estate.pk, audience={}, facts={"title": "x"})
    assert not Notice.objects.filter(estate_id=city.estate.pk).exists()


def test_one_cause_is_one_notice(city: City) -> None:
    wishes: dict[str, Any] = {"estate_id": city.estate.pk, "audience": {}, "facts": FACTS, "cause": "climb:1"}
    tell(city.actor("owner"), **wishes)
    with pytest.raises(Exception, match="one_notice_per_template_and_cause"):
        tell(city.actor("owner"), **wishes)


def test_holders_are_found_by_role_place_and_organisation(city: City) -> None:
    for role, at in (("company_manager", "estate"), ("company_manager", "far"), ("company_worker", "estate")):
        city.person(role, at)
    path, company = city.estate.path, city.companies["estate"].id
    found = spreading.holders({"roles": ["company_manager"], "path": path, "organisation_id": company})
    assert found == [city.person("company_manager").pk]
    assert (
        spreading.holders({"roles": ["company_manager"], "path": path, "organisation_id": company, "but": found[0]})
        == []
    )
    officer = city.person("neighbourhood_officer").pk
    assert spreading.holders({"roles": ["neighbourhood_officer"], "path": path}) == [officer]
    assert spreading.holders({"roles": ["neighbourhood_officer"], "path": city.far.path}) == []


def test_an_errand_is_done_once_and_goes(told: City) -> None:
    assert spreading.spread_due() == 1
    assert not Errand.objects.filter(estate_id=told.estate.pk).exists()
    notice = Notice.objects.get(estate_id=told.estate.pk)
    spreading.spread(notice)  # once more, as a worker would that died before its commit was answered
    assert Message.objects.filter(estate_id=told.estate.pk).count() == 1
    assert Delivery.objects.filter(estate_id=told.estate.pk).count() == 1


def test_it_is_sent_with_a_receipt_that_its_receiver_sees(told: City) -> None:
    sender = Counting()
    spreading.spread_due()
    assert sending.send_due(by(sender)) == 1
    assert sending.send_due(by(sender)) == 0
    assert list(sender.sent.values()) == [1]
    assert sender.texts[0].address == "13912345678"
    assert sender.texts[0].text == "【三管家】您对山水文园第7号公示的异议已答复，登录可看。"
    (proof,) = queries.inbox(told.actor("owner"))[0].sent
    assert (proof.state, proof.address, proof.sender) == ("sent", "139****5678", "counting")
    assert proof.receipt.startswith("r-d")
    assert proof.ended_at == NOON


def test_at_night_an_sms_waits_until_the_morning(city: City) -> None:
    phone(city, ("owner", "estate"))
    sender = Counting()
    with clock.turned_to(NIGHT):
        tell(
            city.actor("volunteer"),
            estate_id=city.estate.pk,
            audience={"accounts": [city.person("owner").pk]},
            facts=FACTS,
        )
        spreading.spread_due()
        assert sending.send_due(by(sender)) == 0
    with clock.turned_to(NIGHT + dt.timedelta(hours=8, minutes=59)):
        assert sending.send_due(by(sender)) == 0
    with clock.turned_to(NIGHT + dt.timedelta(hours=9)):
        assert sending.send_due(by(sender)) == 1


def choose(city: City, **wishes: Any) -> None:
    given = {"channels": {"mine": ("sms",)}, "quiet_from": "", "quiet_to": "", "email": ""} | wishes
    actions.set_preferences(city.actor("owner"), estate_id=Home.PLATFORM_ID, **given)


def test_people_choose_channels_and_hours(city: City) -> None:
    phone(city, ("owner", "estate"))
    choose(city, channels={"mine": ("email", "sms")}, quiet_from="22:00", quiet_to="22:00", email="chen@example.com")
    sender = Counting()
    with clock.turned_to(NIGHT):
        tell(
            city.actor("volunteer"),
            estate_id=city.estate.pk,
            audience={"accounts": [city.person("owner").pk]},
            facts=FACTS,
        )
        spreading.spread_due()
        assert sending.send_due(by(sender)) == 2
    assert {(o.channel, o.address) for o in sender.texts} == {
        (Channel.SMS, "13912345678"), (Channel.EMAIL, "chen@example.com"),
    }  # fmt: skip
    choose(city, channels={"mine": ()})
    with clock.turned_to(NIGHT + dt.timedelta(minutes=1)):
        tell(
            city.actor("volunteer"),
            estate_id=city.estate.pk,
            audience={"accounts": [city.person("owner").pk]},
            facts=FACTS,
        )
        spreading.spread_due()
        assert sending.send_due(by(sender)) == 0
    assert queries.unread(city.actor("owner")) == 2, "the inbox has everything, whatever was chosen"


@pytest.mark.parametrize(
    ("code", "wishes"),
    [
        ("malformed", {"channels": {"x": ()}}),
        ("malformed", {"channels": {"mine": ("pigeon",)}}),
        ("bad_time", {"quiet_from": "22:00"}),
        ("bad_time", {"quiet_from": "25:00", "quiet_to": "08:00"}),
        ("bad_email", {"email": "chen"}),
        ("email_needed", {"channels": {"mine": ("email",)}}),
    ],
)
def test_choices_that_are_refused(city: City, code: str, wishes: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as found:
        choose(city, **wishes)
    assert code in {reason.code for reason in found.value.reasons}


def test_a_mailbox_is_sealed_at_rest(city: City) -> None:
    choose(city, email="chen@example.com")
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM notices_preference")
        assert "chen" not in cursor.fetchone()[0]


def test_a_fault_is_tried_again_with_growing_pauses_and_then_given_up(told: City) -> None:
    sender = Counting(faults=(Temporary("gateway_busy"),) * 6)
    spreading.spread_due()
    at = NOON
    for tries, minutes in enumerate((0, 1, 5, 15, 60, 240), start=1):
        at += dt.timedelta(minutes=minutes)
        with clock.turned_to(at - dt.timedelta(seconds=1)):
            assert tries == 1 or sending.send_due(by(sender)) == 0
        with clock.turned_to(at):
            sending.send_due(by(sender))
        row = Delivery.objects.get(estate_id=told.estate.pk)
        assert row.attempts == tries
    assert (row.state, row.fault) == ("given_up", "gateway_busy")
    assert not sender.faults


def test_a_permanent_fault_and_a_missing_phone_are_given_up_at_once(told: City) -> None:
    spreading.spread_due()
    sending.send_due(by(Counting(faults=(Permanent("address_refused"),))))
    assert Delivery.objects.get(estate_id=told.estate.pk).state == "given_up"


@pytest.mark.parametrize(("honours", "state", "times"), [(True, "sent", 2), (False, "uncertain", 0)])
def test_a_claim_whose_worker_died(told: City, honours: bool, state: str, times: int) -> None:
    spreading.spread_due()
    assert len(sending.claim()) == 1  # and then the power fails
    sender = Counting(honours_keys=honours)
    assert sending.send_due(by(sender)) == 0, "the claim still holds"
    with clock.turned_to(NOON + sending.LEASE + dt.timedelta(seconds=1)):
        sending.send_due(by(sender))
        row = Delivery.objects.get(estate_id=told.estate.pk)
    assert (row.state, row.attempts) == (state, times or 1)
    assert sum(sender.sent.values()) == (1 if honours else 0)


def test_a_worker_that_comes_back_late_does_not_undo_what_another_did(told: City) -> None:
    spreading.spread_due()
    late = sending.claim()[0]
    sender = Counting()
    with clock.turned_to(NOON + sending.LEASE + dt.timedelta(seconds=1)):
        assert sending.send_due(by(sender)) == 1
        assert not sending._send(late, by(sender)), "its lease is over: it sends nothing"
        sending._again(late, "x")
        assert Delivery.objects.get(estate_id=told.estate.pk).state == "sent"
    assert list(sender.sent.values()) == [1]


def test_the_file_sender_writes_each_key_once(tmp_path: Path) -> None:
    sender = FileSender(tmp_path)
    first = sender.send(Outgoing("d1", Channel.SMS, "139", "s", "first"))
    assert sender.send(Outgoing("d1", Channel.SMS, "139", "s", "second")).id == first.id
    (file,) = (tmp_path / "sms").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["text"] == "first"
    assert file.stat().st_mode & 0o077 == 0


def test_reading_is_ones_own_affair(told: City) -> None:
    owner, other = told.actor("owner"), told.actor("tenant")
    line = queries.inbox(owner)[0]
    reading.mark_read(other, line.estate_id, line.id)
    assert queries.unread(owner) == 1
    reading.mark_read(owner, line.estate_id, line.id)
    assert queries.unread(owner) == 0


def test_every_template_of_every_room_fills_and_fits_one_sms() -> None:
    sample = {"place": "山水文园", "number": "1234", "holder": "区物业管理服务中心", "due": "12月30日 周三 17:30",
              "until": "12月30日 周三", "need": "电梯故障、困人", "publisher": "山水文园业主委员会（物业管理委员会）",
              "title": "更换3栋电梯曳引绳", "old_number": "1233", "duty": "占用、堵塞消防通道",
              "department": "区城市管理综合执法", "host": "hooks.example.org", "doer": "区城市管理综合执法",
              "meeting": "山水文园私搭乱建联席会议", "when": "2026年12月30日 周三 09:00 至 11:00", "estate": "山水文园",
              "matter": "山水文园 1234 号 电梯故障、困人", "trigger": "有关单位不履行职责",
              "office": "天元区住房和城乡建设局", "item": "住宅专项维修资金使用备案",
              "opens": "12月1日 周二", "door": "3-1-1402",
              "kind": "成立首次业主大会、选举业主委员会"}  # fmt: skip
    assert len(templates()) > 15
    for name, template in templates().items():
        said = fill(template, {fact: sample[fact] for fact in template.facts})
        assert "{" not in said.subject + said.body + said.sms, name
        assert not said.sms.endswith("…"), f"{name}: {said.sms}"
        assert not {"name", "phone", "reporter", "address", "unit"} & template.facts, f"{name} tells of others"


# --- two workers, and workers that are killed ---------------------------------------------------------------------


def many(city: City, count: int) -> None:
    """So many notices for the owner of the estate, at this moment, written and spread."""
    phone(city, ("owner", "estate"))
    owner, teller = city.person("owner").pk, city.actor("volunteer")
    for _ in range(count):
        tell(teller, estate_id=city.estate.pk, audience={"accounts": [owner]}, facts=FACTS)
    choose(city, quiet_from="00:00", quiet_to="00:00")
    spreading.spread_due(most=10_000)


@pytest.mark.usefixtures("committed_db")
def test_two_workers_send_each_message_once() -> None:
    many(build(), 40)
    sender, faults = Counting(honours_keys=False, slow=0.002), []

    def work() -> None:
        try:
            for _ in range(3):
                sending.send_due(by(sender), batch=3)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert (len(sender.sent), set(sender.sent.values())) == (40, {1})
    with cross_estate():
        assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


_WORKER = """
import datetime as dt, sys, time
import django
django.setup()
from pathlib import Path
from sanguanjia.notices import sending
from sanguanjia.kernel.senders import FileSender

class Slow(FileSender):
    def send(self, outgoing):
        receipt = super().send(outgoing)
        with open(sys.argv[2], "a") as log:
            log.write(outgoing.key + "\\n")
        time.sleep(0.02)  # so that a kill falls between sending and marking
        return receipt

while True:
    sending.send_due(lambda channel: Slow(Path(sys.argv[1])), batch=4, lease=dt.timedelta(seconds=22))
    time.sleep(0.2)
"""


@pytest.mark.usefixtures("committed_db")
def test_killed_workers_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    many(build(), 30)
    outbox, log = tmp_path / "out", tmp_path / "log"
    env = {**os.environ, "SGJ_APP_DATABASE_URL": _address(), "DJANGO_SETTINGS_MODULE": "sanguanjia.config.settings"}
    env["SGJ_DATA_DIR"] = str(settings.DATA_DIR)  # the keys that open phones
    for _ in range(2):  # two workers that die in the middle of a batch
        with (tmp_path / "said").open("w") as said:
            worker = subprocess.Popen([sys.executable, "-c", _WORKER, str(outbox), str(log)], env=env, stderr=said)
        before = _lines(log)
        until = time.monotonic() + 30
        while _lines(log) < before + 5 and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert (outbox / "sms").exists(), (tmp_path / "said").read_text()
    sent_before = len(list((outbox / "sms").iterdir()))
    assert 5 <= sent_before < 30
    with clock.turned_to(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10)):  # the claims of the dead run out
        sending.send_due(by(FileSender(outbox)))
    with cross_estate():
        keys = {f"d{pk}" for pk in Delivery.objects.values_list("id", flat=True)}
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert {file.stem for file in (outbox / "sms").iterdir()} == keys
    assert len(keys) == 30


def _lines(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def _address() -> str:
    """The test database as the application's role reaches it."""
    given = connection.settings_dict
    host = given["HOST"]
    place = f"?host={host}" if host.startswith("/") else ""
    where = "" if place else f"{host}:{given['PORT']}"
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgresql://{given['USER']}{password}@{where}/{given['NAME']}{place}" + (
        f"&port={given['PORT']}" if place and given["PORT"] else ""
    )
