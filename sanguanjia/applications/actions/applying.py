"""The applicant: write it down, bring the papers, hand it in, take it back."""

from __future__ import annotations

from sanguanjia.applications.models import Application
from sanguanjia.applications.permissions import Thing, is_applicant, may_apply
from sanguanjia.applications.rules import moves
from sanguanjia.applications.store import (
    account_of,
    add_files,
    carry_out,
    note,
    open_application,
    ref_of,
)
from sanguanjia.applications.types import ApplicationRef, Decision, Item, State
from sanguanjia.applications.values import home_at, item_at
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices.files import StoredFile

MOST = 4_000
"""Characters of one answer."""


@act("applications.save")
def save(
    deed: Deed,
    *,
    estate_id: int,
    item: str,
    answers: dict[str, str],
    files: tuple[tuple[str, StoredFile], ...] = (),
    application_id: int | None = None,
    room: str = "",
) -> ApplicationRef:
    """A new draft, or answers and papers of one that is a draft or being corrected.

    `files`: (code of the document, file). `room`: which room's page asks; an item of another room starts there.
    Refuses not_found, not_permitted, application_item_unknown, application_other_door, wrong_phase, too_long.
    """
    if application_id is None:
        return _draft(deed, estate_id, item, answers, files, room)
    opened = open_application(deed, "save", estate_id, application_id, is_applicant)
    moves.editable(opened.facts)
    row, entry = opened.row, opened.thing.item
    row.answers = {**row.answers, **_answers(entry, answers)}
    brought = {code for code, _ in files} | {name for name, text in answers.items() if text.strip()}
    row.asked = [code for code in row.asked if code not in brought]
    add_files(deed, row, _of_the_list(entry, files))
    return carry_out(opened, Decision(State(row.state), opened.facts.clocks))


def _draft(
    deed: Deed, estate_id: int, code: str, answers: dict[str, str], files: tuple[tuple[str, StoredFile], ...], room: str
) -> ApplicationRef:  # fmt: skip
    home = home_at(estate_id)
    entry = item_at(home, code, clock.today())
    mandate = deed.permit(may_apply, Thing(home.path, entry))
    if entry.room != room:
        refuse("application_other_door", "item")
    row = Application(
        estate_id=home.pk, item=entry.code, item_name=entry.name, rule=entry.version, opened_on=clock.today(),
        state=State.DRAFT.value, answers=_answers(entry, answers), role=mandate.role if mandate else "",
        organisation_id=mandate.organisation_id if mandate else None, account_id=account_of(deed),
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    add_files(deed, row, _of_the_list(entry, files))
    note(deed, row, "save", Decision(State.DRAFT, ()))
    deed.under(entry.version)
    return ref_of(row)


def _answers(entry: Item, answers: dict[str, str]) -> dict[str, str]:
    """Answers to the fields of the form, nothing else. Refuses too_long."""
    refuse_if_any(
        Reason("too_long", field.name, {"label": field.label, "most": MOST})
        for field in entry.fields
        if len(answers.get(field.name, "")) > MOST
    )
    return {f.name: answers[f.name].strip() for f in entry.fields if f.name in answers}


def _of_the_list(entry: Item, files: tuple[tuple[str, StoredFile], ...]) -> list[tuple[str, StoredFile]]:
    known = {paper.code for paper in entry.papers}
    return [(code, file) for code, file in files if code in known]


@act("applications.submit")
def submit(
    deed: Deed, *, estate_id: int, application_id: int, version: int | None = None, room: str = ""
) -> ApplicationRef:
    """Hand it in; the first time it gets its number. `room`: an item of another room is handed in there.

    Refuses not_found, not_permitted, stale, application_other_door, wrong_phase, and everything that is missing at
    once (missing)."""
    opened = open_application(deed, "submit", estate_id, application_id, is_applicant, version)
    if opened.thing.item.room != room:
        refuse("application_other_door", "item")
    row = opened.row
    decision = moves.submit(opened.facts, opened.times)
    if not row.number:
        row.number = counters.next_number(estate_id, "application")
        row.submitted_at = deed.at
    row.submitter_id = account_of(deed)
    return carry_out(opened, decision)


@act("applications.withdraw")
def withdraw(
    deed: Deed, *, estate_id: int, application_id: int, version: int | None = None, words: str = ""
) -> ApplicationRef:
    """Take it back before the decision. Refuses not_found, not_permitted, stale, wrong_phase."""
    opened = open_application(deed, "withdraw", estate_id, application_id, is_applicant, version)
    return carry_out(opened, moves.withdraw(opened.facts, opened.times), words)
