"""Witnesses: people outside the desk who compared a signed root with the one on the wall and put their name to it."""

from __future__ import annotations

from sanguanjia.decisions import proofs, store
from sanguanjia.decisions.models import WitnessMark
from sanguanjia.decisions.permissions import may_witness
from sanguanjia.decisions.proof import keeping
from sanguanjia.decisions.types import VoteRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse


@act("decisions.witness")
def witness(deed: Deed, *, estate_id: int, vote_id: int, size: int, root: str) -> VoteRef:
    """Put one's name to a root of the log that was signed, as it was shown. Who later bends the log must explain it to
    the witnesses. Refuses not_found, not_permitted, not_a_signed_root, witnessed_already."""
    mandate = deed.permit(may_witness, home_of("estate_id")(estate_id=estate_id))
    vote = store.find(estate_id, vote_id)
    signed = keeping.known(proofs.folder(), str(vote.pk))
    if not any((head.size, head.root) == (size, root) for head in signed):
        refuse("not_a_signed_root", "root")
    row = WitnessMark(
        estate_id=estate_id, vote_id=vote_id, size=size, root=root, account_id=deed.actor.account_id,
        role=mandate.role if mandate else "", at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return store.ref(vote)
