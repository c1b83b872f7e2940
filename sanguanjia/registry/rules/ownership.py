"""Who owns which part of a unit: shares as exact fractions, stored as slices of a whole.

Pure. A unit is the half-open range [0, WHOLE). Whoever holds 1/3 of it holds a third of its slices. Because slices of
one unit never overlap on any day (the database refuses it), more than the whole cannot be stored.
Sources: OWN-010, OWN-011a, OWN-015.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sanguanjia.kernel.refusal import Reason, refuse_if_any
from sanguanjia.registry.types import DEVELOPER_BASES, WHOLE, Basis


@dataclass(frozen=True, slots=True, order=True)
class Slice:
    """[lower, upper) within [0, WHOLE)."""

    lower: int
    upper: int

    @property
    def size(self) -> int:
        """How many of the WHOLE slices it holds."""
        return self.upper - self.lower


@dataclass(frozen=True, slots=True)
class Holding:
    """One stored ownership: id, slice, members (party ids), basis and first day (None: since before the records)."""

    id: int
    slice: Slice
    parties: frozenset[int]
    basis: Basis
    since: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """One wish: a share of the whole unit for one party, or jointly for several. `parties` are ids or stable marks."""

    part: Fraction
    parties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """An ownership to store: `share` is the index of the wish it serves (a share may need several slices)."""

    share: int
    slice: Slice
    parties: tuple[int, ...]

    @property
    def is_joint(self) -> bool:
        """Several members hold it together."""
        return len(self.parties) > 1


def slices_in(part: Fraction) -> int | None:
    """A share in whole slices, or None when it cannot be said exactly (1/19) or is no share."""
    exact = part * WHOLE
    return int(exact) if exact.denominator == 1 and 0 < exact <= WHOLE else None


def share_of(slices: Iterable[Slice]) -> Fraction:
    """The share that some slices make together."""
    return Fraction(sum(piece.size for piece in slices), WHOLE)


def allocate(free: Iterable[Slice], sizes: Sequence[int]) -> list[list[Slice]]:
    """Fill free slices from below, one wish after the other; a wish that meets a gap goes on behind it.

    Precondition: the sizes together are not more than what is free.
    """
    gaps = [[piece.lower, piece.upper] for piece in sorted(free)]
    given: list[list[Slice]] = []
    for size in sizes:
        pieces: list[Slice] = []
        missing = size
        while missing:
            gap = gaps[0]
            taken = min(missing, gap[1] - gap[0])
            pieces.append(Slice(gap[0], gap[0] + taken))
            gap[0] += taken
            missing -= taken
            if gap[0] == gap[1]:
                gaps.pop(0)
        given.append(pieces)
    return given


def problems_of_shares(shares: Sequence[Share], freed: int) -> list[Reason]:
    """Everything wrong with a list of shares that must fill `freed` slices exactly."""
    reasons: list[Reason] = []
    if not shares:
        return [Reason("owners_missing", "owners")]
    total = Fraction(0)
    groups: set[frozenset[int]] = set()
    for share in shares:
        if share.part <= 0:
            reasons.append(Reason("share_not_positive", "owners", {"share": str(share.part)}))
        elif share.part <= 1 and slices_in(share.part) is None:
            reasons.append(Reason("share_not_exact", "owners", {"share": str(share.part)}))
        group = frozenset(share.parties)
        if not share.parties:
            reasons.append(Reason("owners_missing", "owners"))
        elif len(group) != len(share.parties) or group in groups:
            reasons.append(Reason("same_owner_twice", "owners"))
        groups.add(group)
        total += share.part
    offered = Fraction(freed, WHOLE)
    if total > offered:
        reasons.append(Reason("shares_exceed_whole", "owners", {"total": str(total), "whole": str(offered)}))
    elif total < offered and not any(reason.code == "owners_missing" for reason in reasons):
        reasons.append(Reason("shares_fall_short", "owners", {"total": str(total), "whole": str(offered)}))
    return reasons


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is known and what is wished when shares of a unit change hands.

    holdings: everything held on `day`. later: whether any ownership of the unit begins after `day`.
    outgoing: ids of the ownerships given up, as the person saw them; empty when the unit has no owner yet.
    """

    day: date
    today: date
    unit_from: date
    unit_to: date | None
    holdings: tuple[Holding, ...]
    later: bool
    outgoing: frozenset[int]
    incoming: tuple[Share, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Transferred:
    """The answer: ownerships to end on the day (exclusive), and those to begin."""

    closed: tuple[int, ...]
    opened: tuple[Opened, ...]


def problems_of_day(day: date, today: date, unit_from: date, unit_to: date | None) -> list[Reason]:
    """The day lies within the life of the unit and is not in the future."""
    reasons = []
    if day > today:
        reasons.append(Reason("day_not_yet_come", "day", {"day": day.isoformat()}))
    if day < unit_from or (unit_to is not None and day >= unit_to):
        reasons.append(Reason("unit_not_there_on_day", "day", {"day": day.isoformat()}))
    return reasons


def _problems_of_outgoing(wish: Transfer, given: Sequence[Holding]) -> list[Reason]:
    reasons: list[Reason] = []
    if wish.outgoing - {holding.id for holding in wish.holdings}:
        reasons.append(Reason("stale", "outgoing"))
    elif not wish.outgoing and wish.holdings:
        reasons.append(Reason("outgoing_missing", "outgoing"))
    if wish.later:
        reasons.append(Reason("later_owner_known", "day"))
    if any(holding.since is not None and holding.since >= wish.day for holding in given):
        reasons.append(Reason("day_before_owner", "day", {"day": wish.day.isoformat()}))
    return reasons


def transfer(wish: Transfer) -> Transferred:
    """过户: some ownerships end, others begin in exactly their slices. Refuses with all reasons at once.

    Nothing vanishes and nothing appears: the incoming shares together are the outgoing ones (or the whole unit, when
    nobody owned it yet). Slices of owners who stay are not touched. A developer's basis is never a buyer's.
    """
    given = [holding for holding in wish.holdings if holding.id in wish.outgoing]
    free = [holding.slice for holding in given] if wish.holdings else [Slice(0, WHOLE)]
    reasons = problems_of_day(wish.day, wish.today, wish.unit_from, wish.unit_to)
    outgoing = _problems_of_outgoing(wish, given)
    reasons += outgoing
    if not any(reason.code in ("stale", "outgoing_missing") for reason in outgoing):
        reasons += problems_of_shares(wish.incoming, sum(piece.size for piece in free))
    if wish.basis in DEVELOPER_BASES and wish.holdings:
        reasons.append(Reason("basis_not_for_buyer", "basis"))
    refuse_if_any(reasons)
    pieces = allocate(free, [slices_in(share.part) or 0 for share in wish.incoming])
    opened = tuple(
        Opened(index, piece, share.parties)
        for index, (share, mine) in enumerate(zip(wish.incoming, pieces, strict=True))
        for piece in mine
    )
    return Transferred(tuple(sorted(holding.id for holding in given)), opened)


_NEXT_BASES: dict[Basis, frozenset[Basis]] = {
    Basis.DEVELOPER_UNSOLD: frozenset({Basis.DEVELOPER_UNDELIVERED, Basis.REGISTERED}),
    Basis.DEVELOPER_UNDELIVERED: frozenset({Basis.DEVELOPER_UNSOLD}),
    Basis.CONTRACT_POSSESSION: frozenset({Basis.REGISTERED}),
    Basis.JUDGMENT: frozenset({Basis.REGISTERED}),
    Basis.INHERITANCE: frozenset({Basis.REGISTERED}),
    Basis.CONSTRUCTION: frozenset({Basis.REGISTERED}),
    Basis.REGISTERED: frozenset(),
}


def change_of_basis(before: Basis, after: Basis) -> list[Reason]:
    """The same owner on another ground: sold but not delivered, or registered at last (OWN-011, OWN-015)."""
    if after in _NEXT_BASES[before]:
        return []
    return [Reason("basis_does_not_follow", "basis", {"before": before.value, "after": after.value})]


def delivery(holdings: Sequence[Holding], basis: Basis) -> list[Reason]:
    """Handing over: every owner is the developer, and the buyer holds as a buyer (OWN-011, OWN-015)."""
    reasons = []
    if not holdings or any(holding.basis not in DEVELOPER_BASES for holding in holdings):
        reasons.append(Reason("not_the_developers", "unit"))
    if basis not in (Basis.REGISTERED, Basis.CONTRACT_POSSESSION):
        reasons.append(Reason("basis_not_for_buyer", "basis"))
    return reasons


def structure(holdings: Iterable[Holding]) -> frozenset[tuple[frozenset[int], Fraction, Basis]]:
    """Who holds how much on what ground, whatever the slices: equal structures may be merged."""
    sums: dict[tuple[frozenset[int], Basis], int] = {}
    for holding in holdings:
        key = (holding.parties, holding.basis)
        sums[key] = sums.get(key, 0) + holding.slice.size
    return frozenset((parties, Fraction(size, WHOLE), basis) for (parties, basis), size in sums.items())
