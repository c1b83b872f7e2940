"""The pure rules: moments, forms, XML, names of places, addresses that may be called, signatures, budgets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.interfaces.rules import addresses, form, limits, moments, naming, rendering, signing

NOW = datetime(2024, 4, 25, 1, 0, tzinfo=UTC)


@given(st.integers(0, 4_000_000_000))
def test_a_moment_that_was_shown_is_read_again(seconds: int) -> None:
    aware = datetime.fromtimestamp(seconds, UTC)
    shown = moments.shown(aware)
    assert shown is not None
    assert moments.read(shown) == aware
    assert moments.read(shown.replace("+", " ")) == aware  # unescaped on its way


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-04-25T10:00", "2024-04-25T10:00:00", "２０２４-04-25", "2024-02-30"]
)
def test_what_is_no_moment_is_not_read(text: str) -> None:
    assert moments.read(text) is None


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_range_is_never_longer_than_ninety_days_or_refused(first: int, length: int) -> None:
    start = (NOW - timedelta(days=first)).date()
    found = moments.range_of(str(start), str(start + timedelta(days=length)), NOW)
    if length <= 90:
        assert isinstance(found, moments.Range)
    else:
        assert [reason.code for reason in found] == ["range_too_long"]  # type: ignore[union-attr]


@given(st.text())
def test_whatever_was_said_the_xml_can_be_read(text: str) -> None:
    said = rendering.render("errors", [{"code": 400, "description": text}], "xml")
    root = ElementTree.fromstring(said.encode("utf-8", "replace").decode())  # noqa: S314 - our own text
    assert root[0][0].text == "400"
    assert (
        json.loads(rendering.render("errors", [{"code": 400, "description": text}], "json"))[0]["description"] == text
    )


def test_nulls_truths_and_empty_lists() -> None:
    facts = [{"a": None, "b": True, "values": []}]
    assert rendering.render("services", facts, "xml").endswith(
        "<services><service><a/><b>true</b><values/></service></services>\n"
    )
    assert rendering.render("services", facts, "json") == '[{"a": null, "b": true, "values": []}]'


HOMES = (
    naming.Named(2, "city", "1/2/", ("株洲市",)),
    naming.Named(3, "district", "1/2/3/", ("天元区",)),
    naming.Named(4, "district", "1/2/4/", ("芦淞区",)),
    naming.Named(10, "estate", "1/2/3/10/", ("山水文园", "文园")),
    naming.Named(11, "estate", "1/2/3/11/", ("山水文园二期",)),
    naming.Named(12, "estate", "1/2/3/12/", ("阳光小区",)),
    naming.Named(13, "estate", "1/2/4/13/", ("阳光小区",)),
)


@pytest.mark.parametrize(
    ("said", "home"),
    [
        ("株洲市天元区山水文园3栋", 10),
        ("文园 3栋", 10),
        ("山水文园二期3栋", 11),
        ("芦淞区阳光花园旁", 13),
        ("天元区阳光3栋", 12),
        ("株洲市阳光小区", 2),  # two of the name, nothing that tells them apart: the city dispatches it
        ("阳光小区", None),
        ("不知道", None),
    ],
)
def test_the_place_a_text_means(said: str, home: int | None) -> None:
    found = naming.place_of(said, HOMES)
    assert (found.home_id if found else None) == home


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "::127.0.0.1", "not an address", "fe80::1%eth0", "198.18.0.1", "240.0.0.1"],
)  # fmt: skip
def test_no_inner_address_is_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8"])
def test_public_ones_are(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://hooks.example.org/a?b=1", ""),
        ("https://8.8.8.8/", ""),
        ("http://hooks.example.org/", "unsafe"),
        ("https://127.1/", "unsafe"),
        ("https://0x7f000001/", "unsafe"),
        ("https://2130706433/", "unsafe"),
        ("https://[::1]/", "unsafe"),
        ("https://localhost/", "unsafe"),
        ("https://db.internal/", "unsafe"),
        ("https://intranet/", "unsafe"),
        ("file:///etc/passwd", "malformed"),
        ("https://user:pass@example.org/", "malformed"),
        ("https://exa mple.org/", "malformed"),
        ("https://example.org:99999/", "malformed"),
        ("https://例子.org/", "malformed"),
        ("", "malformed"),
    ],
)
def test_what_may_be_subscribed(url: str, fault: str) -> None:
    assert addresses.wrong_with(url, private=False) == fault
    if fault == "unsafe" and url.startswith("http"):
        assert addresses.wrong_with(url, private=True) == ""


def test_where_a_city_names_hosts_no_other_is_called() -> None:
    named = ("hooks.example.org",)
    assert addresses.wrong_with("https://Hooks.example.org/x", private=False, hosts=named) == ""
    for private in (False, True):
        assert addresses.wrong_with("https://evil.example.org/", private=private, hosts=named) == "unsafe"
    assert addresses.wrong_with("http://hooks.example.org/", private=False, hosts=named) == "unsafe"


@given(st.binary(max_size=200), st.integers(0, 2**33))
def test_a_signature_is_that_of_the_standard_and_any_change_is_noticed(body: bytes, now: int) -> None:
    secret = signing.secret_text(b"k" * 32)
    headers = signing.headers(secret, "msg_1", now, body)
    plain = hmac.new(b"k" * 32, f"msg_1.{now}.".encode() + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(plain).decode()
    assert signing.is_genuine(secret, headers, body, now + 299)
    assert not signing.is_genuine(secret, headers, body, now + 301)
    assert not signing.is_genuine(secret, headers, body + b" ", now)
    assert not signing.is_genuine(secret, {**headers, "webhook-id": "msg_2"}, body, now)
    assert not signing.is_genuine(signing.secret_text(b"x" * 32), headers, body, now)


@given(st.integers(1, 10_000), st.lists(st.integers(1, 50), max_size=60))
def test_a_budget_is_never_exceeded(per_minute: int, parts: list[int]) -> None:
    total = used = 0
    for part in parts:
        total += part
        used += limits.granted(total, part, per_minute)
    assert used == min(per_minute, sum(parts))


def test_a_process_that_dies_takes_little_of_the_budget_with_it() -> None:
    for per_minute in (1, 19, 600, 4_000, 1_000_000, limits.MOST_PER_MINUTE):
        part = limits.portion(per_minute)
        assert 1 <= part <= limits.MOST_OF_A_PART
        assert part == 1 or part * limits.PARTS <= per_minute


def test_pauses_grow_and_end() -> None:
    pauses = [limits.pause_after(n) for n in range(1, len(limits.PAUSES) + 1)]
    assert pauses == sorted(pauses)  # type: ignore[type-var]
    assert limits.pause_after(len(limits.PAUSES) + 1) is None
    six_hours = NOW - timedelta(hours=6)
    assert limits.is_to_be_disabled(10, six_hours, NOW)
    assert not limits.is_to_be_disabled(9, six_hours, NOW)
    assert not limits.is_to_be_disabled(500, NOW - timedelta(hours=5), NOW)


def test_the_key_of_a_post_is_its_own_per_account_and_the_words_otherwise() -> None:
    said = {"description": ["灯"], "api_key": ["a"], "lat": ["1"]}
    again = {"lat": ["1"], "description": ["灯"], "api_key": ["b"]}
    key = form.key_of(1, "", said, (), "2024-04-25")
    assert key == form.key_of(1, "", again, (), "2024-04-25")
    day = "2024-04-25"
    others = {
        form.key_of(2, "", said, (), day), form.key_of(1, "", said, (), "2024-04-26"),
        form.key_of(1, "k", said, (), day), form.key_of(1, "", said, ("f",), day),
    }  # fmt: skip
    assert len(others | {key}) == 5
    assert form.key_of(1, "k", said, (), "x") == form.key_of(1, "k", {}, (), "y")
