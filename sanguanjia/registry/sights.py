"""What a person may see of units and owners: facts already cut and masked by the sentences of `permissions.py`.

Pages and the API show these values and never the rows, so that a forgotten mask in a template cannot tell a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sanguanjia.look.types import Why
from sanguanjia.look.words import masked_id, masked_name, masked_phone

from . import wording
from .models import Guardianship, Ownership, OwnershipMember, Party, Unit, UnitCorrection
from .permissions import Sight
from .types import WHOLE, AreaSource, Basis, IdentityKind, Use

_CLAUSE_AREA = "法释〔2020〕17号第八条：依次取不动产登记簿、实测、买卖合同"


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """One owner as one actor may see them; "" where the actor may not. Number and phone are always masked;
    `may_unmask`: the actor may ask for them in full, with a reason."""

    party_id: int
    name: str
    identity: str
    phone: str
    guardians: tuple[str, ...] = ()
    may_unmask: bool = False


@dataclass(frozen=True, slots=True)
class OwnerSeen:
    """One ownership (or several slices of the same holders): share (in words, and as "1/3"), ground, days, people."""

    ids: tuple[int, ...]
    share: str
    fraction: str
    joint: bool
    basis: str
    basis_word: str
    since: date | None
    until: date | None
    document: str
    people: tuple[PersonSeen, ...]

    @property
    def is_present(self) -> bool:
        """It has no end yet."""
        return self.until is None


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """A line of a list of units. `owners` are names as far as they may be seen."""

    id: int
    code: str
    use: str
    use_word: str
    built_area: Decimal | None
    exclusive_area: Decimal | None
    source_word: str
    owners: str


def share_words(part: Fraction) -> str:
    """A share as people read it: "全部", "1/3"."""
    return "全部" if part == 1 else f"{part.numerator}/{part.denominator}"


def shown_name(sight: Sight, party: Party) -> str:
    """Full, masked or nothing. Organisations are no secret: their name is public."""
    if party.kind == "organisation" or sight.names == "full":
        return party.name
    return masked_name(party.name) if sight.names == "masked" else ""


def _person(sight: Sight, party: Party, guardians: Sequence[str]) -> PersonSeen:
    identity = ""
    if sight.names == "full" and party.identity_number:
        word = wording.word(IdentityKind, party.identity_kind)
        identity = f"{word} {masked_id(party.identity_number)}"
    # Masked for everybody: the full number is shown by the privacy room, with a reason that the person reads.
    phone = masked_phone(party.phone) if (sight.phones or sight.names == "full") and party.phone else ""
    return PersonSeen(
        party.id, shown_name(sight, party), identity, phone, tuple(guardians), sight.full and party.kind == "person"
    )


def within(sight: Sight, building_id: int | None) -> Sight:
    """The sight of one building: no names where they end elsewhere."""
    seen = sight.buildings is None or building_id in sight.buildings
    return sight if seen else replace(sight, names="", phones=False)


def owners_of(unit: Unit, sight: Sight, day: date) -> tuple[OwnerSeen, ...]:
    """Owners over time, the latest first; people only as far as the sight goes.

    Who owned the unit before is nobody's neighbour any more: only the offices that keep the roster see them in full.
    """
    sight = within(sight, unit.building_id)
    past_sight = sight if sight.keep_units else replace(sight, names="masked" if sight.names else "", phones=False)
    rows = list(Ownership.objects.filter(estate_id=unit.estate_id, unit_id=unit.id).order_by("period", "slice"))
    members = _members(unit.estate_id, [row.id for row in rows])
    everybody = {party for group in members.values() for party in group}
    people = _people(unit.estate_id, everybody, sight, day)
    former = people if past_sight == sight else _people(unit.estate_id, everybody, past_sight, day)
    groups: dict[tuple[object, ...], list[Ownership]] = defaultdict(list)
    for row in rows:
        holders = tuple(sorted(members[row.id]))
        groups[(row.period.lower, row.period.upper, row.basis, row.is_joint, row.document, holders)].append(row)
    seen = [
        OwnerSeen(
            tuple(row.id for row in slices),
            share_words(_part(slices)), str(_part(slices)),
            slices[0].is_joint, slices[0].basis, wording.word(Basis, slices[0].basis), slices[0].period.lower,
            slices[0].period.upper, slices[0].document if sight.names else "",
            tuple(
                (people if slices[0].period.upper is None else former)[party]
                for party in sorted(members[slices[0].id])
            ),
        )
        for slices in groups.values()
    ]  # fmt: skip
    return tuple(sorted(seen, key=lambda o: (o.until is None, o.since or date.min), reverse=True))


def _part(slices: Sequence[Ownership]) -> Fraction:
    return Fraction(sum(row.slice.upper - row.slice.lower for row in slices), WHOLE)


def _members(estate_id: int, ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {number: set() for number in ids}
    pairs = OwnershipMember.objects.filter(estate_id=estate_id, ownership_id__in=list(ids))
    for ownership_id, party_id in pairs.values_list("ownership_id", "party_id"):
        found[ownership_id].add(party_id)
    return found


def _people(estate_id: int, ids: set[int], sight: Sight, day: date) -> dict[int, PersonSeen]:
    guards: dict[int, list[int]] = defaultdict(list)
    rows = Guardianship.objects.filter(estate_id=estate_id, ward_id__in=ids, period__contains=day)
    for ward_id, guardian_id in rows.values_list("ward_id", "guardian_id"):
        guards[ward_id].append(guardian_id)
    every = ids | {guardian for group in guards.values() for guardian in group}
    parties = {row.id: row for row in Party.objects.filter(estate_id=estate_id, pk__in=every)}
    return {
        number: _person(sight, parties[number], [shown_name(sight, parties[g]) for g in guards[number]])
        for number in ids
    }


def units_seen(estate_id: int, rows: Sequence[Unit], sight: Sight, day: date) -> tuple[UnitSeen, ...]:
    """Lines of a list: one query for all owners of the page, not one per unit."""
    names: dict[int, list[str]] = defaultdict(list)
    if sight.names and rows:
        pairs = OwnershipMember.objects.filter(
            estate_id=estate_id, ownership__estate_id=estate_id, party__estate_id=estate_id,
            ownership__unit_id__in=[row.id for row in rows if within(sight, row.building_id).names],
            ownership__period__contains=day,
        )  # fmt: skip
        for member in pairs.select_related("party", "ownership").order_by("ownership__slice", "party_id"):
            name = shown_name(sight, member.party)
            if name not in names[member.ownership.unit_id]:
                names[member.ownership.unit_id].append(name)
    return tuple(
        UnitSeen(
            row.id, row.code, row.use, wording.word(Use, row.use), row.built_area, row.exclusive_area,
            wording.word(AreaSource, row.exclusive_area_source), "、".join(filter(None, names[row.id])),
        )
        for row in rows
    )  # fmt: skip


def why_area(unit: Unit, fact: str) -> Why | None:
    """Why an area stands as it does: its source, the paper, what stood there before."""
    source = getattr(unit, f"{fact}_source")
    if not source:
        return None
    lines = UnitCorrection.objects.filter(estate_id=unit.estate_id, unit_id=unit.id, fact=fact).order_by("at")
    inputs = [("来源", wording.word(AreaSource, source))]
    if unit.area_document:
        inputs.append(("文件", unit.area_document))
    stand_in = source == AreaSource.STAND_IN
    return Why(
        summary="这个面积尚不清楚，暂以另一面积代替。" if stand_in else "按材料记载登记。",
        clause=_CLAUSE_AREA if fact == "exclusive_area" else "",
        inputs=tuple(inputs),
        steps=tuple(f"{line.old or '未登记'} 更正为 {line.new or '未登记'}（{line.evidence}）" for line in lines),
    )
