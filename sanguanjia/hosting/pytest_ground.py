"""A pytest plugin that gives the tests a database server of their own, before Django reads its settings.

Loaded by `-p` in pyproject.toml because a conftest comes too late. If SGJ_OWNER_DATABASE_URL and SGJ_APP_DATABASE_URL
are set, those are used and nothing is started; if DATABASE_URL is set, that real server; else one throw-away embedded
server for the whole session, started by the controlling process and inherited by the xdist workers.

The tables are made once, in the database TEMPLATE, by whichever worker comes first (tests/support/db.py); the others
copy it. On a server that outlives us we remove it, before the session too, since a killed run may have left one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sanguanjia.hosting.errors import HostingError
from sanguanjia.hosting.postgres import connect_url, start

_OWNER, _APP = "SGJ_OWNER_DATABASE_URL", "SGJ_APP_DATABASE_URL"
TEMPLATE = "test_sanguanjia_template"
PREPARED = "SGJ_TESTS_PREPARED"  # names a folder for prepared data directories (tests/support/prepared.py)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Generator[None, Any, Any]:
    if not {"-h", "--help", "--version", "-V"} & set(args) and "PYTEST_XDIST_WORKER" not in os.environ:
        try:
            if not (_OWNER in os.environ and _APP in os.environ):
                _give_server(early_config)
            _give_shelf(early_config)
            drop_template()
            early_config.add_cleanup(drop_template)  # cleanups run last first: before the server is stopped
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


def _give_shelf(config: pytest.Config) -> None:
    # Root's databases run as another user, who must reach it, also when the person's own TMPDIR is closed.
    folder = tempfile.TemporaryDirectory(prefix="sgj-shelf-", dir="/tmp", ignore_cleanup_errors=True)
    Path(folder.name).chmod(0o711)
    os.environ[PREPARED] = folder.name
    config.add_cleanup(folder.cleanup)


def drop_template() -> None:
    """Remove the database that the workers copy, if it is there."""
    if _OWNER in os.environ:
        with psycopg.connect(os.environ[_OWNER], autocommit=True) as owner:
            for name in (TEMPLATE, f"{TEMPLATE}_unfinished"):
                owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
