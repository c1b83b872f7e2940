"""What a report may be about, for the form and the desk: suggestions of the words room as entries of the needs list,
and the matters people confirmed, which it learns from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from sanguanjia.cases.rules.routing import possible_needs
from sanguanjia.cases.types import CasePolicy, Need
from sanguanjia.kernel import clock
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy_queries
from sanguanjia.words import queries as words
from sanguanjia.words import sources
from sanguanjia.words.models import Choice
from sanguanjia.words.types import Example, Suggestion

MOST_OFFERED = 4
LEAST_SCORE = "0.05"
MOST_LEARNED = 20_000
"""So many confirmed reports are learned from, the newest; training stays within seconds."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry of the needs list that may be meant, with the words that led there."""

    need: Need
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the 68: code and what people call it here."""

    code: str
    name: str


def offers(text: str, policy: CasePolicy) -> tuple[Offer, ...]:
    """What a text may mean, the likeliest first; who must be called at once stays in front. It never decides."""
    named = possible_needs(text, policy)
    suggested = [
        Offer(need, suggestion.words)
        for suggestion in words.suggest(text)
        if str(suggestion.score) >= LEAST_SCORE and (need := entry_for(suggestion.code, policy))
    ]
    urgent = [Offer(need) for need in named if need.route]
    found: dict[str, Offer] = {}
    for offer in (*urgent, *suggested, *(Offer(need) for need in named)):
        known = found.get(offer.need.code)
        if known is None or not known.words:
            found[offer.need.code] = offer
    return tuple(found.values())[:MOST_OFFERED]


def entry_for(code: str, policy: CasePolicy) -> Need | None:
    """The first entry that names the matter; entries to be called out at once come from their own words alone."""
    named = [need for need in policy.needs.values() if code in need.matters and not need.route]
    return named[0] if named else None


def matter_names(path: str) -> dict[str, str]:
    """Code → name of the 68 at a place, from the list of departments; empty where there is none."""
    found = policy_queries.rule_for("whistle.departments", path, clock.today()) if path else None
    return {entry["code"]: entry["name"] for entry in found.value["matters"]} if found else {}


def suggested(text: str) -> tuple[Suggestion, ...]:
    """The three likeliest matters."""
    return words.suggest(text)


def chosen(estate_id: int, case_id: int) -> str:
    """The matter somebody confirmed last, or nothing."""
    newest = Choice.objects.filter(estate_id=estate_id, case_id=case_id).order_by("-id")
    return newest.values_list("code", flat=True).first() or ""


_CONFIRMED_SQL = """
    SELECT c.text, latest.code FROM (
        SELECT DISTINCT ON (estate_id, case_id) estate_id, case_id, code, id FROM words_choice
        ORDER BY estate_id, case_id, id DESC
    ) latest JOIN cases_case c ON c.estate_id = latest.estate_id AND c.id = latest.case_id
    ORDER BY latest.id DESC LIMIT %s"""


def confirmed() -> Iterator[Example]:
    """Reports with the matter people said they are about, the newest first."""
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_CONFIRMED_SQL, [MOST_LEARNED])
        for text, code in cursor.fetchall():
            if text.strip():
                yield Example(text.strip()[:2000], code)


sources.provide(confirmed)
