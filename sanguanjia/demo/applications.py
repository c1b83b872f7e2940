"""Service items and works of the demo city: Luzhou's joint review (granted, refused, being corrected, reviewed,
waiting), Zhuzhou's pool on its notice, works of the fund from the plan to a payment."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sanguanjia.applications import actions, queries
from sanguanjia.applications.store import album
from sanguanjia.applications.types import ApplicationRef
from sanguanjia.funds import actions as funds
from sanguanjia.funds import pooling
from sanguanjia.funds.queries import accounts
from sanguanjia.funds.rules.spending import Reach
from sanguanjia.funds.types import Authorisation, Authority, Kind, WorkRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.pictures import Album
from sanguanjia.look.pdf import Paper, write
from sanguanjia.notices import files
from sanguanjia.registry import queries as registry

if TYPE_CHECKING:
    from .load import Loaded


def apply_all(city: Loaded, now: datetime) -> int:
    """Answers how many applications there are."""
    home = city.homes["yulin"]
    with clock.turned_to(_at(now, 20, 9)):
        done = _ask(city, "jingli3", home, "early-level", {"project": "御林家园", "level": "二级，1.2 元每平方米每月"})
        _do(city, "shequ3", "accept", done)
    with clock.turned_to(_at(now, 20, 15)):
        _do(city, "jiedao3", "opine", done, agrees=True, clear=True, words="标准与现场相符")
        _do(city, "shequ3", "opine", done, agrees=True, clear=True)
        _do(city, "quwuguan3", "decide", done, granted=True, clear=True)
    with clock.turned_to(_at(now, 3, 10)):
        back = _ask(city, "jingli3", home, "contract", {"project": "御林家园", "period": "2026年至2028年"})
        _do(city, "shequ3", "ask_correction", back, codes=("decision",), words="业主共同决定的材料没有会议记录")
    with clock.turned_to(_at(now, 0, 8)):
        review = _ask(city, "jingli3", home, "stars", {"project": "御林家园", "stars": "三星", "self": "自评 92 分"})
        _do(city, "shequ3", "accept", review)
        _do(city, "jiedao3", "opine", review, agrees=True, clear=True, words="去年投诉下降")
    with clock.turned_to(_at(now, 1, 11)):
        _ask(city, "jingli3", home, "credit-rating", {"year": "2025", "self": "自评 A 级"})
    with clock.turned_to(_at(now, 2, 9)):
        no = _ask(city, "jingli3", home, "early-contract", {"project": "御林家园", "signed_on": "2025-12-01"})
        _do(city, "shequ3", "accept", no)
        _do(city, "jiedao3", "opine", no, agrees=False, clear=True, words="签订日期早于选聘结果公示期满")
        _do(city, "shequ3", "opine", no, agrees=True, clear=True)
        why = "合同签订在公示期满前，请重新签订后再备案。"
        _do(city, "quwuguan3", "decide", no, granted=False, clear=True, words=why)
    _pool(city, now)
    _works(city, now)
    return sum(len(queries.mine(city.actor(who))) for who in ("jingli3", "jingli", "yeweihui"))


def _pool(city: Loaded, now: datetime) -> None:
    """The committee asks the pools of buildings 1 and 3 to insure their lifts; the notice runs."""
    home = city.homes["shanshui"]
    rule, _ = pooling.policy_at(home, clock.today())
    lifts = [line for line in pooling.lifts_at(home, clock.today(), rule) if line.building in ("1栋", "3栋")]
    papers = queries.item(home, pooling.ITEM).papers
    with clock.turned_to(_at(now, 6, 10)):
        ref = funds.ask_for_pool(
            city.actor("yeweihui"), estate_id=home, lift_ids=tuple(line.id for line in lifts if line.old_enough),
            per_lift_fen=200_000, reason="电梯使用多年，困人和停梯增多，买保险后大修及时、不用业主另外出钱。",
            files=tuple((paper.code, _paper(home, paper.label)) for paper in papers),
        )  # fmt: skip
        funds.hand_in_pool(city.actor("yeweihui"), estate_id=home, use_id=ref.id)
    with clock.turned_to(_at(now, 4, 10)):
        actions.accept(city.actor("jijin"), estate_id=home, application_id=ref.application_id)
        funds.post_pool_notice(city.actor("jijin"), estate_id=home, use_id=ref.id, contact="市维修资金管理中心")


def _works(city: Loaded, now: datetime) -> None:
    """Building 3 mends a lift, authorised by a decided application, one instalment paid; building 5's pump is an
    emergency, seen by the neighbourhood, decided the same day and under contract; building 7's leak waits to be
    confirmed; a roof waits for a vote."""
    home = city.homes["shanshui"]
    with clock.turned_to(_at(now, 11, 10)):
        filed = _decided(city, home, "3栋1号梯更换曳引绳", granted=True)
        _decided(
            city, home, "1栋外墙清洗", granted=False, words="外墙清洗是日常保洁，由物业公司按合同办理，不能用维修资金。"
        )
    with clock.turned_to(_at(now, 9, 10)):
        ropes = _planned(city, "yeweihui", "3栋1号梯更换曳引绳", "更换曳引绳和对重导靴，停梯两天。", "3", 1_260_000)
        pump = _planned(city, "yeweihui", "5栋二次供水水泵抢修", "更换烧毁的水泵和控制柜。", "5", 860_000, "water_pump")
        _planned(
            city, "jingli", "7栋顶楼漏水抢修", "暴雨后顶楼进水，先局部重做防水层。", "7", 480_000, "roof_or_wall_leak"
        )
        _planned(city, "yeweihui", "19栋屋面防水", "铲除旧防水层，重做两道，闭水试验。", "19", 9_600_000)
        seen = _paper(home, "水泵烧毁现场照片", Album("funds"))
        funds.add_work_paper(city.actor("yeweihui"), estate_id=home, work_id=pump.id, code="site_photo", file=seen)
        urgent = _ask(city, "yeweihui", home, "fund-emergency", {"what": "5栋二次供水水泵烧毁，全楼停水"})
        _do(city, "jijin", "accept", urgent)
        _do(city, "shequ", "opine", urgent, agrees=True, clear=True, words="到场看过，全楼停水")
        _do(city, "jijin2", "decide", urgent, granted=True, clear=True)
    with clock.turned_to(_at(now, 8, 10)):
        _contracted(city, ropes, Authorisation(Authority.DECISION, "", "", clock.today(), filed), 1_180_000)
        _contracted(city, pump, Authorisation(Authority.EMERGENCY, "", "", clock.today(), urgent.id), 820_000)
    with clock.turned_to(_at(now, 5, 10)):
        bank = next(a.id for a in accounts(home) if a.kind is Kind.BANK)
        paid = funds.prepare_work_payment(
            city.actor("jijin"), estate_id=home, work_id=ropes.id, bank_account_id=bank, fen=500_000,
            business_date=clock.today(), invoice="FP2026-118",
        )  # fmt: skip
        funds.approve(city.actor("jijin2"), estate_id=home, draft_id=paid.id, seal=paid.seal)


def _planned(
    city: Loaded, who: str, title: str, plan: str, building: str, fen: int, emergency: str = ""
) -> WorkRef:  # fmt: skip
    home = city.homes["shanshui"]
    place = next(b for b in registry.buildings(home) if b.code == building)
    return funds.plan_work(
        city.actor(who), estate_id=home, title=title, plan=plan, reach=Reach.BUILDING, building_id=place.id,
        budget_fen=fen, emergency=emergency,
    )  # fmt: skip


def _contracted(city: Loaded, ref: WorkRef, by: Authorisation, fen: int) -> None:
    wish: dict[str, Any] = {"estate_id": ref.estate_id, "work_id": ref.id}
    funds.authorise_work(city.actor("jijin"), **wish, by=by)
    paper = _paper(ref.estate_id, "施工合同", Album("funds")).sha256
    funds.contract_work(
        city.actor("jijin"), **wish, contractor="株洲某维修公司", number=f"HT2026-{30 + ref.number:03d}",
        document_hash=paper, contract_fen=fen,
    )  # fmt: skip
    funds.post_work(city.actor("jijin"), **wish, contact="市维修资金管理中心")


def _decided(city: Loaded, home: int, what: str, *, granted: bool, words: str = "") -> int:
    """The filing of a work with the fund centre, decided by its second officer."""
    ref = _ask(city, "jingli", home, "fund-works", {"what": what})
    _do(city, "jijin", "accept", ref)
    return _do(city, "jijin2", "decide", ref, granted=granted, clear=True, words=words).id


def _ask(city: Loaded, who: str, home: int, item: str, answers: dict[str, str]) -> ApplicationRef:
    papers = queries.item(home, item).papers
    ref = actions.save(
        city.actor(who), estate_id=home, item=item, answers=answers,
        files=tuple((paper.code, _paper(home, paper.label)) for paper in papers),
    )  # fmt: skip
    return _do(city, who, "submit", ref)


def _do(city: Loaded, who: str, verb: str, ref: ApplicationRef, **wishes: Any) -> ApplicationRef:
    return actions.MOVES[verb](city.actor(who), estate_id=ref.estate_id, application_id=ref.id, **wishes)


def _at(now: datetime, days_ago: int, hour: int) -> datetime:
    moment = (clock.local(now) - timedelta(days=days_ago)).replace(hour=hour, minute=20, second=0, microsecond=0)
    return min(moment, now)


def _paper(home: int, title: str, store: Album = album) -> files.StoredFile:
    """One page that a reader of PDF opens, and says what it stands for."""
    file = io.BytesIO(write(Paper(title, ["演示材料：真实办理时这里是扫描件或照片。"], kind="演示城市")))
    file.name = f"{title}.pdf"
    return files.take_in(home, [file], store=store)[0]
