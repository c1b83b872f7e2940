"""The form of every move: what the button says, what is asked, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest

from sanguanjia.kernel.refusal import refuse


@dataclass(frozen=True)
class Form:
    """`asks`: words, optional, to, to_if, ground, fault, opinion, review, whole, upheld, granted, agrees, amount,
    delivered.
    """

    button: str
    asks: tuple[str, ...] = ("words",)
    words: str = ""
    said: str = "已提交。"
    main: bool = True


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "route": Form("登记并转送", ("to", "words"), "转送意见", "已转送，单位收到了通知。"),
        "accept": Form("受理", ("words",), "受理告知的内容", "已受理，已告知信访人。"),
        "refuse": Form("不予受理", ("ground", "words"), "写明理由，交给信访人", "已告知信访人。", False),
        "split_off": Form("依法分流", ("whole", "words"), "哪些内容走诉讼、仲裁、复议等程序", "已分流。", False),
        "object": Form("提出异议", ("words",), "为什么不归本单位", "已提交，等信访工作机构决定。", False),
        "decide_objection": Form("决定异议", ("upheld", "to_if", "words"), "决定的理由", "已决定。"),
        "ask_extension": Form("申请延期", ("amount", "words"), "为什么需要延期", "已提交，等负责人批准。", False),
        "decide_extension": Form("批准延期", ("granted", "words"), "理由", "已决定。"),
        "mediate": Form("登记调解", ("agrees", "words"), "调解协议的内容", "已登记，事项办结。", False),
        "answer": Form("作出处理意见", ("opinion", "delivered", "words"), "事实、依据、处理意见", "已答复信访人。"),
        "ask_review": Form("请求复查", ("words",), "不服的理由和请求", "已提交复查请求。"),
        "answer_review": Form("作出复查意见", ("review", "delivered", "words"), "复查意见", "已答复信访人。"),
        "ask_recheck": Form("请求复核", ("words",), "不服的理由和请求", "已提交复核请求。"),
        "open_hearing": Form("组织听证", ("words",), "听证的事项和安排", "听证期间不计时。", False),
        "close_hearing": Form("听证结束", ("words",), "听证的结论", "恢复计时。"),
        "answer_recheck": Form("作出复核意见", ("review", "delivered", "words"), "复核意见", "已答复，信访终结。"),
        "withdraw": Form("撤回", ("optional",), "想说的话", "已撤回。", False),
        "supervise": Form("督办", ("fault", "words"), "督办意见和改进建议", "已督办，单位收到了通知。", False),
        "answer_supervision": Form("反馈督办", ("words",), "整改情况；没有采纳的说明理由", "已反馈。"),
    }
)


def wishes_of(request: HttpRequest, verb: str) -> dict[str, Any]:
    """What was typed, as the act takes it. Refuses `missing` for an answer that was not given."""
    post = request.POST
    wishes: dict[str, Any] = {}
    for ask in FORMS[verb].asks:
        if ask in ("words", "optional"):
            wishes["words"] = post.get("words", "").strip()
        elif ask in ("to", "to_if"):
            wishes["to"] = post.get("to", "")[:40]
        elif ask in ("ground", "fault", "opinion"):
            wishes[ask] = post.get(ask, "")[:20]
        elif ask == "review":
            wishes["opinion"] = post.get("opinion", "")[:20]
        elif ask == "delivered":
            wishes["delivered_on"] = day_of(post.get("delivered_on", ""), "delivered_on", "送达日期")
        elif ask == "amount":
            typed = post.get("amount", "")
            wishes["amount"] = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0
        elif ask == "agrees":
            wishes["petitioner_agrees"] = post.get("petitioner_agrees") == "1"
            wishes["other_agrees"] = post.get("other_agrees") == "1"
        else:
            answer = post.get(ask, "")
            if answer not in ("yes", "no"):
                refuse("missing", ask, label="结果")
            wishes[ask] = answer == "yes"
    return wishes


def day_of(typed: str, field: str, label: str) -> date:
    """A day as a form sends it. Refuses `malformed`."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        refuse("malformed", field, label=label)
