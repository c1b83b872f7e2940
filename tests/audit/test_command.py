"""`sgj audit verify --json` to the letter of contracts.md, on the scene's database."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from sanguanjia.cli import audit as command
from sanguanjia.hosting import city as hosting
from sanguanjia.kernel.digest import canonical
from tests.audit.scene import Scene, bending, sql

KEYS = ["ok", "chains", "records", "unlinked", "anchored_to", "first_broken"]


@pytest.fixture(autouse=True)
def _this_database(monkeypatch: pytest.MonkeyPatch, scene: Scene, settings: object) -> None:
    settings.DATA_DIR = scene.data  # type: ignore[attr-defined]
    monkeypatch.setattr(command, "open_city", lambda **_more: hosting.GivenServer("", ""))


def ask(capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, dict[str, object]]:
    parser = ArgumentParser()
    command.configure(parser)
    args: Namespace = parser.parse_args(list(words))
    code = command.run(args)
    return code, json.loads(capfdbinary.readouterr().out)


def test_a_whole_city(scene: Scene, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    code, said = ask(capfdbinary, "verify", "--json")
    assert code == 0
    assert list(said)[:6] == KEYS
    assert (said["ok"], said["anchored_to"], said["first_broken"]) == (True, None, None)
    code, anchor = ask(capfdbinary, "anchor")
    assert code == 0
    heads = tmp_path / "heads.json"
    heads.write_text(json.dumps(anchor, ensure_ascii=False), encoding="utf-8")
    code, said = ask(capfdbinary, "verify", "--anchor", str(heads), "--json", "--estate", str(scene.estate))
    assert (code, said["ok"], said["chains"], said["anchored_to"]) == (0, True, 1, anchor["at"])


def test_a_bent_city(scene: Scene, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    pk = scene.record_at(3)
    with bending():
        sql("UPDATE kernel_record SET act = 'x.y' WHERE id = %s", pk)
        code, said = ask(capfdbinary, "verify", "--json")
    first = said["first_broken"]
    assert isinstance(first, dict)
    assert first.pop("note")
    assert code == 1
    assert first == {"chain": scene.estate, "seq": 3, "kind": "changed", "table": "kernel_record", "id": str(pk)}


def test_files_that_are_no_anchors(scene: Scene, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    for text in ("", "no json", "[]", "{}", canonical({"form": "other"})):
        bad.write_text(text, encoding="utf-8")
        code, said = ask(capfdbinary, "verify", "--anchor", str(bad), "--json")
        assert code == 2
        assert "refusals" in said
    code, said = ask(capfdbinary, "verify", "--anchor", str(tmp_path / "absent"), "--json")
    assert code == 2
    assert ask(capfdbinary, "verify", "--estate", "987654321", "--json")[0] == 2
