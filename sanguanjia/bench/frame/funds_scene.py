"""A city with books for the fund's benches: estates of a thousand doors in twenty buildings, opened by plain SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from time import perf_counter
from typing import Any

PER_ESTATE, PER_BUILDING = 1_000, 50
BANK = 150_000_000_000_000_100
OPENED = dt.date(2019, 12, 31)
DEPOSITED = dt.date(2020, 1, 1)
_ESTATES = 1_000_000  # ids of homes of the first scene; each further scene stands a million higher
_IDS = 200_000_000_000_000_000  # of buildings, units, accounts: kind x 10^14 + number
_PLACES = """INSERT INTO kernel_home (id, kind, name, path, parent_id) VALUES
    (%(d)s, 'district', %(name)s, '1/2/' || %(d)s || '/', 2),
    (%(s)s, 'subdistrict', '街道', '1/2/' || %(d)s || '/' || %(s)s || '/', %(d)s),
    (%(n)s, 'neighbourhood', '社区', '1/2/' || %(d)s || '/' || %(s)s || '/' || %(n)s || '/', %(s)s)"""
_OFFICES = (
    """INSERT INTO registry_division (id, code, name, level, valid, home_id)
       VALUES (%(i)s + 1, %(code)s, %(name)s, 'county', '[1983-01-01,)', %(d)s)""",
    """INSERT INTO registry_subdistrict (home_id, code9, name, division_id)
       VALUES (%(s)s, %(code)s || '001', '街道', %(i)s + 1)""",
    """INSERT INTO registry_neighbourhood (home_id, code12, name, subdistrict_id)
       VALUES (%(n)s, %(code)s || '001001', '社区', %(s)s)""",
    """INSERT INTO registry_organisation (id, kind, name, credit_code, phone) VALUES (%(bank)s, 'bank', '银行', '', '')
       ON CONFLICT DO NOTHING""",
)
_ROWS = (
    """INSERT INTO kernel_home (id, kind, name, path, parent_id)
       SELECT e, 'estate', '小区' || e, '1/2/' || %(d)s || '/' || %(s)s || '/' || %(n)s || '/' || e || '/', %(n)s
       FROM generate_series(%(first)s, %(last)s) e""",
    """INSERT INTO registry_estate (home_id, name, aliases, pinyin, neighbourhood_id, address)
       SELECT e, '小区' || e, '', '', %(n)s, '' FROM generate_series(%(first)s, %(last)s) e""",
    """INSERT INTO registry_building (id, estate_id, code, name)
       SELECT %(i)s + 100000000000000 + (e - %(first)s) * 100 + b, e, b::text, b || '栋'
       FROM generate_series(%(first)s, %(last)s) e, generate_series(1, 20) b""",
    """INSERT INTO registry_unit (id, estate_id, building_id, room, code, use, built_area, built_area_source,
           exclusive_area, exclusive_area_source, area_document, valid_from)
       SELECT %(i)s + 2 * 100000000000000 + (e - %(first)s) * 10000 + b * 100 + u, e,
           %(i)s + 100000000000000 + (e - %(first)s) * 100 + b, u::text, b || '-1-' || u, 'dwelling', 88.12, 'registry',
           88.12, 'stand_in', '', '2015-01-01'
       FROM generate_series(%(first)s, %(last)s) e, generate_series(1, 20) b, generate_series(1, 50) u""",
    """INSERT INTO funds_fundbook (id, estate_id, last_number)
       SELECT %(i)s + e, e, 1 FROM generate_series(%(first)s, %(last)s) e""",
    """INSERT INTO funds_fundaccount (id, estate_id, kind, organisation_id, name, opened_on)
       SELECT %(i)s + 3 * 100000000000000 + e, e, 'bank', %(bank)s, '银行', '2019-12-31'
       FROM generate_series(%(first)s, %(last)s) e""",
    """INSERT INTO funds_fundaccount (id, estate_id, kind, building_id, name, opened_on)
       SELECT b.id + 3 * 100000000000000, b.estate_id, 'pool', b.id, b.name || '统筹账户', '2019-12-31'
       FROM registry_building b WHERE b.estate_id BETWEEN %(first)s AND %(last)s""",
    """INSERT INTO funds_fundaccount (id, estate_id, kind, building_id, unit_id, name, opened_on)
       SELECT u.id + 3 * 100000000000000, u.estate_id, 'unit', u.building_id, u.id, u.code, '2019-12-31'
       FROM registry_unit u WHERE u.estate_id BETWEEN %(first)s AND %(last)s""",
    """INSERT INTO funds_fundentry (id, estate_id, number, kind, business_date, booked_at, reason, voucher_hash,
           author_id, approver_id, policy_version, idempotency_key, fingerprint)
       SELECT %(i)s + 9 * 100000000000000 + e, e, 1, 'opening', '2019-12-31', now(), '期初', '', 1, 2, '', 'opening', ''
       FROM generate_series(%(first)s, %(last)s) e""",
    """INSERT INTO funds_fundtransfer (id, estate_id, entry_id, line, debit_id, credit_id, amount_fen)
       SELECT a.id + 1000000000000000, a.estate_id, %(i)s + 9 * 100000000000000 + a.estate_id,
           row_number() OVER (PARTITION BY a.estate_id ORDER BY a.id), %(i)s + 3 * 100000000000000 + a.estate_id, a.id,
           500000 + a.id %% 700001
       FROM funds_fundaccount a WHERE a.kind = 'unit' AND a.estate_id BETWEEN %(first)s AND %(last)s""",
    """INSERT INTO funds_fundbalance (id, estate_id, account_id, side, free, held_fen, net_fen)
       SELECT a.id, a.estate_id, a.id, CASE a.kind WHEN 'bank' THEN -1 ELSE 1 END, false, 0, CASE a.kind
           WHEN 'unit' THEN 500000 + a.id %% 700001 WHEN 'pool' THEN 0 ELSE -(
               SELECT sum(t.amount_fen) FROM funds_fundtransfer t WHERE t.estate_id = a.estate_id) END
       FROM funds_fundaccount a WHERE a.estate_id BETWEEN %(first)s AND %(last)s""",
)


@dataclass
class FundScene:
    """A district's estates `first` … `last` with open books, and its deposit."""

    home: int
    first: int
    last: int
    deposit: int
    settlement: int = 0
    """The last one that ran."""

    def officer(self, account: int) -> Any:
        """A fund officer of the district."""
        from sanguanjia.kernel.actor import Actor, Mandate

        return Actor(
            account, f"officer {account}", (Mandate(account, "fund_officer", self.home, f"1/2/{self.home}/", OPENED),)
        )

    def settle(self, year: int) -> tuple[float, float]:
        """Settle the deposit's year; answers the seconds of weighing and of booking."""
        from sanguanjia.funds import actions, jobs, settlements

        last = DEPOSITED.replace(year=DEPOSITED.year + year + 1)
        ref = actions.prepare_settlement(
            self.officer(1), estate_id=self.home, deposit_id=self.deposit, last=last, bank_fen=325_000_000,
            business_date=last, voucher=f"{year}",
        )  # fmt: skip
        self.settlement = ref.id
        began = perf_counter()
        jobs.work_on(self.home, ref.id)
        weighed = perf_counter() - began
        seal = settlements.settlement(self.home, ref.id).seal
        actions.approve_settlement(self.officer(2), estate_id=self.home, settlement_id=ref.id, seal=seal)
        began = perf_counter()
        jobs.work_on(self.home, ref.id, hands=jobs.HANDS)
        booked = perf_counter() - began
        if settlements.settlement(self.home, ref.id).state != "done":
            raise RuntimeError("the settlement is not done; nothing is proved")
        return weighed, booked

    def check(self) -> None:
        """The parts are the bank's amounts, and every balance of a sample is the sum of its transfers."""
        from django.db.models import Sum

        from sanguanjia.funds import queries
        from sanguanjia.funds.models import FundEntry, FundTransfer, Settlement
        from sanguanjia.kernel.scoped import cross_estate

        with cross_estate():
            entries = FundEntry.objects.filter(kind="interest", estate_id__gte=self.first, estate_id__lte=self.last)
            moved = FundTransfer.objects.filter(entry_id__in=entries.values("id")).aggregate(fen=Sum("amount_fen"))
            paid = Settlement.objects.filter(estate_id=self.home, state="done").aggregate(fen=Sum("bank_fen"))
        wrong = [estate for estate in (self.first, self.last) if queries.differences(estate)]
        if moved["fen"] != paid["fen"] or wrong:
            raise RuntimeError(f"{moved} moved of {paid}, differences in {wrong}; nothing is proved")


def lay(number: int, estates: int) -> FundScene:
    """The district number `number` (0, 1, …) with so many estates of 1,000 doors, each with something since 2019."""
    from django.db import connections, transaction

    from sanguanjia.funds import actions
    from sanguanjia.funds.rules.day_counts import Basis

    district, first = 100 + 10 * number, _ESTATES * (number + 1)
    made = FundScene(district, first, first + estates - 1, 0)
    values = {
        "d": district, "s": district + 1, "n": district + 2, "name": f"{number}区", "code": f"43020{3 + number}",
        "i": _IDS * (number + 2), "first": first, "last": made.last, "bank": BANK,
    }  # fmt: skip
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for statement in (_PLACES, *_OFFICES, *_ROWS):
            cursor.execute(statement, values)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    made.deposit = actions.register_deposit(
        made.officer(1), estate_id=district, organisation_id=BANK, number="CD", principal_fen=10_000_000_000,
        starts_on=DEPOSITED, matures_on=DEPOSITED.replace(year=DEPOSITED.year + 5), contract_rate="0.0325",
        benchmark_rate="0.0275", basis=Basis.YEARS, term_years=5,
    ).id  # fmt: skip
    return made
