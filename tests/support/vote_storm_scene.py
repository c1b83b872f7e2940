"""`python -P -m tests.support.vote_storm_scene DATA_DIR PEOPLE`: an estate of so many owners with an open vote, in a
running platform; prints estate, vote, and of each owner unit, phone and session's cookie.

`… DATA_DIR count ESTATE VOTE`: the day after, by the job: closed, counted.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

DAYS = 3  # the vote is open so much longer


def main(data: Path, *words: str) -> None:
    """See above."""
    from sanguanjia.hosting.city import find_city

    if find_city(data) is None:
        raise SystemExit(f"no city runs on {data}")
    import django

    django.setup()
    if words[0] == "count":
        _count()
    else:
        print(json.dumps(_lay(int(words[0]))))


def _count() -> None:
    from sanguanjia.decisions import jobs
    from sanguanjia.kernel import clock

    with clock.turned_to(clock.now() + dt.timedelta(days=DAYS + 1)):
        jobs.tend_due()
        jobs.tend_due()


def _lay(people: int) -> dict[str, Any]:
    from sanguanjia.decisions import actions
    from sanguanjia.decisions.actions.drafting import ItemWish, VoteWish
    from sanguanjia.kernel import clock
    from sanguanjia.policy import queries as policy
    from tests.support.small_city import build

    city = build()
    policy.forget()
    home, today = int(city.estate.pk), clock.today()
    told = _owners(city, people)
    desk = city.actor("committee_member")
    wish = VoteWish("换电梯", "committee", today - dt.timedelta(days=2), today + dt.timedelta(days=DAYS),
                    (ItemWish(5, "换电梯", "全文"),))  # fmt: skip
    with clock.turned_to(clock.now() - dt.timedelta(days=30)):
        ref = actions.draft_vote(desk, estate_id=home, wish=wish)
        actions.announce(desk, estate_id=home, vote_id=ref.id)
    actions.open_vote(desk, estate_id=home, vote_id=ref.id)
    return {"estate": home, "vote": ref.id, "people": told}


def _owners(city: Any, people: int) -> list[dict[str, Any]]:
    """A dwelling of 80 m² and an account for each; in bulk, and the record is told of what lies in the estate."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.access.models import Account, Mandate
    from sanguanjia.kernel import clock
    from sanguanjia.kernel.act import act
    from sanguanjia.kernel.actor import SYSTEM
    from sanguanjia.kernel.predicates import word
    from tests.support.small_city import BEGAN

    the_platform = word("the platform", lambda actor, _: actor.is_system)
    accounts = Account.objects.bulk_create([
        Account(username=f"storm{n}", name=f"业主{n}", phone=f"170{n:08d}", phone_verified_at=clock.now())
        for n in range(people)
    ])  # fmt: skip

    @act("storm.lay_owners")
    def lay(deed: Any, *, estate_id: int) -> list[int]:
        deed.permit(the_platform, estate_id)
        return [row.pk for row in _dwellings(deed, city, accounts)]

    units = lay(SYSTEM, estate_id=int(city.estate.pk))
    Mandate.objects.bulk_create([
        Mandate(account=account, role="owner", home=city.estate, valid=DateRange(BEGAN, None), unit_id=unit,
                unit_estate_id=city.estate.pk, document="登记")
        for account, unit in zip(accounts, units, strict=True)
    ])  # fmt: skip
    return [
        {"unit": unit, "phone": account.phone, "cookie": _cookie(account)}
        for account, unit in zip(accounts, units, strict=True)
    ]


def _dwellings(deed: Any, city: Any, accounts: list[Any]) -> list[Any]:
    """Unit, party and share of each; the small city's own two units get their area."""
    from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange

    from sanguanjia.registry import models as registry
    from sanguanjia.registry.types import WHOLE
    from tests.support.small_city import BEGAN

    home, building, ever = city.estate, city.buildings["estate"], DateRange(BEGAN, None)
    registry.Unit.objects.filter(estate_id=home.pk).update(exclusive_area="80.00", exclusive_area_source="registry")
    units = registry.Unit.objects.bulk_create([
        registry.Unit(estate=home, building=building, room=f"v{n}", code=f"v{n}", use="dwelling",
                      exclusive_area="80.00", exclusive_area_source="registry", valid_from=BEGAN)
        for n in range(len(accounts))
    ])  # fmt: skip
    parties = registry.Party.objects.bulk_create(
        [registry.Party(estate=home, kind="person", name=one.name, account_id=one.pk) for one in accounts]
    )
    shares = registry.Ownership.objects.bulk_create([
        registry.Ownership(estate=home, unit=unit, slice=NumericRange(0, WHOLE), period=ever, basis="registered")
        for unit in units
    ])  # fmt: skip
    members = registry.OwnershipMember.objects.bulk_create([
        registry.OwnershipMember(estate=home, ownership=share, party=party)
        for share, party in zip(shares, parties, strict=True)
    ])  # fmt: skip
    for rows in (units, parties, shares, members):
        deed.made(type(rows[0]), [row.pk for row in rows])
    return units


def _cookie(account: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(account)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
