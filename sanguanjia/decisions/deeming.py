"""The second line of a count: who was handed a ballot and returned none, where the covenant counts them (OWN-034)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from .models import DeemingRule, Item, Vote
from .rules.count import consent_key
from .rules.delivery import proving
from .rules.law import Law
from .rules.voters import may_deem
from .types import Finding, Level, Weight

# Proven by head; silent is who has no ballot of the item, neither counting nor disputed, and no paper that came back.
_SILENT = """
WITH proven AS (
    SELECT DISTINCT tried.head FROM decisions_delivery AS tried
    WHERE tried.estate_id = %(estate)s AND tried.vote_id = %(vote)s AND tried.how = ANY(%(hows)s)
), spoken AS (
    SELECT line.head FROM decisions_standing AS stands
    JOIN decisions_rollline AS line ON line.estate_id = stands.estate_id AND line.id = stands.line_id
    WHERE stands.estate_id = %(estate)s AND stands.vote_id = %(vote)s AND stands.item = %(item)s
    UNION
    SELECT form.head FROM decisions_paperform AS form
    WHERE form.estate_id = %(estate)s AND form.vote_id = %(vote)s AND form.counted_at IS NOT NULL
)
SELECT COALESCE(sum(line.area), 0)::bigint, count(DISTINCT line.head), count(*)
FROM decisions_rollline AS line JOIN proven USING (head)
WHERE line.estate_id = %(estate)s AND line.vote_id = %(vote)s AND NOT line.left_out
    AND line.head NOT IN (SELECT head FROM spoken)
"""


@dataclass(frozen=True, slots=True)
class Silent:
    """Delivered and not returned, for one item, and whether the covenant lets them be counted."""

    weight: Weight
    units: int
    covenant: str
    finding: Finding


def rule_of(vote: Vote) -> DeemingRule | None:
    """The covenant's rule that was recorded before the notice; None: the silent are nobody."""
    return DeemingRule.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).first()


def silent(vote: Vote, law: Law, item: Item) -> Silent | None:
    """Who is counted in the second line of an item; None without a covenant that says so."""
    rule = rule_of(vote)
    if rule is None:
        return None
    hows = [how.value for how in proving(rule.posted)]
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"estate": vote.estate_id, "vote": vote.pk, "item": item.position, "hows": hows}
        cursor.execute(_SILENT, asked)
        area, n, units = cursor.fetchone()
    level = Level(law.need(consent_key(item.matter, None)).value.get("level", Level.QUALIFIED))
    finding = may_deem(
        law, level, covenant_version=rule.covenant, covenant_names_qualified=rule.qualified, proven=int(n),
        counted=int(n),
    )  # fmt: skip
    return Silent(Weight(int(area), int(n)), int(units), rule.covenant, finding)
