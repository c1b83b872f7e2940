"""The appender: nothing skipped, nothing linked twice, whoever runs it and in whatever order acts commit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from sanguanjia.audit import anchors, appender, signing
from sanguanjia.audit.models import ChainLink
from sanguanjia.audit.verify import verify
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.scoped import cross_estate

_go: dict[str, threading.Event] = {}


@act("audit_tests.rename")
def rename(deed: Deed, *, estate_id: int, name: str, wait_for: str = "") -> str:
    """Rename the platform's home; `wait_for`: hold the transaction open until the event is set."""
    deed.permit(is_system, None)
    home = Home.objects.get(pk=estate_id)
    if wait_for:
        _go[f"{wait_for} began"].set()
        assert _go[wait_for].wait(20)
    deed.touched_digest("kernel_home", home.pk, None, "0" * 64)
    return name


@pytest.fixture
def chained(committed_db: None) -> Iterator[None]:
    with cross_estate():
        yield


def places() -> list[tuple[int, str]]:
    """(seq, act's answer) along the platform's chain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.seq, r.answer #>> '{}' FROM audit_chainlink l JOIN kernel_record r"
            " ON r.estate_id = l.estate_id AND r.id = l.record_id WHERE l.estate_id = 1 ORDER BY l.seq"
        )
        return list(cursor.fetchall())


def in_thread(work: Any) -> threading.Thread:
    def run() -> None:
        try:
            with cross_estate():
                work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_record_that_commits_after_one_with_a_higher_id_is_not_skipped(chained: None) -> None:
    _go.update({"late": threading.Event(), "late began": threading.Event()})
    slow = in_thread(lambda: rename(SYSTEM, estate_id=1, name="late", wait_for="late"))
    assert _go["late began"].wait(20)  # its id is drawn, its transaction is open
    rename(SYSTEM, estate_id=1, name="early")
    assert appender.append() == 1
    assert places() == [(1, "early")]
    _go["late"].set()
    slow.join(20)
    assert appender.append() == 1
    assert places() == [(1, "early"), (2, "late")]
    first, second = ChainLink.objects.filter(estate_id=1).order_by("seq").values_list("record_id", flat=True)
    assert first > second, "the scene is the trap: the lower id came later"
    assert appender.append() == 0
    assert verify(estate_id=1).ok


def test_appenders_at_once_link_every_record_once(chained: None) -> None:
    for number in range(60):
        rename(SYSTEM, estate_id=1, name=str(number))
    threads = [in_thread(lambda: appender.append(batch=7)) for _ in range(4)]
    for thread in threads:
        thread.join(30)
    appender.append(batch=7)
    assert [seq for seq, _ in places()] == list(range(1, 61))
    assert verify(estate_id=1).ok


def test_an_appender_that_dies_leaves_nothing_half_done(chained: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rename(SYSTEM, estate_id=1, name="one")
    monkeypatch.setattr(appender, "_MOVE_HEADS", "SELECT 1 / 0, %s, %s, %s, %s")
    with pytest.raises(Exception, match=r"division|parameter|type"):
        appender.append()
    monkeypatch.undo()
    assert places() == []
    assert appender.append() == 1
    assert verify(estate_id=1).ok


def test_heads_that_lie_do_not_stop_the_appender_and_are_named(chained: None) -> None:
    for name in "abc":
        rename(SYSTEM, estate_id=1, name=name)
    appender.append()
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE audit_chainhead SET seq = 1")
    assert verify(estate_id=1).first().table == "audit_chainhead"  # type: ignore[union-attr]
    rename(SYSTEM, estate_id=1, name="d")
    assert appender.append() == 1
    assert [seq for seq, _ in places()] == [1, 2, 3, 4]
    assert verify(estate_id=1).ok


def test_suites_may_change_in_the_middle_of_a_chain(chained: None, settings: Any, tmp_path: Path) -> None:
    for suite in ("sha256", "sm3", "sha256", "sm3"):
        settings.HASH_SUITE = suite
        rename(SYSTEM, estate_id=1, name=suite)
        appender.append()
    assert list(ChainLink.objects.filter(estate_id=1).order_by("seq").values_list("suite", flat=True)) == [
        "sha256", "sm3", "sha256", "sm3",
    ]  # fmt: skip
    text = canonical(anchors.take(tmp_path))
    heads = anchors.read(text, signing.known_public(tmp_path))
    assert verify(estate_id=1, anchors=heads).ok
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE kernel_record SET reason = 'x' WHERE suite = 'sm3'")
    assert [f.seq for f in verify(estate_id=1).faults] == [2, 4]


def test_records_rolled_back_leave_no_trace(chained: None) -> None:
    with transaction.atomic():
        rename(SYSTEM, estate_id=1, name="never")
        transaction.set_rollback(True)
    assert appender.append() == 0
    assert verify(estate_id=1).ok
