"""What a backup says of itself, and how a restored city is held against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sanguanjia.hosting.errors import Broken

VERSION = 1
# Tables of others that are written without an act at any moment: their counts may move while a backup is taken.
_RESTLESS = ("django_session", "procrastinate_", "axes_", "sgj_prepared")
_HEADS = """
    SELECT estate_id, count(*), max(id),
           encode(sha256(convert_to(string_agg(id || ':' || request_digest || ':' || subjects::text, ',' ORDER BY id),
                                    'UTF8')), 'hex')
    FROM kernel_record GROUP BY estate_id ORDER BY estate_id
"""


_LINKS = "SELECT DISTINCT ON (estate_id) estate_id, seq, hash FROM audit_chainlink ORDER BY estate_id, seq DESC"
_LINK = "SELECT 1 FROM audit_chainlink WHERE estate_id = %s AND seq = %s AND hash = %s"


@dataclass(frozen=True)
class Manifest:
    """One backup. counts: rows per table; heads: per place [records, last id, digest]; chain: per place [number, hash]
    of the last link; media: path -> SHA-256."""

    moment: str
    point: str
    postgres: str
    base: str
    base_digest: str
    counts: Mapping[str, int]
    heads: Mapping[str, tuple[int, int, str]]
    chain: Mapping[str, tuple[int, str]]
    migrations: list[str]
    media: Mapping[str, str]
    secrets: str
    version: int = VERSION
    bytes: int = 0

    def write(self, path: Path) -> None:
        """Store it beside the base."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")


def read(path: Path) -> Manifest:
    """The manifest in a file. Raises Broken with a sentence."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found["heads"] = {key: (int(n), int(last), str(d)) for key, (n, last, d) in found["heads"].items()}
        found["chain"] = {key: (int(n), str(h)) for key, (n, h) in found["chain"].items()}
        made = Manifest(**found)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Broken(f"备份说明 {path} 读不了或不完整：{type(error).__name__}。请换一份备份。") from error
    if made.version != VERSION:
        raise Broken(f"备份说明 {path} 的版本是 {made.version}，这个程序只认得 {VERSION}。")
    return made


def count(connection: psycopg.Connection, restless: Collection[str] = ()) -> dict[str, int]:
    """Rows of every table that acts write, in this transaction's snapshot. restless: those of ours to leave out."""
    tables = [
        row[0]
        for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        if not str(row[0]).startswith(_RESTLESS) and row[0] not in restless
    ]
    found = {}
    for table in tables:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        found[table] = int(row[0]) if row else 0
    return found


def heads(connection: psycopg.Connection) -> dict[str, tuple[int, int, str]]:
    """Per place: how many records, the last one's id, and a digest over all of them."""
    if connection.execute("SELECT to_regclass('public.kernel_record')").fetchone() == (None,):
        return {}
    return {str(home): (int(n), int(last), str(d)) for home, n, last, d in connection.execute(_HEADS)}


def chain(connection: psycopg.Connection) -> dict[str, tuple[int, str]]:
    """Per place the last link of the record's chain."""
    if connection.execute("SELECT to_regclass('public.audit_chainlink')").fetchone() == (None,):
        return {}
    return {str(home): (int(seq), str(link)) for home, seq, link in connection.execute(_LINKS)}


def missing_links(connection: psycopg.Connection, wanted: Mapping[str, tuple[int, str]]) -> list[str]:
    """Places whose chain does not hold the link it ended with when the backup was taken. Links are only ever added."""
    return [
        home
        for home, (seq, link) in wanted.items()
        if connection.execute(_LINK, [int(home), seq, link]).fetchone() is None
    ]


def migrations(connection: psycopg.Connection) -> list[str]:
    """What has been migrated, as "app.name"."""
    if connection.execute("SELECT to_regclass('public.django_migrations')").fetchone() == (None,):
        return []
    return [str(r[0]) for r in connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")]


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def damaged(base: Path) -> Iterator[str]:
    """Files of a base that are missing or not what pg_basebackup copied, by its own manifest."""
    try:
        listed = json.loads((base / "backup_manifest").read_text(encoding="utf-8"))["Files"]
    except (OSError, ValueError, KeyError):
        yield "backup_manifest"
        return
    for file in listed:
        name = file.get("Path")
        if name is None:  # a name that is not UTF-8, given in hexadecimal
            name = bytes.fromhex(file["Encoded-Path"]).decode("utf-8", "surrogateescape")
        path = base / name
        if not path.is_file() or path.stat().st_size != file["Size"] or digest_of(path) != file["Checksum"]:
            yield str(name)


@dataclass(frozen=True)
class Difference:
    """What the restored city has otherwise than the manifest. exact: nothing may differ; else it may only have more."""

    tables: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)


def compare(manifest: Manifest, counts: Mapping[str, int], now: Mapping[str, tuple[int, int, str]], *,
            exact: bool) -> Difference:  # fmt: skip
    """Where a restored city falls short of (exact: differs from) what was backed up."""
    tables = [
        f"{name}: {counts.get(name, 0)}/{wanted}"
        for name, wanted in manifest.counts.items()
        if (counts.get(name) != wanted if exact else name.startswith("kernel_record") and counts.get(name, 0) < wanted)
    ]
    none = (0, 0, "")
    wrong = [
        home
        for home, head in manifest.heads.items()
        if (now.get(home) != head if exact else now.get(home, none)[0] < head[0])
    ]
    return Difference(tables, wrong)
