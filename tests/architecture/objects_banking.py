"""Things of the banking room behind the parts of addresses: a control account, a statement, an explained line."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from sanguanjia.kernel import clock
from tests.architecture import objects_funds
from tests.support.guard import preparing
from tests.support.small_city import City


def account_id(city: City, at: str) -> int:
    """The control account of the estate's bank, with one statement."""
    from sanguanjia.banking.queries import reconciling

    account = objects_funds._account(city, at, "bank")
    if not reconciling.statements(city.homes[at].pk, account):
        take(city, at, account, sheet(3, 0, 5_00, 1_234_567))
    return account


def match_id(city: City, at: str) -> int:
    """The first line of the statement, explained."""
    from sanguanjia.banking import actions
    from sanguanjia.banking.queries import reconciling
    from sanguanjia.banking.types import Cause

    account, home = account_id(city, at), city.homes[at].pk
    found = [match.id for match in reconciling.matches(home, account) if match.stands]
    if found:
        return found[0]
    lines = sorted(reconciling.desk(home, account).lines)
    with preparing():
        return actions.explain(
            city.actor("fund_officer", at), estate_id=home, account_id=account, lines=lines[:1], entries=[],
            cause=Cause.FEE, reason="手续费",
        ).id  # fmt: skip


def sheet(days_ago: int, opening: int, *moves: int) -> str:
    """A statement of one day with these movements."""
    day = (clock.today() - timedelta(days=days_ago)).isoformat()
    rows, held = (
        [f"起始日期,{day},截止日期,{day}", f"期初余额,{_yuan(opening)}", "日期,收入,支出,余额,流水号,摘要"],
        opening,
    )
    for number, fen in enumerate(moves, start=1):
        held += fen
        sides = f"{_yuan(fen)}," if fen > 0 else f",{_yuan(-fen)}"
        rows.append(f"{day},{sides},{_yuan(held)},{day}-{number},流水{number}")
    return "\n".join(rows) + "\n"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def take(city: City, at: str, account: int, text: str) -> None:
    """Import a statement."""
    from sanguanjia.banking import actions
    from sanguanjia.registry.actions.rosters import Upload

    with preparing(), tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(text.encode())
        file.flush()
        actions.import_statement(
            city.actor("fund_officer", at), estate_id=city.homes[at].pk, account_id=account, form="two_columns",
            upload=Upload(Path(file.name), "对账单.csv"),
        )  # fmt: skip


def tender_id(city: City, at: str) -> int:
    """A tender of the fund office among two banks, open for a week."""
    from sanguanjia.banking.models import Tender

    home = objects_funds.home_id(city, at)
    row = Tender.objects.filter(estate_id=home, state="open").first()
    return int(row.pk) if row else invite(city, at)


def invite(city: City, at: str, by: object = None) -> int:
    """Invite two banks to bid within a week; the small city's bank officer, who works for the company, may bid too."""
    from sanguanjia.banking import actions
    from sanguanjia.banking.models import TenderBank

    home, company = objects_funds.home_id(city, at), city.companies[at]
    with preparing():
        ref = actions.invite_banks(
            by or city.actor("fund_officer", at), estate_id=home, title="定期存款", document="株维资〔2024〕1号",
            amount_fen=10_000_000_000, bids_until=clock.now() + timedelta(days=7),
            bank_ids=[objects_funds.bank(city), second_bank()],
        )  # fmt: skip
        TenderBank.objects.create(estate_id=home, tender_id=ref.id, bank_id=company.pk, name=company.name)
    return ref.id


def second_bank() -> int:
    """Another bank."""
    from sanguanjia.registry.models import Organisation

    with preparing():
        return int(Organisation.objects.get_or_create(kind="bank", name="株洲另一银行")[0].pk)


def certificate(city: City, at: str, number: str) -> int:
    """A deposit of the fund office for three years from a hundred days ago."""
    from sanguanjia.funds import actions
    from sanguanjia.funds.models import Deposit
    from sanguanjia.funds.rules.day_counts import Basis, anniversary

    home, began = objects_funds.home_id(city, at), clock.today() - timedelta(days=100)
    row = Deposit.objects.filter(estate_id=home, number=number).first()
    if row is not None:
        return int(row.pk)
    with preparing():
        return actions.register_deposit(
            city.actor("fund_officer", at), estate_id=home, organisation_id=objects_funds.bank(city), number=number,
            principal_fen=100_000_000, starts_on=began, matures_on=anniversary(began, 3), term_years=3,
            contract_rate="0.0325", benchmark_rate="0.0275", basis=Basis.YEARS,
        ).id  # fmt: skip


def withdrawal_id(city: City, at: str) -> int:
    """A part of a certificate, withdrawn early, that waits for the second officer."""
    from sanguanjia.banking import actions
    from sanguanjia.banking.queries import portfolio

    home, deposit = objects_funds.home_id(city, at), certificate(city, at, "CD-9")
    waiting = [row.pk for row in portfolio.withdrawals(home) if row.deposit_id == deposit and row.state == "waiting"]
    if waiting:
        return int(waiting[0])
    with preparing():
        return actions.prepare_withdrawal(
            city.actor("fund_officer", at), estate_id=home, deposit_id=deposit, day=clock.today(), fen=100_000,
            reason="维修急用", document="株维资〔2024〕2号",
        ).id  # fmt: skip


def payment(city: City, at: str, number: str) -> tuple[int, int]:
    """(entry, account) of a deposit that two officers booked and that has no receipt."""
    from sanguanjia.funds import actions

    home, account = city.homes[at].pk, objects_funds.account_id(city, at)
    draft = objects_funds.prepare(city, at, number)
    with preparing():
        entry = actions.approve(
            objects_funds.second_officer(city, at), estate_id=home, draft_id=draft.id, seal=draft.seal
        )
    return entry.id, account


def receipt_id(city: City, at: str) -> int:
    """A valid receipt of the owner's home."""
    from sanguanjia.banking import actions
    from sanguanjia.banking.queries import receipts

    home = city.homes[at].pk
    objects_funds.account_id(city, at)
    valid = [row.pk for row in receipts.receipts(home) if row.voided_at is None]
    if valid:
        return int(valid[0])
    entry, account = payment(city, at, "PJ-R1")
    with preparing():
        return actions.issue_receipt(
            city.actor("fund_officer", at), estate_id=home, entry_id=entry, account_id=account
        ).id
