"""`sgj up --check`: a whole city in a throw-away directory on a free port; every desk opened once; then nothing left.

The answer is the form of contracts.md: {"ok","postgres","mode","demo","pages","problems"}.
"""

from __future__ import annotations

import argparse
import html.parser
import http.client
import http.cookiejar
import json
import os
import re
import shutil
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from sanguanjia.demo.accounts import ACCOUNTS
from sanguanjia.hosting import city
from sanguanjia.hosting.errors import HostingError
from sanguanjia.hosting.platform import Platform, free_port
from sanguanjia.hosting.postgres.url import has_trial_rights, trial_database
from sanguanjia.look.strict import faults

_OPENER_TIMEOUT = 60


def run(args: argparse.Namespace) -> int:
    """Try, print, stop. Exit 0 when everything answered as it should, 1 otherwise, 3 if the machine lacks something."""
    answer: dict[str, Any] = {
        "ok": False,
        "postgres": None,
        "mode": "url" if city.mode() == "url" else "embedded",
        "demo": {"estates": 0, "units": 0, "accounts": 0},
        "pages": [],
        "problems": [],
    }
    status = 1
    try:
        _try_everything(answer)
    except HostingError as error:
        answer["problems"].append(str(error))
        status = error.exit_code
    answer["ok"] = not answer["problems"]
    _print(answer, as_json=args.json)
    return 0 if answer["ok"] else status


def _try_everything(answer: dict[str, Any]) -> None:
    """In a throw-away directory; with DATABASE_URL in a throw-away database of that server."""
    if answer["mode"] == "embedded":
        for name in (city.OWNER_URL, city.APP_URL):  # a surrounding city's addresses must not lead us into it
            os.environ.pop(name, None)
        _try_in_own_folder(answer)
        return
    given = os.environ["DATABASE_URL"]
    if not has_trial_rights(given):
        answer["problems"].append(
            "DATABASE_URL 的角色不能新建数据库，所以没有试运行（不会拿正式的数据库来试）。"
            "请数据库管理员执行 ALTER ROLE … CREATEDB 后再试。"
        )
        return
    with trial_database(given, os.environ.get(city.APP_URL)) as (owner_url, app_url):
        os.environ["DATABASE_URL"] = owner_url
        if app_url:
            os.environ[city.APP_URL] = app_url
        _try_in_own_folder(answer)


def _try_in_own_folder(answer: dict[str, Any]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="sgj-check-"))
    os.environ["SGJ_DATA_DIR"] = str(folder)
    os.environ.pop("SGJ_SECRET_KEY", None)
    platform = Platform(folder, "127.0.0.1", free_port(), demo=True, say=_say, throwaway=True, web_workers=1)
    try:
        platform.start()
        owner_url = os.environ[city.OWNER_URL]
        answer["postgres"] = _version(owner_url)
        answer["demo"] = _count(owner_url)
        for path, role, status, problem in visits(f"http://127.0.0.1:{platform.port}"):
            answer["pages"].append({"path": path, "role": role, "status": status})
            if problem:
                answer["problems"].append(problem)
        for child in platform.children:
            if child.process is None or child.process.poll() is not None:
                answer["problems"].append(f"{child.name} 进程在试运行中结束了。")
    finally:
        platform.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _version(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else ""


def _count(url: str) -> dict[str, int]:
    """What the demo city holds, counted by the owner in the tables themselves."""
    questions = {
        "estates": "SELECT count(*) FROM kernel_home WHERE kind = 'estate'",
        "units": "SELECT count(*) FROM registry_unit",
        "accounts": "SELECT count(*) FROM access_account",
    }
    with psycopg.connect(url) as connection:
        return {key: int((connection.execute(question).fetchone() or (0,))[0]) for key, question in questions.items()}


def visits(base: str) -> list[tuple[str, str, int, str | None]]:
    """(path, role, status, problem) for the login page, and for each role its desk and every page of its menu."""
    seen = []
    anonymous = Browser(base)
    status, body = anonymous.get("/login/")
    missing = " ".join(_parts(anonymous, body))
    seen.append(("/login/", "anonymous", status, _wrong("/login/", "anonymous", status, body) or missing or None))
    done: set[tuple[str, str]] = set()
    for account in ACCOUNTS:
        if (account.role, account.home_path) in done:
            continue
        done.add((account.role, account.home_path))
        browser = Browser(base)
        if not browser.log_in(account.username, account.password):
            seen.append((account.home_path, account.role, 403, f"{account.label}（{account.username}）登录不了。"))
            continue
        status, body = browser.get(account.home_path)
        desk = browser.path
        seen.append((desk, account.role, status, _wrong(account.home_path, account.role, status, body)))
        for path in sorted(menu_of(body) - {desk, account.home_path}):
            status, body = browser.get(path)
            seen.append((path, account.role, status, _wrong(path, account.role, status, body)))
    return seen


class _Menu(html.parser.HTMLParser):
    """Collects the addresses of our own pages that stand inside <nav>."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.paths: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "nav"
        href = dict(attrs).get("href") or ""
        if tag == "a" and self.depth and href.startswith("/") and not href.startswith("//"):
            self.paths.add(href.partition("#")[0])

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "nav"


def menu_of(body: str) -> set[str]:
    """The pages a person can reach from the menu of this page."""
    parser = _Menu()
    parser.feed(body)
    return {path for path in parser.paths if "logout" not in path}


def _parts(browser: Browser, body: str) -> Iterator[str]:
    """A sentence for each style sheet, script or icon of the page that does not come."""
    for path in sorted(set(re.findall(r'(?:href|src)="(/static/[^"#?]+)', body))):
        status, _content = browser.get(path)
        if status != 200:
            yield f"{path} 返回 {status}。"


def _wrong(path: str, role: str, status: int, body: str) -> str | None:
    """What is not right with a page, in a sentence; None if all is well."""
    if status != 200:
        return f"{path}（{role}）返回 {status}。"
    if "</html>" not in body or "<h1" not in body:
        return f"{path}（{role}）不是完整的网页。"
    found = faults(body)
    return f"{path}（{role}）里有内嵌或外站的东西：{'、'.join(found)}。" if found else None


class Browser:
    """One person's browser: cookies, redirects, forms. Standard library only."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.path = "/"
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._cookies)
        )

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.base + path))  # noqa: S310 - our own loopback address

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        data = urllib.parse.urlencode(fields).encode()
        headers = {"Referer": self.base + path, "Origin": self.base}
        return self._ask(urllib.request.Request(self.base + path, data=data, headers=headers))  # noqa: S310

    def log_in(self, username: str, password: str) -> bool:
        """Fill in the login form. True if we are somebody afterwards."""
        _status, body = self.get("/login/")
        token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', body)
        if token is None:
            return False
        fields = {"csrfmiddlewaretoken": token.group(1), "username": username, "password": password}
        status, _body = self.post("/login/", fields)
        return status == 200 and not self.path.startswith("/login")

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=_OPENER_TIMEOUT) as reply:
                self.path = urllib.parse.urlsplit(reply.url).path
                return reply.status, reply.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)


def _print(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    demo = answer["demo"]
    print(
        f"PostgreSQL {answer['postgres'] or '没有启动'}（{'自带' if answer['mode'] == 'embedded' else 'DATABASE_URL'}）"
    )
    print(f"演示城市：{demo['estates']} 个小区，{demo['units']} 套房屋，{demo['accounts']} 个账号")
    for page in answer["pages"]:
        print(f"  {page['status']}  {page['path'].ljust(20)} {page['role']}")
    for problem in answer["problems"]:
        print(f"问题：{problem}")
    print("一切正常。" if answer["ok"] else "试运行没有通过。")
