"""By what a work may be paid: the owners decided, on paper or in a vote here, or an emergency that needs no vote.

Of an emergency the place's table says which evidence it needs and whose word (FUND-050, table 2.3): the evidence are
files, the words are given by those people themselves, or by their offices in an application for it.
"""

from __future__ import annotations

from sanguanjia.applications.models import Application
from sanguanjia.funds import works
from sanguanjia.funds.models import FundWork, WorkConfirmation, WorkPaper
from sanguanjia.funds.permissions import may_bring_a_vote, may_confirm_work, may_keep_books, may_plan_work
from sanguanjia.funds.rules.emergency import emergency_use
from sanguanjia.funds.store import account_of
from sanguanjia.funds.types import CONFIRMERS, Authorisation, Authority, VoteInForce, WorkRef, WorkState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices.files import StoredFile

from .works import kept, needed, ref_of

_here = home_of("estate_id")


@act("funds.add_work_paper")
def add_work_paper(deed: Deed, *, estate_id: int, work_id: int, code: str, file: StoredFile | None) -> WorkRef:
    """A piece of evidence of an emergency. The same copy again changes nothing.

    Refuses not_found, not_permitted, wrong_phase, and at once: missing, work_paper_unknown.
    """
    deed.permit(may_plan_work, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.PLANNED)
    asked = works.evidence_of(row, clock.today())
    found = [] if code in asked else [Reason("work_paper_unknown", "code")]
    if file is None:
        refuse_if_any([*found, Reason("missing", "file", {"label": "证明材料"})])
    refuse_if_any(found)
    deed.touched(row, row_digest(row))
    if (
        file is not None
        and not WorkPaper.objects.filter(estate_id=estate_id, work_id=row.pk, code=code, sha256=file.sha256).exists()
    ):
        paper = WorkPaper(
            estate_id=estate_id, work_id=row.pk, code=code, name=file.name[:100], kind=file.kind, sha256=file.sha256,
            at=deed.at, account_id=account_of(deed),
        )  # fmt: skip
        paper.save(force_insert=True)
        deed.touched(paper)
    return ref_of(row)


@act("funds.confirm_work")
def confirm_work(deed: Deed, *, estate_id: int, work_id: int, words: str = "") -> WorkRef:
    """A body of the place's table has looked and says that it is an emergency; each once, each by another person.

    Refuses not_found, not_permitted, wrong_phase, and at once: work_own_plan, work_confirmed_already.
    """
    mandate = deed.permit(may_confirm_work, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.PLANNED)
    if not row.emergency:
        refuse("wrong_phase", state=row.state)
    body = CONFIRMERS[mandate.role] if mandate else refuse("not_permitted")
    found = [Reason("work_own_plan", "work")] if row.planned_by == account_of(deed) else []
    said = works.confirmations(row)
    if body in works.confirmed_by(row) or account_of(deed) in {one.account_id for one in said}:
        found.append(Reason("work_confirmed_already", "work"))
    refuse_if_any(found)
    made = WorkConfirmation(
        estate_id=estate_id, work_id=row.pk, confirmer=body, words=words.strip()[:400], at=deed.at,
        account_id=account_of(deed),
    )  # fmt: skip
    made.save(force_insert=True)
    deed.touched(made)
    return ref_of(row)


@act("funds.authorise_work")
def authorise_work(deed: Deed, *, estate_id: int, work_id: int, by: Authorisation) -> WorkRef:
    """The fund office looks at the owners' decision and its document, at the granted application, or at an emergency
    with its evidence and confirmers, and lets the work go on.

    Refuses not_found, not_permitted, wrong_phase, and at once: missing, fund_day_ahead, work_own_plan,
    work_application_unfit; of emergencies emergency_unknown, emergency_evidence_missing, emergency_confirmer_missing.
    """
    deed.permit(may_keep_books, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.PLANNED)
    before = row_digest(row)
    found = []
    if row.planned_by == account_of(deed):
        found.append(Reason("work_own_plan", "work"))
    application = _application(row, by, found)
    words, document, day = by.words.strip(), by.document_hash, by.on
    if application is not None:
        named = f"{application.item_name}，第 {application.decision_number} 号决定书"
        words, document = f"{named}　{words}".strip(), application.decision_digest
        day = clock.local(application.decided_at).date() if application.decided_at else day
    found += needed(words=words, document=document)
    if day > clock.today():
        found.append(Reason("fund_day_ahead", "day", {"day": day.isoformat()}))
    if by.kind is Authority.VOTE or (by.kind is Authority.EMERGENCY) != bool(row.emergency):
        found.append(Reason("work_other_authority", "kind"))
    refuse_if_any(found)
    if by.kind is Authority.EMERGENCY:
        _as_emergency(deed, row, application)
    row.authority, row.authority_words, row.authority_hash = by.kind.value, words[:400], document
    row.authority_on, row.authorised_by, row.state = day, account_of(deed), WorkState.AUTHORISED.value
    row.application_id = application.pk if application else None
    return kept(deed, row, before)


def _application(row: FundWork, by: Authorisation, found: list[Reason]) -> Application | None:
    """The granted application that is cited; a reason in `found` where it does not fit."""
    if by.application_id is None:
        return None
    fits = next((one for one in works.granted(row) if one.pk == by.application_id), None)
    if fits is None:
        found.append(Reason("work_application_unfit", "application"))
    return fits


def _as_emergency(deed: Deed, row: FundWork, application: Application | None) -> None:
    """Judge an emergency by the place's table of today, and keep what it rested on."""
    value, version = works.rule(row.estate_id, "fund.emergency.categories", clock.today())
    evidence = {paper.code for paper in works.papers(row)}
    confirmed = works.confirmed_by(row, application)
    use = emergency_use(row.emergency["category"], evidence, confirmed, value)
    row.emergency = {
        "category": use.category, "evidence": sorted(evidence), "confirmed_by": sorted(confirmed),
        "post_days": use.post_days, "audit": use.audit,
    }  # fmt: skip
    deed.under(version)


@act("funds.authorise_by_vote")
def authorise_by_vote(deed: Deed, *, estate_id: int, work_id: int, vote: VoteInForce) -> WorkRef:
    """A vote of the owners who bear the cost is in force: its certificate is the authority, and nobody looks again.

    Called by the room of votes when it puts a vote in force. Refuses not_found, not_permitted, wrong_phase, and at
    once: missing, work_other_scope (the vote was not held by exactly those who bear the cost: FUND-036, OWN-020).
    """
    deed.permit(may_bring_a_vote, _here(estate_id=estate_id))
    row = works.locked(estate_id, work_id, WorkState.PLANNED)
    before = row_digest(row)
    found = needed(words=vote.words, document=vote.certificate_hash)
    if (vote.entrance_id, None if vote.entrance_id else vote.building_id) != (
        row.entrance_id, None if row.entrance_id else row.building_id
    ):  # fmt: skip
        found.append(Reason("work_other_scope", "scope"))
    refuse_if_any(found)
    row.authority, row.authority_words = Authority.VOTE.value, vote.words.strip()[:400]
    row.authority_hash, row.authority_on, row.vote_id = vote.certificate_hash, vote.on, vote.vote_id
    row.state = WorkState.AUTHORISED.value
    return kept(deed, row, before)
