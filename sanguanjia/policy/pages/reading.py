"""Read the rules: by topic, one rule on one day, one year's calendar. Law is public: no login."""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import ANONYMOUS
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.refusal import Reason
from sanguanjia.kernel.wording import say
from sanguanjia.policy import explaining, queries
from sanguanjia.policy.packs import CALENDAR_KEY
from sanguanjia.policy.permissions import PUBLISHERS
from sanguanjia.policy.rules.calendar import YearCalendar
from sanguanjia.policy.types import Resolution
from sanguanjia.policy.wording import FORCE_WORDS, LAYER_WORDS, TOPICS, WHY_WORDS

from .asked import Asked, asked, place_options
from .showing import short, show

FIRST_YEAR, LAST_YEAR = 1950, 2100


@for_anyone
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Rules by topic, with what holds at the asked place on the asked day; ?q= searches titles and names."""
    question = asked(request)
    words = request.GET.get("q", "").strip()[:60]
    topics: dict[str, list[dict[str, str]]] = {}
    packs = queries.packs()
    for key in packs.keys:
        found = packs.resolve(key, question.chain, question.day)
        title = found.winner.title if found else ""
        if found is None or (words and words not in title and words not in key):
            continue
        topic = TOPICS.get(key.split(".")[0], "其他")
        topics.setdefault(topic, []).append(
            {
                "key": key,
                "title": title or key,
                "value": short(found.value),
                "place": question.named(found.winner.jurisdiction),
            }
        )
    ordered = sorted(topics.items(), key=lambda item: list(TOPICS.values()).index(item[0]) if item[0] != "其他" else 99)
    context = _frame(request, question) | {
        "topics": ordered,
        "words": words,
        "count": sum(len(rules) for _, rules in ordered),
        "year": question.day.year,
    }
    return render(request, "policy/index.html", context, using="jinja2")


@for_anyone
@require_GET
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: what held here on that day, by which clause, and what was overruled; and every version there is."""
    question = asked(request)
    found = queries.packs().resolve(key, question.chain, question.day)
    versions = queries.versions_of(key)
    context = _frame(request, question) | {
        "key": key,
        "title": found.winner.title if found else (versions[0].rule.title if versions else key),
        "found": found,
        "value": show(found.value) if found else None,
        "winner": _winner_facts(found, question) if found else (),
        "overruled": _overruled(found, question) if found else (),
        "versions": [_version_row(version, question) for version in versions],
        "missing": say(
            Reason(
                "no_rule", None, {"key": key, "place": question.place_name, "day": explaining.day_words(question.day)}
            )
        ),
        "calendar_year": question.day.year if key == CALENDAR_KEY else None,
    }
    return render(request, "policy/rule.html", context, status=200 if found or versions else 404, using="jinja2")


@dataclass(frozen=True, slots=True)
class Cell:
    """One day in the picture of a year; number 0 is a blank before the first or after the last."""

    number: int
    kind: str = ""
    words: str = ""


@for_anyone
@require_GET
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """The picture of a year: days off, days worked in exchange, and the notice they come from."""
    question = asked(request)
    year = min(max(year, FIRST_YEAR), LAST_YEAR)
    found = queries.packs().calendar_of(question.chain).year(year)
    spans = _spans(found)
    context = _frame(request, question) | {
        "year": year,
        "published": found.published,
        "source": found.title,
        "version": found.version,
        "workdays": found.count,
        "months": [(month, _month(found, month)) for month in range(1, 13)],
        "spans": spans,
        "before": reverse("policy:calendar", args=[year - 1]) + question.query if year > FIRST_YEAR else "",
        "after": reverse("policy:calendar", args=[year + 1]) + question.query if year < LAST_YEAR else "",
    }
    return render(request, "policy/calendar.html", context, using="jinja2")


def _frame(request: HttpRequest, question: Asked) -> dict[str, object]:
    actor = getattr(request, "actor", ANONYMOUS)
    return {
        "asked": question,
        "places": place_options(question),
        "day_words": explaining.day_words(question.day),
        "may_publish": actor.has_role(*PUBLISHERS),
        "refusals": question.faults,
    }


def _winner_facts(found: Resolution, question: Asked) -> tuple[tuple[str, str], ...]:
    winner = found.winner
    rows = [
        ("依据", explaining.clause_words(winner)),
        ("地方", question.named(winner.jurisdiction)),
        ("层级和效力", f"{LAYER_WORDS[winner.layer]} · {FORCE_WORDS[winner.force]}"),
        ("有效期", explaining.window_words(winner)),
    ]
    if winner.exception_to:
        rows.append(("试点", f"在期限内明文突破 {winner.exception_to}，只在本地有效"))
    if winner.note:
        rows.append(("说明", winner.note))
    rows.append(("版本", winner.version))
    return tuple(rows)


def _overruled(found: Resolution, question: Asked) -> list[dict[str, str]]:
    return [
        {
            "clause": explaining.clause_words(lost.version),
            "place": question.named(lost.version.jurisdiction),
            "layer": LAYER_WORDS[lost.version.layer],
            "value": short(lost.version.value),
            "why": WHY_WORDS[lost.why],
            "note": lost.version.note,
        }
        for lost in found.overruled
    ]


def _version_row(kept: queries.Kept, question: Asked) -> tuple[str, str, str, str, str]:
    version = kept.rule
    window = explaining.window_words(version)
    if kept.withdrawn_at is not None:
        day = explaining.day_words(clock.local(kept.withdrawn_at).date())
        window = f"{window}（录入有误，{day}更正：{kept.because}）"
    return (
        window,
        question.named(version.jurisdiction),
        LAYER_WORDS[version.layer],
        short(version.value),
        explaining.clause_words(version),
    )


def _month(year: YearCalendar, month: int) -> list[list[Cell]]:
    return [
        [_cell(year, dt.date(year.year, month, number)) if number else Cell(0) for number in week]
        for week in _calendar.Calendar().monthdayscalendar(year.year, month)
    ]


def _cell(year: YearCalendar, day: dt.date) -> Cell:
    if day in year.worked:
        return Cell(day.day, "worked", "班")
    if day in year.off:
        return Cell(day.day, "off", "休")
    return Cell(day.day, "weekend" if day.weekday() >= 5 else "")


def _spans(year: YearCalendar) -> list[tuple[str, str, str]]:
    """(holiday, days off, days worked in exchange) in the order of the year."""
    names_in_order = list(dict.fromkeys(name for _, name in sorted(year.off.items())))
    rows = []
    for name in names_in_order:
        off = [day for day, known in sorted(year.off.items()) if known == name]
        worked = [day for day, known in sorted(year.worked.items()) if known == name]
        rows.append((name, _days(off), _days(worked) or "无"))
    return rows


def _days(days: list[dt.date]) -> str:
    """Days in words, runs joined: 5月1日至5日."""
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        first, last = run[0], run[-1]
        until = "" if first == last else f"至{f'{last.month}月' if last.month != first.month else ''}{last.day}日"
        words.append(f"{first.month}月{first.day}日{until}")
    return "、".join(words)
