"""Scenes of the banking room for replays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sanguanjia.funds import queries
from sanguanjia.kernel import clock
from tests.architecture import objects_banking, objects_funds
from tests.simulation.replay_scenes import Files
from tests.support.small_city import City


def told(city: City) -> Mapping[str, Any]:
    """A control account, a line of its bank and an entry of the same amount."""
    from sanguanjia.banking.queries import reconciling

    home = city.estate.pk
    objects_funds.entry_id(city, "estate")
    account = objects_banking.account_id(city, "estate")
    desk = reconciling.desk(home, account)
    return {
        "estate_id": home, "account_id": account, "verb": "hand",
        "line": next(i for i, line in desk.lines.items() if line.fen == 1_234_567),
        "entry": queries.entries(home)[-1].id,
    }  # fmt: skip


def explained(city: City) -> Mapping[str, Any]:
    """A line that was explained."""
    made = told(city)
    return {**made, "match_id": objects_banking.match_id(city, "estate")}


def invited(city: City) -> Mapping[str, Any]:
    """A tender that is open, two banks, and what an invitation needs."""
    later = (clock.today() + timedelta(days=9)).isoformat()
    return {
        "home_id": objects_funds.home_id(city, "estate"), "tender_id": objects_banking.tender_id(city, "estate"),
        "letters": {"bank": [objects_funds.bank(city), objects_banking.second_bank()], "until": later},
    }  # fmt: skip


def opened(city: City) -> Mapping[str, Any]:
    """A tender whose time has passed, invited by another officer."""
    with clock.turned_to(clock.now() - timedelta(days=20)):
        made = objects_banking.invite(city, "estate", objects_funds.second_officer(city, "estate"))
    return {"home_id": objects_funds.home_id(city, "estate"), "tender_id": made, "verb": "open"}


def lying(city: City) -> Mapping[str, Any]:
    """A certificate from which a part may be withdrawn."""
    return {
        "home_id": objects_funds.home_id(city, "estate"), "today": clock.today().isoformat(),
        "deposit_id": objects_banking.certificate(city, "estate", "CD-8"),
    }  # fmt: skip


def withdrawing(city: City) -> Mapping[str, Any]:
    """An early withdrawal that waits."""
    found = objects_banking.withdrawal_id(city, "estate")
    return {"home_id": objects_funds.home_id(city, "estate"), "withdrawal_id": found}


def paid(city: City) -> Mapping[str, Any]:
    """A payment without a receipt."""
    entry, account = objects_banking.payment(city, "estate", "PJ-R2")
    return {"estate_id": city.estate.pk, "entry": entry, "account": account}


def receipted(city: City) -> Mapping[str, Any]:
    """A valid receipt."""
    return {"estate_id": city.estate.pk, "receipt_id": objects_banking.receipt_id(city, "estate")}


def next_statement() -> Files:
    """The statement of the day after, the same at every replay."""
    return lambda _scene: {"file": ("对账单.csv", objects_banking.sheet(2, 1_235_067, 3_00).encode(), "text/csv")}
