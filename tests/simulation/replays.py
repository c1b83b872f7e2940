"""What is sent 20 times at once: a row per unsafe route, in an order in which each is possible. A route without a row
fails (test_replays.py).

    Replay()                  the form as a person would fill it: one record, and the same key with another body refused
    Replay(alone=True)        one effect, but under no key of the form (a password, an end that is its own proof)
    Replay(writes="table")    no act: not more than one new row of this table ("": of none), whatever was answered
    Replay(refused="why")     is not brought to an effect here: refused every time, and why that is enough

`role` is who asks (else the first of PREFERRED that may), `typed` what is typed over the form, `scene` prepares and
answers values for the address and for {braces} in `typed`, `own` gives a session of its own to what ends sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sanguanjia.kernel import clock
from tests.simulation.replay_scenes import (
    ASKED_BACK,
    CLOSED,
    MORE_TIME,
    TAKEN,
    UP,
    Files,
    Scene,
    account_of,
    bare_estate,
    closed_by_silence,
    disputed,
    export,
    homes_of,
    hotline,
    left,
    lift,
    matter,
    newcomer,
    photo,
    public_notice,
    roster,
    sheet,
    two_matters,
    unmanaged,
    with_guardian,
    with_worker,
)
from tests.simulation.replay_scenes_applications import (
    contracted,
    drafted,
    handed_in,
    ready,
    reviewing,
    signed_pool,
    with_lift,
)
from tests.simulation.replay_scenes_assemblies import asked as by_election_asked
from tests.simulation.replay_scenes_assemblies import unorganised
from tests.simulation.replay_scenes_banking import (
    explained,
    invited,
    lying,
    next_statement,
    opened,
    paid,
    receipted,
    told,
    withdrawing,
)
from tests.simulation.replay_scenes_councils import owed, proposed, signed
from tests.simulation.replay_scenes_decisions import drafted as vote_drafted
from tests.simulation.replay_scenes_decisions import (
    fresh,
    held_outside,
    naming,
    own_unit,
    scan,
    seated,
    with_code,
    with_forms,
    with_head,
    with_help,
    with_proxy,
)
from tests.simulation.replay_scenes_decisions import proposed as proposed_vote
from tests.simulation.replay_scenes_doors import asked_by_phone, duty_sheet, replied, the_manager
from tests.simulation.replay_scenes_funds import (
    asked,
    asking,
    balances,
    certified,
    freezable,
    frozen,
    moved,
    moving,
    open_books,
    public_homes,
    put_aside,
    unopened,
    weighed,
)
from tests.simulation.replay_scenes_interfaces import district_of_the_hotline, hook, system_with_a_role
from tests.simulation.replay_scenes_surveys import asked as surveyed
from tests.simulation.replay_scenes_surveys import filled, passed, rung
from tests.simulation.replay_scenes_whistle import (
    OUT_OF_THE_RATES,
    PLACE,
    blown,
    bureau,
    list_sheet,
    objecting,
    the_list,
    tried,
)
from tests.support.small_city import PASSWORD, PHONES

PAPER = "株房发〔2026〕7号"
PRESSED = ("supervise", "subdistrict_officer", {"words": "请限期办结"})


@dataclass(frozen=True)
class Replay:
    """How one route is replayed."""

    typed: Mapping[str, Any] = field(default_factory=dict)
    role: str = ""
    scene: Scene | None = None
    query: str = ""
    files: Files | None = None
    alone: bool = False
    limited: bool = False  # guessing is limited, and a replay counts: beyond the limit it is answered 429
    second: int = 0  # records in another place that belong to the same act
    writes: str | None = None
    refused: str = ""
    own: bool = False
    anonymous: bool = False


def soon(days: int) -> str:
    """A day from today."""
    return (clock.today() + timedelta(days=days)).isoformat()


# --- the rows, in the order in which they are played ------------------------------------------------------------------

MOVES: dict[str, Replay] = {
    "api:report": Replay(
        {
            "estate_id": "{estate_id}",
            "need": "N01",
            "text": "三单元五楼的楼道灯不亮了",
            "contact_name": "陈建平",
            "contact_phone": PHONES["estate"],
        },
        role="owner",
    ),
    "api:take_order": Replay(role="company_manager", scene=matter()),
    "api:assign": Replay({"worker_account_id": "{worker}"}, role="company_manager", scene=with_worker),
    "api:start": Replay(role="company_manager", scene=matter(TAKEN)),
    "api:finish": Replay({"words": "换了灯泡", "outcome": "solved"}, role="company_manager", scene=matter(TAKEN)),
    "api:ask_back": Replay({"words": "哪一层"}, role="company_manager", scene=matter(TAKEN)),
    "api:answer": Replay({"words": "五层"}, role="owner", scene=matter(TAKEN, ASKED_BACK)),
    "api:resume": Replay({"words": "已找到"}, role="company_manager", scene=matter(TAKEN, ASKED_BACK)),
    "api:ask_extension": Replay({"words": "等配件", "amount": 1}, role="company_manager", scene=matter(TAKEN)),
    "api:decide_extension": Replay(
        {"granted": True, "words": "同意"}, role="neighbourhood_officer", scene=matter(TAKEN, MORE_TIME)
    ),
    "api:hand_on": Replay({"words": "归社区管", "to": "neighbourhood"}, role="company_manager", scene=matter()),
    "api:escalate": Replay({"words": "需要社区协调"}, role="company_manager", scene=matter()),
    "api:accept": Replay(role="neighbourhood_officer", scene=matter(UP)),
    "api:dispatch": Replay({"to": "company", "words": "请今天换好"}, role="neighbourhood_officer", scene=matter(UP)),
    "api:decide_holder": Replay({"to": "company", "words": "任务清单规定"}, role="subdistrict_officer", scene=disputed),
    "api:close": Replay(
        {"words": "灯已换，请确认", "outcome": "no_action_needed"}, role="company_manager", scene=matter(TAKEN)
    ),
    "api:confirm": Replay(
        {"solved": True, "satisfaction": 5, "words": "修好了"}, role="owner", scene=matter(TAKEN, CLOSED)
    ),
    "api:reopen": Replay({"words": "晚上又不亮"}, role="owner", scene=matter(TAKEN, CLOSED)),
    "api:rate": Replay({"satisfaction": 4, "words": "还行"}, role="owner", scene=closed_by_silence),
    "api:withdraw": Replay({"words": "自己修好了"}, role="owner", scene=matter()),
    "api:urge": Replay({"words": "请快一些"}, role="owner", scene=matter(TAKEN)),
    "api:merge": Replay({"into_case_id": "{other}", "words": "同一盏灯"}, role="company_manager", scene=two_matters),
    "api:link": Replay({"other_case_id": "{other}", "words": "同一层"}, role="company_manager", scene=two_matters),
    "api:rehome": Replay(
        {"to_estate_id": "{sibling_id}", "words": "写错了小区"}, role="neighbourhood_officer", scene=matter(), second=1
    ),
    "api:add_note": Replay({"words": "已联系业主"}, role="company_manager", scene=matter()),
    # A picture is kept by the digest of what is in it: sent again, it is the same picture.
    "api:upload": Replay(role="owner", files=photo("file"), writes=""),
    "api:openapi-json": Replay(refused="answers the same document to every method; nothing is written", writes=""),
    "cases:move": Replay({"words": ""}, scene=matter()),
    "cases:new": Replay({"checked": "1"}, role="owner"),
    "cases:contact": Replay({"reason": "联系报事人"}, role="company_manager", scene=matter()),
}

NOTICES: dict[str, Replay] = {
    "notices:post": Replay({"title": "停水通知", "contact": "物业前台", "text": "周三上午停水"}),
    "notices:correct": Replay({"text": "周四上午停水"}, scene=public_notice),
    "notices:extend": Replay({"until": "{later}", "reason": "意见较多"}, scene=public_notice),
    "notices:prove": Replay({"place_words": "3栋大厅"}, scene=public_notice, files=photo("photos")),
    "notices:object": Replay({"text": "位置不合适"}, role="owner", scene=public_notice),
    "notices:answer": Replay({"accepted": "yes", "text": "已改位置"}, scene=public_notice),
    "notices:settings": Replay(role="owner"),
    "notices:open": Replay(role="owner", writes=""),
    "notices:read": Replay(role="owner", writes=""),
}

REGISTRY: dict[str, Replay] = {
    "registry:found-city": Replay({"code": "430300", "name": "湘潭市"}),
    "registry:found-district": Replay({"code": "430223", "name": "攸县"}),
    "registry:found-subdistrict": Replay({"code": "430211002", "name": "泰山路街道"}),
    "registry:found-neighbourhood": Replay({"code": "430211001009", "name": "新社区"}),
    "registry:found-estate": Replay({"name": "新建小区"}),
    "registry:found-grid": Replay({"name": "第九网格"}),
    "registry:organisation-new": Replay({"name": "新来物业", "credit_code": ""}),
    "registry:organisation-correct": Replay({"name": "山水物业服务", "credit_code": "", "reason": "更名"}),
    "registry:estate-building": Replay({"code": "9"}),
    "registry:estate-entrance": Replay({"code": "9"}),
    "registry:estate-lift": Replay({"name": "1号梯"}),
    "registry:estate-lift-end": Replay({"lift": "{lift}"}, scene=lift),
    "registry:estate-unit": Replay({"name_0": "李新华", "built_area": "100", "exclusive_area": "88.12"}),
    "registry:estate-company": Replay({"organisation": "{company}", "until": ""}, scene=bare_estate),
    "registry:estate-unmanaged": Replay(scene=bare_estate),
    "registry:estate-unmanaged-end": Replay({"fact": "{fact}"}, scene=unmanaged),
    "registry:unit-correct": Replay({"built_area": "101", "exclusive_area": "80"}, scene=homes_of(1)),
    "registry:unit-phone": Replay({"phone": "13900007002"}, scene=homes_of(1)),
    "registry:unit-guardian": Replay({"name": "王大"}, scene=homes_of(1)),
    "registry:unit-guardian-end": Replay({"guardianship": "{guardianship}"}, scene=with_guardian),
    "registry:unit-transfer": Replay({"name_0": "李新华", "share_0": "全部", "outgoing": "{share}"}, scene=homes_of(1)),
    "registry:unit-basis": Replay(
        {"ownership": "{share}", "basis": "developer_undelivered"}, scene=homes_of(1, "developer_unsold")
    ),
    "registry:unit-deliver": Replay({"name_0": "李新华"}, scene=homes_of(1, "developer_unsold")),
    "registry:unit-split": Replay(
        {
            "room_0": "{room}A",
            "built_area_0": "50",
            "exclusive_area_0": "40.5",
            "room_1": "{room}B",
            "built_area_1": "40",
            "exclusive_area_1": "30",
            "built_area_source": "surveyed",
            "exclusive_area_source": "surveyed",
            "area_document": "测绘 4 号",
        },
        scene=homes_of(1),
    ),
    "registry:unit-merge": Replay(
        {
            "others": "{others}",
            "built_area": "180",
            "exclusive_area": "141",
            "built_area_source": "surveyed",
            "exclusive_area_source": "surveyed",
            "area_document": "测绘 5 号",
        },
        scene=homes_of(2),
    ),
    "registry:roster-upload": Replay(role="neighbourhood_officer", scene=bare_estate, files=sheet()),
    "registry:roster-columns": Replay({"**": "letters"}, role="neighbourhood_officer", scene=roster()),
    "registry:roster-leave-out": Replay(
        {"rows": "4", "reason": "面积不清"}, role="neighbourhood_officer", scene=roster("wrong")
    ),
    "registry:roster-fix": Replay(role="neighbourhood_officer", scene=roster("wrong"), files=sheet()),
    "registry:roster-commit": Replay(role="neighbourhood_officer", scene=roster("ready")),
    "registry:roster-nudge": Replay(role="neighbourhood_officer", scene=roster("stuck")),
    "registry:roster-withdraw": Replay(role="neighbourhood_officer", scene=roster("ready")),
    "registry:estate-company-end": Replay(),
    "registry:estate-move": Replay(),
    "registry:rename": Replay({"name": "山水文园二期"}),
    "registry:change-division": Replay({"code": "430281", "predecessors": "430202", "name": "醴陵市"}),
}

PRIVACY: dict[str, Replay] = {
    "privacy:consent": Replay(),
    "privacy:keys": Replay({"suite": "aes-256-gcm"}, role="system_admin"),
    "privacy:unmask": Replay({"reason": "核对产权"}, role="neighbourhood_officer", scene=homes_of(1)),
    "privacy:erase": Replay(
        {"reason": "业主已去世", "clause": "个人信息保护法第四十七条"}, role="subdistrict_officer", scene=left
    ),
    "privacy:roster": Replay({"reason": "核对名册"}, role="neighbourhood_officer"),
    "privacy:phone": Replay(refused="the entry is nobody's account: for everybody it does not exist", role="owner"),
    "audit:read": Replay({"person": "owner.estate", "reason": "信访核查"}, role="security_auditor"),
    "policy:publish": Replay(
        {
            "effective_from": "2027-03-01",
            "source_title": "试行办法",
            "source_article": "第一条",
            "layer": "normative_doc",
        },
        role="system_admin",
        query="?key=cases.ladder&place=430200",
    ),
}

ACCESS: dict[str, Replay] = {
    "access:account": Replay({"do": "lock", "reason": "手机被盗"}, scene=account_of("association_officer")),
    "access:claim-decide": Replay({"decision": "confirm", "reason": "核对过房产证"}, role="neighbourhood_officer"),
    "access:claim-who": Replay(
        {"step": "proof", "name": "陈建平", "proof": "999999"}, limited=True, role="delegate", query="?unit=3-1-1403"
    ),
    "access:grant": Replay(
        {
            "username": "{username}",
            "home_id": "{estate_id}",
            "role": "volunteer",
            "document": PAPER,
            "valid_from": "",
            "valid_to": "",
        },
        role="neighbourhood_officer",
        scene=newcomer,
    ),
    "access:hand-over": Replay(
        {"to": "tenant.estate", "reason": "调离"},
        role="neighbourhood_officer",
        refused="nothing lies with a grid worker",
    ),
    "access:end-cover": Replay({"reason": "提前回来"}, role="neighbourhood_officer"),
    "access:cover": Replay(
        {"username": "{username}", "valid_to": soon(5), "document": "请假单"},
        role="neighbourhood_officer",
        scene=newcomer,
    ),
    "access:end-mandate": Replay({"reason": "调离"}, role="neighbourhood_officer"),
    "access:phone-request": Replay({"decision": "confirm", "document": "身份证"}, role="neighbourhood_officer"),
    "access:tokens": Replay({"name": "备份程序"}),
    "access:revoke-token": Replay(),
    "access:password": Replay(
        {"current": PASSWORD, "new": "forty green umbrellas in may"}, role="building_head", alone=True, own=True
    ),
    "access:factor": Replay({"do": "offer"}, role="party_secretary", own=True),
    "access:phone": Replay({"phone": "13900007011"}, role="mediator", writes="*"),
    "access:email": Replay({"email": "mediator@example.org"}, role="mediator", writes="*"),
    "access:close": Replay({"word": "注销"}, role="company_worker", alone=True, own=True),
    "access:end-session": Replay({"which": ""}, role="tenant", writes="", own=True),
    "access:step-up": Replay({"proof": PASSWORD}, role="tenant", writes=""),
    "access:end-staff-session": Replay(role="system_admin", alone=True),
    "access:staff-session": Replay({"reason": "按工单换证书", "minutes": "30"}, role="system_admin", alone=True),
    # Each login is a session of its own, and a code is asked for as often as the limits allow: no act is done.
    "access:login": Replay({"username": "tenant.estate", "password": PASSWORD}, anonymous=True, writes="*"),
    "access:login-code": Replay({"phone": "13900007001"}, anonymous=True, writes="*"),
    "access:login-second": Replay({"code": "123456"}, anonymous=True, refused="no password was given before"),
    "access:register": Replay({"phone": "13900007001"}, anonymous=True, writes="*"),
    "access:forgot": Replay({"username": "tenant.estate"}, anonymous=True, writes="*"),
    "access:lost-phone": Replay({"username": "tenant.estate", "phone": "13900007001"}, anonymous=True, writes="*"),
    "access:logout": Replay(role="volunteer", writes="", own=True),
}

DESKS: dict[str, Replay] = {
    "desks:filter-save": Replay({"name": "我的清单"}, role="owner", writes="desks_savedfilter", query="?page=/desk/"),
    "desks:filter-remove": Replay(role="owner", writes=""),
    "look:prefs": Replay({"theme": "dark"}, anonymous=True, writes=""),
}

INTAKE: dict[str, Replay] = {
    "intake:upload": Replay(role="hotline_operator", files=export()),
    "intake:needs": Replay({"**": "letters"}, role="hotline_operator", scene=hotline()),
    "intake:nudge": Replay(role="hotline_operator", scene=hotline(state="committing")),
    "intake:commit": Replay(role="hotline_operator", scene=hotline(), second=1),
    "intake:withdraw": Replay(role="hotline_operator", scene=hotline()),
    "intake:place": Replay(
        {"at_estate_id": "{home_id}", "need": "N01"}, role="hotline_operator", scene=hotline("没听过", filed=True),
        second=1,
    ),
    "intake:counter": Replay(
        {"estate": "{estate_name}", "text": "楼道灯不亮", "need": "N01", "contact_phone": "13900001111"},
        role="hotline_operator", scene=lambda city: {"estate_name": city.homes["estate"].name},
    ),
}  # fmt: skip

INTERFACES: dict[str, Replay] = {
    "interfaces:system-new": Replay({"name": "热线工单系统"}, role="system_admin", second=1),
    "interfaces:system": Replay({"name": "正式", "days": "30", "per_minute": "100"}, role="system_admin", second=1),
    "interfaces:key": Replay({"do": "revoke", "reason": "换密钥"}, role="system_admin", second=1),
    "interfaces:hook-new": Replay(
        {"who": "{who}", "url": "https://hooks.example.org/in", "events": "case.close"},
        role="system_admin", scene=system_with_a_role,
    ),
    "interfaces:hook": Replay({"do": "end"}, role="system_admin", scene=hook()),
    "api:webhook-subscribe": Replay(
        {"home_id": "{there}", "url": "https://hooks.example.org/api", "events": ["case.close"]},
        role="hotline_operator", scene=district_of_the_hotline,
    ),
    "api:webhook-resume": Replay(role="hotline_operator", scene=hook("disabled")),
    "api:webhook-end": Replay(role="hotline_operator", scene=hook()),
}  # fmt: skip

WHISTLE: dict[str, Replay] = {
    "whistle:attempt": Replay(
        {"method": "persuaded", "words": "劝阻无效"}, role="company_manager", scene=matter(TAKEN)
    ),
    "whistle:blow": Replay(
        {"duty": "M01", "kind": "grievance", "words": "请各部门到场"},
        role="company_manager",
        scene=tried,
        second=1,  # the matter's own step
    ),
    "whistle:take-back": Replay({"words": "当事人已自行拆除"}, role="company_manager", scene=blown, second=1),
    "whistle:desks": Replay({"department": "chengguan", "organisation": "{bureau}"}, scene=bureau),
    "whistle:move": Replay({"words": "不归本部门"}, role="department_officer", scene=objecting),
}

LISTS: dict[str, Replay] = {
    "api:ask_exclusion": Replay(
        {"reason": "in_court", "words": "已起诉"}, role="company_manager", scene=matter(TAKEN)
    ),
    "api:decide_exclusion": Replay(
        {"granted": True, "words": "属实"}, role="neighbourhood_officer", scene=matter(TAKEN, OUT_OF_THE_RATES)
    ),
    "api:call_back": Replay(
        {"channel": "phone", "result": "solved", "satisfaction": 5, "words": "说修好了"},
        role="neighbourhood_officer", scene=matter(TAKEN, CLOSED),
    ),
    "cases:matter": Replay({"code": "M01"}, role="company_manager", scene=matter(TAKEN)),
    # Tried, not published: nothing is written, however often.
    "cases:catalogue-check": Replay(
        {"place": PLACE}, role="city_officer", scene=the_list, files=list_sheet(), writes=""
    ),
    "cases:catalogue-entry": Replay({"place": PLACE}, role="city_officer", query=f"?place={PLACE}", writes=""),
    "cases:catalogue-publish": Replay(
        {"place": PLACE, "rows": "{rows}", "effective_from": "2027-03-01", "source_title": "试行清单"},
        role="city_officer", scene=the_list,
    ),
}  # fmt: skip

DOORS: dict[str, Replay] = {
    "api:answer_urge": Replay(
        {"words": "明天上门"}, role="company_manager", scene=matter(TAKEN, ("urge", "owner", {}))
    ),
    "api:supervise": Replay({"words": "请限期办结"}, role="subdistrict_officer", scene=matter(TAKEN)),
    "api:answer_supervision": Replay({"words": "周五前"}, role="company_manager", scene=matter(TAKEN, PRESSED)),
    "api:end_supervision": Replay(
        {"accepted": True, "words": "可以"}, role="subdistrict_officer", scene=matter(TAKEN, PRESSED)
    ),
    "cases:duty": Replay(role="company_manager"),
    "cases:duty-import": Replay(role="company_manager", scene=the_manager, files=duty_sheet()),
    "intake:prepare": Replay({"words": "已修好"}, role="hotline_operator", scene=asked_by_phone),
    "intake:check": Replay({"approved": "yes"}, role="neighbourhood_officer", scene=replied),
    "intake:call": Replay(
        {"channel": "phone", "result": "unreached", "words": "没人接"}, role="hotline_operator", scene=asked_by_phone
    ),
}

BANKING: dict[str, Replay] = {
    "banking:statement": Replay({"form": "two_columns"}, role="fund_officer", scene=told, files=next_statement()),
    "banking:match": Replay(
        {"line": "{line}", "entry": "{entry}", "reason": "同一笔"}, role="fund_officer", scene=told
    ),
    "banking:invite": Replay(
        {"title": "定期存款", "document": "株维资〔2024〕1号", "amount": "1000000"},
        role="fund_officer",
        scene=invited,
    ),
    "banking:bid": Replay(
        {"rate-3": "3.25", "rate-1": "1.80", "services": "query", "nonce": "0123456789abcdef"},
        role="bank_officer",
        scene=invited,
    ),
    "banking:decide-tender": Replay({}, role="fund_officer", scene=opened),
    "banking:withdraw": Replay(
        {"amount": "1000", "day": "{today}", "document": "2号", "reason": "维修急用"}, role="fund_officer", scene=lying
    ),
    "banking:decide-withdrawal": Replay({"verdict": "drop"}, role="fund_officer", scene=withdrawing),
    "banking:issue-receipt": Replay({"entry": "{entry}", "account": "{account}"}, role="fund_officer", scene=paid),
    "banking:void-receipt": Replay({"reason": "打印模糊"}, role="fund_officer", scene=receipted),
    "banking:undo": Replay({"reason": "核对错了"}, role="fund_officer", scene=explained),
}

NOTHING_FOLLOWS = {f"follow_{n}": "" for n in range(1, 10)}  # a list whose first entry is "nothing else"

FUNDS: dict[str, Replay] = {
    "decisions:new": Replay(
        {"title": "更换电梯", "caller": "committee", "opens_on": soon(20), "closes_on": soon(29), "matter_1": "5",
         "title_1": "使用维修资金", "text_1": "更换 3 栋电梯", **NOTHING_FOLLOWS},
        role="committee_member",
    ),
    "decisions:edit": Replay(
        {"title": "更换 3 栋电梯", **NOTHING_FOLLOWS}, role="committee_member", scene=vote_drafted
    ),
    "decisions:cast": Replay(
        {"item_1": "for", "step": "cast", "token": "{token}", "proof": "{code}"}, role="owner", scene=with_code
    ),
    "decisions:say": Replay({"unit": "{unit}"}, role="owner", scene=with_proxy),
    "decisions:assist": Replay(
        {"unit": "{door}", "owner": "{owner}", "channel": "desk", "item_1": "for", "step": "cast",
         "token": "{token}", "proof": "{code}"},
        role="committee_member", scene=with_help,
    ),
    "decisions:deliveries": Replay(
        {"lines": "{door} 签收"}, role="committee_member", scene=with_forms, files=scan("scan")
    ),
    "decisions:covenant": Replay(
        {"covenant": "管理规约第十二条"}, role="committee_member", scene=vote_drafted, files=scan("scan")
    ),
    "decisions:outside": Replay({"step": "hand-over"}, role="committee_member", scene=held_outside),
    "decisions:witness": Replay({"size": "{size}", "root": "{root}"}, role="party_secretary", scene=with_head),
    "decisions:move": Replay(role="committee_member", scene=fresh),
    "decisions:papers": Replay({"lines": "1 同意"}, role="committee_member", scene=with_forms, files=scan("scans")),
    "decisions:proxy": Replay(
        {"unit": "3-1-1403", "username": "{username}"}, role="committee_member", scene=fresh, files=scan("scan")
    ),
    "decisions:proposals": Replay(
        {"unit": "{unit}", "matter": "5", "title": "换电梯", "text": "老旧"}, role="owner", scene=own_unit
    ),
    "decisions:new_slate": Replay({"title": "第一届", "seats": "5", "until": soon(20)}, role="subdistrict_officer"),
    "decisions:slate_move": Replay({"reason": "重新开始"}, role="subdistrict_officer", scene=naming),
    "decisions:slate_say": Replay({"unit": "{unit}", "statement": "愿意"}, role="owner", scene=naming),
    "decisions:committee_move": Replay({"words": "居委会代管"}, role="subdistrict_officer", scene=seated),
    "decisions:committee_say": Replay(
        {"seat": "all", "ground": "lost_qualification", "text": "账目不公开"}, role="owner", scene=seated
    ),
    "assemblies:estate": Replay({"kind": "by_election"}, role="committee_member", scene=unorganised),
    "assemblies:move": Replay({"words": "不再补选"}, role="subdistrict_officer", scene=by_election_asked),
    "decisions:support": Replay({"unit": "{unit}"}, role="owner", scene=proposed_vote),
    "funds:open": Replay({"bank": "{bank}"}, role="fund_officer", scene=unopened),
    "funds:public-housing": Replay(
        {"seller": "{bank}", "building": "{building}", "doors": "3-1-1404"}, role="fund_officer", scene=public_homes
    ),
    "funds:deposit": Replay(
        {
            "kind": "first_deposit", "door": "3-1-1403", "amount": "100.00", "day": "{today}",
            "bank": "{bank_account}", "receipt": "PJ-9",
        },
        role="fund_officer", scene=open_books,
    ),
    "funds:opening": Replay(
        {"day": "{today}", "bank": "{bank_account}"}, role="fund_officer", scene=open_books, files=balances()
    ),
    "funds:reverse": Replay({"day": "{today}", "reason": "票据作废"}, role="fund_officer", scene=open_books),
    "funds:close": Replay({"period": "month", "until": "{today}"}, role="fund_officer", scene=open_books),
    "funds:works": Replay(
        {"title": "外墙修补", "plan": "修补", "place": "estate", "cause": "ageing", "budget": "4,000"},
        role="committee_member", scene=open_books,
    ),
    "funds:work-step": Replay({"words": "没有问题"}, role="committee_member", scene=contracted),
    "funds:paper-new": Replay(
        {
            "door": "3-1-1403", "amount": "1.00", "court": "天元区人民法院", "document": "执7号", "since": "{today}",
            "until": "{today}",
        },
        role="fund_officer", scene=freezable,
    ),
    "funds:freeze-step": Replay({"document": "解7号"}, role="fund_officer", scene=frozen),
    "funds:ask": Replay({"text": "为什么余额变了？", "entry": ""}, role="owner", scene=asking),
    "funds:answer": Replay({"answer": "交存了首期。"}, role="fund_officer", scene=asked),
    "funds:pool-new": Replay(
        {"lifts": "{lift}", "amount": "8,000", "reason": "电梯老旧"}, role="committee_member", scene=with_lift, second=1
    ),
    "funds:pool-step": Replay(role="committee_member", scene=signed_pool, second=1),
    "api:application-draft": Replay(
        {"estate_id": "{estate_id}", "item": "fund-works", "answers": {"what": "水泵"}}, role="committee_member"
    ),
    "api:application-answers": Replay({"answers": {"what": "围墙"}}, role="committee_member", scene=drafted),
    "api:application-paper": Replay(role="committee_member", scene=drafted, files=photo("file")),
    "applications:item": Replay({"a-what": "屋面维修"}, role="committee_member"),
    "applications:save": Replay({"a-what": "外墙维修"}, role="committee_member", scene=drafted),
    "applications:move": Replay(role="fund_officer", scene=handed_in),
    "api:application-submit": Replay(role="committee_member", scene=ready),
    "api:application-ask_correction": Replay(
        {"codes": ["plan"], "words": "没有盖章"}, role="fund_officer", scene=handed_in
    ),
    "api:application-accept": Replay(role="fund_officer", scene=handed_in),
    "api:application-recuse": Replay({"words": "亲属"}, role="fund_officer", scene=reviewing),
    "api:application-decide": Replay(
        {"granted": True, "clear": True}, role="fund_officer", scene=reviewing
    ),
    "api:application-opine": Replay(
        {"agrees": True, "clear": True}, role="fund_officer", scene=reviewing, writes="",
        refused="Zhuzhou's fund centre decides alone; the same act by three levels is in applications/tests",
    ),
    "api:application-withdraw": Replay({"words": "再议"}, role="committee_member", scene=handed_in),
    "funds:decide": Replay({"reason": "录错了"}, role="fund_officer", scene=put_aside),
    "funds:register-deposit": Replay(
        {
            "bank": "{bank}", "number": "CD-7", "principal": "1,000.00", "starts_on": "{ago}", "matures_on": "{today}",
            "contract_rate": "3.25%", "benchmark_rate": "2.75%", "basis": "act/365",
        },
        role="fund_officer", scene=certified,
    ),
    "funds:bank-moves": Replay(
        {"bank": "{bank}", "new_bank": "{new_bank}", "day": "{today}", "document": PAPER},
        role="fund_officer", scene=moving, writes="",
    ),
    "funds:approve-bank-moves": Replay({"seal": "{seal}"}, role="fund_officer", scene=moved, writes=""),
    "funds:prepare-interest": Replay(
        {"last": "{today}", "bank_fen": "35,616.44", "business_date": "{today}", "voucher": "LX-9"},
        role="fund_officer", scene=certified,
    ),
    "funds:decide-interest": Replay({"reason": "录错了"}, role="fund_officer", scene=weighed),
}  # fmt: skip

PETITIONS: dict[str, Replay] = {
    "petitions:new": Replay(
        {"channel": "visit", "name": "王某", "phone": "13900002222", "title": "反映停车收费", "text": "请求核查"},
        role="subdistrict_officer",
    ),
    "petitions:file": Replay({"title": "反映停车收费", "text": "请求核查收费依据"}, role="owner"),
    "petitions:contact": Replay({"reason": "联系信访人"}, role="subdistrict_officer"),
    "petitions:move": Replay({"words": "予以受理"}, role="subdistrict_officer"),
}  # fmt: skip

COUNCILS: dict[str, Replay] = {
    "councils:propose": Replay(
        {"trigger": "asked", "words": "各部门意见不一"}, role="company_manager", scene=matter(TAKEN)
    ),
    "councils:decline": Replay({"words": "社区能协调"}, role="subdistrict_officer", scene=proposed),
    "councils:new": Replay(
        {"kind": "conference", "title": "消防隐患", "day": soon(9), "from": "09:00", "to": "11:00",
         "place_words": "二楼会议室"},
        role="subdistrict_officer",
    ),
    "councils:move": Replay({"words": "都已落实"}, role="neighbourhood_officer", scene=signed),
    "councils:task-move": Replay(
        {"words": "已重新划线"}, role="company_manager", scene=owed, files=photo("photos")
    ),
}  # fmt: skip

SURVEYS: dict[str, Replay] = {
    "surveys:open": Replay(role="neighbourhood_officer"),
    "surveys:earlier": Replay(
        {"year": "2019", "households": "480", "answers": "100", "overall": "70", "source": "社区台账"},
        role="subdistrict_officer",
    ),
    "surveys:answer": Replay({"overall": "4"}, role="owner", scene=surveyed),
    "surveys:sheet": Replay(role="neighbourhood_officer", scene=surveyed, files=filled()),
    "surveys:enter": Replay(
        {"door": "3-1-1404", "channel": "phone", "overall": "4"}, role="grid_worker", scene=rung
    ),
    "surveys:close": Replay(role="neighbourhood_officer", scene=passed),
}

REPLAYS: dict[str, Replay] = {
    **SURVEYS,
    **COUNCILS,
    **MOVES, **WHISTLE, **LISTS, **DOORS, **NOTICES, **PRIVACY, **DESKS, **ACCESS, **INTAKE, **INTERFACES, **REGISTRY,
    **PETITIONS, **FUNDS, **BANKING,
}  # fmt: skip
