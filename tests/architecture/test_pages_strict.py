"""Every page of every kind under the strict policy: nothing inline, nothing from elsewhere, every header there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import sanguanjia
from sanguanjia.access.types import Role
from sanguanjia.config import headers
from sanguanjia.look.strict import faults
from tests.architecture import test_matrix as matrix
from tests.architecture.test_matrix import ADMIN, OURS, TABLE, Browsers, browsers, city, filled, things, values_of
from tests.support.small_city import City

__all__ = ["browsers", "city", "things"]  # fixtures of the matrix, used here

PAGES = [route for route in OURS if route.name in TABLE and TABLE[route.name].get is not None and not route.is_api]
FEW = 1  # the walk of `sgj up --check` (tests/ground) looks at the desk and menu of every role as well


def openers(name: str) -> list[str | None]:
    """Nobody where everybody may, and one of the roles that may open it."""
    row = TABLE[name]
    assert row.get is not None
    roles = [role.value for role in Role if role.value in row.get.roles]
    step = max(len(roles) // FEW, 1)
    return ([None] if row.get.anonymous else []) + roles[::step][:FEW]


def wrong_with(answer: Any) -> list[str]:
    wanted = dict(headers.ALWAYS)
    own = answer.headers.get("Content-Security-Policy", "")
    if own.startswith("sandbox; default-src 'none'"):  # a file that people sent: even less than a page
        wanted["Content-Security-Policy"] = own
    found = [f"no {name}" for name, value in wanted.items() if answer.headers.get(name) != value]
    body = b"".join(answer) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        found += faults(body.decode())
    return found


@pytest.mark.parametrize("name", sorted(route.name for route in PAGES))
def test_page_is_strict(name: str, city: City, browsers: Browsers, things: dict[tuple[str, str], Any]) -> None:
    route = next(route for route in PAGES if route.name == name)
    values = values_of(route, city, things)
    for role in openers(name):
        account = city.person(role) if role else None
        answer = browsers.of(account).get(route.address(values) + filled(TABLE[name].query, values))
        assert wrong_with(answer) == [], f"{name} as {role}"


def test_admin_is_strict(city: City, browsers: Browsers) -> None:
    admin = browsers.of(city.person("system_admin"))
    for address in ("/admin/", "/admin/kernel/home/", f"/admin/kernel/home/{city.estate.pk}/change/", "/admin/access/"):
        assert wrong_with(admin.get(address)) == [], address
    assert ADMIN


def test_templates_and_scripts_are_strict() -> None:
    """Also the branches that no test opens: the sources themselves."""
    root = Path(sanguanjia.__file__).parent
    wrong = []
    for file in [*root.rglob("jinja2/**/*.html"), *root.rglob("templates/**/*.html")]:
        text = file.read_text(encoding="utf-8")
        found = re.findall(r"""<style|\sstyle=["']|\son[a-z]+=["']|javascript:|<script(?![^>]*\bsrc=)[^>]*>""", text)
        found = [each for each in found if "application/json" not in each]
        found += re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']*""", text)
        wrong += [f"{file.relative_to(root)}: {each}" for each in found]
    for file in [*root.rglob("static/**/*.js"), *root.rglob("static/**/*.css")]:
        text = file.read_text(encoding="utf-8")
        found = re.findall(r"\beval\(|new Function|document\.write|innerHTML\s*=|url\(['\"]?https?:|@import", text)
        wrong += [f"{file.relative_to(root)}: {each}" for each in found]
    assert wrong == []


def test_the_reader_finds_each_kind_of_fault() -> None:
    planted = {
        "<p style='x'>": "inline style on <p>",
        "<a onclick=go()>": "inline onclick on <a>",
        "<script>x()</script>": "inline <script>",
        "<style>a{}</style>": "<style>",
        "<a href='javascript:x()'>": "javascript: in href of <a>",
        "<script src='https://cdn.example/x.js'></script>": "<script> from another host",
        "<img src='//elsewhere.example/a.png'>": "<img> from another host",
        "<div hx-on:click='x()'>": "inline hx-on:click on <div>",
    }
    for page, fault in planted.items():
        assert faults(page) == [fault]
    assert faults("<script type='application/json'>{}</script><script src='/static/x.js'></script>") == []
    assert matrix.ESTATE_ID
