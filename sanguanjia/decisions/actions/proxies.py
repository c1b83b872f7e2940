"""Written authority to cast for another: recorded by the desk from the signed paper, taken back by the principal's word
or by voting oneself (OWN-048)."""

from __future__ import annotations

import re

from sanguanjia.access.queries import account_named, actor_of, owners_of_units
from sanguanjia.decisions import law as laws
from sanguanjia.decisions import store
from sanguanjia.decisions.box import Log
from sanguanjia.decisions.models import Proxy, RollLine, Vote
from sanguanjia.decisions.permissions import Door, may_prepare, may_speak_for_unit
from sanguanjia.decisions.proof import events
from sanguanjia.decisions.rules import voters
from sanguanjia.decisions.rules.questions import over
from sanguanjia.decisions.types import Choice, State, VoteRef
from sanguanjia.decisions.voices import head_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import writing
from sanguanjia.notices.types import Audience

PROPERTY_STAFF = ("company_manager", "company_worker")
_HASH = re.compile(r"[0-9a-f]{64}")


@act("decisions.record_proxy")
def record_proxy(
    deed: Deed, *, estate_id: int, vote_id: int, unit_id: int, username: str, document: str, opinions: dict[str, str]
) -> VoteRef:  # fmt: skip
    """A signed authority for the head of a unit, to the account `username`. `document`: SHA-256 of the scanned paper;
    `opinions`: the principal's own word per item where the paper says it.

    Refuses not_found, not_on_roll, not_permitted, vote_wrong_state, unknown_proxy, unknown_choice, too_many_chosen,
    proxy_given_already, proxy_not_written, proxy_without_opinion, proxy_is_property_staff, proxy_for_too_many.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED, State.OPEN)
    lines = head_of(vote, unit_id)
    account = account_named(username) or refuse("unknown_proxy", "username")
    rows = Proxy.objects.filter(estate_id=estate_id, vote_id=vote_id, revoked_at=None)
    if rows.filter(head=lines[0].head).exists():
        refuse("proxy_given_already", "unit")
    if any(said not in list(Choice) for said in opinions.values()):
        refuse("unknown_choice", "opinions")
    written = {int(name): said for name, said in opinions.items() if name.isdecimal()}
    for asked in store.asked_of(vote).values():
        if over(asked, written):
            refuse("too_many_chosen", "opinions", most=asked.most)
    others = rows.filter(account_id=account.pk).count()
    items = {str(item.position) for item in store.items_of(vote)}
    authority = voters.Proxy(
        written=bool(_HASH.fullmatch(document)), principals=others + 1, opinion_on_item=items <= opinions.keys(),
        property_staff=actor_of(account).has_role(*PROPERTY_STAFF),
    )  # fmt: skip
    finding = voters.proxy(laws.law_of(estate_id, clock.today()), authority)
    laws.demand(finding)
    deed.under(*laws.versions(finding))
    row = Proxy(
        estate_id=estate_id, vote_id=vote_id, head=lines[0].head, account_id=account.pk, document=document,
        opinions=opinions, given_at=deed.at, recorded_by=deed.actor.account_id,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    _log(deed, vote, lines, document, revoked=False)
    _tell(deed, vote, lines, account.pk)
    return store.ref(vote)


@act("decisions.revoke_proxy")
def revoke_proxy(deed: Deed, *, estate_id: int, vote_id: int, unit_id: int) -> VoteRef:
    """The principal takes the authority back; what the proxy cast stands until the owner casts. Refuses not_found,
    not_on_roll, not_permitted, vote_wrong_state, no_proxy."""
    vote = store.lock(estate_id, vote_id, State.ANNOUNCED, State.OPEN)
    lines = head_of(vote, unit_id)
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_speak_for_unit, Door(place.place, frozenset(line.unit_id for line in lines)))
    row = Proxy.objects.filter(estate_id=estate_id, vote_id=vote_id, head=lines[0].head, revoked_at=None).first()
    if row is None:
        refuse("no_proxy", "unit")
    before = row_digest(row)
    row.revoked_at = deed.at
    row.save(update_fields=["revoked_at"])
    deed.touched(row, before=before)
    deed.for_whom(f"unit:{unit_id}")
    _log(deed, vote, lines, row.document, revoked=True)
    return store.ref(vote)


def _log(deed: Deed, vote: Vote, lines: tuple[RollLine, ...], document: str, *, revoked: bool) -> None:
    log = Log(vote)
    items = [str(item.position) for item in store.items_of(vote)]
    names = [log.key.pseudonym(item, str(line.unit_id)) for item in items for line in lines]
    log.add(lambda seq: events.proxy(log.vote, seq, deed.at, p=names, document=document, revoked=revoked))
    log.write(deed.at)


def _tell(deed: Deed, vote: Vote, lines: tuple[RollLine, ...], proxy_account: int) -> None:
    """The principal hears of the authority on a second way, and may take it back."""
    owners = owners_of_units(vote.estate_id, [line.unit_id for line in lines], clock.today())
    whom = Audience(accounts=(*owners, proxy_account))
    facts = {"title": vote.title, "door": lines[0].code}
    writing.write(deed, "decisions.proxy", audience=whom, facts=facts, href=store.href(vote))
