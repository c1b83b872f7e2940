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
Replays under the same key answer what the first call answered. A key lives forever, and stands for one request of its
account wherever that was: the same key with another wish, or for another estate, is refused.
"""

from __future__ import annotations

import inspect
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast, get_type_hints

from django.db import DataError, IntegrityError, OperationalError, connection, models, transaction
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from sanguanjia.hosting import trace

from . import batches, clock, poured, wording
from .actor import Actor, Mandate, itself
from .digest import Shape, canonical, commitment, digest, request_digest, shape_of
from .ids import new_id
from .predicates import Predicate
from .refusal import Reason, Refusal, refuse
from .scoped import cross_estate
from .suites import present_suite

Answer = TypeVar("Answer")

_declared: dict[str, Act[Any]] = {}
_doing: ContextVar[Deed | None] = ContextVar("doing", default=None)

_ATTEMPTS = 3  # a deadlock or a serialization failure rolled everything back: doing it again is safe
_RETRYABLE_SQLSTATES = frozenset({"40001", "40P01"})
# Rules say how long a text may be, with the field; where one forgot, the column's width still makes a refusal.
_TOO_LONG = re.compile(r"value too long for type character varying\((\d+)\)")
_NOTHING: Mapping[int, str] = MappingProxyType({})
_USED_KEY = frozenset({"one_effect_per_idempotency_key", "kernel_keyuse_pkey"})

# One statement: the record, its line in the list of records to link, the key its actor used (for all homes), the
# salts of the personal columns it speaks of.
_LISTED_SQL = "listed AS (INSERT INTO kernel_unlinked (id, estate_id) VALUES (%s, %s))"
_KEYED_SQL = "keyed AS (INSERT INTO kernel_keyuse (id, home_id) VALUES (%s, %s))"
_SALTED_SQL = """salted AS (
    INSERT INTO kernel_rowsalt AS s (id, estate_id, subject_table, subject_id, salt)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bytea[])
    ON CONFLICT (estate_id, subject_table, subject_id) DO UPDATE SET salt = excluded.salt)"""
RECORD_COLUMNS = (
    "id", "estate_id", "at", "act", "account_id", "by_system", "mandate_id", "capacity", "on_behalf_of", "permission",
    "subjects", "subject_table", "subject_id", "policy_versions", "reason", "suite", "request_digest",
    "idempotency_key", "answer",
)  # fmt: skip
_RECORD_SQL = f"""
    INSERT INTO kernel_record ({", ".join(RECORD_COLUMNS)})
    VALUES ({", ".join(["%s"] * len(RECORD_COLUMNS))})
"""
_RECORD_SQLS = {  # (with a key, with salts)
    (False, False): f"WITH {_LISTED_SQL}{_RECORD_SQL}",
    (False, True): f"WITH {_LISTED_SQL}, {_SALTED_SQL}{_RECORD_SQL}",
    (True, False): f"WITH {_LISTED_SQL}, {_KEYED_SQL}{_RECORD_SQL}",
    (True, True): f"WITH {_LISTED_SQL}, {_KEYED_SQL}, {_SALTED_SQL}{_RECORD_SQL}",
}


class UndeclaredAct(Exception):
    """A fault of ours: something was written, or is about to be, outside the frame of an act."""


class Deed:
    """One act being done: who does it, when, and what the record will say about it."""

    def __init__(
        self, act_name: str, actor: Actor, estate_id: int, key: str | None, outer: Deed | None = None
    ) -> None:
        self.act_name = act_name
        self.actor = actor
        self.estate_id = estate_id
        self.key = key
        # What somebody asked for under a key is one act, in whichever home; what it calls may use the key once more.
        self.claims_key = key is not None and outer is None and actor.account_id is not None
        self.at: datetime = clock.now()
        self.record_id = new_id()
        self.mandate: Mandate | None = None
        self.permission = ""
        self.on_behalf_of = ""
        self.reason = ""
        self._subjects: list[dict[str, Any]] = []
        self._policy_versions: list[str] = []
        self._salts: dict[tuple[str, int], bytes] = {}
        self._parts = 0
        self._suite = present_suite()

    def permit(self, sentence: Predicate, thing: Any) -> Mandate | None:
        """Ask whether the actor may; go on under the mandate found, or refuse."""
        ground = sentence(self.actor, thing)
        if not ground:
            raise Refusal([ground.reason or Reason("not_permitted")])
        self.permission = sentence.name[:200]
        self.mandate = ground.mandate
        if ground.mandate and ground.mandate.covers_for and not self.on_behalf_of:
            self.on_behalf_of = f"account:{ground.mandate.covers_for}"  # a substitute, during that person's leave
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
        shape = shape_of(type(row))
        after = digest(shape.facts(row), self._suite)
        subject = {"table": shape.table, "id": str(row.pk), "before": before, "after": after, "shape": shape.name}
        if shape.personal:
            salt = secrets.token_bytes(batches.SALT_BYTES)
            self._salts[(shape.table, row.pk)] = salt
            subject["personal"] = commitment(salt, shape.table, str(row.pk), shape.secrets(row), self._suite)
        self._subjects.append(subject)

    def made(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Note rows written in bulk (COPY, bulk_create): they are read back and digested one by one."""
        self._note_many(model, ids, {})

    @contextmanager
    def changing(self, model: type[models.Model], ids: Iterable[int]) -> Iterator[None]:
        """Around a bulk UPDATE or DELETE of the rows with these ids: notes each as it was and as it is afterwards."""
        wanted = list(ids)
        before = batches.digests(model, wanted, self.estate_id, self._suite)
        yield
        self._note_many(model, wanted, before)

    def stored(self, rows: Sequence[models.Model], before: Mapping[int, str] = _NOTHING) -> None:
        """Note rows of one table as they are in hand, by an act that has just written exactly these in bulk; `before`
        has the digests of those that were there already. Cheaper than `made`: nothing is read back."""
        if rows:
            shape = shape_of(type(rows[0]))
            lines, salts = batches.lines_of(rows, shape, self._suite, before)
            self._note_lines(shape, list(lines.values()), salts)

    def removed(self, row: models.Model) -> None:
        """Note a row that this act deletes (call it before or after; the row as it was)."""
        shape = shape_of(type(row))
        before = digest(shape.facts(row), self._suite)
        self._subjects.append(
            {"table": shape.table, "id": str(row.pk), "before": before, "after": None, "shape": shape.name}
        )
        self._forget(shape.table, int(row.pk))

    def erased(self, row: models.Model, before: str | None = None) -> None:
        """Note a row whose personal columns were lawfully erased: their salts go, so that what earlier records say of
        them tells nothing. A new one stands for what is there now: verify reports the row as erased, and a name that
        is put back as a fault."""
        self._forget(shape_of(type(row)).table, int(row.pk))
        self.touched(row, before)
        self._subjects[-1]["erased"] = True

    def poured(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Note rows that the generator of test cities has just written by the million (`kernel/poured.py`)."""
        parts = poured.store(model, ids, self.estate_id, self.record_id, self._parts, self._suite)
        self._subjects += parts
        self._parts += len(parts)

    def touched_digest(self, table: str, row_id: int, before: str | None, after: str | None) -> None:
        """A row by its digest alone, of tables that stand outside the record or rows that are gone."""
        self._subjects.append({"table": table, "id": str(row_id), "before": before, "after": after})

    def _note_many(self, model: type[models.Model], ids: Iterable[int], before: dict[int, str]) -> None:
        shape = shape_of(model)
        self._note_lines(shape, *batches.read_back(model, ids, self.estate_id, self._suite, before))

    def _note_lines(self, shape: Shape, lines: list[batches.Line], salts: dict[int, bytes]) -> None:
        self._subjects += batches.store(self.estate_id, self.record_id, self._parts, shape, lines, self._suite)
        self._parts += -(-len(lines) // batches.PART)
        batches.keep_salts({(self.estate_id, shape.table, pk): salt for pk, salt in salts.items()})

    def _forget(self, table: str, row_id: int) -> None:
        self._salts.pop((table, row_id), None)
        with cross_estate(), connection.cursor() as cursor:  # rows of reference tables have salts in several homes
            cursor.execute("DELETE FROM kernel_rowsalt WHERE subject_table = %s AND subject_id = %s", [table, row_id])

    def _check(self) -> None:
        if not self.permission:
            raise UndeclaredAct(f"{self.act_name} asked no permission")
        if not self._subjects:
            raise UndeclaredAct(f"{self.act_name} says of no row that it touched it")

    def line(self, digest_of_request: str, answer: Any) -> tuple[Any, ...]:
        """The record as a row, in the order of RECORD_COLUMNS."""
        self._check()
        first = self._subjects[0]
        mandate = self.mandate
        return (
            self.record_id, self.estate_id, self.at, self.act_name, self.actor.account_id, self.actor.is_system,
            mandate.id if mandate else None, mandate.role if mandate else "", self.on_behalf_of, self.permission,
            Jsonb(self._subjects, dumps=canonical), first["table"], int(first["id"]),
            Jsonb(self._policy_versions, dumps=canonical), self.reason,
            self._suite, digest_of_request, self.key, Jsonb(answer, dumps=canonical),
        )  # fmt: skip

    @property
    def salts(self) -> Mapping[tuple[str, int], bytes]:
        """(table, row) → the salt of the personal columns this act spoke of."""
        return self._salts

    def _record(self, digest_of_request: str, answer: Any) -> None:
        line = self.line(digest_of_request, answer)
        values: list[Any] = [self.record_id, self.estate_id]
        if self.claims_key:
            values += [f"{self.actor.account_id}:{self.key}", self.estate_id]
        salts = sorted(self._salts.items())  # in one order everywhere: two acts never wait for each other here
        if salts:
            values += [
                [new_id() for _ in salts], [self.estate_id] * len(salts), [table for (table, _), _ in salts],
                [row_id for (_, row_id), _ in salts], [salt for _, salt in salts],
            ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_RECORD_SQLS[self.claims_key, bool(salts)], [*values, *line])


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
        actor = itself(actor)
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
                refused = _refusal_of(error)
                if refused is error:  # "raise error from error" would make it its own cause
                    raise
                raise refused from error
            except DataError as error:
                found = _TOO_LONG.search(str(error))
                if found is None:
                    raise
                raise Refusal([Reason("text_too_long", None, {"most": found[1]})]) from error
        raise AssertionError("unreachable")

    def _once(self, actor: Actor, key: str | None, asked: str, estate_id: int, wishes: Mapping[str, Any]) -> Answer:
        deed = Deed(self.name, actor, estate_id, key, _doing.get())
        token = _doing.set(deed)
        try:
            with transaction.atomic(savepoint=connection.in_atomic_block):
                answer = self.body(deed, estate_id=estate_id, **wishes)
                deed._record(asked, self.as_stored(answer))
                trace.acted(self.name, actor.account_id)
        finally:
            _doing.reset(token)
        return answer

    def as_stored(self, answer: Answer) -> Any:
        """An answer as the record keeps it."""
        return self._answers.dump_python(answer, mode="json")

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
    if name in _USED_KEY:
        return Refusal([Reason("key_reused")])
    code = wording.code_of_constraint(name) if name else None
    return Refusal([Reason(code)]) if code else cast("Exception", error)
