"""Why a door or a pool got what it got of a deposit's interest, as values: reckoned again from the transfers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sanguanjia.kernel.refusal import refuse

from . import settlements, weights
from .models import InterestProof, Settlement, SettlementShare
from .rules.settlement import Part, days_held, weight_of
from .types import Step


@dataclass(frozen=True, slots=True)
class Stage:
    """One sharing out: of `whole` by `weight` of `all_weights`; `extra`: the fen of the remainder in `fen`."""

    whole: int
    weight: int
    all_weights: int
    fen: int
    extra: int
    place: int
    """Where this part stands in the order of the ties, from 1."""
    parts: int
    extras: int
    """How many parts got a fen of the remainder."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of a settlement: the deposit's split, the estates' stage, the doors' (or pools') stage, the days."""

    settlement: Settlement
    steps: tuple[Step, ...]
    estate: Stage
    line: Stage
    pooled: bool
    held: tuple[tuple[dt.date, dt.date, int], ...]
    """(from, until, balance) of a door; of a pool nothing: its doors' weights stand together."""
    reckoned_again: bool
    """Whether the days, added up again from the transfers, give the weight that was used."""


def explain(estate_id: int, entry_id: int, account_id: int) -> Explained:
    """Refuses not_found: no entry of interest, or the account is not in it."""
    proof = settlements.proof_of_entry(estate_id, entry_id)
    row = settlements.settlement(proof.home_id, proof.settlement_id)
    share = settlements.share(row, estate_id)
    pooled = account_id in {line[0] for line in proof.pools}
    parts = settlements.parts(proof.pools if pooled else proof.doors)
    place = next((n for n, part in enumerate(parts, 1) if part.key == account_id), 0) or refuse("not_found", "account")
    part = parts[place - 1]
    legs = [] if pooled else weights.legs(estate_id, account_id, share.known_number)
    again = _pool_weight(proof, share) if pooled else weight_of(legs, row.first, row.last) == part.weight
    return Explained(
        row, settlements.steps_of(row), _estate_stage(row, share, pooled=pooled), _line_stage(parts, place), pooled,
        () if pooled else days_held(legs, row.first, row.last), again,
    )  # fmt: skip


def _estate_stage(row: Settlement, share: SettlementShare, *, pooled: bool) -> Stage:
    shares = settlements.shares(row)
    place = next(n for n, other in enumerate(shares, 1) if other.place_id == share.place_id)
    if pooled:
        extras = sum(other.pool_extra for other in shares)
        return Stage(row.pool_fen, share.pool_weight, row.pool_weight, share.pool_fen, share.pool_extra, place,
                     len(shares), extras)  # fmt: skip
    extras = sum(other.doors_extra for other in shares)
    return Stage(row.doors_fen, share.weight, row.weight, share.doors_fen, share.doors_extra, place, len(shares),
                 extras)  # fmt: skip


def _line_stage(parts: tuple[Part, ...], place: int) -> Stage:
    part = parts[place - 1]
    whole, weight = sum(other.fen for other in parts), sum(other.weight for other in parts)
    return Stage(whole, part.weight, weight, part.fen, part.extra, place, len(parts), sum(o.extra for o in parts))


def _pool_weight(proof: InterestProof, share: SettlementShare) -> bool:
    return sum(line[1] for line in proof.pools) == share.pool_weight
