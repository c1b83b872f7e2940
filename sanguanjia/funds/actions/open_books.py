"""Open the books of an estate: its trees of accounts, and an account of its bank."""

from __future__ import annotations

from sanguanjia.funds.models import FundAccount, FundBalance, FundBook
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.rules.interest import Destination
from sanguanjia.funds.types import ASSETS, FREE, GROUPS, Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry
from sanguanjia.registry.types import OrganisationRef


@act("funds.open_books")
def open_books(deed: Deed, *, estate_id: int, bank_id: int) -> int:
    """Accounts for the estate, its buildings and doors of today, a bank, and pools where the place's policy has them.

    What is there already stays: called again it adds what is missing (new doors, another bank). Answers how many
    accounts were opened. Refuses not_permitted, fund_no_bank, fund_nothing_to_open.
    """
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    bank = bank_of(bank_id)
    today = clock.today()
    book, created = FundBook.objects.get_or_create(estate_id=estate_id)
    FundBook.objects.select_for_update().filter(estate_id=estate_id).first()  # one opening at a time
    rows = FundAccount.objects.filter(estate_id=estate_id)
    known = {(a.kind, a.building_id, a.unit_id, a.organisation_id): a.pk for a in rows}
    made: list[FundAccount] = []

    def account(kind: Kind, name: str, parent: int | None, building: int | None = None, unit: int | None = None,
                bank_id: int | None = None) -> int:  # fmt: skip
        place = (kind.value, building, unit, bank_id)
        if place not in known:
            row = FundAccount(
                estate_id=estate_id, kind=kind.value, name=name[:80], parent_id=parent, building_id=building,
                unit_id=unit, organisation_id=bank_id, opened_on=today,
            )  # fmt: skip
            known[place] = row.pk
            made.append(row)
        return known[place]

    root = account(Kind.ESTATE, registry.estate(estate_id).name, None)
    account(Kind.BANK, bank.name, None, bank_id=bank.id)
    pooled = _pooled(deed, estate_id)
    nodes: dict[int | None, int] = {None: root}  # a parking space may lie in no building
    for building in registry.buildings(estate_id):
        nodes[building.id] = account(Kind.BUILDING, building.name, root, building.id)
        if pooled:
            account(Kind.POOL, f"{building.name}统筹账户", nodes[building.id], building.id)
    for unit in registry.units_on(estate_id, today):
        if (Kind.PUBLIC_UNIT.value, unit.building_id, unit.pk, None) not in known:
            account(Kind.UNIT, unit.code, nodes[unit.building_id], unit.building_id, unit.pk)
    if not made:
        refuse("fund_nothing_to_open")
    _store(deed, estate_id, made)
    if created:
        deed.touched(book)
    return len(made)


def _store(deed: Deed, estate_id: int, made: list[FundAccount]) -> None:
    FundAccount.objects.bulk_create(made)
    FundBalance.objects.bulk_create(
        FundBalance(estate_id=estate_id, account_id=row.pk, side=-1 if row.kind in ASSETS else 1, free=row.kind in FREE)
        for row in made
        if row.kind not in GROUPS
    )
    deed.made(FundAccount, [row.pk for row in made])


def _pooled(deed: Deed, estate_id: int) -> bool:
    found = policy.rule_for("fund.interest.destination", str(estate_id), clock.today())
    destination = Destination.parse(found.value) if found else None
    if found is None or destination is None:
        return False
    deed.under(found.winner.version)
    return destination.pooled


def bank_of(bank_id: int) -> OrganisationRef:
    """A bank by its id. Refuses fund_no_bank."""
    try:
        found = registry.organisation(bank_id)
    except Refusal:
        refuse("fund_no_bank", "bank")
    return found if found.kind == "bank" else refuse("fund_no_bank", "bank")
