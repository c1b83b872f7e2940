"""What every table of every room promises, asked of the database itself (docs/decisions/0001 and 0003)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from sanguanjia.kernel.scoped import HomeKey, ScopedForeignKey

# From the bottom up; a table points to its own room or one further down, never up (pyproject, importlinter).
HEIGHTS = (
    "kernel", "look", "registry", "policy", "words", "access", "privacy", "notices", "applications", "cases", "funds",
    "banking", "decisions", "assemblies", "whistle", "intake", "petitions", "surveys", "interfaces", "councils",
    "audit", "desks", "config", "demo", "bench", "cli",
)  # fmt: skip
OURS = sorted(
    (m for m in apps.get_models() if m.__module__.startswith("sanguanjia.") and m._meta.managed),
    key=lambda m: m._meta.db_table,
)
SCOPED = [m for m in OURS if getattr(m, "is_scoped", False)]
APPEND_ONLY = [m for m in OURS if getattr(m, "append_only", False)]


def name_of(model: type[models.Model]) -> str:
    return model._meta.label


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_CONSTRAINTS = """
    SELECT c.conname, c.contype, c.condeferrable, c.confrelid::regclass::text, pg_get_constraintdef(c.oid),
           ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY AS k (num, at)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.at)::text[],
           ARRAY(SELECT a.attname FROM unnest(c.confkey) WITH ORDINALITY AS k (num, at)
                 JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num ORDER BY k.at)::text[]
    FROM pg_constraint c WHERE c.conrelid = %s::regclass
"""
_UNIQUE_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid, 1, true)
    FROM pg_index i WHERE i.indrelid = %s::regclass AND i.indisunique AND NOT i.indisprimary
"""


def constraints(model: type[models.Model], kind: str) -> Iterator[tuple[str, bool, str, str, list[str], list[str]]]:
    for name, found, deferrable, target, text, own, other in rows(_CONSTRAINTS, model._meta.db_table):
        if found == kind:
            yield name, deferrable, target, text, own, other


def test_there_is_something_to_look_at() -> None:
    assert len(SCOPED) > 15
    assert len(APPEND_ONLY) >= 5


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=name_of)
def test_a_scoped_table_is_keyed_by_id_and_estate(model: type[models.Model]) -> None:
    keys = [own for _, _, _, _, own, _ in constraints(model, "p")]
    assert keys == [["id", "estate_id"]]
    estate = rows(
        "SELECT attnotnull FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'estate_id'",
        model._meta.db_table,
    )
    assert estate == [(True,)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=name_of)
def test_unique_and_exclusion_constraints_of_a_scoped_table_begin_with_the_estate(model: type[models.Model]) -> None:
    for name, _, _, text, _, _ in [*constraints(model, "u"), *constraints(model, "x")]:
        assert re.search(r"\(\s*estate_id\b", text), f"{name}: {text}"
    for name, first in rows(_UNIQUE_INDEXES, model._meta.db_table):
        assert first == "estate_id", f"{name} begins with {first}"


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=name_of)
def test_foreign_keys_of_a_scoped_table_stay_inside_the_estate(model: type[models.Model]) -> None:
    found = {tuple(own): (target, other, late) for _, late, target, _, own, other in constraints(model, "f")}
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model
        key = ("estate_id",) if isinstance(field, HomeKey) else ("estate_id", field.column)
        if isinstance(field, HomeKey):
            assert found[key][:2] == ("kernel_home", ["id"])
        elif getattr(target, "is_scoped", False):
            assert isinstance(field, ScopedForeignKey), f"{field} must be a ScopedForeignKey"
            assert found[key][:2] == (target._meta.db_table, ["estate_id", "id"]), field
            start = re.compile(rf"\({key[0]}, {key[1]}[,)]")  # its own index, or the beginning of another one
            texts = [t for (t,) in rows("SELECT indexdef FROM pg_indexes WHERE tablename = %s", model._meta.db_table)]
            assert any(start.search(text) for text in texts), f"{field} has no index"
        else:
            assert (field.column,) in found, f"{field} has no foreign key in the database"
    late = [key for key, (_, _, deferrable) in found.items() if deferrable]
    assert late == [], "deferrable foreign keys do nothing on distributed tables"


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=name_of)
def test_a_scoped_table_has_no_trigger_and_no_sequence(model: type[models.Model]) -> None:
    own = rows("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", model._meta.db_table)
    assert own == []
    sequences = rows(
        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0"
        " AND (a.attidentity <> '' OR pg_get_serial_sequence(%s, a.attname) IS NOT NULL) AND NOT a.attisdropped",
        model._meta.db_table,
        model._meta.db_table,
    )
    assert sequences == []


@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_foreign_keys_point_down_and_have_no_reverse_name(model: type[models.Model]) -> None:
    height = HEIGHTS.index(model._meta.app_label)
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        if field.remote_field is None or not field.remote_field.model.__module__.startswith("sanguanjia."):
            continue
        assert HEIGHTS.index(field.remote_field.model._meta.app_label) <= height, f"{field} points up"
        assert field.remote_field.hidden, f"{field} has a reverse name: upper rooms would be reached from below"


@pytest.mark.django_db
@pytest.mark.parametrize("model", APPEND_ONLY, ids=name_of)
def test_lines_of_the_past_are_not_writable_by_the_application(model: type[models.Model]) -> None:
    table = model._meta.db_table
    for right, wanted in (
        ("SELECT", True),
        ("INSERT", True),
        ("UPDATE", False),
        ("DELETE", False),
        ("TRUNCATE", False),
    ):
        assert rows("SELECT has_table_privilege(current_user, %s, %s)", table, right) == [(wanted,)], right
    assert rows("SELECT current_user = tableowner FROM pg_tables WHERE tablename = %s", table) == [(False,)]
    columns = rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND has_column_privilege(current_user, attrelid, attnum, 'UPDATE')",
        table,
    )
    assert {name for (name,) in columns} == set(getattr(model, "changeable_columns", ()))


# Names that PostgreSQL or Django make say little; ours are sentences of at least three words.
_MADE = re.compile(r"_(pkey|fkey|key|check|uniq|not_null|same_estate|has_a_home)$|_[0-9a-f]{8}(_|$)|_fk_")


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_constraints_read_as_sentences(model: type[models.Model]) -> None:
    silent = [
        name
        for kind in "cxu"
        for name, *_ in constraints(model, kind)
        if not _MADE.search(name) and len(name.split("_")) < 3
    ]
    assert silent == []


@pytest.mark.parametrize("model", OURS, ids=name_of)
def test_no_table_keeps_money_areas_or_shares_in_floats(model: type[models.Model]) -> None:
    assert [f.name for f in model._meta.local_fields if isinstance(f, models.FloatField)] == []


@pytest.mark.parametrize("model", [m for m in OURS if not getattr(m, "is_scoped", False)], ids=name_of)
def test_reference_tables_make_their_own_ids(model: type[models.Model]) -> None:
    key = model._meta.pk
    exempt = isinstance(key, models.OneToOneField) or not isinstance(key, models.AutoField)
    assert exempt or getattr(model, "written_freely", ""), f"{model._meta.label} takes its ids from a sequence"
