"""The test database: made and migrated by the owner's role, used by the application's role.

A pytest plugin (see the root conftest.py). Every test that uses the database is watched by the guard.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from tests.support import guard


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, request: Any) -> Iterator[None]:
    """Create and migrate as owner, grant, seed the reference data; drop it at the end."""
    from django.conf import settings

    from sanguanjia.kernel.grants import grant

    settings.WHITENOISE_AUTOREFRESH = True  # else every test client reads all static files once more (0.1 s each)
    suffix = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock():
        name = f"test_sanguanjia_{suffix}" if suffix else "test_sanguanjia"
        for alias in connections:
            connections[alias].settings_dict["TEST"] = {
                **connections[alias].settings_dict["TEST"],
                "NAME": name,
                "MIRROR": "owner" if alias == "default" else None,
            }
        made = setup_databases(verbosity=0, interactive=False)
        grant()
        seed()
    yield
    with django_db_blocker.unblock():
        for each in connections.all(initialized_only=True):
            each.close()
            if each.settings_dict["OPTIONS"].get("pool"):
                each.close_pool()
        teardown_databases(made, verbosity=0)


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
