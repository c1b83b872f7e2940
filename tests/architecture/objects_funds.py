"""Things of the funds room behind the parts of addresses: open books, one entry, one draft that waits."""

from __future__ import annotations

from typing import Any

from sanguanjia.kernel import clock
from tests.support.guard import preparing
from tests.support.small_city import City


def account_id(city: City, at: str) -> int:
    """The account of the owner's home."""
    return _account(city, at, "unit", "3-1-1403")


def entry_id(city: City, at: str) -> int:
    """A deposit that two officers booked."""
    from sanguanjia.funds.models import FundEntry

    _books(city, at)
    return int(FundEntry.objects.filter(estate_id=city.homes[at].pk).order_by("number")[0].pk)


def draft_id(city: City, at: str) -> int:
    """A deposit that waits for the second officer."""
    from sanguanjia.funds.models import FundDraft

    _books(city, at)
    return int(FundDraft.objects.filter(estate_id=city.homes[at].pk, state="waiting").order_by("id")[0].pk)


def second_officer(city: City, at: str) -> Any:
    """Another fund officer of the same city."""
    from sanguanjia.access.queries import actor_of

    key = ("second fund_officer", at)
    if key not in city.people:
        city.people[key] = city._make("fund_officer", at, name="second")
    return actor_of(city.people[key])


def bank(city: City) -> int:
    """A bank."""
    from sanguanjia.registry.models import Organisation

    with preparing():
        return int(Organisation.objects.get_or_create(kind="bank", name="株洲某银行")[0].pk)


def prepare(city: City, at: str, receipt: str) -> Any:
    """A deposit for the owner's home, prepared and not looked at yet."""
    from sanguanjia.funds import actions

    with preparing():
        return actions.prepare_deposit(
            city.actor("fund_officer", at), estate_id=city.homes[at].pk, account_id=account_id(city, at),
            bank_account_id=_account(city, at, "bank"), fen=1_234_567, business_date=clock.today(), receipt=receipt,
        )  # fmt: skip


def _account(city: City, at: str, kind: str, name: str = "") -> int:
    from sanguanjia.funds.models import FundAccount

    _books(city, at)
    rows = FundAccount.objects.filter(estate_id=city.homes[at].pk, kind=kind)
    return int((rows.filter(name=name) if name else rows)[0].pk)


def _books(city: City, at: str) -> None:
    from sanguanjia.funds import actions, queries

    home = city.homes[at].pk
    if queries.has_books(home):
        return
    with preparing():
        actions.open_books(city.actor("fund_officer", at), estate_id=home, bank_id=bank(city))
        draft = prepare(city, at, "PJ-1")
        actions.approve(second_officer(city, at), estate_id=home, draft_id=draft.id, seal=draft.seal)
        prepare(city, at, "PJ-2")


def short_account_id(city: City, at: str) -> int:
    """The account of the owner's home, which holds less than the line of a high first deposit."""
    from sanguanjia.funds import actions
    from sanguanjia.funds.models import FundDue

    account, home = account_id(city, at), city.homes[at].pk
    if not FundDue.objects.filter(estate_id=home).exists():
        with preparing():
            actions.assess_deposits(
                city.actor("fund_officer", at), estate_id=home, cost_fen_per_m2=120_000_000, rate="0.06", document="1号"
            )
    return account


def freeze_id(city: City, at: str) -> int:
    """A little of the owner's account that a court froze."""
    from sanguanjia.funds import actions
    from sanguanjia.funds.models import FundFreeze

    account, home = account_id(city, at), city.homes[at].pk
    found = FundFreeze.objects.filter(estate_id=home, state="active").first()
    if found is not None:
        return int(found.pk)
    number = FundFreeze.objects.filter(estate_id=home).count()
    with preparing():
        return actions.freeze_account(
            city.actor("fund_officer", at), estate_id=home, account_id=account, court="天元区人民法院",
            document=f"执{number}号", fen=100, since=clock.today(), until=clock.today(),
        ).id  # fmt: skip


def paper_id(city: City, at: str) -> int:
    """A paper about the owner's account."""
    from sanguanjia.funds.models import FundPaper

    return int(FundPaper.objects.filter(estate_id=city.homes[at].pk, freeze_id=freeze_id(city, at))[0].pk)


def question_id(city: City, at: str) -> int:
    """A question of the owner without an answer."""
    from sanguanjia.funds import actions
    from sanguanjia.funds.models import FundQuestion

    account, home = account_id(city, at), city.homes[at].pk
    found = FundQuestion.objects.filter(estate_id=home, answered_at__isnull=True).first()
    if found is not None:
        return int(found.pk)
    with preparing():
        return actions.ask_question(
            city.actor("owner", at), estate_id=home, account_id=account, text="为什么余额变了？"
        ).id


def home_id(city: City, at: str) -> int:
    """Where the fund office's deposits lie."""
    return int(city.place_of("fund_officer", at).pk)


def deposit_id(city: City, at: str) -> int:
    """A deposit of the office, with a year's interest that waits to be looked at."""
    return _deposit(city, at)[0]


def settlement_id(city: City, at: str) -> int:
    """A settlement that waits for the second officer."""
    return _deposit(city, at)[1]


def interest_entry_id(city: City, at: str) -> int:
    """An entry of interest in the books of the estate."""
    from sanguanjia.funds import actions, jobs, settlements
    from sanguanjia.funds.models import FundEntry

    rows = FundEntry.objects.filter(estate_id=city.homes[at].pk, kind="interest")
    if not rows.exists():
        with preparing():
            home, (_, waiting) = home_id(city, at), _deposit(city, at, "CD-2")
            actions.approve_settlement(
                second_officer(city, at), estate_id=home, settlement_id=waiting,
                seal=settlements.settlement(home, waiting).seal,
            )  # fmt: skip
            jobs.work_on(home, waiting)
    return int(rows[0].pk)


def _deposit(city: City, at: str, number: str = "CD-1") -> tuple[int, int]:
    """A certificate of two years from 400 days ago, and the settlement of what the bank paid until yesterday."""
    from datetime import timedelta

    from sanguanjia.funds import actions, jobs
    from sanguanjia.funds.models import Deposit, Settlement
    from sanguanjia.funds.rules.day_counts import Basis

    _books(city, at)
    home, officer = home_id(city, at), city.actor("fund_officer", at)
    row = Deposit.objects.filter(estate_id=home, number=number).first()
    if row is None:
        began = clock.today() - timedelta(days=400)
        with preparing():
            row = actions.register_deposit(
                officer, estate_id=home, organisation_id=bank(city), number=number, principal_fen=100_000_000,
                starts_on=began, matures_on=began + timedelta(days=730), contract_rate="0.0325",
                benchmark_rate="0.0275", basis=Basis.ACT_365,
            )  # fmt: skip
            _deposited_before(city, at, began)
            ref = actions.prepare_settlement(
                officer, estate_id=home, deposit_id=row.id, last=clock.today(), bank_fen=3_561_644,
                business_date=clock.today(), voucher=f"LX-{number}",
            )  # fmt: skip
            jobs.work_on(home, ref.id)
    waiting = Settlement.objects.filter(estate_id=home, deposit_id=row.id).order_by("-id")[0]
    return int(row.id), int(waiting.pk)


def _deposited_before(city: City, at: str, day: Any) -> None:
    """Something lay in the owner's account before the deposit began, or there would be nothing to weigh."""
    from sanguanjia.funds import actions
    from sanguanjia.funds.models import FundEntry

    home = city.homes[at].pk
    if FundEntry.objects.filter(estate_id=home, business_date=day).exists():
        return
    draft = actions.prepare_deposit(
        city.actor("fund_officer", at), estate_id=home, account_id=account_id(city, at),
        bank_account_id=_account(city, at, "bank"), fen=700, business_date=day, receipt="PJ-0",
    )  # fmt: skip
    actions.approve(second_officer(city, at), estate_id=home, draft_id=draft.id, seal=draft.seal)
