"""A person says which estate a sheet is about; it becomes a matter there."""

from __future__ import annotations

from sanguanjia.intake import filing, store
from sanguanjia.intake.models import HotlineSheet
from sanguanjia.intake.permissions import may_take_in
from sanguanjia.intake.types import Outcome, SheetRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("intake.place_sheet")
def place_sheet(deed: Deed, *, estate_id: int, sheet_id: int, at_estate_id: int, need: str = "") -> SheetRef:
    """Refuses not_permitted, not_found, sheet_placed, estate_unknown, and what `cases.report` refuses."""
    place = store.desk(estate_id)
    deed.permit(may_take_in, place)
    sheet = (
        HotlineSheet.objects.select_for_update()
        .filter(estate_id=estate_id, pk=sheet_id, filed=True, outcome=Outcome.UNKNOWN_ESTATE.value)
        .first()
    )
    if sheet is None:
        refuse("not_found", "sheet")
    if sheet.case_id is not None:
        refuse("sheet_placed", "sheet")
    if at_estate_id not in store.homes_of_estates(place.place):
        refuse("estate_unknown", "at_estate_id")
    before = row_digest(sheet)
    sheet.need = need or sheet.need
    ref = filing.open_matter(deed, sheet, at_estate_id)
    sheet.at_estate_id, sheet.case_id = ref.estate_id, ref.case_id
    sheet.save(update_fields=["need", "at_estate_id", "case_id"])
    deed.touched(sheet, before)
    return SheetRef(sheet.pk, estate_id, ref.estate_id, ref.case_id)
