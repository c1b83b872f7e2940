"""The vote's secret and everything derived from it: pseudonyms, salts, seals of units, stamps.

Whoever reads the database without the data keys has none of these; erasing the secret after its retention makes the
published log tell nothing about units for good.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from .events import canonical, unit_seal

SECRET_BYTES = 32
_PSEUDONYM_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedUnit:
    """A unit as the roll of one item holds it: ids as text, area in hundredths of a square metre and its source."""

    unit: str
    building: str
    head: str
    area: int
    source: str = "registry"


def fresh_secret() -> str:
    """32 random bytes as hex, to be kept sealed with the vote."""
    return secrets.token_hex(SECRET_BYTES)


@dataclass(frozen=True, slots=True)
class VoteKey:
    """`secret` is what `fresh_secret` gave."""

    secret: str

    def pseudonym(self, item: str, unit: str) -> str:
        """The unit's name in one item: 32 hex digits. Two items of a vote cannot be linked."""
        return self._derive("unit", item, unit)[:_PSEUDONYM_BYTES].hex()

    def salt(self, item: str, unit: str, seq: int) -> str:
        """The salt of the ballot at `seq`: 64 hex digits, new for each ballot."""
        return self._derive("ballot", item, unit, seq).hex()

    def unit_salt(self, item: str, unit: str) -> str:
        """The salt of the unit's seal in one item."""
        return self._derive("seal", item, unit).hex()

    def unit_seal(self, item: str, of: SealedUnit) -> str:
        """The commitment `u` over a unit's line of the roll."""
        return unit_seal(self.unit_salt(item, of.unit), of.unit, of.building, of.head, of.area, of.source)

    def stamp(self, line: str) -> str:
        """What shows that this program wrote the line; stored beside it, never published."""
        return self._derive("stamp", line).hex()

    def stamped(self, line: str, stamp: str) -> bool:
        """Whether the stamp is this line's."""
        return hmac.compare_digest(self.stamp(line), stamp)

    def _derive(self, *what: str | int) -> bytes:
        return hmac.new(bytes.fromhex(self.secret), canonical(list(what)).encode(), sha256).digest()
