"""Papers, freezes, certificates and questions in plain Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanguanjia.kernel.money import yuan

SENTENCES: dict[str, tuple[str, str]] = {
    "fund_nothing_to_assess": ("没有要核定的：各户都已核定，或登记里没有面积。", "请先在房屋登记里补面积。"),
    "fund_not_late": ("这一天还没有结账，不是迟到的。", "请直接记在这一天，不填“实际日期”。"),
    "fund_frozen": ("这一户有法院冻结（第 {number} 号，到 {until}），不能办理。", "请先凭法院文书解除冻结。"),
    "fund_reversal_by_paper": ("这一笔是凭文书办的，不能只冲销金额。", "请凭新的文书办理更正。"),
    "fund_nothing_new": ("上次以后没有新的记账。", ""),
    "draft_overtaken": ("录入以后账户又有变动，金额已经不同。", "请撤下，重新录入。"),
    "freeze_more_than_there": ("这一户可以冻结的只有 {available_fen} 元。", "请按可冻结的金额办理，并告知法院。"),
    "freeze_ends_early": ("冻结到期日不对。", "到期日要不早于今天，续冻要晚于原来的到期日。"),
    "freeze_too_long": ("一次冻结不超过 {years} 年。", "请核对文书；到期前可凭文书续冻。"),
    "freeze_over": ("这次冻结已经结束。", "请刷新页面查看。"),
    "freeze_runs": ("冻结到 {until} 才到期。", ""),
    "freeze_known": ("同一文书已经登记过这一户的冻结。", "请在冻结列表中查看。"),
    "refund_not_of_this": ("只能返还一户或一幢。", "请选择一户的分户账，或一幢。"),
    "refund_nothing": ("没有余额可以返还。", ""),
    "refund_reserved": ("余额里有预留的钱，不能全部转出。", "请先支付或释放预留。"),
    "area_not_assessed": ("{door} 还没有核定应交首期维修资金，或登记里没有面积。", "请先在“应交首期”里核定。"),
    "area_same": ("登记的面积是 {area} 平方米，应交首期没有变化。", "请先在房屋登记里更正面积。"),
    "reshape_no_successor": ("这一户没有分割或合并。", "请先在房屋登记里办理分割、合并。"),
    "reshape_nothing": ("原来各户都没有余额，不用结转。", ""),
    "reshape_no_area": ("有新房屋没有登记面积，无法按面积分。", "请先在房屋登记里补面积。"),
    "bank_same": ("新旧银行是同一家。", "请选择另一家银行。"),
    "bank_empty": ("这个专户没有余额。", ""),
    "sale_no_new_owner": ("登记里 {day} 没有换过业主。", "请先在房屋登记里办理过户，日期要一致。"),
    "sale_known": ("这一次过户已经开过证明。", "请在文书列表中查看。"),
    "question_too_many": ("已有 {most} 个问题在等答复。", "请等维修资金管理中心答复后再问。"),
    "question_answered": ("这个问题已经答复过。", ""),
}  # fmt: skip
CONSTRAINTS: dict[str, str] = {
    "a_court_document_freezes_once": "freeze_known",
    "one_fund_root_per_first_entry": "fund_nothing_new",
    "one_fund_root_per_last_entry": "fund_nothing_new",
    "one_first_deposit_is_due_per_door": "fund_nothing_to_assess",
}
ENTRY_KINDS: dict[str, str] = {
    "refund": "灭失返还", "deduction": "法院扣划", "area": "面积更正", "reshape": "分割合并结转",
    "bank_change": "更换专户银行",
}  # fmt: skip
CLAUSE_KEYS: dict[str, str] = {"refund": "fund.loss.refund", "area": "fund.deposit.first.rate"}
PAPER_KINDS: dict[str, str] = {
    "sale": "房屋过户维修资金结转证明", "gate": "维修资金交存证明", "refund": "房屋灭失返还", "area": "面积更正",
    "reshape": "房屋分割合并",
    "bank_change": "更换专户银行", "freeze": "法院冻结", "extend": "续冻", "lift": "解除冻结", "lapse": "冻结到期",
    "deduction": "法院扣划",
}  # fmt: skip
FREEZE_STATES: dict[str, tuple[str, str]] = {
    "active": ("doing", "冻结中"), "lifted": ("done", "已解除"), "lapsed": ("stop", "已到期"),
    "spent": ("done", "已全部扣划"),
}  # fmt: skip
PURPOSES: dict[str, str] = {"transfer": "转移登记", "mortgage": "抵押登记", "handover": "交付房屋"}
PAPER_FORMS: dict[str, str] = {
    "freeze": "法院冻结", "gate": "开具交存证明", "sale": "房屋过户", "area": "面积更正", "refund": "灭失返还",
    "reshape": "分割合并结转",
    "bank_change": "更换专户银行", "assess": "核定应交首期",
}  # fmt: skip


def say_facts(kind: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a paper says, as names and values."""
    words = {
        "door": "房屋", "purpose": "用途", "from": "原房屋", "to": "现房屋", "before_area": "原面积",
        "area": "更正后面积", "before_fen": "原应交首期", "due_fen": "应交首期", "paid_fen": "已交首期",
        "doors": "户数", "fen": "账户余额", "evidence": "原始凭证", "until": "到期日",
        "seller_unit_fen": "其中退还售房单位", "treasury_fen": "其中上缴同级财政",
    }  # fmt: skip
    if kind in ("freeze", "lift", "lapse", "deduction", "refund", "bank_change", "reshape"):
        words["fen"] = "金额"
    if kind == "area":
        words["fen"] = "现应交首期"
    if kind == "bank_change":
        words |= {"from": "原专户银行", "to": "现专户银行"}
    return [(word, _said(name, facts[name])) for name, word in words.items() if facts.get(name) not in ("", None)]


def _said(name: str, value: Any) -> str:
    if name.endswith("fen"):
        return f"{yuan(value)} 元"
    if name.endswith("area"):
        return f"{value} 平方米"
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return PURPOSES.get(value, str(value))
