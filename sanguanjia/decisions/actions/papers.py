"""Numbered paper ballots, typed by two people apart; a third decides where they differ."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from sanguanjia.decisions import store
from sanguanjia.decisions.box import Log, Wish
from sanguanjia.decisions.models import PaperBatch, PaperEntry, PaperForm, RollLine, Vote
from sanguanjia.decisions.permissions import may_prepare, may_type
from sanguanjia.decisions.proof import events
from sanguanjia.decisions.rules.box import agreed, rank_of
from sanguanjia.decisions.rules.questions import Asked, readable
from sanguanjia.decisions.types import Capacity, Channel, Choice, PaperDone, PaperLine, Precedence, State
from sanguanjia.decisions.voices import paper_voter
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

MOST_LINES = 200
_HASH = re.compile(r"[0-9a-f]{64}")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@act("decisions.issue_forms")
def issue_forms(deed: Deed, *, estate_id: int, vote_id: int) -> int:
    """A numbered form for every head that has none. Answers how many. Refuses not_found, not_permitted,
    vote_wrong_state, forms_issued_already."""
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED, State.OPEN)
    rows = PaperForm.objects.filter(estate_id=estate_id, vote_id=vote_id)
    known = set(rows.values_list("head", flat=True))
    heads = [head for head in dict.fromkeys(line.head for line in store.roll_of(vote)) if head not in known]
    if not heads:
        refuse("forms_issued_already")
    made = [
        PaperForm(
            estate_id=estate_id, vote_id=vote_id, number=number, head=head, check_code=_check_code(vote_id, number)
        )
        for number, head in enumerate(heads, start=len(known) + 1)
    ]  # fmt: skip
    PaperForm.objects.bulk_create(made, batch_size=5_000)
    deed.stored(made)
    return len(made)


@act("decisions.enter_papers")
def enter_papers(deed: Deed, *, estate_id: int, vote_id: int, lines: tuple[PaperLine, ...], scans: str) -> PaperDone:
    """One sitting of one person. A form counts as soon as two different people typed it alike.

    `scans`: SHA-256 of the scanned papers. Refuses not_found, not_permitted, vote_not_open, missing, scan_not_hash,
    too_many_lines, unknown_form, choices_not_fitting, form_twice, form_counted, typed_already; all lines at once.
    """
    deed.permit(may_type, home_of("estate_id")(estate_id=estate_id))
    vote = store.find(estate_id, vote_id)
    typist = deed.actor.account_id or 0
    log = Log(vote)
    if not log.is_open or clock.today() > vote.closes_on:
        refuse("vote_not_open", "vote")
    forms = _demand(vote, lines, scans, typist)
    number = PaperBatch.objects.filter(estate_id=estate_id, vote_id=vote_id).count() + 1
    batch = PaperBatch(
        estate_id=estate_id, vote_id=vote_id, number=number, typist_id=typist, at=deed.at, forms=len(lines),
        scans=scans,
    )  # fmt: skip
    batch.save(force_insert=True)
    deed.touched(batch)
    entries = [
        PaperEntry(
            estate_id=estate_id, vote_id=vote_id, batch_id=batch.pk, form_id=forms[line.form].pk, typist_id=typist,
            choices=list(line.choices), signed=line.signed,
        )
        for line in lines
    ]  # fmt: skip
    PaperEntry.objects.bulk_create(entries)
    deed.stored(entries)
    return _count(deed, vote, log, batch, forms)


def _check_code(vote_id: int, number: int) -> str:
    drawn = hashlib.sha256(f"{vote_id}/{number}".encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in drawn[:4])


def _demand(vote: Vote, lines: Sequence[PaperLine], scans: str, typist: int) -> dict[int, PaperForm]:
    found: list[Reason] = []
    if not lines:
        found.append(Reason("missing", "lines", {"label": "票"}))
    if len(lines) > MOST_LINES:
        refuse("too_many_lines", "lines", most=MOST_LINES)
    if not _HASH.fullmatch(scans):
        found.append(Reason("scan_not_hash", "scans", {}))
    wanted = {line.form for line in lines}
    rows = PaperForm.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, number__in=wanted)
    forms = {row.number: row for row in rows}
    ids = [form.pk for form in forms.values()]  # not a subquery: joined afresh, it walked every form per entry
    entries = PaperEntry.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, typist_id=typist, form_id__in=ids)
    mine = set(entries.values_list("form_id", flat=True))
    items, seen = len(store.items_of(vote)), set[int]()
    for line in lines:
        code = _wrong_with(line, forms.get(line.form), items, seen, mine)
        if code:
            found.append(Reason(code, "lines", {"form": line.form, "items": items}))
        seen.add(line.form)
    refuse_if_any(found)
    return forms


def _wrong_with(line: PaperLine, form: PaperForm | None, items: int, seen: set[int], mine: set[int]) -> str:
    if form is None:
        return "unknown_form"
    if len(line.choices) != items or any(choice not in list(Choice) for choice in line.choices):
        return "choices_not_fitting"
    if line.form in seen:
        return "form_twice"
    if form.counted_at is not None:
        return "form_counted"
    return "typed_already" if form.pk in mine else ""


def _count(deed: Deed, vote: Vote, log: Log, batch: PaperBatch, forms: dict[int, PaperForm]) -> PaperDone:
    """Put into the box what two people typed alike by now; one line of the log for the batch, then its ballots."""
    typed: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    ids = [form.pk for form in forms.values()]
    rows = PaperEntry.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, form_id__in=ids).order_by("id")
    for row in rows:
        content = (*row.choices, "signed" if row.signed else "unsigned")
        typed.setdefault(row.form_id, []).append((row.typist_id, content))
    settled = {form.pk: found for form in forms.values() if (found := agreed(typed[form.pk])) is not None}
    counted = sorted(number for number, form in forms.items() if form.pk in settled)
    waiting = sorted(number for number, form in forms.items() if len(typed[form.pk]) == 1)
    differing = sorted(set(forms) - set(counted) - set(waiting))
    seq = log.add(
        lambda n: events.paper_batch(log.vote, n, deed.at, number=batch.number, forms=batch.forms, scans=batch.scans)
    )
    lines: dict[int, list[RollLine]] = {}
    heads = [form.head for form in forms.values() if form.pk in settled]
    for row in RollLine.objects.filter(
        estate_id=vote.estate_id, vote_id=vote.pk, left_out=False, head__in=heads
    ).order_by("id"):  # fmt: skip
        lines.setdefault(row.head, []).append(row)
    asked = tuple(store.asked_of(vote).values())
    wishes = [
        wish for form in forms.values() if form.pk in settled
        for wish in _wishes(vote, form, lines.get(form.head, []), settled[form.pk], asked)
    ]  # fmt: skip
    done = log.cast(wishes, deed.actor.account_id, deed.at, batch=seq)
    log.write(deed.at)
    deed.stored(done.ballots)
    done_forms = [form.pk for form in forms.values() if form.pk in settled]
    if done_forms:
        with deed.changing(PaperForm, done_forms):
            rows_done = PaperForm.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, pk__in=done_forms)
            rows_done.update(counted_at=deed.at)
    return PaperDone(batch.pk, vote.estate_id, tuple(counted), tuple(waiting), tuple(differing))


def _wishes(
    vote: Vote, form: PaperForm, lines: list[RollLine], content: tuple[str, ...], asked: tuple[Asked, ...]
) -> list[Wish]:
    """What the paper says, without what cannot be read. Without a signature it is no ballot at all (OWN-046)."""
    *choices, signed = content
    said = tuple(readable(asked, dict(enumerate(choices, start=1))).items())
    if signed != "signed" or not said or not lines:
        return []
    rank = rank_of(Channel.PAPER, Capacity.OWNER, Precedence(vote.precedence))
    voter = paper_voter(lines[0])
    return [Wish(tuple(lines), said, Channel.PAPER, Capacity.OWNER, voter, rank, form.number)]
