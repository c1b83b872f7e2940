"""Homes of the demo city that changed, and their accounts with them: a sale and a corrected area in 山水文园; in
新桂都, whose fund lies at another bank now, a home that was split."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sanguanjia.funds import actions, queries
from sanguanjia.funds.types import Kind, PaperRef
from sanguanjia.kernel import clock
from sanguanjia.registry import actions as homes
from sanguanjia.registry import queries as registry
from sanguanjia.registry.actions.rosters import Upload
from sanguanjia.registry.models import Ownership
from sanguanjia.registry.types import MemberWish, OwnerWish, UnitRef, UnitWish

if TYPE_CHECKING:
    from .load import Loaded

_SOLD, _SURVEYED, _SPLIT = "22-1-301", "23-2-1502", "22-2-1502"
_BUILDING = "22"
_REGISTERED = "湘（2026）株洲市不动产权第0031877号"
_PER_M2 = Decimal("48.20")


def follow_changes(city: Loaded, now: datetime) -> int:
    """Answers how many papers."""
    return _in_shanshui(city, now) + _in_xingui(city, now)


def _in_shanshui(city: Loaded, now: datetime) -> int:
    home, officer = city.homes["shanshui"], city.actor("jijin")
    accounts = {a.name: a.id for a in queries.accounts(home) if a.kind is Kind.UNIT}
    bank = next(a.id for a in queries.accounts(home) if a.kind is Kind.BANK)
    with clock.turned_to(now - timedelta(days=20)):
        sold = clock.today()
        _sell(city, home, _SOLD, sold)
    with clock.turned_to(now - timedelta(days=19)):
        actions.follow_sale(officer, estate_id=home, account_id=accounts[_SOLD], day=sold, document=_REGISTERED)
        unit = registry.unit(home, city.unit("shanshui", _SURVEYED))
        area = (unit.built_area or Decimal(0)) + Decimal("0.86")
        homes.correct_unit(
            city.actor("shequ"), estate_id=home, unit_id=unit.id, unit=_as_is(unit, built_area=f"{area}"),
            evidence="株测绘〔2026〕第0412号成果",
        )  # fmt: skip
        ref = actions.prepare_area(
            officer, estate_id=home, account_id=accounts[_SURVEYED], bank_account_id=bank,
            business_date=clock.today(), document="株测绘〔2026〕0412，收据ZZ2026-0533",
        )  # fmt: skip
    with clock.turned_to(now - timedelta(days=18)):
        _approve(city, ref)
    return 2


def _sell(city: Loaded, home: int, code: str, day: date) -> None:
    unit = city.unit("shanshui", code)
    held = Ownership.objects.filter(estate_id=home, unit_id=unit, period__contains=day).values_list("id", flat=True)
    buyer = OwnerWish(Fraction(1), (MemberWish(name="蒋文斌", phone="13900006318"),))
    homes.transfer_unit(
        city.actor("shequ"), estate_id=home, unit_id=unit, outgoing=tuple(held), owners=(buyer,),
        day=day, document=_REGISTERED,
    )  # fmt: skip


def _as_is(unit: UnitRef, **changed: Any) -> UnitWish:
    """The facts of a unit as a form shows them, but what is changed."""
    facts: dict[str, Any] = {
        "room": unit.code.rpartition("-")[2], "use": unit.use, "built_area": f"{unit.built_area}",
        "built_area_source": "registry", "exclusive_area": f"{unit.exclusive_area}",
        "exclusive_area_source": unit.exclusive_area_source,
    }  # fmt: skip
    return UnitWish(**(facts | changed))


def _in_xingui(city: Loaded, now: datetime) -> int:
    """Building 22's balances were brought over; a home became two; the city moved the fund to the other bank."""
    home, officer = city.homes["xingui"], city.actor("jijin")
    with clock.turned_to(now - timedelta(days=9)):
        actions.open_books(officer, estate_id=home, bank_id=city.organisations["yanshi-bank"])
        bank = next(a.id for a in queries.accounts(home) if a.kind is Kind.BANK)
        _bring_over(city, home, bank)
    with clock.turned_to(now - timedelta(days=7)):
        _split(city, home)
        old = next(a.id for a in queries.accounts(home) if a.kind is Kind.UNIT and a.name == _SPLIT)
        ref = actions.prepare_reshape(
            officer, estate_id=home, account_id=old, business_date=clock.today(), document="株不动产分〔2026〕第17号"
        )
    with clock.turned_to(now - timedelta(days=6)):
        _approve(city, ref)
        moved = actions.prepare_bank_change(
            officer, estate_id=home, bank_account_id=bank, bank_id=city.organisations["xiangjiang-bank"],
            business_date=clock.today(), document="株维资〔2026〕24号",
        )  # fmt: skip
    with clock.turned_to(now - timedelta(days=5)):
        _approve(city, moved)
    return 2


def _split(city: Loaded, home: int) -> None:
    unit = registry.unit(home, city.unit("xingui", _SPLIT))
    whole = {"built_area": unit.built_area or Decimal(0), "exclusive_area": unit.exclusive_area or Decimal(0)}
    first = {name: (area / 2).quantize(Decimal("0.01")) for name, area in whole.items()}
    rest = {name: area - first[name] for name, area in whole.items()}
    room = unit.code.rpartition("-")[2]
    parts = tuple(
        _as_is(unit, room=f"{room}{letter}", **{name: f"{area}" for name, area in part.items()})
        for letter, part in (("A", first), ("B", rest))
    )
    homes.split_unit(
        city.actor("shequ2"), estate_id=home, unit_id=unit.id, parts=parts, day=clock.today(),
        explanation="株不动产分〔2026〕第17号",
    )  # fmt: skip


def _bring_over(city: Loaded, home: int, bank: int) -> None:
    lines = ["房号,期初余额"]
    for code, unit_id in city.rows["xingui"].units.items():
        if code.startswith(f"{_BUILDING}-"):
            area = registry.unit(home, unit_id).built_area or Decimal(0)
            lines.append(f"{code},{(area * _PER_M2).quantize(Decimal('0.01'))}")
    with tempfile.NamedTemporaryFile(prefix="sgj-demo-", suffix=".csv") as file:
        file.write("\n".join(lines).encode())
        file.flush()
        ref = actions.prepare_opening(
            city.actor("jijin"), estate_id=home, bank_account_id=bank, business_date=clock.today(),
            upload=Upload(Path(file.name), "新桂都22栋分户余额.csv"),
        )  # fmt: skip
    actions.approve(city.actor("jijin2"), estate_id=home, draft_id=ref.id, seal=ref.seal)


def _approve(city: Loaded, ref: PaperRef) -> None:
    draft = queries.draft(ref.estate_id, ref.draft_id)
    actions.approve(city.actor("jijin2"), estate_id=ref.estate_id, draft_id=draft.pk, seal=draft.seal)
