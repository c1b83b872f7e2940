"""Whether enough owners stand behind a proposal: their heads and areas against the whole estate's (OWN-043)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.registry import queries as registry

from . import law as laws
from .models import Proposal, Supporter
from .rules import meetings
from .rules.roll import lines_of, total_of
from .types import Finding, Weight


@dataclass(frozen=True, slots=True)
class Support:
    """Who stands behind a proposal, on both counts, and what the place demands."""

    asking: Weight
    total: Weight
    finding: Finding


def support_of(proposal: Proposal, day: dt.date) -> Support:
    """Both counts of the supporters; each weighs with all units of the same head."""
    estate_id = proposal.estate_id
    law = laws.law_of(estate_id, day)
    lines = lines_of(law, registry.holdings(estate_id, day))
    units = set(
        Supporter.objects.filter(estate_id=estate_id, proposal_id=proposal.pk).values_list("unit_id", flat=True)
    )
    heads = {line.head for line in lines if line.unit_id in units}
    asking, total = total_of(line for line in lines if line.head in heads), total_of(lines)
    return Support(asking, total, meetings.temporary_meeting(law, asking, total))


def reached(proposal: Proposal, day: dt.date) -> Finding:
    """Whether the supporters are enough today."""
    return support_of(proposal, day).finding
