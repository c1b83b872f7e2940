"""The certificate of a vote: one text with every sum, made when it was counted, hashed, signed, never changed."""

from __future__ import annotations

from typing import Any

from sanguanjia.kernel.digest import digest
from sanguanjia.notices import public
from sanguanjia.registry import queries as registry

from . import outside, store, texts
from .models import Certificate, Outcome, Result, Standing, Vote

FORM = "sanguanjia vote certificate 1"


def text_of(vote: Vote, count: int, *, log_size: int) -> dict[str, Any]:
    """Everything a reader needs to follow the result: days, roll, rules, sums per item and channel, verdicts."""
    results = {row.item: row for row in Result.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, count=count)}
    frozen = Standing.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, frozen=True).count()
    return {
        "form": FORM, "vote": str(vote.pk), "number": vote.number, "estate": registry.estate(vote.estate_id).name,
        "title": vote.title, "caller": vote.caller, "voting_form": vote.form, "scope": vote.scope,
        "opened": _day(vote.opens_on), "closed": _day(vote.closes_on), "roll_day": _day(vote.roll_day),
        "roll_root": vote.roll_root, "log_size": log_size, "notice": vote.notice_number, "count": count,
        "total": {"area": vote.total_area, "n": vote.total_n, "units": vote.total_units},
        "disputed_ballots": frozen, "system": _system(vote), "objections": _objections(vote),
        "policy": sorted(held["version"] for held in vote.settings.values()),
        "items": [
            {
                "position": item.position, "matter": item.matter, "title": item.title, "text": item.text,
                "passed": results[item.position].passed, "sums": results[item.position].sums,
                "channels": results[item.position].channels, "verdict": results[item.position].verdict,
                **({"then": then} if (then := texts.follows(item)) else {}),
            }
            for item in store.items_of(vote)
        ],
    } | _questions(vote, count)  # fmt: skip


def _questions(vote: Vote, count: int) -> dict[str, Any]:
    """What became of each question: its answers by number of the item, who is in, the rule's requirements."""
    questions = store.questions_of(vote)
    if not questions:
        return {}
    outcomes = {
        row.question: row
        for row in Outcome.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, count=count)
    }
    asked = store.asked_of(vote)
    found = []
    for row in questions:
        made = outcomes[row.position]
        found.append({
            "position": row.position, "kind": row.kind, "matter": row.matter, "title": row.title, "text": row.text,
            "seats": row.seats, "most": row.most, "items": list(asked[row.position].items), "holds": made.holds,
            "elected": made.elected, "alternates": made.alternates, "tied": made.tied, "finding": made.finding,
            "seed": made.seed,
        })  # fmt: skip
    return {"questions": found}


def _objections(vote: Vote) -> dict[str, int]:
    """Objections to the notice and the roll when it was counted. Those to the result come after and stand beside."""
    lines = public.public_of(vote.estate_id, f"decisions.vote:{vote.pk}")
    found = [line for line in lines if line.number == vote.notice_number]
    return {"n": sum(line.objections for line in found), "unanswered": sum(line.unanswered for line in found)}


def _system(vote: Vote) -> dict[str, str] | None:
    """Where the vote was held, if not here: which system, what it was handed, which file came back."""
    row = outside.system_of(vote)
    if row is None:
        return None
    return {"system": row.system, "name": row.name, "package": row.exported_hash, "result": row.result_hash}


def digest_of(text: dict[str, Any]) -> str:
    """SHA-256 over the canonical text."""
    return digest(text)


def latest(vote: Vote) -> Certificate | None:
    """The certificate of the last count."""
    rows = Certificate.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk)
    return rows.order_by("-at", "-id").first()


def _day(day: object) -> str:
    return str(day) if day else ""
