"""The second wall: the database itself shows a request no person from a place that is not the actor's.

The tables named in WALLED have row-level security (their migrations), forced on everybody but the role that migrates.
Before each statement that speaks of one of them the engine tells the database for whom it asks, in one small statement:
`app.scope` (patterns of places, "*" for all), `app.estates` (the estate of the act being done), `app.account` (one's
own entries, wherever they lie). A statement that does not say it sees nothing.

A request is narrowed to its actor's places (`asking_as`, set by the privacy room's middleware); inside an act its
estate is added, because the act asks its own permission. Jobs, commands and whatever else runs outside a request work
for the platform and say "*".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .actor import Actor

WALLED = ("registry_party", "access_claim", "privacy_look", "privacy_consent")
EVERYWHERE = "*"
TELL = "SELECT set_config('app.scope', %s, %s), set_config('app.estates', %s, %s), set_config('app.account', %s, %s)"

_asking: ContextVar[Callable[[], Actor] | None] = ContextVar("asking", default=None)
_also: ContextVar[frozenset[int]] = ContextVar("also", default=frozenset())

POLICY = """
    CREATE POLICY people_of_the_actors_places ON {table} USING (
        current_setting('app.scope', true) = '*'
        OR estate_id = ANY (string_to_array(nullif(current_setting('app.estates', true), ''), ',')::bigint[])
        OR account_id = nullif(current_setting('app.account', true), '')::bigint
        OR EXISTS (
            SELECT 1 FROM kernel_home h WHERE h.id = {table}.estate_id
            AND h.path LIKE ANY (string_to_array(nullif(current_setting('app.scope', true), ''), ' '))
        )
    )
"""
"""The policy of a walled table, for its migration: a setting that is missing or empty opens nothing."""


def around(table: str, *, own: str = "account_id", more: str = "") -> tuple[tuple[str, str], ...]:
    """What puts the wall around a table and takes it away again, for its migration. `own`: the column of the account
    whose entry it is; `more`: another condition ("OR …") under which a row is one's own."""
    policy = POLICY.format(table=table).replace("OR account_id =", f"{more} OR {own} =")
    name = "people_of_the_actors_places"
    return (
        (policy, f"DROP POLICY {name} ON {table}"),
        (
            f"CREATE POLICY the_role_that_migrates_sees_all ON {table} TO CURRENT_USER USING (true)",
            f"DROP POLICY the_role_that_migrates_sees_all ON {table}",
        ),
        (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
        ),
    )


@contextmanager
def asking_as(actor: Callable[[], Actor]) -> Iterator[None]:
    """Inside: statements on walled tables are narrowed to the actor's places (asked only when one is made)."""
    token = _asking.set(actor)
    try:
        yield
    finally:
        _asking.reset(token)


@contextmanager
def within(estates: Iterable[int]) -> Iterator[None]:
    """Inside: statements see these estates too. For a reader whose right follows from something else than a mandate (a
    guardian's) and has been looked up: the statement inside names whom it reads."""
    token = _also.set(_also.get() | frozenset(estates))
    try:
        yield
    finally:
        _also.reset(token)


def told() -> tuple[str, str, str]:
    """(scope, estates, account) as the database is told now."""
    asked = _asking.get()
    if asked is None:
        return EVERYWHERE, "", ""
    actor = asked()
    if actor.is_system:
        return EVERYWHERE, "", ""
    from .act import present_deed

    deed = present_deed()
    places = sorted({f"{mandate.place}%" for mandate in actor.mandates})
    estates = _also.get() | ({deed.estate_id} if deed else set())
    return " ".join(places), ",".join(map(str, sorted(estates))), str(actor.account_id or "")


def speaks_of_people(text: str) -> bool:
    """Whether a statement names a walled table, or may (its text is not in hand)."""
    return not text or any(table in text for table in WALLED)


def telling(local: bool) -> list[str | bool]:
    """The values of TELL; `local`: until the transaction ends."""
    scope, estates, account = told()
    return [scope, local, estates, local, account, local]


def tell_first(execute: Callable[..., Any], query: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django's execute_wrapper of every connection (kernel/engine)."""
    if speaks_of_people(query if isinstance(query, str) else ""):
        connection = context["connection"]
        with connection.wrap_database_errors:
            connection.connection.execute(TELL, telling(connection.in_atomic_block))
    return execute(query, params, many, context)
