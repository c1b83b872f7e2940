"""山水文园 elects: five of six sit since ten months ago, one resigned, and the empty seat is voted on now."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sanguanjia.decisions import actions, committees, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.actions.drafting import VoteWish
from sanguanjia.decisions.asking import QuestionWish
from sanguanjia.decisions.types import PaperLine, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.registry import queries as registry

if TYPE_CHECKING:
    from .load import Loaded

_MET = ("full_capacity", "law_abiding", "public_spirited", "able", "has_time")
_HOMES = (
    "19-1-1201", "1-1-101", "4-1-502", "8-2-903", "12-1-1101", "15-2-802", "20-2-1502", "26-1-702", "28-1-302",
    "30-1-402", "22-2-601", "17-1-1002",
)  # fmt: skip
_WORDS = (
    "住了十年，做过会计，愿意把每一笔公共收益公布出来。", "退休工程师，懂电梯和水泵，可以看懂维修报价。",
    "在社区做过三年志愿者，有时间接待邻居。",
)  # fmt: skip
_AT_ONCE = 200
_CALLERS = {"shequ": ("preparation_group", "文园社区居民委员会"), "yeweihui": ("committee", "业委会办公室")}


def hold_elections(city: Loaded, now: datetime) -> int:
    """Answers how many elections were laid out."""
    home = city.homes["shanshui"]
    people = _owners(home, now)
    slate = _slate(city, now, people[:6], "第一届业主委员会委员", 5, days_ago=345)
    ref = _announced(
        city, now, slate, "选举第一届业主委员会", "选举业主委员会委员", announced=328, opens=310, by="shequ"
    )
    vote: dict[str, Any] = {"estate_id": home, "vote_id": ref.id}
    with clock.turned_to(now - timedelta(days=309)):
        actions.open_vote(SYSTEM, **vote)
        forms = actions.issue_forms(city.actor("shequ"), **vote)
        _papers(city, ref, range(1, forms * 7 // 10 + 2), 6, 5)
        actions.cast_assisted(  # at the neighbourhood's desk; the code came to the owner's own phone
            city.actor("shequ"), **vote, unit_id=city.unit("shanshui", "5-1-801"),
            owner_id=city.actor("duofang").account_id or 0, channel="desk", confirmed=Confirmed(True),
            choices={str(n): "for" if n <= 5 else "abstain" for n in range(1, 7)},
        )  # fmt: skip
    with clock.turned_to(now - timedelta(days=299)):
        actions.close_vote(SYSTEM, **vote)
        actions.count_vote(SYSTEM, **vote)
        found = queries.certificate(queries.vote(home, ref.id))
        for who in ("yeweihui", "shequ"):
            actions.sign(city.actor(who), **vote, digest=found[0].digest if found else "")
        actions.post_result(city.actor("shequ"), **vote, contact="文园社区居民委员会")
    with clock.turned_to(now - timedelta(days=280)):
        actions.put_in_force(SYSTEM, **vote)
        seats = committees.members_of(_sitting(home))
        actions.set_post(city.actor("shequ"), estate_id=home, seat_id=seats[0].pk, post="head")
    _by_election(city, now, people[6:9])
    return 2


def _by_election(city: Loaded, now: datetime, people: list[tuple[str, str]]) -> None:
    home = city.homes["shanshui"]
    with clock.turned_to(now - timedelta(days=46)):
        seat = next(s for s in reversed(committees.members_of(_sitting(home))) if s.account_id is None)
        actions.end_seat(city.actor("shequ"), estate_id=home, seat_id=seat.pk, why="resigned", document="辞职书")
    slate = _slate(city, now, people, "补选一名委员", 1, days_ago=44)
    ref = _announced(city, now, slate, "补选业委会委员", "补选一名业主委员会委员", announced=21, opens=3, by="yeweihui")
    with clock.turned_to(now - timedelta(days=2)):
        actions.open_vote(SYSTEM, estate_id=home, vote_id=ref.id)
        actions.issue_forms(city.actor("yeweihui"), estate_id=home, vote_id=ref.id)
        actions.cast(
            city.actor("duofang"), estate_id=home, vote_id=ref.id, unit_id=city.unit("shanshui", "5-1-801"),
            choices={str(n): "for" if n == 1 else "abstain" for n in range(1, len(people) + 1)},
            confirmed=Confirmed(True),
        )  # fmt: skip
        _papers(city, ref, range(600, 640), len(people), 1)


def _sitting(home: int) -> committees.Committee:
    found = committees.sitting(home)
    if found is None:
        raise LookupError("no committee sits")
    return found


def _owners(home: int, now: datetime) -> list[tuple[str, str]]:
    """Door and name of owners who are people, in the order of the list."""
    day, found = clock.local(now).date(), []
    for code in _HOMES:
        unit = registry.unit_by_code(home, code, day)
        owners = registry.people_of(home, registry.owners_on(home, unit.id, day)) if unit else {}
        named = [one.name for one in owners.values() if len(one.name) <= 4]
        found += [(code, named[0])] if named else []
    return found


def _slate(city: Loaded, now: datetime, people: list[tuple[str, str]], title: str, seats: int, *, days_ago: int) -> int:
    """A list that the neighbourhood entered from paper, verified, posted for eight days and settled."""
    home, desk = city.homes["shanshui"], city.actor("shequ")
    with clock.turned_to(now - timedelta(days=days_ago)):
        until = clock.today() + timedelta(days=5)
        ref = actions.open_slate(desk, estate_id=home, title=title, seats=seats, until=until, by_election=seats == 1)
        for number, (code, name) in enumerate(people):
            one = actions.name_candidate(
                desk, estate_id=home, slate_id=ref.id, unit_code=code, name=name, route="owners_jointly",
                document=f"联名推荐表 {number + 1} 号", statement=_WORDS[number % len(_WORDS)],
            )  # fmt: skip
            actions.verify_candidate(desk, estate_id=home, candidate_id=one.id, met=_MET)
        actions.post_slate(desk, estate_id=home, slate_id=ref.id, contact="文园社区居民委员会")
    with clock.turned_to(now - timedelta(days=days_ago - 10)):
        actions.settle_slate(desk, estate_id=home, slate_id=ref.id)
    return ref.id


def _announced(
    city: Loaded, now: datetime, slate: int, title: str, asked: str, *, announced: int, opens: int, by: str
) -> VoteRef:
    home = city.homes["shanshui"]
    with clock.turned_to(now - timedelta(days=announced)):
        first = clock.local(now).date() - timedelta(days=opens)
        text = "候选人名单已经公示，没有未答复的异议。"
        caller, contact = _CALLERS[by]
        wish = VoteWish(
            title, caller, first, first + timedelta(days=9 if opens > 30 else 14),
            questions=(QuestionWish("elect", asked, text, slate_id=slate),),
        )  # fmt: skip
        ref = actions.draft_vote(city.actor(by), estate_id=home, wish=wish)
        return actions.announce(city.actor(by), estate_id=home, vote_id=ref.id, contact=contact)


def _papers(city: Loaded, ref: VoteRef, numbers: range, answers: int, most: int) -> None:
    """Papers as two people typed them alike: most name the first ones, some leave one out, a few abstain."""
    mine = own_form_numbers(city, ref)
    lines = [PaperLine(number, _said(number, answers, most)) for number in numbers if number not in mine]
    for first in range(0, len(lines), _AT_ONCE):
        scans = hashlib.sha256(f"选举票扫描件 {first}".encode()).hexdigest()
        batch = tuple(lines[first : first + _AT_ONCE])
        for typist in ("yeweihui", "shequ"):
            actions.enter_papers(city.actor(typist), estate_id=ref.estate_id, vote_id=ref.id, lines=batch, scans=scans)


def own_form_numbers(city: Loaded, ref: VoteRef) -> set[int]:
    """The forms of those who cast otherwise than on paper: their homes are left to them."""
    vote = queries.vote(ref.estate_id, ref.id)
    heads = {
        voice.lines[0].head for name in ("yezhu", "duofang", "yeweihui")
        for voice in queries.voices(city.actor(name), vote)
    }  # fmt: skip
    total = queries.papers(vote).forms
    found: set[int] = set()
    for first in range(1, total + 1, 200):
        forms = queries.forms_to_print(vote, first, first + 199)
        found |= {form.number for form, _ in forms if form.head in heads}
    return found


def _said(number: int, answers: int, most: int) -> tuple[str, ...]:
    """Nobody names more than allowed; from nine in ten for the first down to seven, one in five for the last."""
    if number % 23 == 0:
        return ("abstain",) * answers
    last = answers - 1
    liked = [place for place in range(answers) if (number * 7 + place * 11) % 20 < (4 if place == last else 18 - place)]
    return tuple("for" if place in liked[:most] else "abstain" for place in range(answers))
