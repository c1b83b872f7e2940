"""What a POST of a service request says, and everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from urllib.parse import urlsplit

from sanguanjia.kernel.refusal import Reason

MOST_TEXT, MOST_ADDRESS, MOST_PLACE, MOST_NAME, MOST_LINK = 4000, 500, 120, 60, 500
ATTRIBUTES = ("estate", "building", "room", "place", "confidential")
SECRECIES = ("open", "contact", "matter")
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,40})\](\[\d*\])?", re.ASCII)
_COORDINATE = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?", re.ASCII)
# What is not part of what is reported: another try under the same key may differ in it.
_NOT_SAID = frozenset({"api_key", "idempotency_key"})

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filing:
    """A service request as it was typed, checked for form. `text` holds everything said in words."""

    service_code: str
    text: str
    address: str = ""
    address_id: str = ""
    latitude: str = ""
    longitude: str = ""
    name: str = ""
    phone: str = ""
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def confidentiality(self) -> str:
        """open | contact | matter."""
        return self.attributes.get("confidential") or "open"

    @property
    def place_words(self) -> str:
        """Where, as far as it is said in words, at most as long as a place may be."""
        said = [self.address, *(self.attributes.get(name, "") for name in ("building", "room", "place"))]
        if self.latitude and not self.address:
            said.append(f"坐标 {self.latitude},{self.longitude}")
        return " ".join(dict.fromkeys(part for part in said if part))[:MOST_PLACE]


def read(typed: Typed) -> Filing | list[Reason]:
    """The request, or every fault of it. An empty value is the same as none (the standard says so)."""
    given = {name: (values[0] if values else "").strip() for name, values in typed.items()}
    attributes = _attributes(typed)
    faults = [*_faults(given, attributes), *_unreadable(typed)]
    if faults:
        return faults
    name = " ".join(given[part] for part in ("last_name", "first_name") if given.get(part))
    return Filing(
        service_code=given["service_code"], text=text_of(given), address=given.get("address_string", ""),
        address_id=given.get("address_id", ""), latitude=given.get("lat", ""), longitude=given.get("long", ""),
        name=name.replace(" ", "") if not name.isascii() else name, phone=given.get("phone", ""),
        attributes=MappingProxyType(attributes),
    )  # fmt: skip


def text_of(given: Mapping[str, str]) -> str:
    """The description, with an address too long for its field, an e-mail and a picture's address as lines of it."""
    lines = [given.get("description", "")]
    if len(given.get("address_string", "")) > MOST_PLACE:
        lines.append(f"地址：{given['address_string']}")
    if given.get("email"):
        lines.append(f"电子邮箱：{given['email']}")
    if given.get("media_url"):
        lines.append(f"图片链接：{given['media_url']}")
    return "\n".join(line for line in lines if line)


def _attributes(typed: Typed) -> dict[str, str]:
    """attribute[code]=…, attribute[code][]=… of the codes that are ours; others are left alone."""
    found: dict[str, list[str]] = {}
    for name, values in typed.items():
        match = _ATTRIBUTE.fullmatch(name)
        if match and match[1].lower() in ATTRIBUTES:
            found.setdefault(match[1].lower(), []).extend(v.strip() for v in values if v.strip())
    return {name: " ".join(values) for name, values in found.items() if values}


def _faults(given: Mapping[str, str], attributes: Mapping[str, str]) -> Iterator[Reason]:
    if not given.get("service_code"):
        yield Reason("argument_missing", "service_code", {"name": "service_code"})
    yield from _wrong_place(given, attributes)
    for name, most in (("description", MOST_TEXT), ("address_string", MOST_ADDRESS), ("email", 120)):
        if len(given.get(name, "")) > most:
            yield Reason("argument_too_long", name, {"name": name, "most": most})
    if len(given.get("first_name", "")) + len(given.get("last_name", "")) >= MOST_NAME:
        yield Reason("argument_too_long", "first_name", {"name": "first_name, last_name", "most": MOST_NAME})
    if given.get("media_url") and not is_link(given["media_url"]):
        yield Reason("argument_wrong", "media_url", {"name": "media_url"})
    if attributes.get("confidential", "open") not in SECRECIES:
        yield Reason("argument_wrong", "attribute[confidential]", {"name": "attribute[confidential]"})


def _wrong_place(given: Mapping[str, str], attributes: Mapping[str, str]) -> Iterator[Reason]:
    pair = [name for name in ("lat", "long") if given.get(name)]
    if len(pair) == 1:
        other = "long" if pair == ["lat"] else "lat"
        yield Reason("argument_missing", other, {"name": other})
    for name, most in (("lat", 90), ("long", 180)):
        if given.get(name) and not is_coordinate(given[name], most):
            yield Reason("argument_wrong", name, {"name": name})
    if not pair and not given.get("address_string") and not given.get("address_id") and "estate" not in attributes:
        yield Reason("argument_missing", "address_string", {"name": "lat+long / address_string / address_id"})


def _unreadable(typed: Typed) -> Iterator[Reason]:
    """Everything is UTF-8; what was not arrives with the sign for that."""
    for name, values in typed.items():
        if any("\ufffd" in value for value in (name, *values)):
            yield Reason("not_utf8", None if "\ufffd" in name else name)
            return


def is_coordinate(text: str, most: int) -> bool:
    """Degrees as a decimal number between -most and most."""
    try:
        return _COORDINATE.fullmatch(text) is not None and abs(Decimal(text)) <= most
    except InvalidOperation:
        return False


def is_link(text: str) -> bool:
    """An http or https address of reasonable length."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= MOST_LINK


def key_of(account_id: int, given: str, typed: Typed, files: Sequence[str], day: str) -> str:
    """The idempotency key of a POST: the client's own, apart for each account, else what was said, on its day."""
    if given:
        said: object = given
    else:
        words = sorted((name, list(values)) for name, values in typed.items() if name not in _NOT_SAID)
        said = [day, words, sorted(files)]
    text = json.dumps([account_id, "own" if given else "same", said], ensure_ascii=False)
    return "o311-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:48]
