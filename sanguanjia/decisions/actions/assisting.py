"""Casting with help: at the desk, or at the owner's door with a grid worker. The owner says it and confirms with the
code that came to the owner's own phone; whoever helps only types (OWN-013, CMP-008)."""

from __future__ import annotations

from sanguanjia.access.queries import account_of, actor_of
from sanguanjia.decisions import poll, store
from sanguanjia.decisions.actions import casting
from sanguanjia.decisions.box import Log, Wish
from sanguanjia.decisions.permissions import Box, may_assist, may_cast
from sanguanjia.decisions.rules.box import rank_of
from sanguanjia.decisions.types import Capacity, CastRef, Channel, Precedence
from sanguanjia.decisions.voices import voice_of
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.refusal import refuse
from sanguanjia.notices import writing
from sanguanjia.notices.types import Audience

ASSISTED = (Channel.DESK, Channel.DOOR)


@act("decisions.cast_assisted")
def cast_assisted(
    deed: Deed, *, estate_id: int, vote_id: int, unit_id: int, owner_id: int, channel: str, choices: dict[str, str],
    confirmed: object,
) -> CastRef:  # fmt: skip
    """One head's ballots as the owner `owner_id` (an account) says them beside somebody who helps. `channel`: desk or
    door; `confirmed`: a `Confirmed`, made by the page that checked the owner's code.

    Refuses not_found, not_permitted (also: the account has no voice for the unit), cannot_help_oneself,
    unknown_channel, and everything that `cast` refuses.
    """
    place = home_of("estate_id")(estate_id=estate_id)
    deed.permit(may_assist, place)
    here = poll.read(estate_id, vote_id, unit_id)
    vote = here.vote
    if channel not in ASSISTED:
        refuse("unknown_channel", "channel")
    if owner_id == deed.actor.account_id:
        refuse("cannot_help_oneself", "owner")
    account = account_of(owner_id) or refuse("not_found")
    voice = voice_of(actor_of(account), vote, unit_id, here.lines)
    if not may_cast(actor_of(account), Box(place.place, voice.capacity is not None, voice.mandate)):
        refuse("not_permitted")
    chosen = casting.read_choices(here, choices)
    if not (isinstance(confirmed, casting.Confirmed) and confirmed.fits):
        refuse("wrong_vote_code", "proof")
    casting.keep_to_opinion(voice, chosen)
    capacity = voice.capacity or Capacity.OWNER
    wish = Wish(
        voice.lines, tuple(sorted(chosen.items())), Channel(channel), capacity, voice.voter,
        rank_of(Channel(channel), capacity, Precedence(vote.precedence)),
    )  # fmt: skip
    others = casting.other_owners(vote, voice, owner_id)
    log = Log(vote, voice.lines)
    casting.demand_open(vote, log)
    done = log.cast([wish], deed.actor.account_id, deed.at, keep=False)
    if not done.counted:
        casting.refuse_second(log, wish)
    casting.note(deed, done.ballots)
    deed.for_whom(f"unit:{unit_id}")
    facts = {"title": vote.title, "door": voice.lines[0].code}
    whom = Audience(accounts=(owner_id, *others))
    writing.write(deed, "decisions.cast_with_help", audience=whom, facts=facts, href=store.href(vote))
    return CastRef(vote.pk, estate_id, done.ballots[0].seq, done.ballots[-1].seq, done.replaced)
