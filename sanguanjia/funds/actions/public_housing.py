"""Open the other tree: who sold public housing, by building, and the homes that were sold (FUND-006)."""

from __future__ import annotations

from sanguanjia.funds import queries
from sanguanjia.funds.models import FundAccount, FundBalance, FundTransfer
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.types import Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any
from sanguanjia.registry import queries as registry


@act("funds.open_public_housing")
def open_public_housing(
    deed: Deed, *, estate_id: int, seller_id: int, building_id: int, doors: tuple[str, ...]
) -> int:  # fmt: skip
    """The homes `doors` of a building were public housing sold by `seller_id`: their accounts stand below that seller's
    account of the building, which takes what the seller gives from the price. Answers how many homes were moved.

    Refuses not_permitted, not_found, and all at once: missing, fund_no_seller, fund_unknown_door (a home that has no
    account there), fund_door_is_public, fund_door_has_moved (money went in or out already).
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    queries.book(estate_id)
    name = _seller(seller_id)
    building = next((b for b in registry.buildings(estate_id) if b.id == building_id), None)
    if building is None:
        refuse("not_found", "building")
    rows = _homes(estate_id, building_id, doors)
    at = _below(deed, estate_id, seller_id, name, building_id, building.name)
    for row in rows:
        before = row_digest(row)
        row.kind, row.parent_id = Kind.PUBLIC_UNIT.value, at
        row.save(update_fields=["kind", "parent_id"])
        deed.touched(row, before=before)
    return len(rows)


def _seller(seller_id: int) -> str:
    try:
        return registry.organisation(seller_id).name
    except Refusal:
        refuse("fund_no_seller", "seller")


def _homes(estate_id: int, building_id: int, doors: tuple[str, ...]) -> list[FundAccount]:
    """The accounts to be moved, locked; every wrong door at once."""
    wanted = tuple(dict.fromkeys(door.strip() for door in doors if door.strip()))
    if not wanted:
        refuse("missing", "doors", label="已售公有住房")
    known = FundAccount.objects.select_for_update().filter(
        estate_id=estate_id, building_id=building_id, unit_id__isnull=False, name__in=wanted
    )
    by_name = {row.name: row for row in known}
    ids = [row.pk for row in by_name.values()]
    moves = FundTransfer.objects.filter(estate_id=estate_id)
    moved = {*moves.filter(debit_id__in=ids).values_list("debit_id", flat=True),
             *moves.filter(credit_id__in=ids).values_list("credit_id", flat=True)}  # fmt: skip
    found: list[Reason] = []
    for door in wanted:
        row = by_name.get(door)
        if row is None:
            found.append(Reason("fund_unknown_door", "doors", {"given": door[:40]}))
        elif row.kind == Kind.PUBLIC_UNIT.value:
            found.append(Reason("fund_door_is_public", "doors", {"door": door}))
        elif row.pk in moved:
            found.append(Reason("fund_door_has_moved", "doors", {"door": door}))
    refuse_if_any(found)
    return [by_name[door] for door in wanted]


def _below(deed: Deed, estate_id: int, seller_id: int, name: str, building_id: int, building: str) -> int:
    """The seller's account of the building, made where it is missing, with its node above."""
    today = clock.today()
    node, new = FundAccount.objects.get_or_create(
        estate_id=estate_id, kind=Kind.SELLER.value, organisation_id=seller_id,
        defaults={"name": name[:80], "opened_on": today},
    )  # fmt: skip
    if new:
        deed.touched(node)
    below, new = FundAccount.objects.get_or_create(
        estate_id=estate_id, kind=Kind.SELLER_BUILDING.value, parent_id=node.pk, building_id=building_id,
        defaults={"name": f"{name}（{building}）"[:80], "opened_on": today},
    )  # fmt: skip
    if new:
        FundBalance.objects.create(estate_id=estate_id, account_id=below.pk, side=1, free=False)
        deed.touched(below)
    return int(below.pk)
