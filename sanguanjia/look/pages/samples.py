"""Invented facts for the style page: long names, refusals, all states. Nothing here is read by any other page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sanguanjia.kernel.wording import Said
from sanguanjia.look import types as t

CLAUSE = "《株洲市小区治理事项清单》第 17 项"
ADDRESS = "山水文园 3 栋 2 单元 楼道"


def _at(month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, month, day, hour - 8 if hour >= 8 else 0, minute, tzinfo=UTC)


WHY = t.Why(
    summary="从接单起 2 个工作日内修复；6月27日、28日是周末，不计。",
    clause=CLAUSE,
    version="430200/cases 2024-01-01 起",
    inputs=(("接单", "6月26日 周五 16:05"), ("期限", "2 个工作日"), ("遇休息日", "顺延")),
    steps=("6月26日 接单当日不计", "6月29日 周一，第 1 个工作日", "6月30日 周二，第 2 个工作日，到 17:30 止"),
    overruled=("省级默认 5 个工作日：市级规则更严，按市级执行",),
    href="/look/",
)
CLOCKS = (
    t.Clock("running", "还有 2 个工作日", _at(6, 30, 17, 30), why=WHY),
    t.Clock("soon", "还有 40 分钟", _at(6, 30, 17, 30)),
    t.Clock("paused", "已暂停", reason="等报事人补充照片"),
    t.Clock("overdue", "超期 1 个工作日", _at(6, 30, 17, 30)),
    t.Clock("done", "按时办结", _at(6, 30, 17, 30)),
    t.Clock("running", "还有 6 个工作日", date(2027, 1, 8), provisional=True),
)
STATUSES = (
    ("new", "新报"),
    ("doing", "办理中"),
    ("wait", "等补充"),
    ("late", "已超期"),
    ("done", "已办结"),
    ("stop", "不受理"),
    ("draft", "草稿"),
)
PICTURE = t.Photo("/static/look/mark.svg", "楼道灯不亮的照片")
TIMELINE = (
    t.Entry(
        _at(6, 26, 9, 12),
        "王*芳（业主）",
        "报事：楼道灯不亮",
        note="二单元三楼到五楼的灯都不亮，\n晚上老人下楼看不见台阶。",
        photos=(PICTURE, PICTURE),
        kind="start",
    ),
    t.Entry(_at(6, 26, 9, 12), "系统", "派给网格员刘*军", rule="需求清单第 12 项", why=WHY),
    t.Entry(_at(6, 26, 16, 5), "株洲安居物业服务有限公司", "接单", clock=CLOCKS[0]),
    t.Entry(
        _at(6, 29, 10, 30),
        "株洲安居物业服务有限公司",
        "问报事人：是否整层断电",
        note="请看一下电表箱的空气开关。",
        clock=CLOCKS[2],
        kind="pause",
    ),
    t.Entry(_at(6, 30, 17, 31), "系统", "到期未办结，上升到社区", rule=CLAUSE, clock=CLOCKS[3], kind="late"),
)
FUTURE = (
    t.Future("社区答复处理办法", _at(7, 2, 17, 30), who="新桂社区", why=WHY),
    t.Future("报事人确认，7 日内不答复视为认可", date(2026, 7, 9), who="王*芳"),
)
REFUSALS = (
    Said("missing", "what", "请写明发生了什么。", "一两句话就行，例如“三楼楼道灯不亮”。"),
    Said("phone", "phone", "联系电话少一位。", "手机号码是 11 位数字。"),
)
REPORT = t.RowReport(
    counts=(("可导入", 1186, "done"), ("略过", 9, "stop"), ("有错误", 3, "late")),
    total=1198,
    kinds=(
        t.Saved("全部", "/look/", True, 12),
        t.Saved("错误", "/look/", False, 3),
        t.Saved("提醒", "/look/", False, 9),
    ),
    rows=(
        t.BadRow(41, "身份证号", "43020219870230121X", "出生日期 2月30日 不存在", "请核对原件后改正", "error"),
        t.BadRow(87, "建筑面积", "１２３．４５平方米", "全角数字和单位已识别为 123.45", "如不对请改正", "warning"),
        t.BadRow(903, "房号", "3-2-501", "与第 88 行重复", "留一行，或改成共有人", "error"),
        t.BadRow(1198, "", "小计：88 户", "小计行不是户", "已略过", "skip"),
    ),
    fix_href="/look/",
)
BARS = (
    t.Bar("面积", 682, 1000, words="已投 68,204.11 ㎡，共 100,006.30 ㎡"),
    t.Bar("人数", 610, 1000, words="已投 610 户，共 1,000 户"),
)
OPTIONS = (
    ("light", "照明", "楼道、车库、路灯"),
    ("lift", "电梯", "困人、异响、停运"),
    ("water", "漏水", ""),
    ("other", "其他", "说不准也可以选"),
)
LAMP = "二单元三楼到五楼楼道灯不亮，老人晚上下楼看不见台阶"
COMPANY = "株洲安居物业服务有限公司"


def _work(number: int, what: str, where: str, kind: str, word: str, clock: t.Clock, who: str) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"报2026-{number:06d}",
        "what": what,
        "where": where,
        "status": (kind, word),
        "clock": clock,
        "who": who,
    }


WORK: tuple[dict[str, Any], ...] = (
    _work(128, LAMP, ADDRESS, "doing", "办理中", CLOCKS[0], "刘*军"),
    _work(131, "电梯运行有异响", "新桂都 12 栋 1 单元", "late", "已超期", CLOCKS[3], COMPANY),
    _work(140, "车库出口道闸抬不起来", "御林家园 地下车库", "wait", "等补充", CLOCKS[2], "赵*"),
    _work(102, "垃圾房异味", "山水文园 南门", "done", "已办结", CLOCKS[4], "孙*梅"),
)


def everything() -> dict[str, Any]:
    """The context of the style page."""
    return {
        "why": WHY,
        "clocks": CLOCKS,
        "statuses": STATUSES,
        "timeline": TIMELINE,
        "future": FUTURE,
        "refusals": REFUSALS,
        "report": REPORT,
        "bars": BARS,
        "options": OPTIONS,
        "work": WORK,
        "pictures": (PICTURE, PICTURE, PICTURE),
        "entries": (
            t.BigEntry("报事", "/look/", "report", "灯坏了、漏水、噪声，拍照就行"),
            t.BigEntry("我的房屋", "/look/", "door", "3 栋 2 单元 501"),
            t.BigEntry("公示", "/look/", "notice", "2 条新的"),
            t.BigEntry("找管家", "/look/", "people"),
        ),
        "tabs": (
            t.Saved("待我办", "/look/", True, 7),
            t.Saved("本小区全部", "/look/", False, 1284),
            t.Saved("已办结", "/look/"),
        ),
        "choices": (
            t.Choice("kind", "类别", (("", "全部"), ("light", "照明"), ("lift", "电梯")), "light"),
            t.Choice("state", "状态", (("", "全部"), ("doing", "办理中"))),
        ),
        "icons": ICONS,
        "tokens": (
            "ground",
            "surface",
            "raised",
            "ink",
            "ink-2",
            "line",
            "red",
            "link",
            "green",
            "amber",
            "red-bg",
            "green-bg",
            "amber-bg",
            "blue-bg",
            "grey-bg",
        ),
        "levels": (
            ("楼栋", 812, "/look/"),
            ("网格", 430, "/look/"),
            ("小区", 377, "/look/"),
            ("社区", 58, "/look/"),
            ("街道", 9, "/look/"),
            ("区", 2, "/look/"),
        ),
        "nav": (
            t.NavItem("home", "首页", "/look/", "home"),
            t.NavItem("work", "办事", "/look/", "list"),
            t.NavItem("public", "公示", "/look/", "notice"),
            t.NavItem("me", "我的", "/look/", "person"),
        ),
    }


def desk() -> dict[str, Any]:
    """What the desk's frame needs beside it."""
    return {
        "rail": (
            t.NavItem("work", "待我办", "/look/desk/", "list", 7),
            t.NavItem("all", "全部事项", "/look/desk/", "search", group="事项"),
            t.NavItem("late", "超期", "/look/desk/", "alert", 2, group="事项"),
            t.NavItem("roster", "业主名册", "/look/desk/", "people", group="小区"),
            t.NavItem("rates", "三率", "/look/desk/", "chart", group="小区"),
        ),
        "search_href": "/look/desk/",
        "who": {"href": "/look/", "name": "陈*", "role": "新桂社区"},
        "active": "work",
    }


ICONS = [
    "home",
    "list",
    "notice",
    "person",
    "people",
    "search",
    "clock",
    "pause",
    "alert",
    "check",
    "done",
    "cross",
    "stop",
    "info",
    "question",
    "right",
    "back",
    "down",
    "camera",
    "plus",
    "report",
    "bell",
    "filter",
    "download",
    "upload",
    "building",
    "door",
    "file",
    "lock",
    "sun",
    "moon",
    "type",
    "phone",
    "pin",
    "wrench",
    "star",
    "scale",
    "lift",
    "coins",
    "link",
    "print",
    "gear",
    "chart",
    "calendar",
    "logout",
    "menu",
    "map",
    "new",
    "doing",
    "draft",
    "merge",
    "shield",
    "book",
]
