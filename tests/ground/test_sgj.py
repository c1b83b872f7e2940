"""The `sgj` script itself: what it decides, without network (a whole run from a fresh clone is `./sgj up --check`)."""

from __future__ import annotations

import ast
import contextlib
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sgj(tmp_path: Path) -> ModuleType:
    """The script as a module, for a checkout in tmp_path."""
    loader = importlib.machinery.SourceFileLoader("sgj_script", str(ROOT / "sgj"))
    spec = importlib.util.spec_from_loader("sgj_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    module.ROOT = str(tmp_path)
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text(f"# {lock}\n")
    return module


class Commands:
    """Instead of subprocess.run: remembers what was asked, answers with `status`."""

    def __init__(self, status: int = 0) -> None:
        self.asked: list[list[str]] = []
        self.status = status

    def __call__(self, command: list[str], **_options: Any) -> SimpleNamespace:
        self.asked.append([str(word) for word in command])
        return SimpleNamespace(returncode=self.status, stdout=b"")


def test_standard_library_only_and_readable_by_old_pythons() -> None:
    tree = ast.parse((ROOT / "sgj").read_text(encoding="utf-8"), feature_version=(3, 6))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    assert os.access(ROOT / "sgj", os.X_OK)


def test_without_venv_an_ordinary_user_gets_the_line_to_type(
    sgj: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sgj.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(sgj.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as end:
        sgj.need_venv_module()
    assert end.value.code == 3
    said = capsys.readouterr()
    assert "sudo apt-get install -y python3" in said.err
    assert said.out == ""


def test_without_venv_root_says_and_installs(
    sgj: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands()
    monkeypatch.setattr(sgj.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(sgj.os, "geteuid", lambda: 0)
    monkeypatch.setattr(sgj.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(sgj.subprocess, "run", commands)
    sgj.need_venv_module()
    assert [words[:3] for words in commands.asked] == [["apt-get", "install", "-y"]]
    assert "正在用 apt 安装" in capsys.readouterr().err
    commands.asked, commands.status = [], 100
    with pytest.raises(SystemExit) as end:
        sgj.need_venv_module()
    assert end.value.code == 3
    assert [words[1] for words in commands.asked] == ["install", "update", "install"]


def made(sgj: ModuleType, place: Path, *locks: str) -> Any:
    """An environment that looks complete, with the given locks noted."""
    environment = sgj.Environment(str(place))
    (place / "bin").mkdir(parents=True, exist_ok=True)
    if not Path(environment.python).exists():
        Path(environment.python).symlink_to(sys.executable)
    sgj.touch(environment.unfinished)
    for lock in locks:
        environment.write_note(lock)
    return environment


def test_a_second_start_asks_pip_nothing(sgj: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(sgj, tmp_path / ".venv", "requirements.txt")
    commands, started = Commands(), []
    monkeypatch.setattr(sgj.subprocess, "run", commands)
    monkeypatch.setattr(sgj.os, "execve", lambda *call: started.append(call))
    monkeypatch.setattr(sgj.sys, "argv", ["sgj", "up", "--port", "1"])
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.delenv("SGJ_VENV", raising=False)
    sgj.main()
    assert commands.asked == []
    assert started[0][1][1:] == ["-P", "-m", "sanguanjia.cli.main", "up", "--port", "1"]
    assert "PYTHONPATH" not in started[0][2]


def test_what_is_held(sgj: ModuleType, tmp_path: Path) -> None:
    environment = made(sgj, tmp_path / ".venv", "requirements.txt")
    assert environment.holds("requirements.txt")
    assert not environment.holds("requirements-dev.txt")
    sgj.touch(environment.unfinished)
    environment.write_note("requirements-dev.txt")
    assert environment.holds("requirements.txt"), "the tools contain what the platform runs on"
    (tmp_path / "requirements.txt").write_text("# a new pin\n")
    assert not environment.holds("requirements.txt")


@pytest.mark.parametrize("damage", ["unfinished", "no python", "broken link"])
def test_a_half_made_environment_is_not_trusted(sgj: ModuleType, tmp_path: Path, damage: str) -> None:
    environment = made(sgj, tmp_path / ".venv", "requirements.txt")
    python = Path(environment.python)
    if damage == "unfinished":
        sgj.touch(environment.unfinished)
    else:
        python.unlink()
        if damage == "broken link":
            python.symlink_to(tmp_path / "gone")
    assert not environment.is_sound()


def test_a_failed_installation_is_thrown_away_next_time(
    sgj: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = made(sgj, tmp_path / ".venv", "requirements.txt")
    monkeypatch.setattr(sgj.subprocess, "run", Commands(status=1))
    with pytest.raises(SystemExit) as end:
        environment.install("requirements-dev.txt")
    assert end.value.code == 3
    monkeypatch.setattr(sgj, "need_venv_module", lambda: None)
    with contextlib.suppress(SystemExit):
        environment.make()
    assert "正在重建" in capsys.readouterr().err
    assert not (tmp_path / ".venv" / "sgj.json").exists()


def test_two_at_once_wait(sgj: ModuleType, tmp_path: Path) -> None:
    lock, order = str(tmp_path / "x.lock"), []

    def second() -> None:
        with sgj.alone(lock):
            order.append("second")

    thread = threading.Thread(target=second)
    with sgj.alone(lock):
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_not_ours_to_write(sgj: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sgj.os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SGJ_VENV", raising=False)
    assert sgj.place_of_environment().startswith(str(tmp_path / "cache" / "sanguanjia" / "venv-"))


def test_no_hosts_and_no_machine_paths_in_the_locks() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements.in", "requirements-dev.in"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert "file:" not in text
        if lock.endswith(".txt"):
            pins = [line for line in text.splitlines() if "==" in line]
            assert pins
            assert all(line.rstrip().endswith("\\") for line in pins), "every pin is followed by its hashes"


def _call(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "sanguanjia.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **env}, timeout=240)


def test_help_and_wrong_usage_in_chinese() -> None:
    shown = _call("--help", LC_ALL="C")
    assert shown.returncode == 0
    assert "启动整个平台" in shown.stdout
    for words in (["nothing"], ["up", "--nothing"], ["up", "--port", "x"], []):
        wrong = _call(*words, LC_ALL="C")
        assert wrong.returncode == 2
        assert wrong.stdout == ""
        assert "用法" in wrong.stderr
    assert "不是有效的值" in _call("up", "--port", "x").stderr


def test_every_command_explains_itself() -> None:
    from sanguanjia.cli.main import COMMANDS

    for name in COMMANDS:
        shown = _call(name, "--help")
        assert shown.returncode == 0, f"{name}: {shown.stderr}"
        assert "用法" in shown.stdout


def test_doctor_answers_in_sentences(tmp_path: Path) -> None:
    clean = {"SGJ_DATA_DIR": str(tmp_path / "data"), "SGJ_OWNER_DATABASE_URL": "", "SGJ_APP_DATABASE_URL": ""}
    healthy = _call("doctor", **clean)
    assert healthy.returncode == 0, healthy.stdout
    assert "PostgreSQL" in healthy.stdout
    unreachable = _call("doctor", "--json", **clean, DATABASE_URL="postgresql://a:b@127.0.0.1:1/x")
    assert unreachable.returncode == 3
    assert "连接不上数据库" in unreachable.stdout
    assert not (tmp_path / "data").exists(), "looking makes nothing"
