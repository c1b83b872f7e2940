"""The act: one transaction, permission asked, one record, one effect per key."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection, connections, transaction

from sanguanjia.hosting.lines import told
from sanguanjia.kernel.act import Act, Deed, UndeclaredAct
from sanguanjia.kernel.actor import ANONYMOUS, SYSTEM, Actor
from sanguanjia.kernel.counters import next_number
from sanguanjia.kernel.models import Counter, Home, KeyUse, Record
from sanguanjia.kernel.predicates import anyone, is_system
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.wording import say
from tests.support.guard import preparing

PERSON = Actor(account_id=42, name="王女士")


@dataclass(frozen=True)
class Drawn:
    number: int


def _draw(deed: Deed, *, estate_id: int, kind: str) -> Drawn:
    deed.permit(anyone.named("test.draw"), None)
    number = next_number(estate_id, kind)
    row = Counter.objects.get(estate_id=estate_id, kind=kind)
    deed.touched(row)
    deed.under("test.rule@CN:2021-01-01")
    return Drawn(number)


draw = Act("test.draw", _draw)


@pytest.mark.django_db(databases=["default", "owner"])
def test_an_act_leaves_exactly_one_record_that_says_who_what_and_under_which_rule() -> None:
    assert draw(PERSON, estate_id=1, kind="case") == Drawn(1)

    record = Record.objects.get(estate_id=1)
    assert (record.act, record.account_id, record.permission) == ("test.draw", 42, "test.draw")
    assert record.policy_versions == ["test.rule@CN:2021-01-01"]
    assert record.subjects[0]["table"] == "kernel_counter"
    assert record.subjects[0]["before"] is None
    assert len(record.subjects[0]["after"]) == 64


@pytest.mark.django_db
def test_a_text_wider_than_its_column_is_a_refusal_and_nothing_is_stored() -> None:
    """Rules name the field first; this is for the text that no rule thought of."""
    with pytest.raises(Refusal) as caught:
        draw(PERSON, key="k-long", estate_id=1, kind="长" * 500)
    assert [(reason.code, "个字" in say(reason).text) for reason in caught.value.reasons] == [("text_too_long", True)]
    assert not Record.objects.filter(estate_id=1).exists()


@pytest.mark.django_db
def test_a_replay_under_the_same_key_has_one_effect_and_the_same_answer() -> None:
    first = draw(PERSON, key="k-1", estate_id=1, kind="case")
    again = draw(PERSON, key="k-1", estate_id=1, kind="case")

    assert first == again == Drawn(1)
    assert Record.objects.filter(estate_id=1).count() == 1
    assert Counter.objects.get(estate_id=1, kind="case").value == 1


@pytest.mark.django_db
def test_the_same_key_for_another_wish_or_another_person_is_refused() -> None:
    draw(PERSON, key="k-1", estate_id=1, kind="case")

    for actor, kind in ((PERSON, "entry"), (Actor(account_id=43, name="李先生"), "case")):
        with pytest.raises(Refusal) as caught:
            draw(actor, key="k-1", estate_id=1, kind=kind)
        assert caught.value.reasons[0].code == "key_reused"
    assert Counter.objects.filter(estate_id=1).count() == 1


@pytest.mark.django_db
def test_a_key_stands_for_one_request_of_its_account_in_all_homes() -> None:
    here, there = Home.PLATFORM_ID, 9_000_001
    with preparing():
        Home.objects.create(id=there, kind="estate", name="新桂都", path=f"1/{there}/")
    draw(PERSON, key="k-1", estate_id=here, kind="case")
    with pytest.raises(Refusal) as caught:
        draw(PERSON, key="k-1", estate_id=there, kind="case")
    assert caught.value.reasons[0].code == "key_reused"
    assert not Counter.objects.filter(estate_id=there).exists()
    draw(Actor(account_id=43, name="李先生"), key="k-1", estate_id=there, kind="case")  # somebody else's own key
    assert draw(PERSON, key="k-1", estate_id=here, kind="case") == Drawn(1)

    def both(deed: Deed, *, estate_id: int) -> Drawn:
        draw(deed.actor, key=deed.key, estate_id=here, kind="entry")  # part of the same request
        return _draw(deed, estate_id=estate_id, kind="entry")

    assert Act("test.both", both)(PERSON, key="k-2", estate_id=there) == Drawn(1)
    assert set(KeyUse.objects.values_list("id", "home_id")) == {("42:k-1", here), ("43:k-1", there), ("42:k-2", there)}


@pytest.mark.django_db
def test_what_the_database_refuses_without_a_name_of_ours_is_told_and_is_not_its_own_cause() -> None:
    def body(deed: Deed, *, estate_id: int) -> None:
        deed.permit(anyone.named("test.broken"), None)
        Home.objects.create(id=9_000_002, kind="estate", name="x", path="1/9000002")  # no slash at its end

    with pytest.raises(IntegrityError) as caught:
        Act("test.broken", body)(PERSON, estate_id=1)
    assert caught.value.__cause__ is not caught.value
    assert told(caught.value)["constraint"] == "home_path_ends_with_a_slash"
    caught.value.__cause__ = caught.value
    assert told(caught.value)["type"] == "IntegrityError"


@pytest.mark.django_db
def test_a_refused_act_changes_nothing_and_leaves_no_record() -> None:
    def body(deed: Deed, *, estate_id: int) -> None:
        next_number(estate_id, "case")
        deed.permit(is_system.named("test.system_only"), None)

    with pytest.raises(Refusal) as caught:
        Act("test.refused", body)(PERSON, estate_id=1)
    assert caught.value.reasons[0].code == "not_permitted"
    assert not Counter.objects.filter(estate_id=1).exists()
    assert not Record.objects.filter(estate_id=1).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("asks", [True, False])
def test_an_act_that_asks_no_permission_or_touches_nothing_is_our_fault(asks: bool) -> None:
    def body(deed: Deed, *, estate_id: int) -> None:
        if asks:
            deed.permit(anyone, None)

    with pytest.raises(UndeclaredAct):
        Act("test.faulty", body)(SYSTEM, estate_id=1)


@pytest.mark.django_db
def test_a_replay_after_the_state_moved_on_answers_instead_of_refusing() -> None:
    done: list[int] = []

    def body(deed: Deed, *, estate_id: int) -> Drawn:
        deed.permit(anyone.named("test.once"), None)
        if done:
            raise AssertionError("the second call must not get here silently")
        number = next_number(estate_id, "case")
        deed.touched(Counter.objects.get(estate_id=estate_id, kind="case"))
        return Drawn(number)

    def strict(deed: Deed, *, estate_id: int) -> Drawn:
        if Counter.objects.filter(estate_id=estate_id, kind="case").exists():
            from sanguanjia.kernel.refusal import refuse

            refuse("wrong_phase")
        return body(deed, estate_id=estate_id)

    once = Act("test.once", strict)
    assert once(PERSON, key="k", estate_id=1) == Drawn(1)
    assert once(PERSON, key="k", estate_id=1) == Drawn(1)
    with pytest.raises(Refusal):
        once(PERSON, key="other", estate_id=1)


@pytest.mark.usefixtures("committed_db")
def test_twenty_parallel_replays_have_one_effect() -> None:
    answers: list[Drawn] = []
    failures: list[BaseException] = []
    start = threading.Barrier(8)

    def replay() -> None:
        try:
            start.wait()
            for _ in range(3):
                answers.append(draw(PERSON, key="same", estate_id=1, kind="case"))
        except BaseException as error:  # a failure in a thread must fail the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=replay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert set(answers) == {Drawn(1)}
    assert Counter.objects.get(estate_id=1, kind="case").value == 1
    assert Record.objects.filter(estate_id=1).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE kernel_record SET act = 'x'", "DELETE FROM kernel_record"])
@pytest.mark.unguarded
def test_the_application_cannot_change_or_delete_a_record(statement: str) -> None:
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as c:
        c.execute(statement)


def test_nobody_is_the_platform() -> None:
    assert SYSTEM.is_system
    assert not SYSTEM.is_anonymous
    assert ANONYMOUS.is_anonymous
