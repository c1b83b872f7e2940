"""docs/audit.md describes the forms well enough: its own verifier, which imports nothing of ours, agrees with ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from sanguanjia.audit import anchors
from sanguanjia.kernel import shapes
from sanguanjia.kernel.digest import canonical
from tests.audit.scene import Scene, hash_everything_anew, sql

DOCS = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    code = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(code) == 1
    assert "sanguanjia." not in code[0]
    path = tmp_path_factory.mktemp("stranger") / "stranger.py"
    path.write_text(code[0], encoding="utf-8")
    return path


def ask(program: Path, *more: str) -> tuple[int, list[str], str]:
    settings = connections["owner"].settings_dict
    dsn = psycopg.conninfo.make_conninfo(
        host=settings["HOST"] or None, port=settings["PORT"] or None, user=settings["USER"], dbname=settings["NAME"],
        password=settings["PASSWORD"] or None,
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", str(program), dsn, *more], capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_a_stranger_checks_a_whole_city_and_names_what_was_bent(scene: Scene, program: Path, tmp_path: Path) -> None:
    shapes.note()
    heads = tmp_path / "heads.json"
    heads.write_text(canonical(anchors.take(scene.data)) + "\n", encoding="utf-8")
    code, said, told = ask(program, str(heads))
    assert (code, said) == (0, []), told
    assert int(re.search(r"(\d+) rows", told)[1]) > 20  # type: ignore[index]

    pk, at = scene.record_at(4), sql("SELECT at FROM kernel_record WHERE id = %s", scene.record_at(4))[0][0]
    old = sql("SELECT * FROM audit_chainlink WHERE estate_id = %s ORDER BY seq", scene.estate)
    assert old
    sql("UPDATE kernel_record SET at = at - interval '1 day' WHERE id = %s", pk)
    assert ask(program)[:2] == (1, [f"record {scene.estate} 4 {pk}"])
    hash_everything_anew(scene.estate)
    assert ask(program)[:2] == (0, [])
    assert ask(program, str(heads))[:2] == (1, [f"anchor {scene.estate} 4 {pk}"])
    sql("UPDATE kernel_record SET at = %s WHERE id = %s", at, pk)
    hash_everything_anew(scene.estate)
    assert ask(program, str(heads))[0] == 0

    building = scene.buildings[0]
    sql("UPDATE registry_building SET name = 'x' WHERE id = %s", building)
    assert ask(program)[:2] == (1, [f"row registry_building {building}"])
