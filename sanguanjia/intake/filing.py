"""From a sheet to its matter: a new one, or the running one its caller asked about before."""

from __future__ import annotations

from sanguanjia.cases import actions as cases
from sanguanjia.cases.rules.intake import MOST_NAME, MOST_PLACE, MOST_TEXT
from sanguanjia.cases.types import CaseRef, Confidentiality
from sanguanjia.kernel.act import Deed

from .models import HotlineSheet
from .rules.same import phone_of
from .wording import AGAIN, DOORS


def open_matter(deed: Deed, sheet: HotlineSheet, estate_id: int) -> CaseRef:
    """File the sheet as a matter of the estate; a caller who asked for confidentiality is hidden from the company."""
    return cases.report(
        deed.actor,
        estate_id=estate_id,
        need=sheet.need,
        text=sheet.content[:MOST_TEXT],
        place_words=sheet.place_words[:MOST_PLACE],
        contact_name=sheet.caller[:MOST_NAME],
        contact_phone=phone_of(sheet.phone).partition(";")[0],
        confidentiality=(Confidentiality.CONTACT if sheet.confidential else Confidentiality.OPEN).value,
        channel="hotline",
        for_somebody=True,
    )


def join_matter(deed: Deed, sheet: HotlineSheet, door: str, estate_id: int, case_id: int) -> None:
    """Note on the running matter that its caller asked again; nothing is counted twice."""
    words = AGAIN.format(door=DOORS[door], number=sheet.sheet_no, words=sheet.content)[:MOST_TEXT]
    cases.add_note(deed.actor, estate_id=estate_id, case_id=case_id, words=words)
