"""Two votes more of the demo city, by ways the others do not show. In building 5 paper is brought to the doors, the
grid worker helps, at some nobody is found, the covenant speaks of the silent, two people witness the root, an owner
objects twice, and once it is in force the fund may pay. Building 7 votes in the city's own system; its result was
imported and waits for signatures."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sanguanjia.decisions import actions, proofs, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.actions.delivering import DeliveryLine
from sanguanjia.decisions.actions.drafting import ItemWish, VoteWish
from sanguanjia.decisions.following import SPENDING
from sanguanjia.decisions.rules.outside import CHOICES, HEAD, SUM
from sanguanjia.decisions.types import PaperLine, Scope, VoteRef
from sanguanjia.funds import actions as funds
from sanguanjia.funds.rules.spending import Reach
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.area import square_metres
from sanguanjia.notices import public
from sanguanjia.registry import queries as registry

if TYPE_CHECKING:
    from .load import Loaded

_CONTACT = "业委会办公室，值班电话见公示栏"
_PLAN = "5 栋北侧外墙空鼓脱落，铲除松动面层后重做，共 640 平方米。施工期约 25 天，搭脚手架期间请关窗。"
_SEAL = ItemWish(
    8, "7 栋一层架空层改为老人活动室", "面积 86 平方米，由街道配置桌椅，水电从公共收益列支，每晚九点关门。"
)  # fmt: skip


def vote_by_other_ways(city: Loaded, now: datetime) -> int:
    """Answers how many votes were laid out."""
    _at_the_doors(city, now)
    _in_the_citys_system(city, now)
    return 2


def _at_the_doors(city: Loaded, now: datetime) -> None:
    home, building = city.homes["shanshui"], _building(city, "5")
    with clock.turned_to(now - timedelta(days=62)):
        work = funds.plan_work(
            city.actor("yeweihui"), estate_id=home, title="5栋外墙维修", plan=_PLAN, reach=Reach.BUILDING,
            building_id=building, budget_fen=21_600_000,
        )  # fmt: skip
        item = ItemWish(5, "使用维修资金维修 5 栋外墙", _PLAN, SPENDING, {"work_id": work.id})
        ref = _drafted(city, "维修 5 栋外墙", item, building, _day(now, -38))
        actions.set_deeming(
            city.actor("yeweihui"), estate_id=home, vote_id=ref.id, covenant="管理规约（2023年）第十二条",
            document=_scan("管理规约"), qualified=False, posted=False,
        )  # fmt: skip
        _announced(city, ref)
    _object(city, ref, now, 60, "5-1-802 的面积少写了，请核对。", "已与不动产登记核对，登记面积就是这个数。")
    with clock.turned_to(now - timedelta(days=37)):
        _brought(city, ref)
    with clock.turned_to(now - timedelta(days=27)):
        _counted(city, ref)
    shown = "已请三位业主代表到场看过两次录入，扫描件可在社区查看。"
    _object(city, ref, now, 24, "请公开纸质票的录入过程。", shown, accepted=True)
    with clock.turned_to(now - timedelta(days=17)):
        actions.put_in_force(SYSTEM, estate_id=home, vote_id=ref.id)


def _brought(city: Loaded, ref: VoteRef) -> None:
    """Paper to every door; most come back, the owner of two homes says it to the grid worker at the door."""
    vote: dict[str, Any] = {"estate_id": ref.estate_id, "vote_id": ref.id}
    actions.open_vote(SYSTEM, **vote)
    total = actions.issue_forms(city.actor("yeweihui"), **vote)
    row = queries.vote(ref.estate_id, ref.id)
    mine = {voice.lines[0].head for voice in queries.voices(city.actor("duofang"), row)}
    others = [(form.number, lines[0].code) for form, lines in queries.forms_to_print(row, 1, total)
              if form.head not in mine]  # fmt: skip
    lost = {code for n, (_, code) in enumerate(others) if n % 23 == 7}
    said = tuple(DeliveryLine(code, "failed" if code in lost else "hand") for _, code in others)
    actions.record_deliveries(city.actor("wangge"), **vote, lines=said, proof=_scan("签收单"))
    actions.post_undelivered(city.actor("yeweihui"), **vote, contact=_CONTACT)
    back = tuple(
        PaperLine(number, ("against" if n % 9 == 4 else "abstain" if n % 17 == 2 else "for",))
        for n, (number, code) in enumerate(others) if code not in lost and n % 8 != 3
    )  # fmt: skip
    for typist in ("yeweihui", "shequ"):
        actions.enter_papers(city.actor(typist), **vote, lines=back, scans=_scan("5栋纸质票"))
    owner = city.actor("duofang")
    actions.cast_assisted(
        city.actor("wangge"), **vote, unit_id=city.unit("shanshui", "5-1-801"), owner_id=owner.account_id or 0,
        channel="door", choices={"1": "for"}, confirmed=Confirmed(True),
    )  # fmt: skip


def _counted(city: Loaded, ref: VoteRef) -> None:
    vote: dict[str, Any] = {"estate_id": ref.estate_id, "vote_id": ref.id}
    actions.close_vote(SYSTEM, **vote)
    actions.count_vote(SYSTEM, **vote)
    found = queries.certificate(queries.vote(ref.estate_id, ref.id))
    for signer in ("yeweihui", "shequ"):
        actions.sign(city.actor(signer), **vote, digest=found[0].digest if found else "")
    actions.post_result(city.actor("yeweihui"), **vote, contact=_CONTACT)
    head = proofs.sign_head(queries.vote(ref.estate_id, ref.id), clock.now())
    for witness in ("zhibu", "daibiao"):
        actions.witness(city.actor(witness), **vote, size=head.size, root=head.root)


def _object(
    city: Loaded, ref: VoteRef, now: datetime, days_ago: int, text: str, answer: str, *, accepted: bool = False
) -> None:  # fmt: skip
    """An owner objects to the newest notice of the vote; the day after it is answered."""
    notice = public.public_of(ref.estate_id, f"decisions.vote:{ref.id}")[0]
    with clock.turned_to(now - timedelta(days=days_ago)):
        said = public.object_to(city.actor("duofang"), estate_id=ref.estate_id, notice_id=notice.id, text=text)
    with clock.turned_to(now - timedelta(days=days_ago - 1)):
        public.answer(
            city.actor("yeweihui"), estate_id=ref.estate_id, objection_id=said.id, accepted=accepted, text=answer
        )  # fmt: skip


def _in_the_citys_system(city: Loaded, now: datetime) -> None:
    building = _building(city, "7")
    with clock.turned_to(now - timedelta(days=34)):
        ref = _drafted(city, "7 栋架空层改为活动室", _SEAL, building, _day(now, -13), run_by="city_system",
                       system_name="演示市业主决策平台")  # fmt: skip
        _announced(city, ref)
    vote: dict[str, Any] = {"estate_id": ref.estate_id, "vote_id": ref.id}
    with clock.turned_to(now - timedelta(days=13)):
        actions.hand_over(SYSTEM, **vote)
        actions.open_vote(SYSTEM, **vote)
    with clock.turned_to(now - timedelta(days=2)):
        text = _result_of(ref)
        actions.import_result(
            city.actor("yeweihui"), **vote, text=text, file_hash=hashlib.sha256(text.encode()).hexdigest()
        )
        actions.count_vote(SYSTEM, **vote)


def _result_of(ref: VoteRef) -> str:
    """What the other system sends back: four of five voters took part; rows by unit, then its own sums."""
    lines = queries.roll_lines(queries.vote(ref.estate_id, ref.id), limit=500)
    numbers = {head: n for n, head in enumerate(dict.fromkeys(line.head for line in lines))}
    words = {
        head: ("反对" if n % 7 == 3 else "弃权" if n % 19 == 5 else "同意") for head, n in numbers.items() if n % 5
    }
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    cast = [line for line in lines if line.head in words]
    writer.writerows((line.code, 1, words[line.head], square_metres(line.area), "") for line in cast)
    for word in CHOICES:
        mine = [line for line in cast if words[line.head] == word]
        area = square_metres(sum(line.area for line in mine))
        writer.writerow((SUM, 1, word, area, len({line.head for line in mine})))
    return out.getvalue()


def _drafted(city: Loaded, title: str, item: ItemWish, building: int, opens: date, **more: Any) -> VoteRef:
    wish = VoteWish(
        title, "committee", opens, opens + timedelta(days=9), (item,), scope=Scope.BUILDING.value, scope_id=building,
        **more,
    )  # fmt: skip
    return actions.draft_vote(city.actor("yeweihui"), estate_id=city.homes["shanshui"], wish=wish)


def _announced(city: Loaded, ref: VoteRef) -> None:
    actions.announce(city.actor("yeweihui"), estate_id=ref.estate_id, vote_id=ref.id, contact=_CONTACT)


def _building(city: Loaded, code: str) -> int:
    return next(b.id for b in registry.buildings(city.homes["shanshui"]) if b.code == code)


def _scan(words: str) -> str:
    return hashlib.sha256(f"演示扫描件 {words}".encode()).hexdigest()


def _day(now: datetime, days: int) -> date:
    return (clock.local(now) + timedelta(days=days)).date()
