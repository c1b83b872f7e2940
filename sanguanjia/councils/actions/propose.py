"""A matter is proposed for a meeting, by people or by the platform's own triggers; the office tables or declines it."""

from __future__ import annotations

from sanguanjia.councils import telling
from sanguanjia.councils.matters import matter_for
from sanguanjia.councils.models import Proposal
from sanguanjia.councils.permissions import OFFICES, may_propose
from sanguanjia.councils.rules.words import missing
from sanguanjia.councils.store import change, made
from sanguanjia.councils.types import ProposalRef, ProposalState
from sanguanjia.councils.values import council_policy
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.clock import SHANGHAI
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.predicates import holds
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

OFFICE_KINDS = ("subdistrict", "district", "city")
may_decline = holds(*OFFICES[1:]).named("councils.decline")


@act("councils.propose")
def propose(
    deed: Deed, *, estate_id: int, matter_estate_id: int, matter_id: int, trigger: str, words: str = ""
) -> ProposalRef:
    """`estate_id`: home of the office that would call the meeting. Refuses not_found (also for who may not see the
    matter), not_permitted, wrong_phase (the matter is over), no_such_office, unknown_trigger, missing,
    proposed_already."""
    matter = matter_for(deed.actor, matter_estate_id, matter_id)
    mandate = deed.permit(may_propose, matter.place)
    home = Home.objects.filter(pk=estate_id).first()
    if home is None or home.kind not in OFFICE_KINDS or not matter.place.path.startswith(home.path):
        refuse("no_such_office", "estate_id")
    if matter.is_over:
        refuse("wrong_phase", state=matter.row.state, verb="propose")
    policy = council_policy(home, deed.at.astimezone(SHANGHAI).date())
    name = next((each.name for each in policy.triggers if each.code == trigger), "")
    found = [] if name else [Reason("unknown_trigger", "trigger")]
    if not deed.actor.is_system:
        found += missing(words, "words", "为什么提请", 1000)
    refuse_if_any(found)
    where = {"estate_id": estate_id, "matter_estate_id": matter_estate_id, "matter_id": matter_id}
    if Proposal.objects.filter(**where, state=ProposalState.WAITING.value).exists():
        refuse("proposed_already")
    row = Proposal(
        **where, trigger=trigger, trigger_name=name, words=words.strip(), at=deed.at,
        by_account_id=deed.actor.account_id, by_role=mandate.role if mandate else "", rule=policy.triggers_version,
    )  # fmt: skip
    made(deed, row)
    deed.under(policy.triggers_version)
    telling.proposed(deed, row, home, f"{matter.place.name} {matter.row.number} 号 {matter.row.need_name}")
    return ProposalRef(estate_id, row.pk, row.state)


@act("councils.decline")
def decline(deed: Deed, *, estate_id: int, proposal_id: int, words: str) -> ProposalRef:
    """Not to be talked over, with a reason. Refuses not_found, not_permitted, wrong_phase, missing."""
    deed.permit(may_decline, home_of("estate_id")(estate_id=estate_id))
    row = Proposal.objects.select_for_update().filter(estate_id=estate_id, pk=proposal_id).first()
    if row is None:
        refuse("not_found")
    if row.state != ProposalState.WAITING.value:
        refuse("wrong_phase", state=row.state, verb="decline")
    refuse_if_any(missing(words, "words", "为什么不上会", 1000))
    change(
        deed, row, state=ProposalState.DECLINED.value, decided_at=deed.at, decided_words=words.strip()
    )  # fmt: skip
    return ProposalRef(estate_id, row.pk, row.state)
