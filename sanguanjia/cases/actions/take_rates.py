"""Take the three rates of a place over a period and keep them with everything needed to compute them again."""

from __future__ import annotations

from datetime import date

from sanguanjia.cases import figures
from sanguanjia.cases.models import RateSheet, RateSnapshot
from sanguanjia.cases.permissions import OFFICER_ROLES
from sanguanjia.cases.places import place_facts
from sanguanjia.cases.rules import rates
from sanguanjia.cases.types import Rate, RatesRule
from sanguanjia.cases.values import case_policy
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.predicates import holds, is_system
from sanguanjia.kernel.refusal import refuse

may_take_rates = (is_system | holds(*OFFICER_ROLES.values())).named("cases.take_rates")


@act("cases.take_rates")
def take_rates(deed: Deed, *, estate_id: int, first_day: date, last_day: date) -> dict[str, str]:
    """`estate_id`: a home of any kind; matters reported in [first_day, last_day] at or below it count.

    Answers {rate: "numerator/denominator"}. Refuses not_found, not_permitted, dates_reversed.
    """
    place = place_facts(estate_id, last_day)
    deed.permit(may_take_rates, place)
    if last_day < first_day:
        refuse("dates_reversed", "last_day")
    rule = case_policy(place, last_day).rates
    counts = figures.counts(place.path, first_day, last_day, rule.satisfied_from)
    three = rates.three_rates(counts, rule)
    found = [*three, rates.excluded_share(counts, rule)]
    total = rates.score(three, rule)
    if total is not None:
        found.append(Rate("score", total.numerator, total.denominator, rule.formulas["score"], rule.version))
    ends = figures.closed_levels(place.path, first_day, last_day)
    whole = sum(ends.values())
    for level, number, _share in rates.closed_at_each_level(ends):
        found.append(Rate(f"closed_at.{level.value}", number, whole, rates.LEVEL_FORMULA, rule.version))
    sheet = _sheet(deed, place.path, first_day, last_day, rule)
    for rate in found:
        row = RateSnapshot(
            estate_id=estate_id, first_day=first_day, last_day=last_day, rate=rate.name, numerator=rate.numerator,
            denominator=rate.denominator, formula=rate.formula, policy_version=rate.version, taken_at=deed.at,
            sheet=sheet,
        )  # fmt: skip
        row.save(force_insert=True)
        deed.touched(row)
    deed.under(rule.version)
    return {rate.name: f"{rate.numerator}/{rate.denominator}" for rate in found}


def _sheet(deed: Deed, path: str, first_day: date, last_day: date, rule: RatesRule) -> RateSheet:
    """The matters behind the figures, one by one, and the formula as it reads today."""
    counted, excluded = figures.matters(path, first_day, last_day, rule.satisfied_from)
    sheet = RateSheet(
        estate_id=deed.estate_id, first_day=first_day, last_day=last_day, taken_at=deed.at,
        formula=rates.as_data(rule), matters=[list(line) for line in counted],
        excluded=[list(line) for line in excluded],
    )  # fmt: skip
    sheet.save(force_insert=True)
    deed.touched(sheet)
    return sheet
