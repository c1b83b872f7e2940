"""The demo city's banks: a statement with lines left to people, receipts, a portfolio over three years, two tenders."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sanguanjia.banking import actions
from sanguanjia.banking.queries import receipts, reconciling
from sanguanjia.banking.queries.reconciling import BookEntry
from sanguanjia.funds import actions as funds
from sanguanjia.funds import settlements
from sanguanjia.funds.rules.day_counts import Basis, anniversary
from sanguanjia.kernel import clock
from sanguanjia.kernel.money import yuan
from sanguanjia.registry.actions.rosters import Upload

if TYPE_CHECKING:
    from .load import Loaded

# number, bank, yuan, years, rate, how long ago: about 80 % for three years
_CERTIFICATES = (
    ("ZZCD2024-07", "yanshi-bank", 180_000_000, 3, "0.0325", 800),
    ("ZZCD2025-03", "xiangjiang-bank", 120_000_000, 3, "0.0320", 560),
    ("ZZCD2025-09", "yanshi-bank", 90_000_000, 3, "0.0310", 380),
    ("ZZCD2026-03", "xiangjiang-bank", 60_000_000, 2, "0.0245", 200),
    ("ZZCD2026-05", "yanshi-bank", 40_000_000, 1, "0.0175", 140),
)


def deal_with_banks(city: Loaded, now: datetime) -> int:
    """Answers how many lines the bank told."""
    told = _reconcile(city, now)
    for paid in receipts.unreceipted(city.homes["shanshui"]):
        actions.issue_receipt(
            city.actor("jijin"), estate_id=city.homes["shanshui"], entry_id=paid.entry_id, account_id=paid.account_id
        )
    _lay_out(city, now)
    _withdraw(city, now)
    _put_out(city, now)
    return told


def _reconcile(city: Loaded, now: datetime) -> int:
    """The statement of the last weeks: the entries as the bank saw them, a fee, and nothing of the reversal."""
    home, officer = city.homes["shanshui"], city.actor("jijin")
    account = reconciling.control_accounts(home)[0].id
    first, last = (clock.local(now - timedelta(days=days)).date() for days in (45, 2))
    entries = reconciling.desk(home, account).entries.values()
    seen = [entry for entry in entries if first <= entry.day <= last and entry.fen > 0]
    opening = sum(entry.fen for entry in entries if entry.day < first)
    with tempfile.NamedTemporaryFile(prefix="sgj-demo-", suffix=".csv") as file:
        file.write(_statement(first, last, opening, seen).encode("gb18030"))
        file.flush()
        ref = actions.import_statement(
            officer, estate_id=home, account_id=account, form="two_columns",
            upload=Upload(Path(file.name), "山水文园专户对账单.csv"),
        )  # fmt: skip
    actions.match_by_rule(officer, estate_id=home, account_id=account)
    return ref.lines


def _statement(first: date, last: date, opening: int, seen: list[BookEntry]) -> str:
    """A file as the bank writes it: what came in, and a fee on the last day."""
    rows = [f"起始日期,{first},截止日期,{last}", f'期初余额,"{yuan(opening)}"', "日期,收入,支出,余额,流水号,摘要"]
    moves = [(entry.day, entry.fen, f"转账 {entry.reference or entry.reason[:20]}") for entry in seen]
    held = opening
    for number, (day, fen, words) in enumerate([*sorted(moves), (last, -50, "账户管理费")], start=1):
        held += fen
        sides = f'"{yuan(fen)}",' if fen > 0 else f',"{yuan(-fen)}"'
        rows.append(f'{day},{sides},"{yuan(held)}",YS{number:06d},{words}')
    return "\n".join([*rows, f',期末余额,,"{yuan(held)}",,']) + "\n"


def _lay_out(city: Loaded, now: datetime) -> None:
    for number, bank, amount, years, rate, days in _CERTIFICATES:
        began = clock.local(now - timedelta(days=days)).date()
        funds.register_deposit(
            city.actor("jijin"), estate_id=city.homes["zhuzhou"], organisation_id=city.organisations[bank],
            number=number, principal_fen=amount * 100, starts_on=began, matures_on=anniversary(began, years),
            term_years=years, contract_rate=rate, benchmark_rate={3: "0.0275", 2: "0.0210", 1: "0.0150"}[years],
            basis=Basis.YEARS,
        )  # fmt: skip
    began = clock.local(now - timedelta(days=100)).date()  # what is kept at hand, settled on interest days
    funds.register_deposit(
        city.actor("jijin"), estate_id=city.homes["zhuzhou"], organisation_id=city.organisations["yanshi-bank"],
        number="ZZHQ2026-01", principal_fen=500_000_000, starts_on=began, matures_on=anniversary(began, 1),
        contract_rate="0.0115", benchmark_rate="", basis=Basis.DEMAND,
    )  # fmt: skip


def _withdraw(city: Loaded, now: datetime) -> None:
    """A part of the youngest certificate was needed early; another waits for the second pair of eyes."""
    home = city.homes["zhuzhou"]
    held = {row.number: row.pk for row in settlements.deposits(home)}
    with clock.turned_to(now - timedelta(days=20)):
        ref = actions.prepare_withdrawal(
            city.actor("jijin"), estate_id=home, deposit_id=held["ZZCD2026-05"], day=clock.today(), fen=500_000_000,
            reason="暴雨后多个小区集中修屋面", document="株维资〔2026〕21号",
        )  # fmt: skip
        actions.decide_withdrawal(city.actor("jijin2"), estate_id=home, withdrawal_id=ref.id, confirm=True)
    actions.prepare_withdrawal(
        city.actor("jijin"), estate_id=home, deposit_id=held["ZZCD2026-03"], day=clock.today(), fen=200_000_000,
        reason="电梯大修支付进度款", document="株维资〔2026〕27号",
    )  # fmt: skip


def _put_out(city: Loaded, now: datetime) -> None:
    """One tender that was decided, and one that is open with a sealed bid."""
    home = city.homes["zhuzhou"]
    banks = [city.organisations["yanshi-bank"], city.organisations["xiangjiang-bank"]]

    def invite(title: str, document: str, amount: int, until: datetime) -> int:
        return actions.invite_banks(
            city.actor("jijin"), estate_id=home, title=title, document=document, amount_fen=amount * 100,
            bids_until=until, bank_ids=banks,
        ).id  # fmt: skip

    def bid(username: str, tender: int, three: str, one: str, services: tuple[str, ...]) -> None:
        actions.bid(
            city.actor(username), estate_id=home, tender_id=tender, rates={"3": three, "1": one}, services=services,
            nonce=f"{username}-{tender}",
        )  # fmt: skip

    with clock.turned_to(now - timedelta(days=220)):
        tender = invite(
            "2026年第一批维修资金定期存款", "株维资〔2026〕3号", 60_000_000, clock.now() + timedelta(days=10)
        )
        bid("yinhang", tender, "3.10", "1.75", ("query", "daily", "receipt"))
        bid("yinhang2", tender, "3.25", "1.70", ("query", "daily", "counter"))
    with clock.turned_to(now - timedelta(days=209)):
        actions.open_bids(city.actor("jijin2"), estate_id=home, tender_id=tender)
        actions.award(
            city.actor("jijin"), estate_id=home, tender_id=tender, bank_id=banks[1], document="株维资〔2026〕6号"
        )
    with clock.turned_to(now - timedelta(days=3)):
        tender = invite(
            "2026年第二批维修资金定期存款", "株维资〔2026〕29号", 100_000_000, clock.now() + timedelta(days=12)
        )
        bid("yinhang2", tender, "3.05", "1.65", ("query", "daily"))
