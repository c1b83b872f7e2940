"""Whom to call back (回访): a sample of the matters that were closed and on which the reporter said nothing (HOT-010).

Which matters are drawn depends on their ids and the policy version alone, so that anybody can draw the same sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import connection

from sanguanjia.cases.figures import moments
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.policy import queries as policy

_OF = 10_000
_DRAWN = """
    SELECT c.estate_id, c.id, c.number, h.name, c.need_name, c.closed_at, c.contact_phone <> '',
           c.reporter_account_id IS NOT NULL, called.times
    FROM cases_case c JOIN kernel_home h ON h.id = c.estate_id
    CROSS JOIN LATERAL (SELECT count(*) AS times FROM cases_caseevent e
                        WHERE e.estate_id = c.estate_id AND e.case_id = c.id AND e.verb = 'call_back'
                          AND e.at >= c.closed_at) called
    WHERE h.path LIKE %s AND c.closed_at >= %s AND c.closed_at < %s AND c.state IN ('done', 'closed')
      AND c.solved IS NULL AND c.outcome NOT IN ('withdrawn', 'duplicate')
      AND (c.contact_phone <> '' OR c.reporter_account_id IS NOT NULL) AND called.times < %s
      AND mod(('x' || substr(md5(%s || ':' || c.id::text), 1, 8))::bit(32)::bigint, %s) < %s
    ORDER BY called.times, c.closed_at, c.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One reporter to ask. `by_phone`, `by_sms`: how they can be reached; `times`: asked in vain so far."""

    estate_id: int
    case_id: int
    number: int
    place: str
    need: str
    closed_at: datetime
    by_phone: bool
    by_sms: bool
    times: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The drawn matters, by which share and policy version."""

    calls: tuple[Call, ...]
    share: str
    tries: int
    version: str


def call_backs(path: str, first_day: date, last_day: date, most: int = 100) -> Sample:
    """Who is to be called back over matters closed in the period at or below the place."""
    rule = policy.rule_for("cases.callback", path, last_day)
    if rule is None:
        return Sample((), "0", 0, "")
    share, version = Fraction(rule.value["share"]), rule.winner.version
    below = -(-share.numerator * _OF // share.denominator)  # at least the share
    values = [f"{path}%", *moments(first_day, last_day), rule.value["tries"], version, _OF, below, most]
    with cross_estate(), connection.cursor() as cursor:
        cursor.execute(_DRAWN, values)
        calls = tuple(Call(*row) for row in cursor.fetchall())
    return Sample(calls, rule.value["share"], rule.value["tries"], version)
