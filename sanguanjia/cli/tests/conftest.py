"""A calculation asked as a machine asks it: question on stdin, answer on stdout."""

from __future__ import annotations

import argparse
import io
import json
import sys

import pytest

from sanguanjia.cli import calc


@pytest.fixture
def ask(monkeypatch, capfdbinary):
    """Run one calculation; gives (exit code, value on stdout)."""

    def run(name: str, stdin: object, *flags: str, raw: bytes | None = None):
        parser = argparse.ArgumentParser()
        calc.configure(parser)
        text = raw if raw is not None else json.dumps(stdin).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        code = calc.run(parser.parse_args([name, "--json", *flags]))
        out = capfdbinary.readouterr().out
        assert out.count(b"\n") == 1
        return code, json.loads(out)

    return run
