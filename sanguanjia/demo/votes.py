"""The votes of the demo city: in 山水文园 the roof of building 3 is decided and in force; a vote of all owners runs."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sanguanjia.decisions import actions, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.actions.drafting import ItemWish, VoteWish
from sanguanjia.decisions.types import PaperLine, Scope, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.registry import queries as registry

from .elections import hold_elections, own_form_numbers

if TYPE_CHECKING:
    from .load import Loaded

_CONTACT = "业委会办公室，值班电话见公示栏"
_ROOF = ItemWish(
    5, "使用维修资金维修 3 栋屋面防水",
    "3 栋屋面多处渗漏，顶层住户反映三次。经勘察，防水层整体更换 860 平方米，预算 118,000 元，"
    "由 3 栋业主按专有部分面积分摊，从本幢维修资金中列支。施工期约 20 天。",
)  # fmt: skip
_LIFTS = ItemWish(
    5,
    "使用维修资金给各幢电梯加装困人报警装置",
    "全小区电梯加装轿厢报警和视频对讲，预算 286,000 元，由各幢业主按专有部分面积分摊，从维修资金中列支。",
)
_SHED = ItemWish(
    8, "在 12 栋北侧空地建电动自行车充电棚",
    "占用共有绿地约 120 平方米，由充电企业投资，收益归全体业主，每季度公布。",
)  # fmt: skip
_PAPERS_AT_ONCE = 200


def hold_votes(city: Loaded, now: datetime) -> int:
    """Answers how many votes were laid out."""
    elections = hold_elections(city, now)
    _roof(city, now)
    _running(city, now)
    _proposal(city, now)
    return 2 + elections


def _roof(city: Loaded, now: datetime) -> None:
    home, opened = city.homes["shanshui"], _day(now, -48)
    building = next(b.id for b in registry.buildings(home) if b.code == "3")
    wish = VoteWish(
        "维修 3 栋屋面", "committee", opened, opened + timedelta(days=9), (_ROOF,), scope=Scope.BUILDING.value,
        scope_id=building,
    )  # fmt: skip
    ref = _announced(city, wish, now, 70)
    vote = {"estate_id": home, "vote_id": ref.id}
    with clock.turned_to(now - timedelta(days=46)):
        actions.open_vote(SYSTEM, **vote)
        forms = actions.issue_forms(city.actor("yeweihui"), **vote)
        _papers(city, ref, range(1, forms * 4 // 5))
        _cast(city, ref, "yezhu", "3-1-1402", {"1": "for"})
    with clock.turned_to(now - timedelta(days=38)):
        actions.close_vote(SYSTEM, **vote)
        actions.count_vote(SYSTEM, **vote)
        found = queries.certificate(queries.vote(home, ref.id))
        digest = found[0].digest if found else ""
        actions.sign(city.actor("yeweihui"), **vote, digest=digest)
        actions.sign(city.actor("shequ"), **vote, digest=digest)
        actions.post_result(city.actor("yeweihui"), **vote, contact=_CONTACT)
    with clock.turned_to(now - timedelta(days=20)):
        actions.put_in_force(SYSTEM, **vote)


def _running(city: Loaded, now: datetime) -> None:
    home, opened = city.homes["shanshui"], _day(now, -4)
    wish = VoteWish("电梯报警装置和充电棚", "committee", opened, opened + timedelta(days=14), (_LIFTS, _SHED))
    ref = _announced(city, wish, now, 25)
    with clock.turned_to(now - timedelta(days=3)):
        actions.open_vote(SYSTEM, estate_id=home, vote_id=ref.id)
        actions.issue_forms(city.actor("yeweihui"), estate_id=home, vote_id=ref.id)
        _papers(city, ref, range(100, 1100))
        _cast(city, ref, "duofang", "5-1-801", {"1": "for", "2": "against"})
    with clock.turned_to(now - timedelta(days=1)):
        lines = (PaperLine(1201, ("for", "for")), PaperLine(1202, ("for", "abstain")))
        actions.enter_papers(
            city.actor("wangge"), estate_id=home, vote_id=ref.id, lines=lines, scans=_scan("等第二人录入")
        )
        actions.cast_assisted(  # at the neighbourhood's desk; the code came to the owner's own phone
            city.actor("shequ"), estate_id=home, vote_id=ref.id, unit_id=city.unit("shanshui", "19-1-1201"),
            owner_id=city.actor("yeweihui").account_id or 0, channel="desk", choices={"1": "for", "2": "for"},
            confirmed=Confirmed(True),
        )  # fmt: skip


def _proposal(city: Loaded, now: datetime) -> None:
    home = city.homes["shanshui"]
    with clock.turned_to(now - timedelta(days=6)):
        actions.propose(
            city.actor("yezhu"), estate_id=home, unit_id=city.unit("shanshui", "3-1-1402"), matter=9,
            title="小区东门早晚高峰改为单向通行", text="接送孩子的时段东门堵车，消防车进不来。建议七点到九点只进不出。",
        )  # fmt: skip


def _announced(city: Loaded, wish: VoteWish, now: datetime, days_ago: int) -> VoteRef:
    home = city.homes["shanshui"]
    with clock.turned_to(now - timedelta(days=days_ago)):
        ref = actions.draft_vote(city.actor("yeweihui"), estate_id=home, wish=wish)
        return actions.announce(city.actor("yeweihui"), estate_id=home, vote_id=ref.id, contact=_CONTACT)


def _papers(city: Loaded, ref: VoteRef, numbers: range) -> None:
    """Papers as two people typed them alike, the first on one day, the second after."""
    items = len(queries.items(queries.vote(ref.estate_id, ref.id)))
    mine = own_form_numbers(city, ref)
    lines = [PaperLine(n, tuple(_said(n, item) for item in range(items))) for n in numbers if n not in mine]
    for first in range(0, len(lines), _PAPERS_AT_ONCE):
        batch = tuple(lines[first : first + _PAPERS_AT_ONCE])
        for typist in ("yeweihui", "shequ"):
            actions.enter_papers(
                city.actor(typist), estate_id=ref.estate_id, vote_id=ref.id, lines=batch, scans=_scan(f"{first}")
            )


def _said(number: int, item: int) -> str:
    """Four fifths agree, some do not, a few abstain."""
    drawn = (number * 7 + item * 3) % 20
    return "for" if drawn < 16 else "against" if drawn < 19 else "abstain"


def _cast(city: Loaded, ref: VoteRef, name: str, code: str, choices: dict[str, str]) -> None:
    actions.cast(
        city.actor(name), estate_id=ref.estate_id, vote_id=ref.id, unit_id=city.unit("shanshui", code),
        choices=choices, confirmed=Confirmed(True),
    )  # fmt: skip


def _scan(words: str) -> str:
    return hashlib.sha256(f"演示扫描件 {words}".encode()).hexdigest()


def _day(now: datetime, days: int) -> date:
    return (clock.local(now) + timedelta(days=days)).date()
