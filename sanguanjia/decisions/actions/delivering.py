"""Paper that is handed out: who signed for it, who was not found, the notice that hangs for those; and the covenant's
word that the silent are counted in a line of their own (OWN-034, OWN-047)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sanguanjia.decisions import store, texts
from sanguanjia.decisions.models import DeemingRule, Delivery, RollLine, Vote
from sanguanjia.decisions.permissions import may_prepare, may_type
from sanguanjia.decisions.rules.delivery import How, undelivered
from sanguanjia.decisions.types import State, VoteRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import public

MOST_LINES = 200
_HASH = re.compile(r"[0-9a-f]{64}")
_RECORDED = (How.HAND, How.MAIL, How.FAILED)


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One unit and how its ballot was brought: `hand`, `mail` or `failed`."""

    code: str
    how: str


@act("decisions.set_deeming")
def set_deeming(
    deed: Deed, *, estate_id: int, vote_id: int, covenant: str, document: str, qualified: bool, posted: bool
) -> VoteRef:
    """Record what the covenant says of ballots that were delivered and not returned; before the notice only.

    Refuses not_found, not_permitted, vote_wrong_state, missing, too_long, scan_not_hash.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    found = []
    if not covenant.strip():
        found.append(Reason("missing", "covenant", {"label": "管理规约的版本和条款"}))
    if len(covenant.strip()) > 100:
        found.append(Reason("too_long", "covenant", {"label": "管理规约的版本和条款", "most": 100}))
    if not _HASH.fullmatch(document):
        found.append(Reason("scan_not_hash", "scan", {}))
    refuse_if_any(found)
    vote = store.lock(estate_id, vote_id, State.DRAFT)
    old = DeemingRule.objects.filter(estate_id=estate_id, vote_id=vote_id).first()
    if old is not None:
        deed.removed(old)
        old.delete()
    row = DeemingRule(
        estate_id=estate_id, vote_id=vote_id, covenant=covenant.strip(), document=document, qualified=qualified,
        posted=posted, recorded_by=deed.actor.account_id, at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return store.ref(vote)


@act("decisions.record_deliveries")
def record_deliveries(
    deed: Deed, *, estate_id: int, vote_id: int, lines: tuple[DeliveryLine, ...], proof: str
) -> int:  # fmt: skip
    """Who signed for a ballot, and who was not found. `proof`: SHA-256 of the signed lists; none is needed where nobody
    was found. Answers how many heads. All lines or none.

    Refuses not_found, not_permitted, vote_wrong_state, missing, too_many_lines, scan_not_hash, delivery_unit_unknown,
    delivery_twice.
    """
    deed.permit(may_type, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED, State.OPEN)
    heads = _demand(vote, lines, proof)
    made = [
        Delivery(
            estate_id=estate_id, vote_id=vote_id, head=heads[line.code], how=line.how,
            proof="" if line.how == How.FAILED else proof, by=deed.actor.account_id, at=deed.at,
        )
        for line in lines
    ]  # fmt: skip
    Delivery.objects.bulk_create(made)
    deed.stored(made)
    return len(made)


def _demand(vote: Vote, lines: Sequence[DeliveryLine], proof: str) -> dict[str, int]:
    """The head of each unit, or every fault at once."""
    found: list[Reason] = []
    if not lines:
        found.append(Reason("missing", "lines", {"label": "送达登记"}))
    if len(lines) > MOST_LINES:
        refuse("too_many_lines", "lines", most=MOST_LINES)
    if any(line.how != How.FAILED for line in lines) and not _HASH.fullmatch(proof):
        found.append(Reason("scan_not_hash", "scan", {}))
    codes = {line.code for line in lines}
    rows = RollLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, left_out=False, code__in=codes)
    heads = dict(rows.values_list("code", "head"))
    known = Delivery.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, head__in=set(heads.values()))
    seen = set(known.values_list("head", "how"))
    for line in lines:
        if line.code not in heads or line.how not in _RECORDED:
            found.append(Reason("delivery_unit_unknown", "lines", {"unit": line.code[:40]}))
        elif (heads[line.code], line.how) in seen:
            found.append(Reason("delivery_twice", "lines", {"unit": line.code[:40]}))
        seen.add((heads.get(line.code, 0), line.how))
    refuse_if_any(found)
    return heads


@act("decisions.post_undelivered")
def post_undelivered(deed: Deed, *, estate_id: int, vote_id: int, contact: str = "") -> VoteRef:
    """Hang a notice for those whom nobody found: their doors, where the ballot lies, until when (OWN-047). The
    photograph of the wall is put to the notice (notices.prove_posting).

    Refuses not_found, not_permitted, vote_wrong_state, nothing_undelivered.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED, State.OPEN)
    by_head: dict[int, set[str]] = {}
    known = Delivery.objects.filter(estate_id=estate_id, vote_id=vote_id).order_by("at", "id")
    for head, how in known.values_list("head", "how"):
        by_head.setdefault(head, set()).add(how)
    heads = undelivered(by_head)
    if not heads:
        refuse("nothing_undelivered")
    rows = RollLine.objects.filter(estate_id=estate_id, vote_id=vote_id, left_out=False, head__in=heads)
    doors = list(rows.order_by("code").values_list("code", flat=True))
    notice = public.post(
        deed.actor, estate_id=estate_id, kind="meeting", title=f"表决票送达公告：{vote.title}"[:80], contact=contact,
        text=texts.undelivered_text(vote, doors), subject=f"decisions.vote:{vote.pk}",
    )  # fmt: skip
    made = [
        Delivery(
            estate_id=estate_id, vote_id=vote_id, head=head, how=How.POSTED.value, notice_number=notice.number,
            by=deed.actor.account_id, at=deed.at,
        )
        for head in heads
    ]  # fmt: skip
    Delivery.objects.bulk_create(made)
    deed.stored(made)
    return store.ref(vote)
