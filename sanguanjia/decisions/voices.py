"""Whose voice an actor is for a unit: owner, guardian of an owner, proxy; and what weighs with it (OWN-011 … OWN-016).

The roll of the frozen day decides what a unit weighs. Who speaks for it is asked on the day of casting: a buyer takes
over the seller's voice (own.electorate.sale), a guardian speaks for the ward, a company by the account it named.
"""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor, Mandate
from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry import queries as registry

from .models import Proxy, RollLine, Vote
from .permissions import VOTERS
from .types import Capacity


@dataclass(frozen=True, slots=True)
class Voice:
    """The lines of one head, and as whom the actor speaks for it; capacity None: not at all."""

    lines: tuple[RollLine, ...]
    capacity: Capacity | None
    voter: str = ""
    mandate: Mandate | None = None
    proxy: Proxy | None = None

    @property
    def area(self) -> int:
        """Hundredths of a square metre."""
        return sum(line.area for line in self.lines)


def head_of(vote: Vote, unit_id: int) -> tuple[RollLine, ...]:
    """All units of the head that the unit belongs to. Refuses not_on_roll."""
    rows = RollLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, left_out=False)
    head = rows.filter(unit_id=unit_id).values_list("head", flat=True).first()
    if head is None:
        refuse("not_on_roll", "unit")
    return tuple(rows.filter(head=head).order_by("id"))


def voice_of(actor: Actor, vote: Vote, unit_id: int, lines: tuple[RollLine, ...] | None = None) -> Voice:
    """As whom the actor may cast for the unit. `lines`: of its head, where they are in hand. Refuses not_on_roll,
    guardian_votes (an owner who cannot cast alone)."""
    lines = (head_of(vote, unit_id) if lines is None else lines) or refuse("not_on_roll", "unit")
    owners = lines[0].owners
    if actor.account_id is None:
        return Voice(lines, None)
    today = clock.today()
    standing, guarded = registry.heard_of(vote.estate_id, actor.account_id, owners, today)
    units = {line.unit_id for line in lines}
    mandate = next(
        (m for m in actor.mandates if m.role in VOTERS and m.home_id == vote.estate_id and m.unit_id in units), None
    )
    if mandate is not None:
        if standing.parties & guarded:
            refuse("guardian_votes", "unit")
        return Voice(lines, Capacity.OWNER, _voter(lines[0], standing.parties, actor.account_id), mandate)
    wards = sorted(standing.wards & set(owners))
    if wards:
        return Voice(lines, Capacity.GUARDIAN, voter_name(wards[0]))
    rows = Proxy.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, head=lines[0].head, revoked_at=None)
    proxy = rows.filter(account_id=actor.account_id).first()
    if proxy is not None:
        return Voice(lines, Capacity.PROXY, f"x{actor.account_id}", None, proxy)
    return Voice(lines, None)


def voter_name(party_id: int) -> str:
    """A party of the register as a voter."""
    return f"p{party_id}"


def _voter(line: RollLine, parties: frozenset[int], account_id: int) -> str:
    """The owner this account is; where the register does not say so, the only owner, else the account itself."""
    if line.developer:
        return "developer"
    known = sorted(parties & set(line.owners))
    if known:
        return voter_name(known[0])
    return voter_name(line.owners[0]) if len(line.owners) == 1 else f"a{account_id}"


def paper_voter(line: RollLine) -> str:
    """Whose voice a signed paper form is: the only owner's, the developer's. Of several owners nobody typed who signed:
    a voice of its own, which neither replaces what one of them cast before nor is replaced by it."""
    if line.developer:
        return "developer"
    return voter_name(line.owners[0]) if len(line.owners) == 1 else f"g{line.head % 10**18}"
