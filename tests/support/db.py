"""The test database: made and migrated by the owner's role, used by the application's role.

A pytest plugin (see the root conftest.py). Every test that uses the database is watched by the guard.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections
from django.test.utils import setup_databases

from sanguanjia.hosting.postgres.url import drop
from sanguanjia.hosting.pytest_ground import TEMPLATE as _READY
from tests.support import guard

_LOCK = 7_261_430_201  # any number; one worker at a time makes or copies the template


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, request: Any) -> Iterator[None]:
    """A database of this worker's own, copied from the one template of the session; dropped at the end."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True  # else every test client reads all static files once more (0.1 s each)
    # Slow on purpose, for those who guess: a tenth of a second for every password in thousands of tests.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = f"test_sanguanjia_{suffix}" if suffix else "test_sanguanjia"
    server = os.environ["SGJ_OWNER_DATABASE_URL"]
    with django_db_blocker.unblock():
        with psycopg.connect(server, autocommit=True) as owner:
            owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # the first worker makes it, the others wait
            if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_READY]).fetchone():
                _make_template()
            drop(owner, name)
            owner.execute(f"CREATE DATABASE {name} TEMPLATE {_READY}")
        _use(name)
    yield
    with django_db_blocker.unblock():
        _leave()
        with psycopg.connect(server, autocommit=True) as owner:
            drop(owner, name)


def _make_template() -> None:
    """Create, migrate as owner, grant, seed the reference data; renamed when whole, so that half is never used."""
    from sanguanjia.kernel.grants import grant

    unfinished = f"{_READY}_unfinished"
    for alias in connections:
        connections[alias].settings_dict["TEST"] = {
            **connections[alias].settings_dict["TEST"],
            "NAME": unfinished,
            "MIRROR": "owner" if alias == "default" else None,
        }
    setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    grant()
    seed()
    _leave()
    with psycopg.connect(os.environ["SGJ_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(f"ALTER DATABASE {unfinished} RENAME TO {_READY}")


def _use(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _leave() -> None:
    for each in connections.all(initialized_only=True):
        each.close()
        if each.settings_dict["OPTIONS"].get("pool"):
            each.close_pool()


def seed() -> None:
    """Reference data every test may lean on: the platform's home and the shipped policy packs, once there."""
    from importlib.util import find_spec

    from sanguanjia.kernel.models import Home, HomeKind

    Home.objects.using("owner").get_or_create(
        id=Home.PLATFORM_ID, defaults={"kind": HomeKind.PLATFORM, "name": "平台", "path": "1/"}
    )
    if find_spec("sanguanjia.policy") and find_spec("sanguanjia.policy.seeding"):
        from sanguanjia.policy import seeding

        seeding.seed(using="owner")


@pytest.fixture(autouse=True)
def _guarded(request: pytest.FixtureRequest) -> Iterator[None]:
    """Watch every statement of the application's connection, unless the test says `@pytest.mark.unguarded`."""
    if request.node.get_closest_marker("unguarded"):
        yield
        return
    with connection.execute_wrapper(guard.watch):
        yield


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database where commits are real (for threads, locks, storms); emptied by the owner afterwards."""
    from django.apps import apps

    with django_db_blocker.unblock():
        yield
        connections.close_all()
        tables = [m._meta.db_table for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
        keep = {"django_migrations", "django_content_type", "auth_permission"}
        owned = [t for t in tables if t not in keep and not t.startswith("procrastinate_")]
        with connections["owner"].cursor() as cursor:
            cursor.execute("TRUNCATE " + ", ".join(f'"{t}"' for t in owned) + " RESTART IDENTITY CASCADE")
        seed()
        connections.close_all()
