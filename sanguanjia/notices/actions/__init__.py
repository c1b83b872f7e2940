"""The writers of this room, one file per verb."""

from .answer import answer
from .extend import extend
from .object import object_to
from .post import post
from .prove_posting import prove_posting
from .set_preferences import set_preferences

__all__ = ["answer", "extend", "object_to", "post", "prove_posting", "set_preferences"]
