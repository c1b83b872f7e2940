"""A pytest plugin that gives the tests a database server of their own, before Django reads its settings.

Loaded by `-p` in pyproject.toml because a conftest comes too late. If SGJ_OWNER_DATABASE_URL and SGJ_APP_DATABASE_URL
are set, those are used and nothing is started; if DATABASE_URL is set, that real server; else one throw-away embedded
server for the whole session, started by the controlling process and inherited by the xdist workers.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from sanguanjia.hosting.errors import HostingError
from sanguanjia.hosting.postgres import connect_url, start

_OWNER, _APP = "SGJ_OWNER_DATABASE_URL", "SGJ_APP_DATABASE_URL"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Generator[None, Any, Any]:
    if not {"-h", "--help", "--version", "-V"} & set(args) and not (_OWNER in os.environ and _APP in os.environ):
        try:
            _give_server(early_config)
        except HostingError as error:
            pytest.exit(str(error), returncode=error.exit_code)
    return (yield)


def _give_server(config: pytest.Config) -> None:
    url = os.environ.get("DATABASE_URL")
    if url:
        real = connect_url(url, os.environ.get(_APP))
        os.environ |= {_OWNER: real.owner_url, _APP: real.app_url}
        return
    folder = tempfile.TemporaryDirectory(prefix="sgj-tests-", ignore_cleanup_errors=True)
    server = start(Path(folder.name), log=lambda line: print(line, file=sys.stderr), throwaway=True)
    os.environ |= {_OWNER: server.owner_url, _APP: server.app_url}
    os.environ.setdefault("SGJ_DATA_DIR", folder.name)

    def end() -> None:
        server.stop()
        folder.cleanup()
        for name in (_OWNER, _APP):
            os.environ.pop(name, None)

    config.add_cleanup(end)
