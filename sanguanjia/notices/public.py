"""The door for rooms above: votes, funds and disclosure publish and wait through these.

from sanguanjia.notices import public

ref = public.post(actor, key=…, estate_id=…, kind="fund_use", title=…, text=…, subject="funds.application:123")
public.standing(ref.estate_id, ref.id).is_settled   # the period has run out, every objection was answered
"""

from .actions import answer, extend, object_to, post, prove_posting
from .queries import public_of, standing
from .types import ObjectionRef, PublicRef, PublicState, Standing

__all__ = [
    "ObjectionRef", "PublicRef", "PublicState", "Standing", "answer", "extend", "object_to", "post", "prove_posting",
    "public_of", "standing",
]  # fmt: skip
