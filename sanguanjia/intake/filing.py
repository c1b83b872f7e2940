"""From sheets to matters: new ones, or the running ones their callers asked about before."""

from __future__ import annotations

from typing import Any

from sanguanjia.cases import actions as cases
from sanguanjia.cases.filing_many import Filing
from sanguanjia.cases.rules.intake import MOST_NAME, MOST_PLACE, MOST_TEXT, is_phone
from sanguanjia.cases.rules.moves.world import MOST_WORDS
from sanguanjia.cases.rules.routing import ELSE
from sanguanjia.cases.types import CaseRef, Confidentiality
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest

from . import store
from .models import HotlineBatch, HotlineSheet
from .rules.same import phone_of
from .types import Outcome
from .wording import AGAIN, DOORS, SAID


def wish_of(sheet: HotlineSheet) -> dict[str, Any]:
    """What `cases.report` is asked for a sheet; a caller who asked for confidentiality is hidden from the company."""
    phone = phone_of(sheet.phone).partition(";")[0]
    return {
        "need": sheet.need,
        "text": sheet.content[:MOST_TEXT] if len(sheet.content) > 1 else SAID.format(words=sheet.content),
        "place_words": sheet.place_words[:MOST_PLACE],
        "contact_name": sheet.caller[:MOST_NAME],
        "contact_phone": phone if is_phone(phone) else "",
        "confidentiality": (Confidentiality.CONTACT if sheet.confidential else Confidentiality.OPEN).value,
        "channel": "hotline",
        "for_somebody": True,
    }


def words_again(sheet: HotlineSheet, door: str) -> str:
    """What a call about a running matter adds to its history."""
    return AGAIN.format(door=DOORS[door], number=sheet.sheet_no, words=sheet.content)[:MOST_WORDS]


def open_matter(deed: Deed, sheet: HotlineSheet, estate_id: int) -> CaseRef:
    """File one sheet as a matter of the estate."""
    return cases.report(deed.actor, estate_id=estate_id, **wish_of(sheet))


def file_sheets(
    deed: Deed, batch: HotlineBatch, sheets: list[HotlineSheet], known: frozenset[str] = frozenset()
) -> tuple[int, int]:
    """File rows of a batch in its order; answers how many matters were opened and how many calls joined running ones.

    `known`: numbers that were filed since the preview: they stay out. A repeat whose matter ended since opens another.
    """
    home = batch.estate_id
    before = {sheet.pk: row_digest(sheet) for sheet in sheets}
    placed = store.filed_sheets(home, {sheet.of_number for sheet in sheets if sheet.of_number})
    running = [(filed.at_estate_id, filed.case_id) for filed in placed.values()]
    many = Filing(deed.actor, deed.at, {s.at_estate_id for s in sheets if s.at_estate_id}, running)
    opened = joined = 0
    for sheet in sheets:
        if sheet.sheet_no in known:
            sheet.outcome, sheet.of_number = Outcome.DUPLICATE_ROW.value, ""
            continue
        sheet.filed = True
        if sheet.outcome in (Outcome.LOAD, Outcome.REPEAT_OF) and sheet.at_estate_id:
            of = placed.get(sheet.of_number)
            if of is not None and many.runs(of.case_id):
                many.note(of.at_estate_id, of.case_id, words_again(sheet, batch.door))
                joined += 1
            else:
                of = _opened(many, sheet, sheet.at_estate_id)
                placed[sheet.of_number or sheet.sheet_no] = of
                sheet.outcome, sheet.of_number = Outcome.LOAD.value, ""
                opened += 1
            placed[sheet.sheet_no] = of
            sheet.at_estate_id, sheet.case_id = of.at_estate_id, of.case_id
    many.write()
    store.save_filed(home, sheets)
    deed.stored(sheets, before)
    _confirm_matters(deed, sheets)
    return opened, joined


def _opened(many: Filing, sheet: HotlineSheet, estate_id: int) -> store.Filed:
    wish = wish_of(sheet)
    need = wish["need"] if many.knows(wish["need"], estate_id) else ELSE
    return store.Filed(estate_id, many.report(estate_id, **wish | {"need": need}))


def _confirm_matters(deed: Deed, sheets: list[HotlineSheet]) -> None:
    """What a person confirmed in the preview, row by row: few, and each is learned from."""
    for sheet in sheets:
        if sheet.matter and sheet.case_id is not None and sheet.at_estate_id is not None:
            cases.choose_matter(deed.actor, estate_id=sheet.at_estate_id, case_id=sheet.case_id, code=sheet.matter)
