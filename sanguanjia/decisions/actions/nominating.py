"""Owners name a candidate together, each signing on the own phone; with enough of them the one stands (OWN-063).

Nobody stands against the own will: the candidate agrees, on the phone or on a paper that the desk enters.
"""

from __future__ import annotations

from sanguanjia.decisions import cosigning, slates
from sanguanjia.decisions import law as laws
from sanguanjia.decisions.models import Candidate, Cosigner
from sanguanjia.decisions.permissions import CandidateThing, Door, may_agree, may_speak_for_unit
from sanguanjia.decisions.slates import CandidateRef
from sanguanjia.decisions.types import CandidateState, Route, SlateState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import writing
from sanguanjia.notices.types import Audience
from sanguanjia.registry import queries as registry


@act("decisions.nominate")
def nominate(
    deed: Deed, *, estate_id: int, slate_id: int, unit_id: int, unit_code: str, name: str, statement: str = ""
) -> CandidateRef:  # fmt: skip
    """An owner (`unit_id`: the own home) names a neighbour, found by door and name, and signs first. The neighbour is
    told.

    Refuses not_found, not_permitted, slate_wrong_state, naming_is_over, no_such_nomination, too_long,
    not_owner_of_unit, named_already, roll_is_empty, roll_area_missing.
    """
    home = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_speak_for_unit, Door(home.place, frozenset([unit_id])))
    person, door = slates.owner_named(estate_id, unit_code, name)
    row = slates.named(
        deed, estate_id=estate_id, slate_id=slate_id, route=Route.OWNERS.value, party_id=person.id, unit_id=door,
        statement=statement, state=CandidateState.COLLECTING.value, account_id=person.account_id,
    )  # fmt: skip
    _sign(deed, row, unit_id)
    if row.account_id is not None:
        facts = {"place": registry.estate(estate_id).name}
        href = f"/decisions/{estate_id}/slates/{slate_id}/"
        whom = Audience(accounts=(row.account_id,))
        writing.write(deed, "decisions.nominated", audience=whom, facts=facts, href=href)
    return slates.candidate_ref(row)


@act("decisions.cosign")
def cosign(deed: Deed, *, estate_id: int, candidate_id: int, unit_id: int) -> CandidateRef:
    """Another owner signs the nomination. Refuses not_found, not_permitted, slate_wrong_state, naming_is_over,
    nomination_is_over, cosigned_already, roll_is_empty, roll_area_missing."""
    home = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_speak_for_unit, Door(home.place, frozenset([unit_id])))
    row = _locked(estate_id, candidate_id, SlateState.NAMING)
    slates.demand_naming(estate_id, row.slate_id)
    if row.state != CandidateState.COLLECTING:
        refuse("nomination_is_over", "candidate")
    _sign(deed, row, unit_id)
    return slates.candidate_ref(row)


def _locked(estate_id: int, candidate_id: int, *states: SlateState) -> Candidate:
    """A candidate and its list, locked in this order. Refuses not_found, slate_wrong_state."""
    row = Candidate.objects.filter(estate_id=estate_id, pk=candidate_id).first() or refuse("not_found")
    slates.lock(estate_id, row.slate_id, *states)
    return Candidate.objects.select_for_update().get(estate_id=estate_id, pk=candidate_id)


def _sign(deed: Deed, row: Candidate, unit_id: int) -> None:
    """One more signature; with the last one needed the nomination is made."""
    signature = Cosigner(
        estate_id=row.estate_id, candidate_id=row.pk, unit_id=unit_id, account_id=deed.actor.account_id, at=deed.at
    )
    signature.save(force_insert=True)
    deed.touched(signature)
    deed.for_whom(f"unit:{unit_id}")
    found = cosigning.signed_for(row.estate_id, [row], clock.today())[row.pk].finding
    deed.under(*laws.versions(found))
    if found.holds:
        slates.change_candidate(deed, row, state=CandidateState.NAMED.value)


@act("decisions.agree_to_stand")
def agree_to_stand(deed: Deed, *, estate_id: int, candidate_id: int, document: str = "") -> CandidateRef:
    """Whom others named says yes, on the own phone; the desk enters a written yes (`document`: where it lies).

    Refuses not_found, not_permitted, slate_wrong_state, nomination_is_over, agreed_already, missing.
    """
    row = _locked(estate_id, candidate_id, SlateState.NAMING, SlateState.POSTED)
    deed.permit(may_agree, CandidateThing(home_of("estate_id")(estate_id=estate_id).place, row.account_id))
    if row.state not in (CandidateState.COLLECTING, CandidateState.NAMED):
        refuse("nomination_is_over", "candidate")
    if row.agreed_at is not None:
        refuse("agreed_already", "candidate")
    own = deed.actor.account_id is not None and deed.actor.account_id == row.account_id
    if not own and not document.strip():
        refuse("missing", f"document_{candidate_id}", label="本人的书面同意")
    return slates.change_candidate(deed, row, agreed_at=deed.at, document=document.strip()[:100])
