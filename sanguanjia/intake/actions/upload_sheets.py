"""Read an export and show what would become of every row; nothing of it is a matter yet."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

from sanguanjia.cases.places import place_facts
from sanguanjia.cases.rules.routing import ELSE, possible_needs
from sanguanjia.cases.types import CasePolicy
from sanguanjia.cases.values import case_policy
from sanguanjia.intake import store
from sanguanjia.intake.models import HotlineBatch, HotlineSheet
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.rules.judge import Judge
from sanguanjia.intake.rules.same import bare_content, estate_name, phone_of
from sanguanjia.intake.sheets import sandbox
from sanguanjia.intake.types import MOST_ROWS, BatchRef, BatchState, Door, Judged, Outcome
from sanguanjia.intake.wording import REFUSED, UNREADABLE
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.sealed import blind_index
from sanguanjia.kernel.sheets.types import Refused, Unreadable
from sanguanjia.registry.actions.rosters import Upload


@act("intake.upload_sheets")
def upload_sheets(deed: Deed, *, estate_id: int, upload: Upload, door: str = Door.HOTLINE.value) -> BatchRef:
    """Keep the rows of an export with their outcomes. `estate_id` is the home of the desk.

    Refuses not_permitted, sheets_unfit, sheets_too_many.
    """
    place = store.desk(estate_id)
    deed.permit(may_take_in, place)
    estates = store.estates_of(place.place)
    judged = _known_before(estate_id, _judge(upload, estates), estates)
    if len(judged) > MOST_ROWS:
        refuse("sheets_too_many", "file", most=MOST_ROWS, count=len(judged))
    policy = case_policy(place_facts(estate_id, clock.today()), clock.today())
    batch = HotlineBatch(
        estate_id=estate_id,
        name=upload.name,
        sha256=upload.sha256,
        door=Door(door).value,
        state=BatchState.READY.value,
        counts=dict(Counter(one.outcome.value for one in judged)),
        uploaded_by=deed.actor.account_id,
        uploaded_at=deed.at,
    )
    batch.save(force_insert=True)
    deed.touched(batch)
    rows = [_row(batch, one, estates, policy) for one in judged]
    HotlineSheet.objects.bulk_create(rows, batch_size=500)
    deed.made(HotlineSheet, [row.pk for row in rows])
    return BatchRef(batch.pk, estate_id)


def _judge(upload: Upload, estates: dict[str, int]) -> list[Judged]:
    judge = Judge(estates)
    found: list[Judged] = []
    try:
        for sheet in sandbox.sheets(upload.path):
            found.append(judge.one(sheet))
            if len(found) > MOST_ROWS * 20:
                refuse("sheets_too_many", "file", most=MOST_ROWS, count=len(found))
    except Refused as verdict:
        refuse("sheets_unfit", "file", sentence=REFUSED[verdict.code])
    except Unreadable as verdict:
        refuse("sheets_unfit", "file", sentence=UNREADABLE[verdict.code])
    return found


def _known_before(home_id: int, judged: list[Judged], estates: dict[str, int]) -> list[Judged]:
    """The same rows in the light of what was taken in before: known numbers, calls whose matter still runs."""
    numbers = store.known_numbers(home_id, {one.sheet.sheet_no for one in judged})
    running = store.running_calls(home_id, {_digest(one) for one in judged if one.outcome is Outcome.LOAD})
    found = []
    for one in judged:
        if one.sheet.sheet_no in numbers:
            found.append(Judged(one.sheet, Outcome.DUPLICATE_ROW))
            continue
        phone = phone_of(one.sheet.phone)
        if one.outcome is Outcome.LOAD and phone:
            earlier = running.get((_index(phone), _digest(one), estates[estate_name(one.estate)]))
            if earlier:
                found.append(replace(one, outcome=Outcome.REPEAT_OF, of=earlier.sheet_no))
                continue
        found.append(one)
    return found


def _index(phone: str) -> str:
    return str(blind_index(HotlineSheet, "phone_index", phone))


def _digest(one: Judged) -> str:
    said = bare_content(one.sheet.content or one.sheet.title)
    return hashlib.sha256(said.encode()).hexdigest()


def _row(batch: HotlineBatch, one: Judged, estates: dict[str, int], policy: CasePolicy) -> HotlineSheet:
    sheet = one.sheet
    said = sheet.content or sheet.title
    guessed = possible_needs(said, policy, 1)
    return HotlineSheet(
        estate_id=batch.estate_id,
        batch=batch,
        row=sheet.row,
        sheet_no=sheet.sheet_no,
        called_at=sheet.called_at,
        caller=sheet.caller,
        phone=phone_of(sheet.phone) or sheet.phone[:60],
        kind_words=sheet.kind,
        title=sheet.title,
        content=said,
        content_digest=_digest(one),
        estate_words=sheet.estate,
        place_words=sheet.address,
        urgency=sheet.urgency,
        limit_words=sheet.limit,
        confidential=sheet.confidential,
        outcome=one.outcome.value,
        of_number=one.of or "",
        route=one.route or "",
        why=one.why[:200],
        need=guessed[0].code if guessed else ELSE,
        at_estate_id=estates.get(estate_name(one.estate)) if one.estate else None,
    )
