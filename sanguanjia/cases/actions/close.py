"""Close a matter (办结) with an outcome, words and proof; the reporter's clock starts."""

from __future__ import annotations

from sanguanjia.cases.naming import outcome_named
from sanguanjia.cases.photos import StoredPhoto
from sanguanjia.cases.step import carry_out, open_case
from sanguanjia.cases.types import CaseRef
from sanguanjia.kernel.act import Deed, act


@act("cases.close")
def close(
    deed: Deed,
    *,
    estate_id: int,
    case_id: int,
    version: int | None = None,
    outcome: str,
    words: str,
    photos: tuple[StoredPhoto, ...] = (),
) -> CaseRef:
    """`outcome`: solved, not_solved_explained, not_ours, no_action_needed. Refuses not_found, not_permitted, stale,
    wrong_phase,
    missing, unknown_outcome, proof_missing.
    """
    step = open_case(deed, "close", estate_id, case_id, version)
    return carry_out(step, outcome=outcome_named(outcome), words=words, photos=photos)
