"""An estate's board: public notices with their state by the clock. Everything here may be read without a login,
except the words of objections, which are for those who live or work in the estate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from sanguanjia.access.types import Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import store
from sanguanjia.notices.models import (
    Objection,
    ObjectionAnswer,
    PostingProof,
    PublicExtension,
    PublicFile,
    PublicNotice,
)
from sanguanjia.notices.permissions import belongs_here, may_object, may_publish
from sanguanjia.notices.rules.canonical import Content, canonical_text, digest_of
from sanguanjia.notices.rules.kinds import KINDS
from sanguanjia.notices.rules.periods import state_of
from sanguanjia.notices.types import PublicState, Standing


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A public notice in a list."""

    estate_id: int
    id: int
    number: int
    kind: str
    label: str
    title: str
    publisher: str
    opens_on: date
    closes_on: date
    state: PublicState
    objections: int
    unanswered: int
    subject: str
    superseded_by: int | None
    digest: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """An objection and its answer, without names."""

    id: int
    at: datetime
    text: str
    answer: str
    accepted: bool | None
    answered_at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a public notice, or a proof of its posting."""

    id: int
    name: str
    kind: str
    sha256: str
    size: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicView:
    """A public notice with all that belongs to it, as one actor may see it."""

    line: PublicLine
    row: PublicNotice
    files: tuple[Attachment, ...]
    proofs: tuple[Attachment, ...]
    extensions: tuple[PublicExtension, ...]
    said: tuple[Said, ...]
    reads_objections: bool
    may_object: bool
    may_publish: bool
    is_whole: bool
    supersedes_number: int | None
    superseded_by_number: int | None


def board(estate_id: int, *, current: bool = False, after: int | None = None, limit: int = 50) -> list[PublicLine]:
    """Public notices of an estate, newest first; `current`: only those that run or are still to come.

    `after` is the number of the last one seen (keyset). Refuses not_found for anything that is no estate.
    """
    store.board_home(estate_id)
    rows = _rows(estate_id)
    if after is not None:
        rows = rows.filter(number__lt=after)
    if current:  # asked of the database: an older one may still run below many newer that are over
        today = clock.today()
        rows = rows.filter(Q(closes_on__gte=today) | Q(longest__gte=today), Q(successor=None))
    return [_line(row) for row in rows.order_by("-number")[:limit]]


def public_of(estate_id: int, subject: str) -> list[PublicLine]:
    """Public notices about another room's thing, newest first."""
    return [_line(row) for row in _rows(estate_id).filter(subject=subject).order_by("-number")]


def standing(estate_id: int, notice_id: int) -> Standing:
    """What rooms above wait for. Refuses not_found."""
    row = _rows(estate_id).filter(pk=notice_id).first() or refuse("not_found")
    line = _line(row)
    return Standing(
        estate_id, line.id, line.number, line.kind, line.subject, line.state, line.opens_on, line.closes_on,
        line.objections, line.unanswered, line.superseded_by,
        PostingProof.objects.filter(estate_id=estate_id, public_notice_id=line.id).count(),
    )  # fmt: skip


def public_view(actor: Actor, estate_id: int, number: int) -> PublicView:
    """One public notice by its number. Refuses not_found."""
    home = store.board_home(estate_id)
    row = _rows(estate_id).filter(number=number).first() or refuse("not_found")
    line, thing = _line(row), store.thing_of(home, row.kind)
    belongs = bool(belongs_here(actor, thing))
    files = _files(row)
    successor = PublicNotice.objects.filter(estate_id=estate_id, supersedes_id=row.pk).first()
    before = PublicNotice.objects.filter(estate_id=estate_id, pk=row.supersedes_id or 0).first()
    return PublicView(
        line, row, files, _proofs(row),
        tuple(PublicExtension.objects.filter(estate_id=estate_id, public_notice_id=row.pk).order_by("until")),
        _said(row) if belongs else (), belongs,
        bool(may_object(actor, thing)) and line.state is PublicState.RUNNING and not _objected(actor, row),
        bool(may_publish(actor, thing)), digest_of(_content(row, files)) == row.digest,
        before.number if before else None, successor.number if successor else None,
    )  # fmt: skip


def canonical_of(estate_id: int, number: int) -> str:
    """The text that was hashed, made again from what is stored now. Refuses not_found."""
    row = PublicNotice.objects.filter(estate_id=estate_id, number=number).first() or refuse("not_found")
    return canonical_text(_content(row, _files(row)))


def attachment(estate_id: int, number: int, file_id: int) -> Attachment:
    """One attachment. Refuses not_found."""
    rows = PublicFile.objects.filter(estate_id=estate_id, pk=file_id, public_notice__number=number)
    row = rows.filter(public_notice__estate_id=estate_id).first() or refuse("not_found")
    return Attachment(row.pk, row.name, row.kind, row.sha256, row.size)


def proof(estate_id: int, number: int, proof_id: int) -> Attachment:
    """One photograph of the posting. Refuses not_found."""
    rows = PostingProof.objects.filter(estate_id=estate_id, pk=proof_id, public_notice__number=number)
    row = rows.filter(public_notice__estate_id=estate_id).first() or refuse("not_found")
    return Attachment(row.pk, row.place_words, "photo", row.sha256, at=row.at)


def objection_number(estate_id: int, objection_id: int) -> int:
    """The number of the public notice an objection is about. Refuses not_found."""
    row = Objection.objects.filter(estate_id=estate_id, pk=objection_id).first() or refuse("not_found")
    return PublicNotice.objects.values_list("number", flat=True).get(estate_id=estate_id, pk=row.public_notice_id)


def _rows(estate_id: int) -> QuerySet[PublicNotice]:
    """Notices with their longest extension, objections, answers and successor beside them: one statement."""
    here: Any = {"estate_id": estate_id, "public_notice_id": OuterRef("pk")}
    longest = PublicExtension.objects.filter(**here).order_by("-until").values("until")[:1]
    count = Objection.objects.filter(**here).order_by().values("public_notice_id").annotate(n=Count("id")).values("n")
    answered = (
        ObjectionAnswer.objects.filter(
            estate_id=estate_id, objection__estate_id=estate_id, objection__public_notice_id=OuterRef("pk")
        )
        .order_by().values("objection__public_notice_id").annotate(n=Count("id")).values("n")
    )  # fmt: skip
    successor = PublicNotice.objects.filter(estate_id=estate_id, supersedes_id=OuterRef("pk")).values("id")[:1]
    return PublicNotice.objects.filter(estate_id=estate_id).annotate(
        longest=Subquery(longest), objected=Subquery(count), answered=Subquery(answered), successor=Subquery(successor)
    )


def _line(row: Any) -> PublicLine:
    closes_on = max(row.closes_on, row.longest) if row.longest else row.closes_on
    state = state_of(row.opens_on, closes_on, clock.today(), superseded=row.successor is not None)
    objections = row.objected or 0
    return PublicLine(
        row.estate_id, row.pk, row.number, row.kind, KINDS[row.kind].label, row.title, row.publisher, row.opens_on,
        closes_on, state, objections, objections - (row.answered or 0), row.subject, row.successor, row.digest,
        row.words,
    )  # fmt: skip


def _content(row: PublicNotice, files: tuple[Attachment, ...]) -> Content:
    return Content(
        row.estate_id, row.estate_name, row.number, row.kind, row.title, row.text, row.publisher, row.contact,
        row.opens_on, row.closes_on, row.earliest_end, row.rule, row.subject, row.supersedes_id,
        tuple(file.sha256 for file in files),
    )  # fmt: skip


def _files(row: PublicNotice) -> tuple[Attachment, ...]:
    rows = PublicFile.objects.filter(estate_id=row.estate_id, public_notice_id=row.pk).order_by("position")
    return tuple(Attachment(r.pk, r.name, r.kind, r.sha256, r.size) for r in rows)


def _proofs(row: PublicNotice) -> tuple[Attachment, ...]:
    rows = PostingProof.objects.filter(estate_id=row.estate_id, public_notice_id=row.pk).order_by("id")
    return tuple(Attachment(r.pk, r.place_words, "photo", r.sha256, at=r.at) for r in rows)


def _objected(actor: Actor, row: PublicNotice) -> bool:
    mine = Objection.objects.filter(estate_id=row.estate_id, public_notice_id=row.pk, account_id=actor.account_id or 0)
    return mine.exists()


def _said(row: PublicNotice) -> tuple[Said, ...]:
    rows = Objection.objects.filter(estate_id=row.estate_id, public_notice_id=row.pk).order_by("id")
    answers = {
        a.objection_id: a
        for a in ObjectionAnswer.objects.filter(estate_id=row.estate_id, objection_id__in=[r.pk for r in rows])
    }
    return tuple(_one_said(r, answers.get(r.pk)) for r in rows)


def _one_said(row: Objection, answer: ObjectionAnswer | None) -> Said:
    if answer is None:
        return Said(row.pk, row.at, row.text, "", None, None, "")
    by = Role(answer.role).label if answer.role else "平台"
    return Said(row.pk, row.at, row.text, answer.text, answer.accepted, answer.at, by)
