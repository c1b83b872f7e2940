"""The act: one verb, one transaction, permission asked, one record. The only way anything is written.

    @act("cases.take_order")
    def take_order(deed: Deed, *, estate_id: int, case_id: int) -> CaseRef:
        case = lock_case(estate_id, case_id)              # facts
        deed.permit(may_take_order, case)                 # may this actor?
        decided = rules.take_order(case, ...)             # what does the rule say?
        deed.touched(row, before=...)                     # store, and say what was touched
        return CaseRef(...)

    take_order(actor, key=form_key, estate_id=7, case_id=99)   # how it is called

An act that never asked a permission, or touched nothing, is a fault of ours: it raises and nothing is stored.
Replays under the same key answer what the first call answered. The key of a money or vote act lives forever.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar, cast, get_type_hints

from django.db import IntegrityError, OperationalError, connection, models, transaction
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from . import clock, wording
from .actor import Actor, Mandate
from .digest import SUITE, canonical, request_digest, row_digest
from .ids import new_id
from .predicates import Predicate
from .refusal import Reason, Refusal, refuse

Answer = TypeVar("Answer")

_declared: dict[str, Act[Any]] = {}
_doing: ContextVar[Deed | None] = ContextVar("doing", default=None)

_ATTEMPTS = 3  # a deadlock or a serialization failure rolled everything back: doing it again is safe
_RETRYABLE_SQLSTATES = frozenset({"40001", "40P01"})
_ONE_EFFECT = "one_effect_per_idempotency_key"

_RECORD_SQL = """
    INSERT INTO kernel_record (id, estate_id, at, act, account_id, by_system, mandate_id, capacity, on_behalf_of,
        permission, subjects, subject_table, subject_id, policy_versions, reason, suite, request_digest,
        idempotency_key, answer)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


class UndeclaredAct(Exception):
    """A fault of ours: something was written, or is about to be, outside the frame of an act."""


class Deed:
    """One act being done: who does it, when, and what the record will say about it."""

    def __init__(self, act_name: str, actor: Actor, estate_id: int, key: str | None) -> None:
        self.act_name = act_name
        self.actor = actor
        self.estate_id = estate_id
        self.key = key
        self.at: datetime = clock.now()
        self.record_id = new_id()
        self.mandate: Mandate | None = None
        self.permission = ""
        self.on_behalf_of = ""
        self.reason = ""
        self._subjects: list[dict[str, Any]] = []
        self._policy_versions: list[str] = []

    def permit(self, sentence: Predicate, thing: Any) -> Mandate | None:
        """Ask whether the actor may; go on under the mandate found, or refuse."""
        ground = sentence(self.actor, thing)
        if not ground:
            raise Refusal([ground.reason or Reason("not_permitted")])
        self.permission = sentence.name[:200]
        self.mandate = ground.mandate
        return ground.mandate

    def for_whom(self, whom: str) -> None:
        """Note on whose behalf it is done, as "kind:id" ("unit:12", "organisation:3")."""
        self.on_behalf_of = whom

    def because(self, reason: str) -> None:
        """Note the reason the actor gave, in the actor's words (no personal data)."""
        self.reason = reason

    def under(self, *versions: str) -> None:
        """Note the policy versions that decided."""
        self._policy_versions.extend(v for v in versions if v not in self._policy_versions)

    def touched(self, row: models.Model, before: str | None = None) -> None:
        """Note a row as it is stored now; `before` is its `row_digest` before the change, None for a new row."""
        self.touched_digest(row._meta.db_table, row.pk, before, row_digest(row))

    def touched_digest(self, table: str, row_id: int, before: str | None, after: str | None) -> None:
        """The same for rows written by plain SQL, or for a batch (digest over the batch)."""
        self._subjects.append({"table": table, "id": str(row_id), "before": before, "after": after})

    def _check(self) -> None:
        if not self.permission:
            raise UndeclaredAct(f"{self.act_name} asked no permission")
        if not self._subjects:
            raise UndeclaredAct(f"{self.act_name} says of no row that it touched it")

    def _record(self, digest_of_request: str, answer: Any) -> None:
        self._check()
        first = self._subjects[0]
        mandate = self.mandate
        values = [
            self.record_id, self.estate_id, self.at, self.act_name, self.actor.account_id, self.actor.is_system,
            mandate.id if mandate else None, mandate.role if mandate else "", self.on_behalf_of, self.permission,
            Jsonb(self._subjects), first["table"], int(first["id"]), Jsonb(self._policy_versions), self.reason,
            SUITE, digest_of_request, self.key, Jsonb(answer, dumps=canonical),
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_RECORD_SQL, values)


class Act(Generic[Answer]):
    """A declared verb. Calling it does it."""

    def __init__(self, name: str, body: Callable[..., Answer]) -> None:
        self.name = name
        self.body = body
        self.__doc__ = body.__doc__
        self.__name__ = body.__name__
        self.__module__ = body.__module__
        self.__wrapped__ = body

    @cached_property
    def _answers(self) -> TypeAdapter[Answer]:
        return TypeAdapter(get_type_hints(self.body).get("return", Any))

    def __call__(self, actor: Actor, *, key: str | None = None, estate_id: int, **wishes: Any) -> Answer:
        """Do it: all or nothing. Raises Refusal with all reasons; a replay under `key` returns the first answer."""
        asked = request_digest(actor.account_id, self.name, {"estate_id": estate_id, **wishes}) if key else ""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._once(actor, key, asked, estate_id, wishes)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if state not in _RETRYABLE_SQLSTATES or attempt == _ATTEMPTS or connection.in_atomic_block:
                    raise
                time.sleep(0.02 * attempt)
            except Refusal:
                # The first call may have made the refusal true ("already closed"): a replay gets its answer.
                earlier = self._earlier(key, asked, estate_id)
                if earlier is None:
                    raise
                return earlier[0]
            except IntegrityError as error:
                earlier = self._earlier(key, asked, estate_id)
                if earlier is not None:
                    return earlier[0]
                raise _refusal_of(error) from error
        raise AssertionError("unreachable")

    def _once(self, actor: Actor, key: str | None, asked: str, estate_id: int, wishes: Mapping[str, Any]) -> Answer:
        deed = Deed(self.name, actor, estate_id, key)
        token = _doing.set(deed)
        try:
            with transaction.atomic(savepoint=connection.in_atomic_block):
                answer = self.body(deed, estate_id=estate_id, **wishes)
                stored = self._answers.dump_python(answer, mode="json")
                deed._record(asked, stored)
        finally:
            _doing.reset(token)
        return answer

    def _earlier(self, key: str | None, asked: str, estate_id: int) -> tuple[Answer] | None:
        if key is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT request_digest, answer FROM kernel_record WHERE estate_id = %s AND idempotency_key = %s",
                [estate_id, key],
            )
            found = cursor.fetchone()
        if found is None:
            return None
        if found[0] != asked:
            refuse("key_reused")
        return (self._answers.validate_json(_as_text(found[1])),)


def act(name: str) -> Callable[[Callable[..., Answer]], Act[Answer]]:
    """Declare an act; its name is "<room>.<verb>" and unique. The body takes a Deed and keyword arguments."""

    def declare(body: Callable[..., Answer]) -> Act[Answer]:
        if name in _declared:
            raise ValueError(f"the act {name!r} is declared twice")
        parameters = inspect.signature(body).parameters
        if "estate_id" not in parameters:
            raise TypeError(f"the act {name!r} must say in which estate it happens (estate_id)")
        declared = Act(name, body)
        _declared[name] = declared
        return declared

    return declare


def declared_acts() -> Mapping[str, Act[Any]]:
    """Every act there is, by name."""
    return dict(_declared)


def present_deed() -> Deed | None:
    """The act being done in this context, if any (the guard in the tests asks)."""
    return _doing.get()


def refusals_of(calls: Iterable[Callable[[], Any]]) -> tuple[Reason, ...]:
    """Collect the reasons of several checks, so that a person hears all of them at once."""
    found: list[Reason] = []
    for call in calls:
        try:
            call()
        except Refusal as refusal:
            found.extend(refusal.reasons)
    return tuple(found)


def _as_text(answer: Any) -> str | bytes:
    return answer if isinstance(answer, str | bytes) else canonical(answer)


def _refusal_of(error: IntegrityError) -> Exception:
    """What the database refused, in the words of the room that named the constraint; unnamed ones stay errors."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    if name == _ONE_EFFECT:
        return Refusal([Reason("key_reused")])
    code = wording.code_of_constraint(name) if name else None
    return Refusal([Reason(code)]) if code else cast("Exception", error)
