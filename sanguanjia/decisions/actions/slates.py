"""Candidates: named, agreed, verified, posted for objections, settled; then the list is voted on (OWN-062, 063)."""

from __future__ import annotations

import datetime as dt

from sanguanjia.decisions import committees, slates
from sanguanjia.decisions import law as laws
from sanguanjia.decisions.models import Candidate, Slate
from sanguanjia.decisions.permissions import CandidateThing, Door, may_guide, may_name_oneself, may_withdraw
from sanguanjia.decisions.rules import committee as rules
from sanguanjia.decisions.rules.clocks import due
from sanguanjia.decisions.slates import CandidateRef, SlateRef
from sanguanjia.decisions.types import Body, CandidateState, Route, SlateState
from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import public
from sanguanjia.registry import queries as registry


@act("decisions.open_slate")
def open_slate(
    deed: Deed, *, estate_id: int, title: str, seats: int, until: dt.date, body: str = Body.COMMITTEE.value,
    by_election: bool = False,
) -> SlateRef:  # fmt: skip
    """Candidates may be named from now on. `by_election`: for the empty seats of the sitting committee.

    Refuses not_found, not_permitted, missing, too_long, bad_body, until_in_past, too_few_seats, too_many_seats,
    seats_not_odd (OWN-060), no_empty_seats, another_slate_runs.
    """
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    registry.estate(estate_id)
    found = []
    if not title.strip():
        found.append(Reason("missing", "title", {"label": "名称"}))
    elif len(title) > 60:
        found.append(Reason("too_long", "title", {"label": "名称", "most": 60}))
    if body not in list(Body):
        found.append(Reason("bad_body", "body", {}))
    if until < clock.today():
        found.append(Reason("until_in_past", "until", {}))
    refuse_if_any(found)
    running = Slate.objects.filter(estate_id=estate_id, body=body)
    if running.filter(state__in=[SlateState.NAMING.value, SlateState.POSTED.value, SlateState.SETTLED.value]).exists():
        refuse("another_slate_runs")
    sitting = committees.sitting(estate_id, body) if by_election else None
    if by_election:
        if sitting is None or seats != committees.empty_seats(sitting) or seats < 1:
            refuse("no_empty_seats", "seats", empty=committees.empty_seats(sitting) if sitting else 0)
    elif body == Body.COMMITTEE:
        _demand_size(deed, estate_id, seats)
    row = Slate(
        estate_id=estate_id, number=counters.next_number(estate_id, "slate"), body=body, title=title.strip(),
        seats=seats, until=until, committee_id=sitting.pk if sitting else None, made_by=deed.actor.account_id,
        made_at=deed.at,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return slates.ref(row)


def _demand_size(deed: Deed, estate_id: int, seats: int) -> None:
    law, area = laws.law_of(estate_id, clock.today()), sum(line.area or 0 for line in registry.holdings(
        estate_id, clock.today()))  # fmt: skip
    finding = rules.size(law, seats, registry.count_units(estate_id, clock.today()), area)
    laws.demand(finding)
    deed.under(*laws.versions(finding))


@act("decisions.stand")
def stand(deed: Deed, *, estate_id: int, slate_id: int, unit_id: int, statement: str) -> CandidateRef:
    """An owner names himself. Refuses not_found, not_permitted, naming_is_over, no_such_nomination, too_long,
    owner_unknown, named_already."""
    home = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_name_oneself, Door(home.place, frozenset([unit_id])))
    account = deed.actor.account_id or 0
    own = registry.standing_of(estate_id, account, clock.today()).parties
    owners = registry.owners_on(estate_id, unit_id, clock.today())
    party = min(own & owners, default=None) or refuse("owner_unknown", "unit")
    row = slates.named(
        deed, estate_id=estate_id, slate_id=slate_id, route=Route.SELF.value, party_id=party, unit_id=unit_id,
        statement=statement, account_id=account, agrees=True,
    )  # fmt: skip
    deed.for_whom(f"unit:{unit_id}")
    return slates.candidate_ref(row)


@act("decisions.name_candidate")
def name_candidate(
    deed: Deed, *, estate_id: int, slate_id: int, unit_code: str, name: str, route: str, document: str,
    statement: str = "",
) -> CandidateRef:  # fmt: skip
    """The desk enters a nomination that a body or owners jointly made on paper, with the candidate's written yes.
    `document`: where that paper lies.

    Refuses not_found, not_permitted, naming_is_over, no_such_nomination, missing, too_long, not_owner_of_unit,
    named_already.
    """
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    if not document.strip():
        refuse("missing", "document", label="推荐材料")
    person, unit_id = slates.owner_named(estate_id, unit_code, name)
    if route == Route.SELF or route not in list(Route):
        refuse("no_such_nomination", "route", route=route)
    row = slates.named(
        deed, estate_id=estate_id, slate_id=slate_id, route=route, party_id=person.id, unit_id=unit_id,
        statement=statement, document=document.strip()[:100], account_id=person.account_id, agrees=True,
    )  # fmt: skip
    return slates.candidate_ref(row)


@act("decisions.verify_candidate")
def verify_candidate(
    deed: Deed, *, estate_id: int, candidate_id: int, met: tuple[str, ...], seniority: int | None = None
) -> CandidateRef:  # fmt: skip
    """The desk says which conditions of the place are met; what the register knows is asked of the register. All met:
    the candidate stands. Otherwise everything that is missing is refused at once.

    Refuses not_found, not_permitted, slate_wrong_state, candidate_* (own.committee.eligibility), candidate_is_staff,
    nomination_not_reached, candidate_not_agreed.
    """
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    row, _ = _of(estate_id, candidate_id)
    said = set(met) - {"owner"}
    owner = committees.still_owns(estate_id, row.party_id, row.unit_id)
    finding = rules.eligible(laws.law_of(estate_id, clock.today()), said | ({"owner"} if owner else set()))
    wrong = list(finding.refusals)
    if row.state == CandidateState.COLLECTING:
        wrong.append(Reason("nomination_not_reached", None, {}))
    if row.agreed_at is None:
        wrong.append(Reason("candidate_not_agreed", None, {}))
    if row.account_id is not None and committees.works_for_company(estate_id, row.account_id):
        wrong.append(Reason("candidate_is_staff", None, {}))
    refuse_if_any(wrong)
    deed.under(*laws.versions(finding))
    met_now = {"state": CandidateState.ELIGIBLE.value, "met": sorted(said), "seniority": seniority, "why": ""}
    return slates.change_candidate(deed, row, **met_now)


@act("decisions.refuse_candidate")
def refuse_candidate(deed: Deed, *, estate_id: int, candidate_id: int, why: str) -> CandidateRef:
    """Somebody cannot stand; the reason is told. Refuses not_found, not_permitted, slate_wrong_state, missing."""
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    row, _ = _of(estate_id, candidate_id)
    if not why.strip():
        refuse("missing", f"why_{candidate_id}", label="不符合的原因")
    return slates.change_candidate(deed, row, state=CandidateState.REFUSED.value, why=why.strip()[:200])


@act("decisions.withdraw_candidate")
def withdraw_candidate(deed: Deed, *, estate_id: int, candidate_id: int) -> CandidateRef:
    """A candidate steps back, until the list is settled. Refuses not_found, not_permitted, slate_wrong_state."""
    row, _ = _of(estate_id, candidate_id)
    deed.permit(may_withdraw, CandidateThing(home_of("estate_id")(estate_id=estate_id).place, row.account_id))
    return slates.change_candidate(deed, row, state=CandidateState.WITHDRAWN.value)


def _of(estate_id: int, candidate_id: int) -> tuple[Candidate, Slate]:
    row = Candidate.objects.filter(estate_id=estate_id, pk=candidate_id).first() or refuse("not_found")
    slate = slates.lock(estate_id, row.slate_id, SlateState.NAMING, SlateState.POSTED)
    return Candidate.objects.select_for_update().get(estate_id=estate_id, pk=candidate_id), slate


@act("decisions.post_slate")
def post_slate(deed: Deed, *, estate_id: int, slate_id: int, contact: str = "") -> SlateRef:
    """The verified candidates are posted; objections run. Refuses not_found, not_permitted, slate_wrong_state,
    unverified_candidates, too_few_candidates."""
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    row = slates.lock(estate_id, slate_id, SlateState.NAMING)
    people = slates.candidates_of(row)
    if any(one.state == CandidateState.NAMED for one in people):
        refuse("unverified_candidates", "slate")
    standing = [one for one in people if one.state == CandidateState.ELIGIBLE]
    if len(standing) < row.seats:
        refuse("too_few_candidates", "slate", n=len(standing), seats=row.seats)
    law = laws.law_of(estate_id, clock.today())
    shown = due(law, "post_candidates", clock.today())
    least = law.held("notices.period.election")
    enough = shown is not None and least is not None and (shown.day - clock.today()).days >= least.value["amount"]
    ref = public.post(
        deed.actor, estate_id=estate_id, kind="election", title=f"候选人名单：{row.title}"[:80], contact=contact,
        text=slates.posted_text(row, standing), subject=f"decisions.slate:{row.pk}",
        closes_on=shown.day if shown and enough else None,
    )  # fmt: skip
    return slates.change(
        deed, row, state=SlateState.POSTED.value, posted_at=deed.at, notice_id=ref.id, notice_number=ref.number
    )


@act("decisions.settle_slate")
def settle_slate(deed: Deed, *, estate_id: int, slate_id: int) -> SlateRef:
    """The posting is over and every objection answered: the list goes to the vote as it is. Refuses not_found,
    not_permitted, slate_wrong_state, slate_not_over, too_few_candidates."""
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    row = slates.lock(estate_id, slate_id, SlateState.POSTED)
    standing = public.standing(estate_id, row.notice_id or 0)
    if not standing.is_settled:
        refuse("slate_not_over", "slate", until=standing.closes_on, open=standing.unanswered)
    people = [one for one in slates.candidates_of(row) if one.state == CandidateState.ELIGIBLE]
    if len(people) < row.seats:
        refuse("too_few_candidates", "slate", n=len(people), seats=row.seats)
    return slates.change(deed, row, state=SlateState.SETTLED.value, settled_at=deed.at)


@act("decisions.end_slate")
def end_slate(deed: Deed, *, estate_id: int, slate_id: int, reason: str) -> SlateRef:
    """Give a list up before it went to a vote. Refuses not_found, not_permitted, slate_wrong_state, missing."""
    deed.permit(may_guide, home_of("estate_id")(estate_id=estate_id))
    if not reason.strip():
        refuse("missing", "reason", label="原因")
    row = slates.lock(estate_id, slate_id, SlateState.NAMING, SlateState.POSTED, SlateState.SETTLED)
    return slates.change(deed, row, state=SlateState.ENDED.value, ended_because=reason.strip()[:200])
