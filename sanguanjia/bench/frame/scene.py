"""A plain scene for benches: many small estates whose ids move in step with a number, so that pgbench can reckon them.

Number i has the estate 1000+i with one building, one unit, and one resident with an account. One company manages all,
and one hotline operator of the city has a key for machines. Laid out by the tables' owner in set-based SQL: no acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

ESTATE, ACCOUNT, UNIT, BUILDING, ENTRANCE, MANDATE = (
    1000, 100_000_000_000_000_000, 110_000_000_000_000_000, 120_000_000_000_000_000, 130_000_000_000_000_000,
    140_000_000_000_000_000,
)  # fmt: skip
OPERATOR, COMPANY, DIVISION, GRID = (
    ACCOUNT - 1,
    150_000_000_000_000_001,
    150_000_000_000_000_002,
    150_000_000_000_000_003,
)


@dataclass(frozen=True)
class Scene:
    """How many people, and the operator's key."""

    people: int
    token: str

    def estate(self, number: int) -> int:
        """The estate of a person."""
        return ESTATE + number

    def account(self, number: int) -> int:
        """The account of a person."""
        return ACCOUNT + number

    def building(self, number: int) -> int:
        """The building of a person."""
        return BUILDING + number

    def unit(self, number: int) -> int:
        """The unit of a person."""
        return UNIT + number


def lay(people: int) -> Scene:
    """Lay the scene out in an empty, migrated city."""
    from django.db import connections, transaction

    from sanguanjia.access.queries import token_digest
    from sanguanjia.access.secret import new_secret
    from sanguanjia.interfaces.rules.limits import MOST_PER_MINUTE

    token = new_secret()
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, {"n": people})
        cursor.execute(
            "INSERT INTO access_apitoken (id, account_id, name, digest, created_at, expires_at)"
            " VALUES (1, %s, 'bench', %s, now(), %s)",
            [OPERATOR, token_digest(token), datetime.now(UTC) + timedelta(days=30)],
        )
        # The key's budget is counted as for every key; it is only never used up.
        cursor.execute("INSERT INTO interfaces_keylimit (token_id, per_minute) VALUES (1, %s)", [MOST_PER_MINUTE])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return Scene(people, token)


_STATEMENTS = (
    """INSERT INTO kernel_home (id, kind, name, path, parent_id) VALUES
       (2, 'city', '株洲市', '1/2/', 1), (3, 'district', '天元区', '1/2/3/', 2),
       (4, 'subdistrict', '嵩山路街道', '1/2/3/4/', 3), (5, 'neighbourhood', '文园社区', '1/2/3/4/5/', 4)""",
    f"""INSERT INTO registry_division (id, code, name, level, valid, home_id) VALUES
       ({DIVISION}, '430200', '株洲市', 'city', '[1983-01-01,)', 2),
       ({DIVISION + 10}, '430211', '天元区', 'county', '[1983-01-01,)', 3)""",
    f"""INSERT INTO registry_subdistrict (home_id, code9, name, division_id)
       VALUES (4, '430211001', '嵩山路街道', {DIVISION + 10})""",
    """INSERT INTO registry_neighbourhood (home_id, code12, name, subdistrict_id)
       VALUES (5, '430211001001', '文园社区', 4)""",
    f"INSERT INTO registry_grid (id, neighbourhood_id, code, name) VALUES ({GRID}, 5, '001', '第一网格')",
    f"""INSERT INTO registry_organisation (id, kind, name, credit_code, phone)
       VALUES ({COMPANY}, 'company', '演示物业', '', '')""",
    f"""INSERT INTO kernel_home (id, kind, name, path, parent_id)
       SELECT {ESTATE} + i, 'estate', '小区' || i, '1/2/3/4/5/' || ({ESTATE} + i) || '/', 5
       FROM generate_series(0, %(n)s - 1) i""",
    f"""INSERT INTO registry_estate (home_id, name, aliases, pinyin, neighbourhood_id, grid_id, address)
       SELECT {ESTATE} + i, '小区' || i, '', 'xiao3 qu1', 5, {GRID}, '' FROM generate_series(0, %(n)s - 1) i""",
    f"""INSERT INTO registry_building (id, estate_id, code, name)
       SELECT {BUILDING} + i, {ESTATE} + i, '1', '1栋' FROM generate_series(0, %(n)s - 1) i""",
    f"""INSERT INTO registry_entrance (id, estate_id, building_id, code)
       SELECT {ENTRANCE} + i, {ESTATE} + i, {BUILDING} + i, '1' FROM generate_series(0, %(n)s - 1) i""",
    f"""INSERT INTO registry_unit (id, estate_id, building_id, entrance_id, room, code, use, built_area,
           built_area_source, exclusive_area, exclusive_area_source, area_document, valid_from)
       SELECT {UNIT} + i, {ESTATE} + i, {BUILDING} + i, {ENTRANCE} + i, '101', '1-1-101', 'dwelling', 88.12,
           'registry', 88.12, 'stand_in', '', '2015-01-01' FROM generate_series(0, %(n)s - 1) i""",
    f"""INSERT INTO registry_managementtenure (id, estate_id, organisation_id, period, contract_number)
       SELECT {UNIT} + i, {ESTATE} + i, {COMPANY}, '[2020-01-01,)', 'B' || i FROM generate_series(0, %(n)s - 1) i""",
    f"""INSERT INTO access_account (id, password, username, name, phone, is_active, created_at)
       SELECT {ACCOUNT} + i, '!', 'yz' || (100000 + i), '业主', '', true, now()
       FROM generate_series(-1, %(n)s - 1) i""",
    f"""INSERT INTO access_mandate (id, account_id, role, home_id, unit_id, unit_estate_id, valid, document, granted_at,
           end_reason)
       SELECT {MANDATE} + i, {ACCOUNT} + i, 'owner', {ESTATE} + i, {UNIT} + i, {ESTATE} + i, '[2020-01-01,)', '演示',
           now(), '' FROM generate_series(0, %(n)s - 1) i""",
    f"""INSERT INTO access_mandate (id, account_id, role, home_id, valid, document, granted_at, end_reason)
       VALUES ({MANDATE - 1}, {OPERATOR}, 'hotline_operator', 2, '[2020-01-01,)', '演示', now(), '')""",
)
