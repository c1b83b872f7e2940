"""`sgj migrate`: tables, rights, policy packs, demo city: all that must stand before the web server.

Runs as the owner's role. Safe to repeat and to run twice at once: an advisory lock lets one in at a time.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sanguanjia.hosting import prepared
from sanguanjia.hosting.city import OWNER_URL, open_city

_LOCK = 7_261_430_200  # any number, the same in every version


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="数据库为空时载入演示城市")


def run(args: argparse.Namespace) -> int:
    server = open_city(log=_say)
    try:
        prepare(demo=args.demo)
    finally:
        server.stop()
    return 0


def prepare(*, demo: bool) -> None:
    """Bring the database of this process's environment up to this version. demo: load the demo city if empty."""
    import django

    django.setup()
    with _alone():
        _migrate()
        _seed()
        if demo:
            _load_demo()
        prepared.note(os.environ[OWNER_URL], demo=demo)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def _alone() -> Iterator[None]:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from sanguanjia.kernel import shapes
    from sanguanjia.kernel.grants import grant

    from . import versions

    versions.refuse_if_newer()
    executor = MigrationExecutor(connections["owner"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("正在更新数据表……")
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    grant(app_role=str(connections["default"].settings_dict["USER"]))
    shapes.note(using="owner")


def _seed() -> None:
    """What every city needs: the platform's own home, and the shipped policy packs."""
    from sanguanjia.kernel.models import Home, HomeKind

    Home.objects.using("owner").get_or_create(
        id=Home.PLATFORM_ID, defaults={"kind": HomeKind.PLATFORM, "name": "平台", "path": "1/"}
    )
    from sanguanjia.policy import seeding

    seeding.seed(using="owner")
    _take_up()


def _take_up() -> None:
    """The shipped policy versions join the record: from now on only acts change them."""
    from sanguanjia.audit.actions import take_up
    from sanguanjia.audit.queries import seeded_without_record
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.models import Home
    from sanguanjia.policy.models import PolicyVersion

    if ids := seeded_without_record(PolicyVersion):
        take_up(SYSTEM, estate_id=Home.PLATFORM_ID, table=PolicyVersion._meta.db_table, ids=ids)


def _load_demo() -> None:
    from django.db import transaction

    from sanguanjia.demo.load import load
    from sanguanjia.kernel.models import Home, HomeKind

    if Home.objects.using("owner").filter(kind=HomeKind.ESTATE).exists():
        return
    _say("正在载入演示城市……")
    with transaction.atomic():  # whole or not at all: a start that is killed here begins again next time
        load(_say)
