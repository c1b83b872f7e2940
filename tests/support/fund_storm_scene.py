"""`python -P -m tests.support.fund_storm_scene DATA_DIR ESTATES`: a district with books in a running platform, its
deposit, and two fund officers who are logged in. Prints what a client needs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(data: Path, estates: int) -> None:
    """Home, deposit, estates with their bank accounts, and the cookies of two officers, as one JSON object."""
    from sanguanjia.hosting.city import find_city

    if find_city(data) is None:
        raise SystemExit(f"no city runs on {data}")
    import django

    django.setup()
    from sanguanjia.bench.frame import funds_scene, scene
    from sanguanjia.funds.models import FundAccount
    from sanguanjia.kernel.scoped import cross_estate

    scene.lay(0)
    there = funds_scene.lay(0, estates)
    with cross_estate():
        banks = dict(FundAccount.objects.filter(kind="bank").values_list("estate_id", "id"))
    print(json.dumps({
        "home": there.home, "deposit": there.deposit, "banks": banks,
        "cookies": [_officer(f"officer{number}", there.home) for number in (1, 2)],
    }))  # fmt: skip


def _officer(name: str, home: int) -> str:
    """The session's cookie of a new fund officer of the district."""
    from django.conf import settings
    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.test import Client

    from sanguanjia.access.models import Account, Mandate
    from sanguanjia.bench.frame.funds_scene import OPENED

    account: Any = Account.objects.create(username=name, name=name, phone="", password="!")
    Mandate.objects.create(
        account=account, role="fund_officer", home_id=home, valid=DateRange(OPENED, None), document="任命"
    )
    client = Client()
    client.force_login(account)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
