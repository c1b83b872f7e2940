"""Tables whose rows belong to one estate (docs/decisions/0001, "one machine, then many").

Django sees one primary key `id`; the database has PRIMARY KEY (id, estate_id) and composite foreign keys
(estate_id, x_id) -> (estate_id, id), so that the database itself refuses a row that points into another estate.
A migration that creates a scoped table puts `ScopeKeys("model")` right after its CreateModel.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode

from .ids import new_id

_crossing: ContextVar[int] = ContextVar("crossing_estates", default=0)


@contextmanager
def cross_estate() -> Iterator[None]:
    """Say that the statements inside read or write several estates on purpose (dashboards, district lists).

    Without it the guard in the tests fails any SQL on a scoped table that has no equality on estate_id.
    """
    token = _crossing.set(_crossing.get() + 1)
    try:
        yield
    finally:
        _crossing.reset(token)


def is_crossing() -> bool:
    """Whether the code has said `cross_estate()`."""
    return _crossing.get() > 0


class HomeKey(models.ForeignKey):  # type: ignore[type-arg]
    """The estate (or pseudo-estate) a row belongs to: NOT NULL, never changed, first in every index.

    The foreign key itself is added by ScopeKeys, not deferrable.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("to", "kernel.Home")
        kwargs.setdefault("on_delete", models.DO_NOTHING)
        kwargs["related_name"] = "+"
        kwargs["db_index"] = False
        kwargs["db_constraint"] = False
        super().__init__(**kwargs)


class ScopedForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key inside one estate: every join and lazy load also says a.estate_id = b.estate_id."""

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs.setdefault("on_delete", models.DO_NOTHING)
        kwargs.setdefault("related_name", "+")
        kwargs["db_index"] = False
        kwargs["db_constraint"] = False
        super().__init__(to, **kwargs)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode:
        """Django's hook for joins: `alias` is the table pointed to, `related_alias` the one that points."""
        estate_of: Any = lambda model: model._meta.get_field("estate")  # noqa: E731 - django-stubs knows no get_col here
        target = estate_of(self.remote_field.model).get_col(alias)
        source = estate_of(self.model).get_col(related_alias)
        return WhereNode([Exact(target, source)])  # type: ignore[list-item]

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, Any]:
        """Django's hook for lazy loads."""
        return {"estate_id": instance.estate_id}


class ScopedModel(models.Model):
    """Base of every table whose rows belong to one estate."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    estate = HomeKey()

    is_scoped = True
    append_only = False  # True: the application's database role has no UPDATE or DELETE on the table
    personal_fields: tuple[str, ...] = ()  # left out of digests, so that lawful erasure leaves the record whole
    free_fields: tuple[str, ...] = ()  # neither digested nor committed to: columns that no act writes (say why there)
    outside_record = ""  # why no act speaks of the table's rows; verify then leaves them alone

    class Meta:
        abstract = True

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, *rest: Any, **more: Any) -> Any:
        return super()._do_update(base_qs.filter(estate_id=self.estate_id), using, pk_val, *rest, **more)

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Read the row again, inside its estate."""
        queryset = from_queryset if from_queryset is not None else type(self)._base_manager.all()
        super().refresh_from_db(using=using, fields=fields, from_queryset=queryset.filter(estate_id=self.estate_id))

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete this row alone, inside its estate; whatever depends on it is the database's to refuse."""
        rows = type(self)._base_manager.filter(pk=self.pk, estate_id=self.estate_id)
        count = rows._raw_delete(using=rows.db)
        return count, {self._meta.label: count}


class ScopeKeys(Operation):
    """Right after CreateModel: PRIMARY KEY (id, estate_id) and the composite foreign keys of a scoped table."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.name], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's picture of the models stays as it is."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        quote = schema_editor.quote_name
        schema_editor.execute(f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(table + '_pkey')}")
        schema_editor.execute(
            f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(table + '_pkey')} PRIMARY KEY (id, estate_id)"
        )
        schema_editor.execute(
            f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(table + '_has_a_home')}"
            f" FOREIGN KEY (estate_id) REFERENCES kernel_home (id)"
        )
        for field in model._meta.local_fields:
            if isinstance(field, ScopedForeignKey):
                add_scoped_foreign_key(schema_editor, model, field)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing to undo: the table itself goes with the reversed CreateModel."""

    def describe(self) -> str:
        return f"Key the rows of {self.name} by estate"


class ScopeField(Operation):
    """Right after AddField of a ScopedForeignKey on an existing scoped table."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name = model_name
        self.field_name = field_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name, self.field_name], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's picture of the models stays as it is."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        add_scoped_foreign_key(schema_editor, model, model._meta.get_field(self.field_name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The constraint and the index go with the column."""

    def describe(self) -> str:
        return f"Keep {self.model_name}.{self.field_name} inside the estate"


def add_scoped_foreign_key(schema_editor: Any, model: Any, field: Any) -> None:
    """One composite foreign key, not deferrable, and the index that joins and checks need."""
    quote = schema_editor.quote_name
    table, column = model._meta.db_table, field.column
    target = field.remote_field.model._meta.db_table
    schema_editor.execute(
        f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(f'{table}_{field.name}_same_estate'[:63])}"
        f" FOREIGN KEY (estate_id, {quote(column)}) REFERENCES {quote(target)} (estate_id, id)"
    )
    schema_editor.execute(
        f"CREATE INDEX {quote(f'{table}_{field.name}_idx'[:63])} ON {quote(table)} (estate_id, {quote(column)})"
    )
