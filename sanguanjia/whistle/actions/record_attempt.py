"""The estate records what it tried itself (劝阻、制止、调解、维修): evidence, and the way to the whistle (WHI-004)."""

from __future__ import annotations

from sanguanjia.cases import queries as cases
from sanguanjia.cases.permissions import may_see
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.whistle.models import Attempt
from sanguanjia.whistle.permissions import may_blow
from sanguanjia.whistle.types import Method, WhistleRef


@act("whistle.record_attempt")
def record_attempt(
    deed: Deed, *, estate_id: int, case_id: int, method: str, words: str, photos: tuple[StoredPhoto, ...] = ()
) -> WhistleRef:
    """Refuses not_found (also for who may not see the matter), not_permitted, missing, unknown_method."""
    row, _facts, place, _world, thing = cases.thing(estate_id, case_id)
    if not may_see(deed.actor, thing):
        refuse("not_found")
    mandate = deed.permit(may_blow, place)
    found = [] if words.strip() else [Reason("missing", "words", {"label": "怎么做的、对方怎么说"})]
    if method not in set(Method):
        found.append(Reason("unknown_method", "method"))
    refuse_if_any(found)
    if deed.actor.account_id is None:
        refuse("login_needed")
    attempt = Attempt(
        estate_id=estate_id, case_id=row.pk, at=deed.at, method=method, words=words.strip()[:2000],
        photos=[p.sha256 for p in photos], account_id=deed.actor.account_id, by_name=deed.actor.name,
        role=mandate.role if mandate else "", organisation_id=mandate.organisation_id if mandate else None,
    )  # fmt: skip
    attempt.save(force_insert=True)
    deed.touched(attempt)
    return WhistleRef(estate_id, attempt.pk, 0, "recorded")
