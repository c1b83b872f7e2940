"""What a desk shows besides one list: how many wait in each, who is waited for elsewhere, and the month's rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sanguanjia.access import queries as access
from sanguanjia.cases import figures
from sanguanjia.cases import queries as cases
from sanguanjia.cases.permissions import OFFICER_ROLES
from sanguanjia.cases.places import place_facts
from sanguanjia.cases.rules.rates import three_rates
from sanguanjia.cases.types import Rate
from sanguanjia.cases.values import case_policy
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor

MOST_COUNTED = 99  # beyond that a person reads "many"; the list itself has them all


def some(number: int) -> str:
    """A capped number in words: ``99+`` beyond MOST_COUNTED."""
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"


def tallies(actor: Actor) -> dict[str, str]:
    """How many matters each counted view has for the actor, in words."""
    return {view: some(number) for view, number in cases.counts(actor, MOST_COUNTED + 1).items()}


def waiting_claims(actor: Actor) -> str:
    """How many claims to units wait for this actor to decide, in words."""
    return some(len(access.pending_claims(actor, limit=MOST_COUNTED + 1)))


@dataclass(frozen=True, slots=True)
class Month:
    """The rates of this month at the actor's own office, over matters reported since its first day."""

    place: str
    first: date
    rates: tuple[Rate, ...]


def month(actor: Actor) -> Month | None:
    """This month's response, solved and satisfied rates of the widest office held; None without such an office."""
    held = [mandate for mandate in actor.mandates if mandate.role in OFFICER_ROLES.values()]
    if not held:
        return None
    widest = min(held, key=lambda mandate: (len(mandate.place), mandate.id))
    today = clock.today()
    place = place_facts(widest.home_id, today)
    rule = case_policy(place, today).rates
    first = today.replace(day=1)
    return Month(place.name, first, three_rates(figures.counts(place.path, first, today, rule.satisfied_from), rule))
