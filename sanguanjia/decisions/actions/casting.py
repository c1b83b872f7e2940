"""Cast, cast again, dispute, settle. One head speaks for all its units at once; what stands is settled by the box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from sanguanjia.access.queries import owners_of_units
from sanguanjia.decisions import poll, store
from sanguanjia.decisions.box import Log, Wish, sealed_unit
from sanguanjia.decisions.models import Ballot, RollLine, Standing, Vote
from sanguanjia.decisions.permissions import Box, Door, may_cast, may_prepare, may_speak_for_unit
from sanguanjia.decisions.poll import Poll
from sanguanjia.decisions.proof import events
from sanguanjia.decisions.rules.box import OWN_RANK, rank_of
from sanguanjia.decisions.rules.questions import over
from sanguanjia.decisions.types import Capacity, CastRef, Channel, Choice, Precedence, VoteRef
from sanguanjia.decisions.voices import Voice, head_of, voice_of
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import writing
from sanguanjia.notices.types import Audience

SAID_ON_SCREEN = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
_FEW = 20


class Confirmed:
    """Whether the one-time code fitted this vote and these choices. In no digest: a form sent twice is one request."""

    __slots__ = ("fits",)

    def __init__(self, fits: bool) -> None:
        self.fits = fits

    def __repr__(self) -> str:
        return "Confirmed(…)"


@act("decisions.cast")
def cast(
    deed: Deed, *, estate_id: int, vote_id: int, unit_id: int, choices: dict[str, str], confirmed: object
) -> CastRef:  # fmt: skip
    """One head's ballots for every item of the agenda, on the screen. `choices`: {"1": "for", …}; `confirmed`: a
    `Confirmed`, made by the page that checked the code.

    Refuses not_found, not_on_roll, not_permitted, guardian_votes, missing, unknown_choice, too_many_chosen,
    wrong_vote_code, vote_not_open, against_opinion (a proxy against the principal's written word), and one of
    co_owner_cast_already, cast_once_only, paper_counts, ballot_frozen when another ballot stands.
    """
    here = poll.read(estate_id, vote_id, unit_id)
    vote = here.vote
    voice = voice_of(deed.actor, vote, unit_id, here.lines)
    deed.permit(may_cast, Box(here.place, voice.capacity is not None, voice.mandate))
    chosen = read_choices(here, choices)
    if not (isinstance(confirmed, Confirmed) and confirmed.fits):
        refuse("wrong_vote_code", "proof")
    keep_to_opinion(voice, chosen)
    capacity = voice.capacity or Capacity.OWNER
    wish = Wish(
        voice.lines, tuple(sorted(chosen.items())), Channel.PHONE, capacity, voice.voter,
        rank_of(Channel.PHONE, capacity, Precedence(vote.precedence)),
    )  # fmt: skip
    others = other_owners(vote, voice, deed.actor.account_id)
    log = Log(vote, voice.lines)  # from here on everybody else waits
    demand_open(vote, log)
    done = log.cast([wish], deed.actor.account_id, deed.at, keep=False)
    if not done.counted:
        refuse_second(log, wish)
    note(deed, done.ballots)
    deed.for_whom(f"unit:{unit_id}")
    _tell(others, deed, vote, voice)
    return CastRef(vote.pk, estate_id, done.ballots[0].seq, done.ballots[-1].seq, done.replaced)


@act("decisions.dispute")
def dispute(deed: Deed, *, estate_id: int, vote_id: int, unit_id: int) -> VoteRef:
    """A co-owner does not agree with the ballot cast for their unit: it counts for nothing until they agree (OWN-013).

    Refuses not_found, not_on_roll, not_permitted, vote_not_open, nothing_to_dispute.
    """
    vote = store.find(estate_id, vote_id)
    place = home_of("estate_id")(estate_id=estate_id)
    lines = head_of(vote, unit_id)
    deed.permit(may_speak_for_unit, Door(place.place, frozenset(line.unit_id for line in lines)))
    log = Log(vote)
    demand_open(vote, log)
    own = voice_of(deed.actor, vote, unit_id).voter
    rows = list(_standing(vote, lines).filter(frozen=False).exclude(voter=own))
    if not rows or len(lines[0].owners) < 2:
        refuse("nothing_to_dispute")
    _freeze(log, rows, lines, True, deed)
    deed.for_whom(f"unit:{unit_id}")
    _note_ballots(deed, vote, rows)
    return store.ref(vote)


@act("decisions.settle_dispute")
def settle_dispute(deed: Deed, *, estate_id: int, vote_id: int, unit_id: int, document: str) -> VoteRef:
    """The co-owners agreed in writing that the ballot stands. `document`: where their paper lies.

    Refuses not_found, not_on_roll, not_permitted, vote_not_open, missing, nothing_to_settle.
    """
    deed.permit(may_prepare, home_of("estate_id")(estate_id=estate_id))
    if not document.strip():
        refuse("missing", "document", label="书面约定")
    vote = store.find(estate_id, vote_id)
    lines = head_of(vote, unit_id)
    log = Log(vote)
    demand_open(vote, log)
    rows = list(_standing(vote, lines).filter(frozen=True))
    if not rows:
        refuse("nothing_to_settle")
    _freeze(log, rows, lines, False, deed)
    deed.because(document.strip()[:200])
    _note_ballots(deed, vote, rows)
    return store.ref(vote)


def read_choices(here: Poll, choices: Mapping[str, str]) -> dict[int, str]:
    """A choice for every item; every fault at once."""
    found, wrong = {}, []
    for item in here.items:
        said = choices.get(str(item), "")
        if not said:
            wrong.append(Reason("missing", f"item_{item}", {"label": f"第 {item} 项"}))
        elif said not in SAID_ON_SCREEN:
            wrong.append(Reason("unknown_choice", f"item_{item}", {}))
        else:
            found[item] = said
    for asked in here.asked.values():
        if over(asked, found):
            wrong.append(Reason("too_many_chosen", f"{asked.name}_mark", {"most": asked.most}))
    refuse_if_any(wrong)
    return found


def keep_to_opinion(voice: Voice, chosen: Mapping[int, str]) -> None:
    """A proxy casts as the principal wrote. Refuses against_opinion."""
    opinions = voice.proxy.opinions if voice.proxy is not None else {}
    if any(opinions.get(str(item), said) != said for item, said in chosen.items()):
        refuse("against_opinion", "item_1")


def demand_open(vote: Vote, log: Log) -> None:
    """The box takes ballots, and the day is not over, whatever the job has done. Refuses vote_not_open."""
    if not log.is_open or clock.today() > vote.closes_on:
        refuse("vote_not_open", "vote")


def refuse_second(log: Log, wish: Wish) -> None:
    """Say why a ballot does not count: frozen, paper first, cast once only, a co-owner was faster."""
    stands = log.stands_for(wish.lines)[0]
    if stands.frozen:
        refuse("ballot_frozen", "unit")
    if stands.rank > wish.rank and stands.rank > OWN_RANK and stands.voter == wish.voter:
        refuse("paper_counts", "unit")
    refuse("cast_once_only" if stands.voter == wish.voter else "co_owner_cast_already", "unit")


def _standing(vote: Vote, lines: Sequence[RollLine]) -> QuerySet[Standing]:
    ids = [line.pk for line in lines]
    return Standing.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, line_id__in=ids)


def _freeze(log: Log, rows: list[Standing], lines: Sequence[RollLine], frozen: bool, deed: Deed) -> None:
    by_id = {line.pk: line for line in lines}
    for row in rows:
        name = str(row.item)
        p = log.key.pseudonym(name, sealed_unit(by_id[row.line_id]).unit)
        _add_supersede(log, deed, name, p, row.seq, frozen)
    log.write(deed.at)
    ids = [row.pk for row in rows]
    Standing.objects.filter(estate_id=log.row.estate_id, pk__in=ids).update(frozen=frozen)


def _add_supersede(log: Log, deed: Deed, name: str, p: str, seq: int, frozen: bool) -> None:
    old, new, why = (seq, None, "dispute") if frozen else (None, seq, "settled")
    log.add(lambda n: events.supersede(log.vote, n, deed.at, name, p=p, old=old, new=new, why=why))


def _note_ballots(deed: Deed, vote: Vote, rows: list[Standing]) -> None:
    """The record names the ballots whose counting changed; they themselves stay as they were cast."""
    ids = [row.ballot_id for row in rows]
    for row in Ballot.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk, pk__in=ids):
        deed.touched(row, before=row_digest(row))


def note(deed: Deed, ballots: Sequence[Ballot]) -> None:
    """Tell the record of new ballots: the few of a home in the record itself, the many of a developer in parts."""
    if len(ballots) > _FEW:
        deed.stored(ballots)
        return
    for ballot in ballots:
        deed.touched(ballot)


def _tell(others: tuple[int, ...], deed: Deed, vote: Vote, voice: Voice) -> None:
    """Co-owners, and a principal whose proxy cast, hear of it at once."""
    if others:
        facts = {"title": vote.title, "door": voice.lines[0].code}
        whom = Audience(accounts=others)
        writing.write(deed, "decisions.cast_for_you", audience=whom, facts=facts, href=store.href(vote))


def other_owners(vote: Vote, voice: Voice, account_id: int | None) -> tuple[int, ...]:
    """The accounts of the other owners of a head's units."""
    units = [line.unit_id for line in voice.lines]
    return tuple(a for a in owners_of_units(vote.estate_id, units, clock.today()) if a != account_id)
