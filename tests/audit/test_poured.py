"""What the generator of test cities pours in bulk is judged like everything else: each row by the mark it left."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from sanguanjia.audit import appender
from sanguanjia.kernel import poured, shapes
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.predicates import is_system
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.registry.models import Building, Party
from tests.audit.scene import Scene, bending, sql
from tests.support.guard import preparing

DOCS = Path(__file__).parents[2] / "docs" / "audit.md"


@act("audit_tests.pour")
def pour(deed: Deed, *, estate_id: int, count: int) -> list[list[int]]:
    """So many buildings and people, noted as the generator notes them: their ids."""
    deed.permit(is_system, None)
    buildings = [Building(id=new_id(), estate_id=estate_id, code=f"p{n}", name=f"{n}栋") for n in range(count)]
    people = [
        Party(id=new_id(), estate_id=estate_id, kind="person", name="周小川", phone=f"139{n:08d}") for n in range(count)
    ]
    Building.objects.bulk_create(buildings)
    Party.objects.bulk_create(people)
    deed.poured(Building, [row.pk for row in buildings])
    deed.poured(Party, [row.pk for row in people])
    return [[row.pk for row in rows] for rows in (buildings, people)]


@pytest.fixture(scope="module")
def rows(scene: Scene) -> list[list[int]]:
    """Poured once, over more than one part."""
    with cross_estate(), preparing(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(poured, "PART", 3)
        made = pour(SYSTEM, estate_id=scene.estate, count=7)
    appender.append()
    return made


def named(scene: Scene) -> list[tuple[str, str | None, str | None]]:
    return [(fault.kind, fault.table, fault.id) for fault in scene.verify().faults]


def test_poured_rows_are_compared(scene: Scene, rows: list[list[int]]) -> None:
    report = scene.verify()
    assert report.faults == []
    assert report.in_bulk == 14


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("registry_building", "code = code || 'x'"),
        ("registry_party", "name = '周大川'"),  # a personal column
        ("registry_party", "phone = ''"),  # a sealed one
        ("registry_party", "kind = 'organisation'"),
    ],
)
def test_a_change_planted_in_a_poured_row_is_named(
    scene: Scene, rows: list[list[int]], table: str, change: str
) -> None:
    pk = rows[table == "registry_party"][4]
    with bending():
        sql(f"UPDATE {table} SET {change} WHERE id = %s", pk)
        assert named(scene) == [("row_differs", table, str(pk))]


def test_a_poured_row_taken_away_and_one_put_beside_are_named(scene: Scene, rows: list[list[int]]) -> None:
    with bending():
        sql("DELETE FROM registry_building WHERE id = %s", rows[0][0])
        assert named(scene) == [("row_differs", "registry_building", str(rows[0][0]))]
    beside = rows[0][6] + 1
    with bending():
        sql("INSERT INTO registry_building (id, estate_id, code, name) VALUES (%s, %s, 'q', 'q')", beside, scene.estate)
        assert named(scene) == [("row_differs", "registry_building", str(beside))]


def test_a_part_bent_in_the_record_is_named(scene: Scene, rows: list[list[int]]) -> None:
    with bending():
        sql("UPDATE kernel_recordbatch SET rows = jsonb_set(rows, '{salt}', '\"00\"') WHERE rows ? 'salt' AND part = 1")
        assert ("changed", "kernel_recordbatch") in [name[:2] for name in named(scene)]


def test_an_act_on_a_poured_row_goes_on_from_its_mark(scene: Scene, rows: list[list[int]]) -> None:
    with cross_estate(), preparing():
        rename(SYSTEM, estate_id=scene.estate, building_id=rows[0][5])
    appender.append()
    assert named(scene) == []
    with bending():
        sql("UPDATE registry_building SET name = 'x' WHERE id = %s", rows[0][5])
        assert named(scene) == [("row_differs", "registry_building", str(rows[0][5]))]


def test_what_was_changed_by_hand_before_an_act_came_is_named(scene: Scene, rows: list[list[int]]) -> None:
    pk = rows[0][2]
    sql("UPDATE registry_building SET name = 'x' WHERE id = %s", pk)
    with cross_estate(), preparing():
        rename(SYSTEM, estate_id=scene.estate, building_id=pk)
    appender.append()
    assert named(scene) == [("row_differs", "registry_building", str(pk))]


def test_the_program_in_the_docs_reads_marks(scene: Scene, rows: list[list[int]], tmp_path: Path) -> None:
    shapes.note()
    program = tmp_path / "stranger.py"
    found = re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    program.write_text(found[1], encoding="utf-8")
    settings = connections["owner"].settings_dict
    dsn = psycopg.conninfo.make_conninfo(
        host=settings["HOST"] or None, port=settings["PORT"] or None, user=settings["USER"], dbname=settings["NAME"],
        password=settings["PASSWORD"] or None,
    )  # fmt: skip
    sql("UPDATE registry_building SET name = 'y' WHERE id = %s", rows[0][6])
    done = subprocess.run(
        [sys.executable, "-I", str(program), dsn], capture_output=True, text=True, timeout=60, check=False
    )
    assert f"row registry_building {rows[0][6]}" in done.stdout.splitlines(), done.stderr
    assert f"row registry_building {rows[0][5]}" not in done.stdout.splitlines()


@act("audit_tests.rename_building")
def rename(deed: Deed, *, estate_id: int, building_id: int) -> int:
    """A new name, noted as every act notes a change."""
    deed.permit(is_system, None)
    row = Building.objects.get(estate_id=estate_id, pk=building_id)
    before = row_digest(row)
    row.name = "重新命名"
    row.save(update_fields=["name"])
    deed.touched(row, before=before)
    return building_id
