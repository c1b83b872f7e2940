"""What must be there: for a request the conditions of the place, held against the register and who asks; for a vote the
texts and the candidates."""

from __future__ import annotations

import datetime as dt

from sanguanjia.decisions import queries as decisions
from sanguanjia.decisions.models import Slate
from sanguanjia.decisions.types import Body, Finding
from sanguanjia.kernel.models import Home

from .models import Asker, Procedure, ProcedureEvent
from .permissions import REPORTERS
from .rules import starting
from .types import Claims, Kind
from .values import estate_state, has_committee, law_at

MATTERS = {"rules": 1, "covenant": 2}
"""Which of the nine matters each text is."""


def finding_of(row: Procedure, home: Home, day: dt.date) -> Finding:
    """Whether it may be handed in now: every condition of the place with its numbers. Refuses roll_is_empty,
    roll_area_missing, no_rule."""
    units = list(Asker.objects.filter(estate_id=row.estate_id, procedure_id=row.pk).values_list("unit_id", flat=True))
    claims = Claims(int(row.claims.get("moved_in", 0)), str(row.claims.get("first_handover", "")))
    state = estate_state(home, day, units, claims, developer=row.asked_role in REPORTERS)
    law = law_at(home, row.opened_on)
    committee = has_committee(home.pk, day)
    return starting.may_begin(law, Kind(row.kind), state, row.situation, committee=committee)


def texts_owed(row: Procedure) -> list[str]:
    """The texts on which a first assembly still has to vote: not those that carried in an earlier vote."""
    if row.kind != Kind.FIRST:
        return []
    events = ProcedureEvent.objects.filter(estate_id=row.estate_id, procedure_id=row.pk, verb="follow")
    carried = {matter for data in events.values_list("data", flat=True) for matter in data.get("carried", ())}
    return [kind for kind, matter in MATTERS.items() if matter not in carried]


def settled_slate(row: Procedure) -> Slate | None:
    """The list of candidates that may be voted on; of a by-election the one for the sitting committee's empty seats."""
    by_election = row.kind == Kind.BY_ELECTION
    found = [
        slate for slate in decisions.settled_slates(row.estate_id)
        if slate.body == Body.COMMITTEE and (slate.committee_id is not None) == by_election
    ]  # fmt: skip
    return found[-1] if found else None
