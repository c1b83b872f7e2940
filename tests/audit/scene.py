"""A small city made by acts alone, committed, linked and anchored once; each test bends it inside a transaction of the
tables' owner that is rolled back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction

from sanguanjia.audit import anchors, appender, signing
from sanguanjia.audit.actions import take_up
from sanguanjia.audit.forms import GENESIS, RECORD_COLUMNS, link_hash, record_digest, record_facts
from sanguanjia.audit.queries import seeded_without_record
from sanguanjia.audit.types import Report, SignedHeads
from sanguanjia.audit.verify import verify
from sanguanjia.hosting import keys
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate


@dataclass
class Scene:
    """The estate's chain, the anchor of its first state, and where the signing key lies."""

    estate: int
    buildings: list[int]
    accounts: dict[str, int]
    data: Path
    anchor: list[SignedHeads]

    def verify(self, *, anchored: bool = False) -> Report:
        """Verify everything as the owner of the tables."""
        return verify(anchors=self.anchor if anchored else ())

    def record_at(self, seq: int) -> int:
        """Id of the record at a place of the estate's chain."""
        found = sql("SELECT record_id FROM audit_chainlink WHERE estate_id = %s AND seq = %s", self.estate, seq)
        return int(found[0][0])

    def length(self) -> int:
        """How many links the estate's chain has."""
        return int(sql("SELECT max(seq) FROM audit_chainlink WHERE estate_id = %s", self.estate)[0][0])


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """A statement of somebody who owns the tables, outside every act."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def bending() -> Iterator[None]:
    """What happens inside is seen by verify, and gone afterwards."""
    with transaction.atomic(using="owner"):
        yield
        transaction.set_rollback(True, using="owner")


def hash_everything_anew(estate: int) -> None:
    """What somebody does who owns the tables and has read docs/audit.md: every digest and link made to fit again."""
    names = ", ".join(f"r.{name}" for name in RECORD_COLUMNS)
    rows = sql(
        f"SELECT l.id, l.suite, {names} FROM audit_chainlink l JOIN kernel_record r"
        " ON r.estate_id = l.estate_id AND r.id = l.record_id WHERE l.estate_id = %s ORDER BY l.seq", estate,
    )  # fmt: skip
    sql("UPDATE audit_chainlink SET seq = -seq WHERE estate_id = %s", estate)
    prev = GENESIS
    for seq, (pk, suite, *values) in enumerate(rows, start=1):
        facts = record_facts(values)
        digest = record_digest(facts, suite)
        hash_ = link_hash(estate, seq, facts["id"], suite, digest, prev)
        sql(
            "UPDATE audit_chainlink SET seq = %s, record_digest = %s, prev = %s, hash = %s WHERE id = %s",
            seq, digest, prev, hash_, pk,
        )  # fmt: skip
        prev = hash_
    sql("DELETE FROM audit_chainlink WHERE estate_id = %s AND seq < 0", estate)
    sql("UPDATE audit_chainhead SET seq = %s, hash = %s WHERE estate_id = %s", len(rows), prev, estate)


def build(data: Path) -> Scene:
    """A city down to one estate with buildings and entrances, two accounts, the shipped policy taken up."""
    from sanguanjia.demo.fill import open_accounts
    from sanguanjia.policy.models import PolicyVersion
    from sanguanjia.registry import actions as registry

    since = date(1983, 1, 1)
    city = registry.found_city(SYSTEM, estate_id=1, code="430200", name="株洲市", since=since).id
    district = registry.found_district(SYSTEM, estate_id=city, code="430211", name="天元区", since=since).id
    street = registry.found_subdistrict(SYSTEM, estate_id=district, code9="430211001", name="嵩山路街道").id
    neighbourhood = registry.found_neighbourhood(SYSTEM, estate_id=street, code12="430211001001", name="文园社区").id
    estate = registry.found_estate(SYSTEM, estate_id=neighbourhood, name="山水文园", address="长江北路一号").id
    buildings = [registry.add_building(SYSTEM, estate_id=estate, code=str(n)).id for n in range(1, 7)]
    for building in buildings[:3]:
        registry.add_entrance(SYSTEM, estate_id=estate, building_id=building, code="1")
    people = (("wanglan", "王兰", "13900001001"), ("zhaogang", "赵刚", "13900001002"))
    accounts = open_accounts(SYSTEM, estate_id=1, people=people, password="an umbrella in april")
    ids = seeded_without_record(PolicyVersion)
    take_up(SYSTEM, estate_id=Home.PLATFORM_ID, table=PolicyVersion._meta.db_table, ids=ids)
    appender.append()
    shutil.copy2(keys.path_of(Path(settings.DATA_DIR)), data)  # what is sealed opens there too
    text = canonical(anchors.take(data))
    heads = anchors.read(text, signing.known_public(data))
    return Scene(estate, buildings, accounts, data, heads)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Scene]:
    """The city, once per module; the database is emptied afterwards."""
    from tests.support.db import seed
    from tests.support.guard import preparing

    with django_db_blocker.unblock(), cross_estate():
        with preparing():
            made = build(tmp_path_factory.mktemp("secrets"))
        yield made
        from django.apps import apps

        connections.close_all()
        tables = [m._meta.db_table for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
        kept = {"django_migrations", "django_content_type", "auth_permission"}
        ours = [t for t in tables if t not in kept and not t.startswith("procrastinate_")]
        sql("TRUNCATE " + ", ".join(f'"{t}"' for t in ours) + " RESTART IDENTITY CASCADE")
        seed()
        connections.close_all()
