"""Where this city keeps its things, which database is its own, and what its processes must know.

One answer for every command: `open_city()` starts or joins the database; `find_city()` only looks. Both put the
addresses into this process's environment, where config/settings.py reads them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sanguanjia.hosting import keys
from sanguanjia.hosting.errors import Broken
from sanguanjia.hosting.postgres import RealServer, Server, attach, connect_url, start
from sanguanjia.hosting.postgres.home import give_to_owner_of, make_folder

OWNER_URL, APP_URL = "SGJ_OWNER_DATABASE_URL", "SGJ_APP_DATABASE_URL"


@dataclass(frozen=True)
class GivenServer:
    """A server that the process above us runs; its addresses stand in our environment."""

    owner_url: str
    app_url: str
    version: str = ""
    owned: bool = False
    process_id: int | None = None

    def ensure_running(self) -> None:
        """Nothing: the process above us does it."""

    def stop(self) -> None:
        """Nothing: it is not ours."""


AnyServer = Server | RealServer | GivenServer


def checkout() -> Path | None:
    """The folder of the checkout we run from, None when installed as a package."""
    root = Path(__file__).resolve().parents[2]
    return root if (root / "sgj").is_file() and (root / "pyproject.toml").is_file() else None


def data_dir() -> Path:
    """SGJ_DATA_DIR; else .sgj in a checkout that is ours to write; else the person's own data directory."""
    given = os.environ.get("SGJ_DATA_DIR")
    if given:
        return Path(given).absolute()
    root = checkout()
    if root is not None:
        here = root / ".sgj"
        if os.access(here if here.exists() else root, os.W_OK):
            return here
    above = os.environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser()
    name = "sanguanjia" if root is None else "sanguanjia-" + hashlib.sha256(bytes(root)).hexdigest()[:8]
    return Path(above) / name


def mode() -> str:
    """Whose database server: "url" (DATABASE_URL), "given" (by the process above), or "embedded"."""
    if os.environ.get("DATABASE_URL"):
        return "url"
    return "given" if os.environ.get(OWNER_URL) and os.environ.get(APP_URL) else "embedded"


def open_city(
    data: Path | None = None, *, log: Callable[[str], None] | None = None, throwaway: bool = False
) -> AnyServer:
    """The city's database, running, with its addresses in our environment. Raises HostingError with a sentence.

    Keep the result while you need the database: if this process owns the server, it ends with it.
    """
    data = data or data_dir()
    server: AnyServer
    if mode() == "given":
        server = GivenServer(os.environ[OWNER_URL], os.environ[APP_URL])
    elif mode() == "url":
        server = connect_url(os.environ["DATABASE_URL"], os.environ.get(APP_URL))
    else:
        server = start(data, log=log, throwaway=throwaway)
    os.environ.update(surroundings(server, data))
    return server


def find_city(data: Path | None = None) -> AnyServer | None:
    """The city's database if one is configured or running now, else None. Starts nothing."""
    data = data or data_dir()
    if mode() != "embedded":
        return open_city(data)
    server = attach(data)
    if server is not None:
        os.environ.update(surroundings(server, data))
    return server


def surroundings(server: AnyServer, data: Path) -> dict[str, str]:
    """What the processes of this city find in their environment (config/environment.py reads it)."""
    keys.ensure(data)
    return {
        OWNER_URL: server.owner_url,
        APP_URL: server.app_url,
        "SGJ_DATA_DIR": str(data),
        "SGJ_SECRET_KEY": os.environ.get("SGJ_SECRET_KEY") or secret_key(data),
        "DJANGO_SETTINGS_MODULE": "sanguanjia.config.settings",
    }


def secret_key(data: Path) -> str:
    """The key that signs sessions, made once and kept, 0600."""
    path = data / "secret-key"
    try:
        if not path.exists():
            make_folder(data)
            temporary = data / f".secret-key-{secrets.token_hex(4)}"
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
                file.flush()
                os.fsync(file.fileno())
            give_to_owner_of(data, temporary)
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)  # the first of several processes wins, all read the same
            temporary.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise Broken(f"读写不了 {path}：{error.strerror}。请检查数据目录的权限。") from error
