"""Templates of messages: one table per act in a room's `notices.toml`. Pure: text in, values out.

    ["cases.take_order"]
    topic = "mine"
    facts = ["need", "number", "place"]
    subject = "“{need}”已接单"
    body = "您报的 {number} 号事项（{need}，{place}）已有单位接办。"
    sms = "您报的{number}号事项已接单，登录可看进度。"

Every placeholder is a fact that the table names, and every fact named is used: a file that breaks this cannot be read.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from sanguanjia.notices.types import Topic

SMS_LENGTH = 70  # characters of one Chinese SMS; the platform's signature is counted
SIGNATURE = "【三管家】"
_KEYS = frozenset({"topic", "facts", "subject", "body", "sms", "urgent"})


class TemplateFault(ValueError):
    """A template or what it was to be filled with is wrong: a fault of ours, found by tests."""


@dataclass(frozen=True, slots=True)
class Template:
    """What people read when one kind of thing happened."""

    name: str
    topic: Topic
    facts: frozenset[str]
    subject: str
    body: str
    sms: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its facts put in."""

    subject: str
    body: str
    sms: str


def read(text: str, source: str = "") -> dict[str, Template]:
    """Templates of one file by name. Raises TemplateFault naming the table."""
    found = {}
    for name, table in tomllib.loads(text).items():
        unknown = set(table) - _KEYS
        if unknown:
            raise TemplateFault(f"{source} {name}: unknown {', '.join(sorted(unknown))}")
        template = Template(
            name, Topic(table["topic"]), frozenset(table["facts"]), table["subject"], table["body"], table["sms"],
            table.get("urgent", False),
        )  # fmt: skip
        used = set().union(*(placeholders(t) for t in (template.subject, template.body, template.sms)))
        if used != template.facts:
            raise TemplateFault(f"{source} {name}: facts and placeholders differ: {sorted(used ^ template.facts)}")
        found[name] = template
    return found


def placeholders(text: str) -> frozenset[str]:
    """Names in braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def check(template: Template, facts: Mapping[str, str]) -> None:
    """Raise TemplateFault unless exactly the facts the template names are given, and none is empty."""
    if set(facts) != template.facts:
        raise TemplateFault(f"{template.name} needs {sorted(template.facts)}, was given {sorted(facts)}")
    empty = [name for name, value in facts.items() if not str(value).strip()]
    if empty:
        raise TemplateFault(f"{template.name}: nothing in {', '.join(empty)}")


def fill(template: Template, facts: Mapping[str, str]) -> Filled:
    """The template with its facts; an SMS that would be longer than one is cut with an ellipsis."""
    check(template, facts)
    sms = SIGNATURE + template.sms.format_map(facts)
    if len(sms) > SMS_LENGTH:
        sms = sms[: SMS_LENGTH - 1] + "…"
    return Filled(template.subject.format_map(facts), template.body.format_map(facts), sms)
