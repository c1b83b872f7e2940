"""Ask for it: the first owner, those who join, the request handed in when the place's conditions are met."""

from __future__ import annotations

import datetime as dt

from sanguanjia.assemblies.conditions import finding_of
from sanguanjia.assemblies.models import Asker, Procedure
from sanguanjia.assemblies.permissions import Thing, may_start
from sanguanjia.assemblies.rules import moves
from sanguanjia.assemblies.rules.parts import MOST_WORDS
from sanguanjia.assemblies.store import begin, carry_out, open_procedure
from sanguanjia.assemblies.types import PATHS, Claims, Decision, Facts, Kind, ProcedureRef, State
from sanguanjia.assemblies.values import has_committee, home_at, law_at, world_at
from sanguanjia.assemblies.values import term_ends as known_term
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import queries as registry

MOST_CODES = 300


@act("assemblies.start")
def start(
    deed: Deed,
    *,
    estate_id: int,
    kind: str,
    situation: str = "",
    moved_in: int = 0,
    first_handover: str = "",
    term_ends: dt.date | None = None,
    words: str = "",
) -> ProcedureRef:
    """Begin a procedure. A first assembly or an interim body begins with a request that others join; a renewal with its
    group (`term_ends`: the last day of the committee's term); a by-election with its preparation.

    Refuses not_found, not_permitted, situation_unknown, first_handover_wrong, moved_in_wrong,
    term_ends_wrong, too_long, committee_exists, no_committee_yet, procedure_runs_already, no_rule.
    """
    home, today = home_at(estate_id), clock.today()
    term_ends = term_ends or (known_term(estate_id) if kind == Kind.RENEWAL else None)
    if kind not in set(Kind):
        refuse("not_found", "kind")
    mandate = deed.permit(may_start, Thing(home.path, Kind(kind)))
    claims = Claims(moved_in, first_handover)
    _demand(home, Kind(kind), situation, claims, term_ends, words)
    if Procedure.objects.filter(estate_id=estate_id, kind=kind, ended_at=None).exists():
        refuse("procedure_runs_already")
    state = PATHS[Kind(kind)][0]
    row = Procedure(
        estate_id=estate_id, number=counters.next_number(estate_id, "procedure"), kind=kind, state=state.value,
        opened_on=today, situation=situation, asked_by=deed.actor.account_id,
        asked_role=mandate.role if mandate else "", claims={"moved_in": moved_in, "first_handover": first_handover},
        term_ends=term_ends,
    )  # fmt: skip
    facts = Facts(Kind(kind), state)
    fresh = moves.begin_forming(facts, world_at(home, today, deed.at))
    versions = tuple(clock_.version for clock_ in fresh if clock_.version)
    ref = begin(deed, row, Decision(state, fresh, versions=versions), words)
    if state is State.ASKING and mandate is not None and mandate.role == "owner" and mandate.unit_id is not None:
        _join(deed, row, mandate.unit_id)
    return ref


def _demand(
    home: Home, kind: Kind, situation: str, claims: Claims, term_ends: dt.date | None, words: str
) -> None:  # fmt: skip
    today, found = clock.today(), []
    law = law_at(home, today)
    if kind is Kind.INTERIM:
        known = law.need("own.interim.trigger").value["any"]
        found += [] if situation in known else [Reason("situation_unknown", "situation")]
    if claims.first_handover and not _past_day(claims.first_handover, today):
        found.append(Reason("first_handover_wrong", "first_handover"))
    if not 0 <= claims.moved_in <= 1_000_000:
        found.append(Reason("moved_in_wrong", "moved_in"))
    if len(words) > MOST_WORDS:
        found.append(Reason("too_long", "words", {"label": "说明", "most": MOST_WORDS}))
    committee = has_committee(home.pk, today)
    if kind is Kind.RENEWAL and term_ends is None:
        found.append(Reason("term_ends_wrong", "term_ends"))
    if kind in (Kind.RENEWAL, Kind.BY_ELECTION) and not committee:
        found.append(Reason("no_committee_yet"))
    if kind in (Kind.FIRST, Kind.INTERIM) and committee:
        found.append(Reason("committee_exists"))
    refuse_if_any(found)


def _past_day(text: str, today: dt.date) -> bool:
    try:
        return dt.date.fromisoformat(text) <= today
    except ValueError:
        return False


@act("assemblies.join")
def join(
    deed: Deed, *, estate_id: int, procedure_id: int, codes: tuple[str, ...] = (), version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """An owner asks too; an office enters the units of a signed paper (`codes`).

    Refuses not_found, not_permitted, stale, wrong_phase, procedure_unit_unknown, joined_already, missing.
    """
    opened = open_procedure(deed, "join", estate_id, procedure_id, version)
    mandate = deed.mandate
    if mandate is not None and mandate.role == "owner":
        units = [mandate.unit_id] if mandate.unit_id is not None else []
    else:
        units = _units_of(estate_id, codes)
    if not units:
        refuse("missing", "codes", label="房号")
    for unit_id in units:
        _join(deed, opened.row, unit_id)
    if mandate is not None and mandate.role == "owner":
        deed.for_whom(f"unit:{units[0]}")
    return carry_out(opened, Decision(State(opened.row.state), opened.facts.clocks, data={"units": len(units)}))


def _units_of(estate_id: int, codes: tuple[str, ...]) -> list[int]:
    today, found, unknown = clock.today(), [], []
    for code in dict.fromkeys(code.strip() for code in codes[:MOST_CODES] if code.strip()):
        unit = registry.unit_by_code(estate_id, code, today)
        found += [unit.id] if unit else []
        unknown += [] if unit else [code]
    if unknown:
        refuse("procedure_unit_unknown", "codes", codes="、".join(unknown[:5]))
    return found


def _join(deed: Deed, row: Procedure, unit_id: int) -> None:
    asker = Asker(
        estate_id=row.estate_id, procedure_id=row.pk, unit_id=unit_id, account_id=deed.actor.account_id, at=deed.at
    )
    asker.save(force_insert=True)
    deed.touched(asker)


@act("assemblies.hand_in")
def hand_in(deed: Deed, *, estate_id: int, procedure_id: int, version: int | None = None) -> ProcedureRef:
    """The request goes to the subdistrict, whose time begins.

    Refuses not_found, not_permitted, stale, wrong_phase, roll_is_empty, roll_area_missing, and every condition of the
    place that is not met (no_group_yet; no_interim_body_here, too_few_apply; committee_exists).
    """
    opened = open_procedure(deed, "hand_in", estate_id, procedure_id, version)
    finding = finding_of(opened.row, opened.home, clock.today())
    return carry_out(opened, moves.hand_in(opened.facts, opened.world, finding=finding))


@act("assemblies.withdraw")
def withdraw(
    deed: Deed, *, estate_id: int, procedure_id: int, words: str, version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """Who asked takes it back before a group is named. Refuses not_found, not_permitted, stale, wrong_phase,
    missing."""
    opened = open_procedure(deed, "withdraw", estate_id, procedure_id, version)
    return carry_out(opened, moves.leave(opened.facts, "withdraw", words=words), words, outcome="withdrawn")
