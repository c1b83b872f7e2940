"""From an export to rows that can be looked at: judged in file order, in the light of what was taken in before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sanguanjia.cases.closed import in_final_petition
from sanguanjia.cases.places import place_facts
from sanguanjia.cases.rules.routing import ELSE, possible_needs
from sanguanjia.cases.types import CasePolicy
from sanguanjia.cases.values import case_policy
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.many import copy_in
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.sealed import blind_index
from sanguanjia.kernel.sheets.types import Refused, Unreadable

from . import store
from .models import HotlineBatch, HotlineSheet
from .rules.judge import Judge
from .rules.same import bare_content, estate_name, phone_of
from .sheets import sandbox
from .types import MOST_ROWS, Judged, Outcome
from .wording import REFUSED, UNREADABLE


def judged(path: Path, estates: Iterable[str]) -> Iterator[Judged]:
    """Every row of an export with its outcome. Refuses sheets_unfit, sheets_too_many."""
    judge = Judge(estates)
    try:
        for count, sheet in enumerate(sandbox.sheets(path), start=1):
            if count > MOST_ROWS:
                refuse("sheets_too_many", "file", most=MOST_ROWS)
            yield judge.one(sheet)
    except Refused as verdict:
        refuse("sheets_unfit", "file", sentence=REFUSED[verdict.code], verdict=verdict.code)
    except Unreadable as verdict:
        refuse("sheets_unfit", "file", sentence=UNREADABLE[verdict.code], verdict=verdict.code)


def rows_in(path: Path) -> int:
    """How many rows an export has, for the page that shows how far its reading is; 0 when that is not to be known:
    reading it says what is wrong."""
    try:
        return sandbox.count(path)
    except (Refused, Unreadable):
        return 0


def known_before(home_id: int, found: list[Judged], estates: Mapping[str, int]) -> list[Judged]:
    """The same rows in the light of what was taken in before: known numbers, calls whose matter still runs."""
    numbers = store.known_numbers(home_id, {one.sheet.sheet_no for one in found})
    running = store.running_calls(home_id, {_digest(one) for one in found if one.outcome is Outcome.LOAD})
    light = [_in_its_light(one, numbers, running, estates) for one in found]
    return _finally_answered(home_id, light, estates)


def _finally_answered(home_id: int, found: list[Judged], estates: Mapping[str, int]) -> list[Judged]:
    """Calls about what the same caller petitioned about to the very end, whatever the words say (PET-006)."""
    callers = {
        n: (phone_of(one.sheet.phone), estates[estate_name(one.estate)])
        for n, one in enumerate(found)
        if one.outcome in (Outcome.LOAD, Outcome.REPEAT_OF) and one.sheet.phone
    }
    closed = in_final_petition(set(callers.values()))
    if not closed:
        return found
    policy = case_policy(place_facts(home_id, clock.today()), clock.today())
    answered = list(found)
    for n, caller in callers.items():
        said = found[n].sheet.content or found[n].sheet.title
        need = next((need.code for need in possible_needs(said, policy, 1)), ELSE)
        if (*caller, need) in closed:
            answered[n] = replace(found[n], outcome=Outcome.PETITION_FINAL, of=None)
    return answered


def _in_its_light(
    one: Judged, numbers: set[str], running: Mapping[tuple[str, str, int], store.Running], estates: Mapping[str, int]
) -> Judged:
    if one.sheet.sheet_no in numbers:
        return Judged(one.sheet, Outcome.DUPLICATE_ROW)
    phone = phone_of(one.sheet.phone) if running and one.outcome is Outcome.LOAD else ""
    if phone:
        earlier = running.get((_index(phone), _digest(one), estates[estate_name(one.estate)]))
        if earlier:
            return replace(one, outcome=Outcome.REPEAT_OF, of=earlier.sheet_no)
    return one


def _index(phone: str) -> str:
    return str(blind_index(HotlineSheet, "phone_index", phone))


def _digest(one: Judged) -> str:
    said = bare_content(one.sheet.content or one.sheet.title)
    return hashlib.sha256(said.encode()).hexdigest()


def stage(deed: Deed, batch: HotlineBatch, found: list[Judged], estates: Mapping[str, int]) -> None:
    """Keep judged rows; the batch's counts grow (the caller saves the batch)."""
    today = clock.today()
    policy = case_policy(place_facts(batch.estate_id, today), today)
    rows = [_row(batch, one, estates, policy) for one in found]
    copy_in(HotlineSheet, rows)
    deed.stored(rows)
    batch.counts = dict(Counter(batch.counts) + Counter(one.outcome.value for one in found))


def _row(batch: HotlineBatch, one: Judged, estates: Mapping[str, int], policy: CasePolicy) -> HotlineSheet:
    sheet = one.sheet
    said = sheet.content or sheet.title
    guessed = possible_needs(said, policy, 1)
    return HotlineSheet(
        estate_id=batch.estate_id,
        batch_id=batch.pk,
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


def erase_rows(deed: Deed, home_id: int, batch_id: int) -> None:
    """Rows of a batch that does not go in; the record says that they went."""
    rows = HotlineSheet.objects.filter(estate_id=home_id, batch_id=batch_id)
    with deed.changing(HotlineSheet, rows.values_list("pk", flat=True)):
        rows._raw_delete("default")
