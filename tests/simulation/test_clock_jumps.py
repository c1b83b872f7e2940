"""The machine's clock jumps while a matter runs: the order is that of the steps, never that of the clock.

The application asks one clock (kernel/clock.py), which is turned here; who else asks the machine or the database stands
in a table. By night a whole city runs under a clock that is really another one (test_clock_shifted.py).
docs/operations/clock.md says what each jump does.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection

import sanguanjia
from sanguanjia.access import codes, sessions
from sanguanjia.access.rules import logins
from sanguanjia.cases import actions
from sanguanjia.cases import jobs as case_jobs
from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.cases.tests.scene import make
from sanguanjia.hosting import steady
from sanguanjia.kernel import clock, ids, senders
from sanguanjia.kernel import jobs as kernel_jobs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Record
from sanguanjia.privacy import jobs as privacy_jobs
from sanguanjia.whistle import jobs as whistle_jobs
from tests.support.small_city import build

NOON = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
JUMPS = [timedelta(days=400), timedelta(days=-400), timedelta(hours=1), timedelta(hours=-1)]


@pytest.mark.django_db
@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_steps_keep_their_order_and_state(jump: timedelta) -> None:
    scene = make()
    with clock.turned_to(NOON):
        ref = actions.report(
            scene.hotline, estate_id=scene.estate, need="N01", text="楼道灯不亮了", building_id=scene.building,
            for_somebody=True, contact_name="来电人", contact_phone="13800000000", key="jump",
        )  # fmt: skip
    with clock.turned_to(NOON + jump):
        actions.take_order(scene.manager, estate_id=scene.estate, case_id=ref.case_id, key="jump-take")
        again = actions.report(  # a replay after the jump is still the same act
            scene.hotline, estate_id=scene.estate, need="N01", text="楼道灯不亮了", building_id=scene.building,
            for_somebody=True, contact_name="来电人", contact_phone="13800000000", key="jump",
        )  # fmt: skip
        assert again == ref
    with clock.turned_to(NOON + timedelta(minutes=5)):  # and back
        actions.start(scene.manager, estate_id=scene.estate, case_id=ref.case_id, key="jump-start")
    row = Case.objects.get(estate_id=scene.estate, pk=ref.case_id)
    assert row.state == "working"
    events = CaseEvent.objects.filter(estate_id=scene.estate, case_id=ref.case_id).order_by("id")
    assert [event.verb for event in events] == ["report", "take_order", "start"]
    acts = Record.objects.filter(estate_id=scene.estate, act__startswith="cases.").order_by("id")
    assert [record.act for record in acts] == ["cases.report", "cases.take_order", "cases.start"]


# Who reads the machine's or the database's wall clock other than through kernel/clock.py, and why a jump does no harm.
READS = {
    "kernel/clock.py": "the one clock",
    "hosting/steady.py": "compares the wall's with one that never jumps",
    "hosting/keys.py": "notes when a key was made; nothing is decided by it",
    "hosting/backup/take.py": "names a folder",
    "interfaces/sending.py": "stands in the signed head of a push, for the receiver to compare with its own",
    "cli/doctor.py": "the age of a key in days, a hint", "cli/doctor_site.py": "days a certificate still lives, a hint",
    "config/readiness.py": "ages for /readyz and /metrics: wrong for the ten seconds until the next sign of life",
    "kernel/jobs.py": "signs of life and plans from the future are pulled back",
    "interfaces/spreading.py": "how long the oldest transaction has been open, a difference",
    "privacy/rotation.py": "waits for transactions begun before a pass: set back, it waits longer",
}
ASKS = re.compile(
    r"datetime\.now\(|date\.today\(|timezone\.now\(|utcnow\(|localdate\(|time\.time(_ns)?\(|clock_timestamp\("
    r"|CURRENT_TIMESTAMP|CURRENT_DATE|(?<![.\w])now\(\)"
)


def test_every_place_that_reads_a_wall_clock_says_why_a_jump_does_no_harm() -> None:
    root = Path(sanguanjia.__file__).parent
    beside = ("bench/", "demo/", "tests/", "migrations/")  # measure, invent, test, or run once
    found = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if not any(part in str(file.relative_to(root)) for part in beside) and ASKS.search(file.read_text("utf-8"))
    }
    assert found == READS.keys(), "a row in READS, with the reason, or kernel/clock.py"


def test_ids_go_on_in_their_order_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_id()
    wall = steady._wall_ms()
    monkeypatch.setattr(steady, "_wall_ms", lambda: wall - 7_200_000)
    second = new_id()
    assert first < second
    assert -7_201 < steady.ahead() < -7_199
    monkeypatch.setattr(ids, "_last_ms", 0)  # as another process that drew none yet
    assert second >> steady.ID_BITS <= new_id() >> steady.ID_BITS


def test_a_process_started_after_the_jump_goes_on_after_the_newest_record(monkeypatch: pytest.MonkeyPatch) -> None:
    newest = new_id()
    wall = steady._wall_ms()
    monkeypatch.setattr(steady, "_wall_ms", lambda: wall - 7_200_000)
    monkeypatch.setattr(steady, "_newest_id", lambda _url: newest)
    monkeypatch.setenv(steady.VARIABLE, "")
    try:
        steady.begin("")
        monkeypatch.setattr(ids, "_last_ms", 0)
        assert new_id() >> steady.ID_BITS >= newest >> steady.ID_BITS
    finally:
        monkeypatch.undo()
        steady._offset.cache_clear()


@pytest.mark.django_db
def test_what_is_due_waits_for_an_hour_after_a_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make()
    with clock.turned_to(NOON):
        ref = actions.report(scene.hotline, estate_id=scene.estate, need="N01", text="楼道灯不亮了",
                             building_id=scene.building, for_somebody=True, contact_phone="13800000000")  # fmt: skip
    with clock.turned_to(NOON + timedelta(days=400)):
        monkeypatch.setattr(steady, "ahead", lambda: 400 * 86_400.0)
        assert (case_jobs.tend(), whistle_jobs.tend(), privacy_jobs.obey_retention()) == (0, 0, {})
        monkeypatch.setattr(clock, "_PATIENCE", 0.0)  # an hour later nobody has set it otherwise: it is believed
        assert case_jobs.tend() >= 1
        monkeypatch.setattr(clock, "_PATIENCE", 3600.0)
        monkeypatch.setattr(steady, "ahead", lambda: 0.3)  # or it was put right
        case_jobs.tend()
    assert Case.objects.get(estate_id=scene.estate, pk=ref.case_id).level != "company"


@pytest.mark.django_db
def test_nothing_of_the_future_is_believed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() + interval '1 hour'), (now()) RETURNING id"
        )
        dead = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, status, worker_id) VALUES"
            " ('default', 'x', 0, 'doing', %s) RETURNING id", [dead]
        )  # fmt: skip
        job = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, scheduled_at) VALUES"
            " ('default', 'x', 0, now() + interval '1 hour') RETURNING id"
        )
        planned = cursor.fetchone()[0]
        kernel_jobs.queue_stalled_again()
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now()")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT scheduled_at <= now() FROM procrastinate_jobs WHERE id = %s", [planned])
        assert cursor.fetchone() == (True,)
        # Nobody says any more that this worker lives: half a minute later its job is another one's.
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
        assert kernel_jobs.queue_stalled_again() == 1
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone() == ("todo",)


@pytest.mark.django_db
def test_a_session_and_a_code_begun_in_the_future_are_good_for_nothing(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True  # the code is shown
    monkeypatch.setattr(senders, "hand_over", lambda _outgoing: None)
    account = build().person("owner")
    with clock.turned_to(clock.now() + timedelta(hours=2)):
        store = sessions.SessionStore()
        sessions.begin(store, logins.STAFF, address="127.0.0.1", browser="")
        store[SESSION_KEY] = str(account.pk)
        store.save()
        asked = codes.ask("login", "13900001001", account.pk, address="127.0.0.1")
        assert sessions.SessionStore(store.session_key).get(SESSION_KEY) == str(account.pk)
    assert sessions.SessionStore(store.session_key).get(SESSION_KEY) is None
    assert codes.check("login", asked.token, asked.shown) is None
    with clock.turned_to(clock.now() + timedelta(hours=2)):
        assert codes.check("login", asked.token, asked.shown) is not None
