"""Every unsafe route sent many times at once with one key: one effect; the same key with another body: refused.

The routes come from the URL table and the operations of the API; what is sent stands in `replays.py`, a row per route.
Forms are opened and filled as a person would (first choice, a word for each empty field). Two at once in the normal
run, twenty by night (reliability.md C1).
"""

from __future__ import annotations

import html.parser
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from sanguanjia.access.rules import logins
from tests.architecture.test_matrix import OURS, TABLE, Route, filled, logged_in, values_of
from tests.simulation.replays import REPLAYS, Replay
from tests.support.small_city import City, build

pytestmark = pytest.mark.unguarded  # looks at the records of all places at once
PREFERRED = ("owner", "company_manager", "neighbourhood_officer", "subdistrict_officer", "district_officer",
             "city_officer", "hotline_operator", "system_admin")  # fmt: skip
# What a person types into an empty field of that name, on whichever form it stands.
TYPED: Mapping[str, str] = {
    "name": "新名字", "reason": "核对后更正", "document": "株房发〔2026〕7号", "basis": "株房发〔2026〕7号",
    "evidence": "社区会议纪要 2026-3", "since": "2026-01-01", "from": "2026-01-01", "valid_from": "2027-01-01",
    "in_service_since": "2015-06-01", "day": "2026-01-01", "on": "2026-01-01", "until": "2028-01-01", "code": "9",
    "room": "1501", "codes": "9", "contract_number": "2026-1", "phone": "13900007001", "address": "珠江北路1号",
    "words": "看过现场", "text": "三单元五楼的楼道灯不亮了", "contact_name": "陈建平", "contact_phone": "13900001001",
}  # fmt: skip
SAID = ("name", "room", "phone", "text", "words", "code", "evidence", "reason", "document", "name_0", "title",
        "place_words", "contract_number", "area_document", "explanation", "username", "value",
        "source_title")  # fmt: skip
# What is written on the way without being an effect of the act: sessions, limits, things the record itself keeps.
BESIDE = ("access_session", "access_throttle", "axes_", "kernel_", "django_", "procrastinate_", "privacy_look")
MOST_REFUSED = 6  # rows that are brought to no effect; may not grow


@dataclass
class Outcome:
    """What replays of one request did."""

    answers: Counter[int]
    places: set[str]
    under: int  # new records under this key
    beside: int  # new records under no key or another
    rows: dict[str, int]  # new rows by table
    said: str


def unsafe() -> dict[str, Route]:
    """Every route that answers something other than a reading."""
    return {r.name: r for r in OURS if (row := TABLE.get(r.name)) is not None and (row.post is not None or row.others)}


def test_every_unsafe_route_has_a_row_and_every_row_a_route() -> None:
    assert unsafe().keys() - REPLAYS.keys() == set(), "write rows for these in tests/simulation/replays.py"
    assert REPLAYS.keys() - unsafe().keys() == set(), "rows without an unsafe route"
    assert sum(bool(row.refused) for row in REPLAYS.values()) <= MOST_REFUSED


# --- what is sent -----------------------------------------------------------------------------------------------------


class _Form(html.parser.HTMLParser):
    """The fields of the form that leads to `path`, with what a person would leave or choose."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.inside, self.fields = path, False, dict[str, str]()
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action", "")
            self.inside = given.get("method", "get").lower() == "post" and action.split("?")[0] in ("", self.path)
        if not self.inside:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
            self.fields.setdefault(name, "")
        elif tag == "option" and self._select and not self.fields[self._select]:
            self.fields[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            self._area = name
            self.fields.setdefault(name, "")
        elif tag == "input" and name and kind not in ("file", "submit", "checkbox"):
            first = kind != "radio" or not self.fields.get(name)
            self.fields[name] = given.get("value", "") if first else self.fields[name]

    def handle_endtag(self, tag: str) -> None:
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area
        self.inside = self.inside and tag != "form"

    def handle_data(self, data: str) -> None:
        if self._area and self.inside:
            self.fields[self._area] += data.strip()


Body = dict[str, Any]
Send = Callable[[Body, str], Any]


class Player:
    """Plays rows in one small city."""

    def __init__(self, city: City, times: int) -> None:
        self.city, self.times = city, times
        self.things: dict[tuple[str, str], Any] = {}
        self.sessions: dict[str, str] = {}

    def play(self, route: Route, row: Replay) -> list[str]:
        """Send one route's request many times at once, then once with another body; answers what is wrong."""
        scene = dict(row.scene(self.city)) if row.scene else {}
        for part in scene.keys() & set(route.parts):
            self.things.setdefault((part, "estate"), scene[part])
        values = {**values_of(route, self.city, self.things), **scene}
        address = route.address(values) + filled(row.query, values)
        session = self._session(route, row)
        body, has_key = self._body(route, row, address, values, session)
        send, key = self._sender(route, row, address, session, scene), f"replay-{route.name}"
        outcome = self._at_once(send, body, key)
        wrong = judge(row, outcome, self.times)
        if outcome.under and not has_key:
            wrong.append("the form itself carries no key")
        if not wrong and outcome.under == 1:
            fault = self._other_body(send, body, key)
            wrong += [fault] if fault else []
        return [f"{route.name}: {line}" for line in wrong]

    def _session(self, route: Route, row: Replay) -> str:
        if row.anonymous:
            return ""
        allowed = TABLE[route.name].post
        role = row.role or next(role for role in PREFERRED if allowed is not None and role in allowed.roles)
        if row.own or role not in self.sessions:
            made = logged_in(self.city.person(role))
            if row.own:
                return made
            self.sessions[role] = made
        return self.sessions[role]

    def _client(self, session: str) -> Client:
        client = Client(raise_request_exception=False)
        if session:
            client.cookies["sessionid"] = session
        return client

    def _body(self, route: Route, row: Replay, address: str, values: Body, session: str) -> tuple[Body, bool]:
        given = {name: filled(value, values) for name, value in row.typed.items() if name != "**"}
        given |= values.get("letters", {})
        if route.is_api:
            return given, True
        has_key, fields = True, dict(TABLE[route.name].data)
        if TABLE[route.name].get is not None and not row.anonymous:
            page = self._client(session).get(address)
            reader = _Form(address.split("?")[0])
            reader.feed(page.content.decode())
            has_key, fields = not reader.fields or "idempotency_key" in reader.fields, reader.fields | fields
        fields = {name: value or TYPED.get(name, "") for name, value in fields.items()}
        left_out = ("csrfmiddlewaretoken", "idempotency_key")
        return {name: value for name, value in (fields | given).items() if name not in left_out}, has_key

    def _sender(self, route: Route, row: Replay, address: str, session: str, scene: Body) -> Send:
        sent = row.files(scene) if row.files else {}

        def send(body: Body, key: str) -> Any:
            client = self._client(session)
            if route.is_api and not row.files:
                headers = {"Idempotency-Key": key}
                return client.post(address, json.dumps(body), content_type="application/json", headers=headers)
            files = {name: SimpleUploadedFile(*parts) for name, parts in sent.items()}
            return client.post(address, {**body, **files, "idempotency_key": key})

        return send

    def _at_once(self, send: Send, body: Body, key: str) -> Outcome:
        records, rows = _records(), _rows()
        gate = threading.Barrier(self.times)
        answers: list[tuple[int, str, str]] = []

        def one() -> None:
            try:
                gate.wait(30)
                answer = send(body, key)
                said = "" if answer.streaming else answer.content.decode(errors="replace")
                answers.append((answer.status_code, answer.headers.get("Location", ""), said))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one) for _ in range(self.times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        new = {each: given for each, given in _records().items() if each not in records}
        under = sum(1 for given in new.values() if given is not None and key in given)
        grown = {table: n - rows[table] for table, n in _rows().items() if n != rows[table]}
        told = next((_told(said) for status, _place, said in answers if status >= 400), "")
        return Outcome(
            Counter(a[0] for a in answers), {a[1] for a in answers if a[1]}, under, len(new) - under, grown, told
        )

    def _other_body(self, send: Send, body: Body, key: str) -> str:
        changed = another(body)
        if changed is None:
            return ""
        before = _records()
        answer = send(changed, key)
        new = [each for each, given in _records().items() if each not in before and given is not None and key in given]
        if new:
            return f"another body had an effect under a used key ({answer.status_code})"
        return "" if answer.status_code >= 400 else f"another body under a used key was answered {answer.status_code}"


def another(body: Body) -> Body | None:
    """The same with one thing said otherwise; None if nothing in it is said in words."""
    for name in SAID:
        value = str(body.get(name, ""))
        if value:
            other = str(int(value) + 1) if value.isascii() and value.isdecimal() else value + "改"
            return {**body, name: other}
    return None


def _records() -> dict[int, str | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, idempotency_key FROM kernel_record")
        return dict(cursor.fetchall())


_TABLES = [m._meta.db_table for m in apps.get_models() if m._meta.managed and not m._meta.proxy]


def _rows() -> dict[str, int]:
    counted = [table for table in _TABLES if not table.startswith(BESIDE)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in counted))
        return dict(cursor.fetchall())


def _told(page: str) -> str:
    """What a refusal said, for whoever reads why a row failed."""
    if page.startswith("{"):
        return page[:200]
    start = page.find('role="alert"')
    return " ".join(page[start : start + 700].split()) if start >= 0 else ""


# --- what must be true ------------------------------------------------------------------------------------------------


def judge(row: Replay, seen: Outcome, times: int) -> list[str]:
    """What is wrong with these answers and effects, in words."""
    wrong = []
    effects, shown = seen.under + seen.beside, f"{dict(seen.answers)} {seen.said}"
    if seen.answers.total() != times or any(status >= 500 for status in seen.answers):
        wrong.append(f"answers {shown}")
    if row.refused or row.writes is not None:
        if effects:
            wrong.append(f"{effects} records where none is told of")
        grown = {table: n for table, n in seen.rows.items() if row.writes != "*" and n > (table == row.writes)}
        return wrong + ([f"new rows {grown}"] if grown else [])
    if not 1 <= effects <= 1 + row.second or (not seen.under and not row.alone):
        return [*wrong, f"{seen.under} effects under the key, {seen.beside} beside it: {shown}"]
    good = sum(n for status, n in seen.answers.items() if status < 400 or (row.limited and status == 429))
    if seen.under and good != times:
        wrong.append(f"one effect, but answers differ: {shown}")
    ended = {"/login/"} if row.own and row.alone else set()  # the act ends its own session: who comes after it logs in
    if len(seen.places - ended) > 1:
        wrong.append(f"answers lead to {sorted(seen.places)}")
    return wrong


@contextmanager
def _fresh_proofs() -> Iterator[None]:
    """A proof of who one is lasts as long as the whole play."""
    fresh, logins.PROOF_IS_FRESH = logins.PROOF_IS_FRESH, timedelta(days=1)
    try:
        yield
    finally:
        logins.PROOF_IS_FRESH = fresh


def play_all(times: int) -> list[str]:
    """Every row in its order; answers everything that is wrong."""
    wrong: list[str] = []
    routes = unsafe()
    with _fresh_proofs():
        player = Player(build(), times)
        for name, row in REPLAYS.items():
            if name in routes:
                try:
                    wrong += player.play(routes[name], row)
                except Exception as fault:  # the other rows are played all the same
                    wrong.append(f"{name}: {type(fault).__name__} {str(fault)[:300]}")
    return wrong


def test_every_unsafe_route_twice_at_once(committed_db: None) -> None:
    wrong = play_all(2)
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.nightly
def test_every_unsafe_route_twenty_times_at_once(committed_db: None) -> None:
    wrong = play_all(20)
    assert not wrong, "\n".join(["", *wrong])


def test_a_code_keeps_its_noughts() -> None:
    values = {"code": "012345", "unit": 17}
    assert filled({"proof": "{code}", "unit": "{unit}"}, values) == {"proof": "012345", "unit": 17}


def test_a_double_effect_would_be_seen() -> None:
    """The judge itself: two records, a lost answer, a row too many are each named."""
    fine = Outcome(Counter({302: 3}), {"/x/"}, 1, 0, {}, "")
    assert judge(Replay(), fine, 3) == []
    for bad in (
        Outcome(Counter({302: 3}), {"/x/"}, 2, 0, {}, ""),
        Outcome(Counter({302: 3}), {"/x/"}, 1, 1, {}, ""),
        Outcome(Counter({302: 2, 500: 1}), {"/x/"}, 1, 0, {}, ""),
        Outcome(Counter({302: 2, 409: 1}), {"/x/"}, 1, 0, {}, ""),
        Outcome(Counter({302: 3}), {"/x/", "/y/"}, 1, 0, {}, ""),
        Outcome(Counter({422: 3}), set(), 0, 0, {}, ""),
    ):
        assert judge(Replay(), bad, 3), bad
    ended = Outcome(Counter({302: 3}), {"/account/", "/login/"}, 0, 1, {}, "")
    assert judge(Replay(own=True, alone=True), ended, 3) == []
    assert judge(Replay(alone=True), ended, 3)
    assert judge(Replay(writes="a"), Outcome(Counter({302: 3}), set(), 0, 0, {"a": 2}, ""), 3)
    assert judge(Replay(writes=""), Outcome(Counter({302: 3}), set(), 0, 0, {"a": 1}, ""), 3)
