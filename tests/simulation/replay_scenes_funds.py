"""Scenes of the fund for replays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sanguanjia.kernel import clock
from tests.architecture import objects_funds
from tests.simulation.replay_scenes import Files
from tests.support.guard import preparing
from tests.support.small_city import City


def unopened(city: City) -> Mapping[str, Any]:
    """An estate without books, and a bank."""
    return {"estate_id": city.cousin.pk, "bank": objects_funds.bank(city)}


def open_books(city: City) -> Mapping[str, Any]:
    """Books with one entry and a draft; the bank's account."""
    entry = objects_funds.entry_id(city, "estate")
    return {
        "estate_id": city.estate.pk, "entry_id": entry, "today": clock.today().isoformat(),
        "bank_account": objects_funds._account(city, "estate", "bank"),
    }  # fmt: skip


def public_homes(city: City) -> Mapping[str, Any]:
    """Books in which the neighbour's home has not moved yet; its building, and an organisation."""
    made = open_books(city)
    return {**made, "bank": objects_funds.bank(city), "building": city.buildings["estate"].pk}


def put_aside(city: City) -> Mapping[str, Any]:
    """A draft its author puts aside."""
    made = open_books(city)
    return {**made, "draft_id": objects_funds.draft_id(city, "estate"), "verdict": "drop"}


def balances() -> Files:
    """A sheet with the balance of the neighbour's home, which has not moved yet."""
    return lambda _scene: {"file": ("期初.csv", "房号,余额\n3-1-1404,12000.50\n".encode(), "text/csv")}


def certified(city: City) -> Mapping[str, Any]:
    """A deposit of the office whose year is not settled yet, and the bank."""
    from sanguanjia.funds import actions, settlements
    from tests.support.guard import preparing

    home, settlement = objects_funds.home_id(city, "estate"), objects_funds.settlement_id(city, "estate")
    if settlements.settlement(home, settlement).state in settlements.OPEN:
        with preparing():
            actions.drop_settlement(
                city.actor("fund_officer"), estate_id=home, settlement_id=settlement, reason="重新录入"
            )
    return {
        "home_id": home, "deposit_id": objects_funds.deposit_id(city, "estate"), "bank": objects_funds.bank(city),
        "today": clock.today().isoformat(), "ago": (clock.today() - timedelta(days=9)).isoformat(),
    }  # fmt: skip


def weighed(city: City) -> Mapping[str, Any]:
    """A settlement its author puts aside."""
    home, settlement = objects_funds.home_id(city, "estate"), objects_funds.settlement_id(city, "estate")
    return {"home_id": home, "settlement_id": settlement, "verdict": "drop"}


def moving(city: City) -> Mapping[str, Any]:
    """The home of an office, a bank at which its estate's money lies, and another one."""
    from sanguanjia.registry.models import Organisation

    made = open_books(city)
    with preparing():
        new, _ = Organisation.objects.get_or_create(kind="bank", name="湘江银行")
    home = objects_funds.home_id(city, "estate")
    return {**made, "home_id": home, "bank": objects_funds.bank(city), "new_bank": new.pk}


def moved(city: City) -> Mapping[str, Any]:
    """The same, prepared by the other officer."""
    from sanguanjia.funds import bank_moves, jobs

    made = moving(city)
    with preparing():
        jobs.prepare_bank_moves(
            officer=objects_funds.second_officer(city, "estate").account_id, home_id=made["home_id"],
            bank_id=made["bank"], to_id=made["new_bank"], day=made["today"], document="株维资9号",
        )  # fmt: skip
    return {**made, "seal": bank_moves.batches(made["home_id"])[0].seal}


def freezable(city: City) -> Mapping[str, Any]:
    """Books, and the kind of paper that freezes."""
    return {**open_books(city), "kind": "freeze"}


def frozen(city: City) -> Mapping[str, Any]:
    """A freeze the court lifts."""
    return {"estate_id": city.estate.pk, "freeze_id": objects_funds.freeze_id(city, "estate"), "verb": "lift"}


def asking(city: City) -> Mapping[str, Any]:
    """The owner's account."""
    return {"estate_id": city.estate.pk, "account_id": objects_funds.account_id(city, "estate")}


def asked(city: City) -> Mapping[str, Any]:
    """A question that waits."""
    return {"estate_id": city.estate.pk, "question_id": objects_funds.question_id(city, "estate")}
