"""The same facts as XML and as JSON, element names and order of the standard. Lists are lists, also of one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What one member of a list is called, by the list's own name.
MEMBERS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
# What XML 1.0 cannot carry at all, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(root: str, facts: Any, form: str) -> str:
    """`facts` under the element `root`, as "xml" or "json". JSON has no root, as the standard maps it."""
    if form == "json":
        return json.dumps(facts, ensure_ascii=False)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, facts)}\n'


def _element(name: str, value: Any) -> str:
    inner = _inner(name, value)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _inner(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "".join(_element(key, part) for key, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(_element(MEMBERS[name], part) for part in value)
    return escape(_NOT_XML.sub("\ufffd", str(value)))
