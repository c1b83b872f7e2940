"""What happened outside a procedure since it was last moved: a notice that ran out, a vote that binds, a filing."""

from __future__ import annotations

from sanguanjia.applications import queries as applications
from sanguanjia.decisions import queries as decisions
from sanguanjia.decisions.models import Vote
from sanguanjia.notices import public

from .models import Procedure
from .types import Kind, News, State
from .values import filing_item, home_at, law_at


def news_of(row: Procedure) -> News | None:
    """What moves it on now, or None. Reads only."""
    state = State(row.state)
    if state is State.POSTED:
        return _of_group(row)
    if state is State.VOTING:
        return _of_vote(row)
    if state in (State.FILING, State.ANSWERING):
        return _of_filing(row, state)
    return _of_committee(row) if state is State.SITTING else None


def _of_group(row: Procedure) -> News | None:
    if row.group_notice_id is None or row.named_on is None:
        return None
    settled = public.standing(row.estate_id, row.group_notice_id).is_settled
    return News("group_stands", {"named_on": row.named_on.isoformat()}) if settled else None


def _of_vote(row: Procedure) -> News | None:
    vote = decisions.vote(row.estate_id, row.vote_id or 0)
    if vote.state == "cancelled":
        return News("vote_cancelled", {"failed": [], "carried": [], "vote": vote.number})
    if vote.state != "in_force" or vote.in_force_on is None:
        return None
    failed, carried = _outcome(vote)
    data = {
        "vote": vote.number,
        "failed": failed,
        "carried": carried,
        "closed_on": vote.closes_on.isoformat(),
        "in_force_on": vote.in_force_on.isoformat(),
    }
    return News("vote_failed" if failed else "vote_passed", data)


def _outcome(vote: Vote) -> tuple[list[str], list[int]]:
    """What did not carry ("2" an item, "q1" a question), and the matters that did. Answers of a question are judged
    together: not being elected is no failure of the vote."""
    answers = {item.position for item in decisions.items(vote) if item.question_id is not None}
    matters = {item.position: item.matter for item in decisions.items(vote)}
    alone = [result for result in decisions.results(vote) if result.item not in answers]
    failed = [str(result.item) for result in alone if not result.passed]
    held = decisions.outcomes(vote)
    failed += [
        f"q{question.position}" for question in decisions.questions(vote)
        if not (held.get(question.position) and held[question.position].holds)
    ]  # fmt: skip
    return failed, sorted({matters[result.item] for result in alone if result.passed})


def _of_filing(row: Procedure, state: State) -> News | None:
    item = filing_item(law_at(home_at(row.estate_id), row.opened_on), Kind(row.kind))
    if not item or row.filing_from is None:
        return None
    found = applications.latest_of(row.estate_id, item, row.filing_from)
    if found is None or found.submitted_at is None:
        return None
    if state is State.FILING:
        fresh = found.pk != row.application_id and found.state not in ("withdrawn", "refused")
        return News("filed", {"at": found.submitted_at.isoformat(), "application": found.pk}) if fresh else None
    if found.decided_at is not None and found.pk == row.application_id:
        what = "filing_granted" if found.state == "granted" else "filing_refused"
        return News(what, {"at": found.decided_at.isoformat(), "decision": found.decision_number})
    return None


def _of_committee(row: Procedure) -> News | None:
    """An interim body ends when a committee of the estate has been filed."""
    rows = Procedure.objects.filter(
        estate_id=row.estate_id, kind__in=[Kind.FIRST.value, Kind.RENEWAL.value],
        state__in=[State.HANDOVER.value, State.DONE.value], filed_on__gte=row.named_on,
    )  # fmt: skip
    filed = rows.order_by("-filed_on").values_list("filed_on", flat=True).first()
    return News("committee_filed", {"on": filed.isoformat()}) if filed else None
