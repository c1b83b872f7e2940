"""Owners propose a vote and stand behind it until enough do (OWN-043)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.decisions.models import Proposal, Supporter
from sanguanjia.decisions.permissions import Door, may_speak_for_unit
from sanguanjia.decisions.rules.count import MATTERS
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

COLLECTED_FOR = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ProposalRef:
    """A proposal, as acts answer it."""

    id: int
    estate_id: int
    number: int


@act("decisions.propose")
def propose(deed: Deed, *, estate_id: int, unit_id: int, matter: int, title: str, text: str) -> ProposalRef:
    """An owner asks that a matter be voted, and is its first supporter. Refuses not_permitted, missing, too_long,
    bad_matter."""
    home = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_speak_for_unit, Door(home.place, frozenset([unit_id])))
    found = []
    for value, field, label, most in ((title, "title", "标题", 100), (text, "text", "理由", 2000)):
        if not value.strip():
            found.append(Reason("missing", field, {"label": label}))
        elif len(value) > most:
            found.append(Reason("too_long", field, {"label": label, "most": most}))
    if matter not in MATTERS:
        found.append(Reason("bad_matter", "matter", {"given": str(matter)}))
    refuse_if_any(found)
    row = Proposal(
        estate_id=estate_id, number=counters.next_number(estate_id, "vote_proposal"), matter=matter,
        title=title.strip(), text=text.strip(), made_by=deed.actor.account_id, made_at=deed.at,
        until=clock.today() + COLLECTED_FOR,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    _support(deed, row, unit_id)
    deed.for_whom(f"unit:{unit_id}")
    return ProposalRef(row.pk, estate_id, row.number)


@act("decisions.support")
def support(deed: Deed, *, estate_id: int, proposal_id: int, unit_id: int) -> ProposalRef:
    """An owner stands behind a proposal. Refuses not_found, not_permitted, supported_already, proposal_is_over."""
    home = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_speak_for_unit, Door(home.place, frozenset([unit_id])))
    row = Proposal.objects.filter(estate_id=estate_id, pk=proposal_id).first() or refuse("not_found")
    if row.vote_id is not None or clock.today() > row.until:
        refuse("proposal_is_over")
    _support(deed, row, unit_id)
    deed.for_whom(f"unit:{unit_id}")
    return ProposalRef(row.pk, estate_id, row.number)


def _support(deed: Deed, proposal: Proposal, unit_id: int) -> None:
    row = Supporter(
        estate_id=proposal.estate_id, proposal_id=proposal.pk, unit_id=unit_id, account_id=deed.actor.account_id,
        at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
