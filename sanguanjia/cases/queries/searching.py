"""What somebody types into the search field of a list, as SQL.

A number, a tracking code, or words: each word must be found in the matter or in its place ("山水文园 3栋 灯"). Over a
whole district the words of the text come from the trigram index; beside it the estates whose name holds the first word
are searched one by one, newest first, so that "山水文园 3-1-1403" needs no pass over a million rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sanguanjia.cases.rules import tracking

from .reach import Part

_MOST_ESTATES = 50
_LONGEST = 60
_MOST_WORDS = 6
_NAMED = (
    "SELECT n.id AS estate_id FROM kernel_home n WHERE n.kind = 'estate' AND n.path LIKE %s AND n.name ILIKE %s"
    f" ORDER BY n.id LIMIT {_MOST_ESTATES}"
)


def pieces(part: Part, words: str) -> Iterator[tuple[Part, str]]:
    """The part of a view as the search asks for it, each with the words that remain to be found in it."""
    tokens = _tokens(words)
    yield part, words
    if tokens and is_wide(part) and exact(words) is None:
        named = replace(
            part, homes=_NAMED, homes_values=(part.inside_values[0], like(tokens[0])), inside="", inside_values=()
        )
        yield named, " ".join(tokens[1:])


def is_wide(part: Part) -> bool:
    """Whether the part covers too many homes to go through them one by one."""
    return not part.homes and len(part.inside_values) == 1 and "h.path LIKE" in part.inside


def exact(words: str) -> tuple[str, Any] | None:
    """The condition for a tracking code or a number; None for anything else."""
    code = tracking.read(words)
    if code is not None:
        return "c.tracking_code = %s", code[0]
    if words.isascii() and words.isdecimal() and len(words) < 9:
        return "c.number = %s", int(words)
    return None


def conditions(part: Part, words: str) -> Iterator[tuple[str, list[Any]]]:
    """(condition on `c`, values), all of which must hold."""
    found = exact(words)
    if found is not None:
        yield found[0], [found[1]]
        return
    for token in _tokens(words):
        if is_wide(part):  # only what the trigram index holds
            yield "c.text ILIKE %s", [like(token)]
        else:
            yield _anywhere(part, token)


def _anywhere(part: Part, token: str) -> tuple[str, list[Any]]:
    """In the text, the need, the place, its names; a room only where it is not kept from the actor."""
    columns = ["c.text", "c.need_name", "c.place_words", *(["c.contact_name"] if part.names_known else [])]
    choices = [f"{column} ILIKE %s" for column in columns]
    values: list[Any] = [like(token)] * len(columns)
    if part.homes:
        choices.append("c.estate_id IN (SELECT e.id FROM kernel_home e WHERE e.kind = 'estate' AND e.name ILIKE %s)")
        values.append(like(token))
    if any(c.isdigit() for c in token):
        building = "SELECT FROM registry_building b WHERE b.estate_id = c.estate_id AND b.id = c.building_id"
        choices.append(f"EXISTS ({building} AND b.name = %s)")
        same = "n.estate_id = c.estate_id AND n.id = c.unit_id AND n.code = %s"
        room = f"EXISTS (SELECT FROM registry_unit n WHERE {same})"
        choices.append(room if part.names_known else f"(c.confidentiality = 'open' AND {room})")
        values += [token, token]
    return f"({' OR '.join(choices)})", values


def like(word: str) -> str:
    """The pattern that finds the word anywhere, its own wildcards taken literally."""
    return f"%{word.replace(chr(92), chr(92) * 2).replace('%', chr(92) + '%').replace('_', chr(92) + '_')}%"


def _tokens(words: str) -> list[str]:
    return words[:_LONGEST].split()[:_MOST_WORDS]
