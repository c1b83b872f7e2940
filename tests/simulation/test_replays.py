"""20 parallel replays of every unsafe route with one key: one effect; the same key with another body: refused.

The routes come from the URL table. Forms are opened and filled as a person would (first choice, a word for each empty
field); what cannot be guessed stands in FILLED. Moves of a matter are played in an order in which each is possible.
A route that has no effect here is listed with the reason, and the list may not grow unseen.
"""

from __future__ import annotations

import html.parser
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from tests.architecture.test_matrix import OURS, TABLE, Route, filled, values_of
from tests.support.small_city import City, build

pytestmark = pytest.mark.unguarded  # looks at the records of all places at once
TIMES = 20
PREFERRED = ("owner", "company_manager", "neighbourhood_officer", "subdistrict_officer", "district_officer",
             "city_officer", "hotline_operator", "system_admin")  # fmt: skip
# What a person types into an empty field of that name, on whichever form it stands.
TYPED: Mapping[str, str] = {
    "name": "新名字", "reason": "核对后更正", "document": "株房发〔2026〕7号", "basis": "株房发〔2026〕7号",
    "evidence": "社区会议纪要 2026-3", "since": "2026-01-01", "from": "2026-01-01", "valid_from": "2027-01-01",
    "in_service_since": "2015-06-01", "day": "2026-01-01", "on": "2026-01-01", "until": "2028-01-01", "code": "9",
    "room": "1501", "codes": "9", "code6": "430223", "code9": "430211002", "code12": "430211001009",
    "contract_number": "2026-1", "phone": "13900007001", "credit_code": "", "address": "珠江北路1号",
    "words": "看过现场", "text": "三单元五楼的楼道灯不亮了", "label": "备份程序", "exclusive_area": "88.12",
    "contact_name": "陈建平",
    "contact_phone": "13900001001",
}  # fmt: skip
# Where the same name means different things.
ON_ROUTE: Mapping[str, Mapping[str, str]] = {
    "registry:found-city": {"code": "430300"}, "registry:found-district": {"code": "430223"},
    "registry:found-subdistrict": {"code": "430211002"}, "registry:found-neighbourhood": {"code": "430211001009"},
    "registry:change-division": {"code": "430281"}, "registry:rename": {"name": "山水文园二期"},
    "registry:unit-correct": {"room": "1405"}, "registry:unit-phone": {"phone": "13900007002"},
    "registry:unit-transfer": {"name_0": "李新华", "share_0": "1/1"}, "registry:estate-lift": {"name": "1号梯"},
    "notices:post": {"title": "停水通知", "contact": "物业前台"},
}  # fmt: skip
# After these the place or the people are no longer what the others need.
LAST = ("registry:rename", "registry:change-division", "registry:estate-company-end", "registry:estate-move")
# They end the very session that asks.
NOT_HERE = ("access:login", "access:logout", "access:end-session", "access:end-staff-session")
# Moves of one matter by the API, in an order in which each is possible, with who makes it.
STORY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("take_order", "company_manager", {}),
    ("add_note", "company_manager", {"words": "已联系业主"}),
    ("ask_extension", "company_manager", {"words": "等配件", "amount": 1}),
    ("decide_extension", "neighbourhood_officer", {"granted": True, "words": "同意"}),
    ("start", "company_manager", {}),
    ("ask_back", "company_manager", {"words": "哪一层"}),
    ("answer", "owner", {"words": "五层"}),
    ("urge", "owner", {"words": "请快一些"}),
    ("finish", "company_manager", {"words": "换了灯泡", "outcome": "solved"}),
    ("close", "company_manager", {"words": "灯已换，请确认", "outcome": "no_action_needed"}),
    ("confirm", "owner", {"solved": True, "satisfaction": 5, "words": "修好了"}),
)


@dataclass
class Outcome:
    """What 20 replays of one request did."""

    statuses: Counter[int]
    places: set[str]
    records: int  # new records under this key
    loose: int  # new records under no key or another


@pytest.fixture
def city(committed_db: None) -> City:
    return build()


def who(route: Route) -> str:
    row = TABLE[route.name]
    assert row.post is not None
    return next((role for role in PREFERRED if role in row.post.roles), "")


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


def typed(route: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Every empty field filled where we know a word for it."""
    known = ON_ROUTE.get(route, {})
    left_out = ("csrfmiddlewaretoken", "idempotency_key")
    return {
        name: known.get(name) or value or TYPED.get(name, "") for name, value in fields.items() if name not in left_out
    }


def another(fields: Mapping[str, str]) -> dict[str, str] | None:
    """The same form with one thing said otherwise; None if nothing on it is said in words."""
    for name in ("name", "room", "phone", "text", "words", "code", "evidence", "reason", "document", "name_0"):
        value = fields.get(name, "")
        if value:
            other = str(int(value) + 1) if value.isascii() and value.isdecimal() else value + "改"
            return {**fields, name: other}
    return None


def logged_in(account: Any) -> str:
    client = Client()
    client.force_login(account)
    return str(client.cookies["sessionid"].value)


def at_once(send: Any, key: str) -> Outcome:
    """The same request from TIMES threads at one moment."""
    before = _records()
    gate = threading.Barrier(TIMES)
    answers: list[tuple[int, str]] = []

    def one() -> None:
        try:
            gate.wait(30)
            answer = send()
            answers.append((answer.status_code, answer.headers.get("Location", "")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    after = _records()
    new = {each: key_ for each, key_ in after.items() if each not in before}
    ours = sum(1 for each in new.values() if each is not None and key in each)
    return Outcome(Counter(s for s, _ in answers), {place for _, place in answers if place}, ours, len(new) - ours)


def _records() -> dict[int, str | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, idempotency_key FROM kernel_record")
        return dict(cursor.fetchall())


def judge(name: str, outcome: Outcome, wrong: list[str]) -> bool:
    """Note what is wrong; answer whether there was an effect."""
    good = sum(n for status, n in outcome.statuses.items() if status < 400)
    bad = [status for status in outcome.statuses if status >= 500]
    if bad or outcome.statuses.total() != TIMES:
        wrong.append(f"{name}: {dict(outcome.statuses)}")
    if outcome.records > 1 or outcome.loose > 1 or outcome.records + outcome.loose > 1:
        wrong.append(f"{name}: {outcome.records} effects under the key, {outcome.loose} beside it")
    if outcome.records == 1 and good not in (0, TIMES):
        wrong.append(f"{name}: one effect, but answers differ: {dict(outcome.statuses)}")
    if len(outcome.places) > 1:
        wrong.append(f"{name}: answers lead to {sorted(outcome.places)}")
    return outcome.records + outcome.loose == 1


def forms(city: City) -> Iterator[tuple[Route, str, dict[str, str], str]]:
    """Every POST route that has a form of its own: (route, address, fields, session)."""
    things: dict[tuple[str, str], Any] = {}
    sessions: dict[str, str] = {}
    for route in OURS:
        row = TABLE.get(route.name)
        if route.is_api or row is None or row.post is None or row.file or not who(route) or route.name in NOT_HERE:
            continue
        role = who(route)
        if role not in sessions:
            sessions[role] = logged_in(city.person(role))
        values = values_of(route, city, things)
        address = route.address(values) + filled(row.query, values)
        if row.get is None:  # a button without a page of its own
            yield route, address, typed(route.name, dict(row.data)), sessions[role]
            continue
        client = Client()
        client.cookies["sessionid"] = sessions[role]
        page = client.get(address)
        if page.status_code != 200 or page.streaming:
            continue
        reader = _Form(address.split("?")[0])
        reader.feed(page.content.decode())
        yield route, address, typed(route.name, reader.fields), sessions[role]


def replay_form(address: str, fields: dict[str, str], session: str, key: str) -> Outcome:
    body = {**fields, "idempotency_key": key}

    def send() -> Any:
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = session
        return client.post(address, body)

    return at_once(send, key)


def other_body_refused(send: Any, key: str) -> str:
    """ "" if the same key with another body had no effect and was refused, else what happened."""
    before = _records()
    answer = send()
    new = [each for each, key_ in _records().items() if each not in before and key_ is not None and key in key_]
    if new:
        return f"an effect under a used key ({answer.status_code})"
    return "" if answer.status_code >= 400 else f"answered {answer.status_code}"


def _forms_hold(city: City, every: int) -> tuple[list[str], list[str], list[str]]:
    wrong: list[str] = []
    effective, idle = [], []
    found = sorted(forms(city), key=lambda each: LAST.index(each[0].name) if each[0].name in LAST else -1)
    for number, (route, address, fields, session) in enumerate(found):
        if number % every:
            continue
        key = f"replay-{number}"
        outcome = replay_form(address, fields, session, key)
        if not judge(route.name, outcome, wrong):
            idle.append(f"{route.name} {dict(outcome.statuses)} {fields}")
            continue
        effective.append(route.name)
        if not outcome.records:
            continue
        changed = another(fields)
        if changed is None:
            continue
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = session
        post = {**changed, "idempotency_key": key}
        fault = other_body_refused(lambda c=client, a=address, p=post: c.post(a, p), key)
        if fault:
            wrong.append(f"{route.name}: same key, other body: {fault}")
    return wrong, effective, idle


def _story_holds(city: City) -> tuple[list[str], list[str]]:
    """Report and move one matter by the API, every request 20 times at once."""
    wrong: list[str] = []
    done: list[str] = []
    sessions = {role: logged_in(city.person(role)) for role in {role for _verb, role, _body in STORY}}
    estate = city.estate.pk

    def poster(role: str, path: str, body: dict[str, Any], key: str) -> Any:
        def send() -> Any:
            client = Client(raise_request_exception=False)
            client.cookies["sessionid"] = sessions[role]
            return client.post(
                path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
            )

        return send

    report = {"estate_id": estate, "need": "N01", "text": "三单元五楼的楼道灯不亮了", "contact_name": "陈建平",
              "contact_phone": "13900001001", "unit_id": city.units["estate"].id,
              "building_id": city.buildings["estate"].id}  # fmt: skip
    steps = [("report", "owner", "/api/v1/cases", report)]
    for verb, role, body in STORY:
        steps.append((verb, role, "", body))
    case = 0
    for verb, role, path, body in steps:
        key = f"replay-api-{verb}"
        send = poster(role, path or f"/api/v1/cases/{estate}/{case}/{verb}", body, key)
        if judge(f"api:{verb}", at_once(send, key), wrong):
            done.append(verb)
        else:
            wrong.append(f"api:{verb} had no effect: {send().content.decode()[:300]}")
        if verb == "report":
            case = json.loads(send().content)["case_id"]
        other = {**body, "words": "另一句话"} if verb != "report" else {**body, "text": "另一件事"}
        fault = other_body_refused(poster(role, path or f"/api/v1/cases/{estate}/{case}/{verb}", other, key), key)
        if fault:
            wrong.append(f"api:{verb}: same key, other body: {fault}")
    return wrong, done


def test_every_move_of_a_matter(city: City) -> None:
    wrong, done = _story_holds(city)
    assert wrong == []
    assert len(done) == len(STORY) + 1


def test_some_forms(city: City) -> None:
    wrong, effective, _idle = _forms_hold(city, every=5)
    assert wrong == []
    assert len(effective) >= 3


@pytest.mark.nightly
def test_every_form(city: City) -> None:
    wrong, effective, idle = _forms_hold(city, every=1)
    print(f"\n{len(effective)} forms with one effect: {effective}\n" + "\n".join(idle + wrong))
    assert wrong == []
    assert len(effective) >= 22
