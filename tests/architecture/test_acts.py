"""Writing happens in acts, every act is declared under its room, every refusal has words, once."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.db import connection

import sanguanjia
from sanguanjia.kernel import wording
from sanguanjia.kernel.act import Act, declared_acts

ROOT = Path(sanguanjia.__file__).parent
ROOMS = sorted(config.name for config in apps.get_app_configs() if config.name.startswith("sanguanjia."))
SOURCES = sorted(
    path for path in ROOT.rglob("*.py") if not {"tests", "migrations"}.intersection(path.relative_to(ROOT).parts)
)


def action_modules() -> Iterator[ModuleType]:
    """`actions.py`, or every public module of `actions/`, of every room."""
    for room in ROOMS:
        if not find_spec(f"{room}.actions"):
            continue
        package = import_module(f"{room}.actions")
        yield package
        folder = Path(package.__file__ or "").parent
        if hasattr(package, "__path__"):
            for path in sorted(folder.glob("*.py")):
                if not path.stem.startswith("_"):
                    yield import_module(f"{room}.actions.{path.stem}")


MODULES = list(action_modules())


def test_there_are_acts() -> None:
    assert len(declared_acts()) > 40


def public_callables(module: ModuleType) -> list[str]:
    """Names of callables without an underscore that are no acts and no plain values (dataclasses, enums)."""
    return [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_") and inspect.isroutine(thing) and thing.__module__.startswith("sanguanjia.")
        and not isinstance(thing, Act)
    ]  # fmt: skip


@pytest.mark.parametrize("module", [m for m in MODULES if m.__name__.endswith(".actions")], ids=lambda m: m.__name__)
def test_every_public_callable_of_the_door_is_an_act(module: ModuleType) -> None:
    own = [name for name in public_callables(module) if vars(module)[name].__module__.startswith(module.__name__)]
    assert own == [], "helpers begin with an underscore or live outside actions"


def test_nobody_outside_takes_anything_but_acts_from_the_files_behind_the_door() -> None:
    helpers = {
        (module.__name__, name)
        for module in MODULES
        for name in public_callables(module)
        if vars(module)[name].__module__ == module.__name__
    }
    taken = []
    for path in SOURCES:
        if "actions" in path.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and ".actions." in f".{node.module}.":
                taken += [
                    f"{path.relative_to(ROOT)} takes {alias.name} from {node.module}"
                    for alias in node.names
                    if any(m.endswith(node.module) and alias.name == name for m, name in helpers)
                ]
    assert taken == []


def test_acts_are_named_after_their_room() -> None:
    wrong = [
        name
        for name, act in declared_acts().items()
        if act.__module__.startswith("sanguanjia.") and act.__module__.split(".")[1] != name.split(".")[0]
    ]
    assert wrong == []


def test_every_act_says_what_it_does() -> None:
    assert [name for name, act in declared_acts().items() if not (act.__doc__ or "").strip()] == []


def test_acts_are_only_written_in_actions() -> None:
    for act in declared_acts().values():
        top, *rest = act.__module__.split(".")  # a test's own act says that its module is "tests"
        # The demo is no room: its one bulk act lies beside the rows it draws, and only the platform may do it.
        if top == "sanguanjia" and rest[0] != "demo":
            assert rest[1] == "actions", act.name


# --- refusals ------------------------------------------------------------------------------------

_CODE_AT = {"Reason": 0, "refuse": 0}


def codes_used(path: Path) -> Iterator[tuple[str, int]]:
    """Literal refusal codes of a source file: Reason("code"), refuse("code"), word(name, test, "code")."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = _CODE_AT.get(name, 2 if name == "word" else None)
        if place is None or len(node.args) <= place:
            continue
        code = node.args[place]
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield code.value, node.lineno


USED = sorted({(code, path, line) for path in SOURCES for code, line in codes_used(path)})


def test_every_refusal_code_of_the_source_is_worded() -> None:
    assert len(USED) > 100
    known = wording.known_codes()
    silent = [f"{path.relative_to(ROOT)}:{line} {code}" for code, path, line in USED if code not in known]
    assert silent == []


def _worded(path: Path) -> Iterator[str]:
    """Codes a wording.py words, as written (a dict literal keeps only the last of two equal keys)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                pair = isinstance(value, ast.Tuple) and len(value.elts) == 2
                if pair and isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def test_every_code_is_worded_once() -> None:
    found: dict[str, list[str]] = {}
    for path in ROOT.glob("*/wording.py"):
        for code in _worded(path):
            found.setdefault(code, []).append(str(path.relative_to(ROOT)))
    assert {code: where for code, where in found.items() if len(where) > 1 and code in wording.known_codes()} == {}


@pytest.mark.django_db
def test_every_constraint_that_is_worded_exists_and_leads_to_a_worded_code() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        names = {name for (name,) in cursor.fetchall()}
    for room in ROOMS:
        if find_spec(f"{room}.wording"):
            for name, code in getattr(import_module(f"{room}.wording"), "CONSTRAINTS", {}).items():
                assert code in wording.known_codes(), f"{name} leads to {code}, which has no words"
                assert name in names, f"{room} words a constraint that no table has: {name}"


def test_sentences_are_plain() -> None:
    for code in sorted(wording.known_codes()):
        text, next_step = wording._sentences[code]
        assert text, code
        assert "！" not in text + next_step, f"{code}: no exclamation marks"
        assert text.endswith(("。", "？", "}")), f"{code}: a sentence ends: {text}"
