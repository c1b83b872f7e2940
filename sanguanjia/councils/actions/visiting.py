"""A joint visit: each agency says what it found on a line of the checklist, where, when, with pictures."""

from __future__ import annotations

from datetime import datetime

from sanguanjia.councils.matters import note_on
from sanguanjia.councils.models import Finding
from sanguanjia.councils.rules.quorum import present
from sanguanjia.councils.rules.words import missing, too_long
from sanguanjia.councils.store import account_of, item_in, keep, made, moves_of, open_meeting, part_of, seat_in
from sanguanjia.councils.types import CheckLine, Kind, PartRef, Result
from sanguanjia.councils.values import council_policy
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any


@act("councils.find")
def find(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    seat: int,
    check: str,
    result: str,
    words: str = "",
    place_words: str,
    item: int | None = None,
    photos: tuple[StoredPhoto, ...] = (),
) -> PartRef:
    """One finding of one agency that is on site; a fault is described and shown.

    Refuses not_found, not_permitted, stale, wrong_phase, not_a_visit, unknown_member, unknown_item, not_there,
    unknown_check, unknown_result, missing, too_long, photo_missing.
    """
    opened = open_meeting(deed, "find", estate_id, meeting_id, version, seat)
    row = opened.row
    if row.kind != Kind.VISIT:
        refuse("not_a_visit")
    agency = seat_in(opened, seat)
    subject = item_in(opened, item) if item is not None else None
    line = _lines(opened.home, row.starts_at, row.checklist).get(check)
    found = [] if line else [Reason("unknown_check", "check")]
    if result not in set(Result):
        found.append(Reason("unknown_result", "result"))
    if agency.pk not in present(moves_of(row), deed.at):
        found.append(Reason("not_there", "seat"))
    found += missing(place_words, "place_words", "位置", 120)
    found += too_long(words, "words", "情况") if result == Result.FINE else missing(words, "words", "情况")
    if result == Result.FAULT and not photos:
        found.append(Reason("photo_missing", "photos"))
    refuse_if_any(found)
    finding = Finding(
        **opened.key, item_id=subject.pk if subject else None, seat_id=agency.pk, check_code=check,
        check_words=line.words if line else "", result=result, words=words.strip(), place_words=place_words.strip(),
        at=deed.at, photos=[photo.sha256 for photo in photos], by_account_id=account_of(deed),
    )  # fmt: skip
    made(deed, finding)
    keep(opened, data={"seat": agency.name, "check": check, "result": result})
    return part_of(opened, finding.pk)


@act("councils.back_to_matter")
def back_to_matter(
    deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, finding: int, words: str
) -> PartRef:
    """What was found is written into the matter itself, where its holder goes on. Refuses … unknown_finding, missing,
    too_long, no_matter (none, or it is over, or not the actor's to write in)."""
    opened = open_meeting(deed, "back_to_matter", estate_id, meeting_id, version)
    row = Finding.objects.filter(**opened.key, pk=finding).first() or refuse("unknown_finding", "finding")
    refuse_if_any(missing(words, "words", "写进事项的话", 1000))
    subject = item_in(opened, row.item_id) if row.item_id else None
    told = subject is not None and note_on(deed, subject.matter_estate_id, subject.matter_id, words.strip())
    if not told:
        refuse("no_matter", "finding")
    keep(opened, words=words, data={"finding": row.pk})
    return part_of(opened, row.pk)


def _lines(home: Home, starts_at: datetime, checklist: str) -> dict[str, CheckLine]:
    """The lines of the checklist as they held on the day of the visit."""
    policy = council_policy(home, starts_at.astimezone(SHANGHAI).date())
    found = policy.checklists.get(checklist)
    return {line.code: line for line in found.lines} if found else {}
