"""Claiming a unit: against the roster at once, or by a person who confirms or refuses with a reason."""

from __future__ import annotations

from sanguanjia.access import rules
from sanguanjia.access.models import Claim, Mandate
from sanguanjia.access.permissions import ClaimThing, may_claim, may_decide_claim
from sanguanjia.access.types import ClaimRef, ClaimState, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import proofs
from sanguanjia.registry import queries as registry
from sanguanjia.registry.actions import know_person

from .mandates import days


@act("access.request_claim")
def request_claim(deed: Deed, *, estate_id: int, unit_code: str, name: str, proof: str) -> ClaimRef:
    """An account says that it owns a unit. Granted at once when the roster proves it, else pending.

    Refuses: login_needed, missing (name), bad_proof, unknown_unit, already_resident, claim_pending. Whether a name or a
    proof fitted is not told: a wrong guess only waits for a person.
    """
    deed.permit(may_claim, None)
    account_id = deed.actor.account_id
    given = rules.read_proof(proof)
    reasons = [] if name.strip() else [Reason("missing", "name", {"label": "姓名"})]
    unit_id = proofs.unit_of_code(estate_id, unit_code, clock.today())
    if given is None:
        reasons.append(Reason("bad_proof", "proof"))
    if unit_id is None:
        reasons.append(Reason("unknown_unit", "unit"))
    refuse_if_any(reasons)
    assert account_id is not None and given is not None and unit_id is not None  # noqa: S101, PT018 - for the reader
    if _is_owner(account_id, estate_id, unit_id):
        refuse("already_resident")
    match = proofs.owner_match(estate_id, unit_id, clock.today(), name, given.kind, given.value, account_id)
    state = rules.claim_state(match.name_fits, match.proof_fits, given.kind, match.taken)
    row = Claim(
        estate_id=estate_id, unit_id=unit_id, account_id=account_id, name=name.strip()[:60], proof=given.kind,
        name_fits=match.name_fits, proof_fits=match.proof_fits, state=state.value, asked_at=deed.at,
    )  # fmt: skip
    deed.for_whom(f"unit:{unit_id}")
    if state is ClaimState.GRANTED:
        row.decided_at = deed.at
        row.mandate_id = _make_owner(deed, row, "与名册核对一致")
        if match.party_id is not None and not match.known:
            know_person(deed.actor, estate_id=estate_id, party_id=match.party_id, account_id=account_id)
    row.save(force_insert=True)
    deed.touched(row)
    return _ref(row)


@act("access.confirm_claim")
def confirm_claim(deed: Deed, *, estate_id: int, claim_id: int, reason: str) -> ClaimRef:
    """Confirm a pending claim; `reason` says what was looked at. Refuses: not_found, not_permitted, claim_own,
    wrong_phase, reason_needed, mandate_overlaps."""
    row = _locked(deed, estate_id, claim_id)
    if not reason.strip():
        refuse("reason_needed", "reason")
    before = row_digest(row)
    row.mandate_id = _make_owner(deed, row, reason.strip())
    return _decide(deed, row, ClaimState.GRANTED, reason, before)


@act("access.refuse_claim")
def refuse_claim(deed: Deed, *, estate_id: int, claim_id: int, reason: str) -> ClaimRef:
    """Refuse a pending claim with a reason the claimant reads. Refuses as `confirm_claim`."""
    row = _locked(deed, estate_id, claim_id)
    if not reason.strip():
        refuse("reason_needed", "reason")
    return _decide(deed, row, ClaimState.REFUSED, reason, row_digest(row))


def thing_of(row: Claim, place: str) -> ClaimThing:
    """A claim as its permission sees it."""
    company = registry.managing_company(row.estate_id, clock.today())
    return ClaimThing(place, row.account_id, row.state, company.id if company else None)


def _locked(deed: Deed, estate_id: int, claim_id: int) -> Claim:
    row = Claim.objects.select_for_update().filter(estate_id=estate_id, pk=claim_id).first() or refuse("not_found")
    deed.permit(may_decide_claim, thing_of(row, registry.estate(estate_id).path))
    return row


def _decide(deed: Deed, row: Claim, state: ClaimState, reason: str, before: str) -> ClaimRef:
    row.state, row.decided_at, row.decided_by = state.value, deed.at, deed.actor.account_id
    row.reason = reason.strip()[:200]
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "mandate_id"])
    deed.for_whom(f"unit:{row.unit_id}")
    deed.touched(row, before=before)
    return _ref(row)


def _make_owner(deed: Deed, claim: Claim, document: str) -> int:
    mandate = Mandate(
        account_id=claim.account_id, role=Role.OWNER.value, home_id=claim.estate_id, unit_id=claim.unit_id,
        unit_estate_id=claim.estate_id, valid=days(clock.today(), None), document=document[:200],
        granted_by=deed.actor.account_id if deed.actor.account_id != claim.account_id else None, granted_at=deed.at,
    )  # fmt: skip
    mandate.save(force_insert=True)
    deed.touched(mandate)
    return mandate.id


def _is_owner(account_id: int, estate_id: int, unit_id: int) -> bool:
    return Mandate.objects.filter(
        account_id=account_id, role=Role.OWNER.value, home_id=estate_id, unit_id=unit_id, valid__contains=clock.today()
    ).exists()


def _ref(row: Claim) -> ClaimRef:
    return ClaimRef(row.id, row.estate_id, row.unit_id, row.state)
