"""Fund and banks in plain Chinese."""

from __future__ import annotations

from typing import Any

from sanguanjia.kernel.money import yuan
from sanguanjia.kernel.refusal import Reason, Refusal

SENTENCES: dict[str, tuple[str, str]] = {
    "bank_form_unknown": ("没有这种对账单格式。", "请从列表中选择。"),
    "bank_sheet_unfit": ("这个文件读不了：{why}。", "请上传银行导出的 xlsx 或 csv 对账单，并核对选择的格式。"),
    "bank_row": ("{place}{fault}", "请向银行重新取对账单；没有导入任何一行。"),
    "bank_nothing_to_match": ("没有可以自动核对的。", "余下的请逐笔核对，或写明原因。"),
    "bank_two_sides": ("银行流水和记账要各选至少一笔。", "只有一边的，请写明原因。"),
    "bank_one_side": ("只能选银行流水，或者只选记账。", "两边都有的，请核对为同一笔。"),
    "bank_sides_differ": ("两边合计相差 {by_fen} 元。", "金额相等才能核对为同一笔；请重选，或写明原因。"),
    "bank_item_taken": ("选中的已经核对过了。", "请刷新页面；要改的先撤销原来的核对。"),
    "bank_too_many": ("一次最多选 {most} 笔。", "请分几次核对。"),
    "tender_no_weights": ("当地没有存款招标的评分办法。", "请先发布规则“fund.tender.weights”。"),
    "tender_ends_too_soon": ("投标截止时间已经过了。", "请填写以后的日期。"),
    "tender_too_few_banks": ("至少邀请 {least} 家银行。", "没有的请先登记为银行单位。"),
    "tender_not_invited": ("这次招标没有邀请您所在的银行。", "有疑问请联系发出邀请的单位。"),
    "tender_over": ("投标已经截止。", "开标后可以看到全部结果。"),
    "tender_bad_rate": ("{years} 年期的利率不对。", "请填写百分数，例如 3.25，最多五位小数。"),
    "tender_unknown_service": ("没有“{given}”这项服务。", "请从列表中选择。"),
    "tender_opened": ("已经开过标了。", "请刷新页面查看。"),
    "tender_not_over": ("{until} 以前不能开标。", "请在投标截止以后开标。"),
    "tender_own_invitation": ("邀请是您发出的，不能由您开标。", "请由另一位工作人员开标。"),
    "tender_bid_broken": ("有一份投标与密封时不一致。", "请停止开标，通知系统管理员核对。"),
    "tender_not_opened": ("还没有开标，或者已经定标。", "请刷新页面查看。"),
    "tender_own_opening": ("开标的是您，不能由您定标。", "请由另一位工作人员定标。"),
    "tender_not_best": ("这一家不是得分最高的。", "请选择得分最高的银行。"),
    "receipt_not_due": ("这一笔不能开票：没有记账、已经冲销，或者已有有效的票据。", "请核对记账编号。"),
    "receipt_voided": ("这张票据已经作废。", "请刷新页面查看。"),
    "withdrawal_outside": ("支取日要在 {first} 以后、到期日 {last} 以前，并且不晚于今天。", "请核对支取日。"),
    "withdrawal_too_much": ("这张存单只剩 {left_fen} 元。", "请减少支取金额。"),
    "withdrawal_no_rate": ("{day} 没有活期利率的规则。", "请先发布规则“fund.interest.rates”。"),
    "withdrawal_waiting": ("这张存单已有一笔提前支取等待复核。", "请先复核或撤下那一笔。"),
    "withdrawal_decided": ("这一笔已经复核过或撤下了。", "请刷新页面查看。"),
    "withdrawal_own": ("不能复核自己录入的。", "请由另一位工作人员复核。"),
    "bank_match_undone": ("这一条已经撤销过了。", "请刷新页面查看。"),
}  # fmt: skip

CONSTRAINTS: dict[str, str] = {
    "one_valid_receipt_of_a_payment": "receipt_not_due",
    "one_waiting_withdrawal_of_a_deposit": "withdrawal_waiting",
    "a_bank_line_stands_in_one_match": "bank_item_taken",
    "an_entry_stands_in_one_bank_match": "bank_item_taken",
}

# fmt: off
FAULTS: dict[str, str] = {
    "bad_day": "“{given}”不是日期",
    "bad_amount": "“{given}”不是金额",
    "no_amount": "没有写金额",
    "two_amounts": "收入和支出都写了金额",
    "bad_direction": "“{given}”不能说明是收还是付",
    "balance": "余额写的是 {told_fen} 元，按上一行应是 {expected_fen} 元，相差 {by_fen} 元",
    "closing": "期末余额写的是 {told_fen} 元，期初加各笔应是 {expected_fen} 元，相差 {by_fen} 元",
    "serial_twice": "流水号“{given}”在这份对账单里写了两次",
    "day_outside": "{day} 不在 {first} 至 {last} 之内",
    "not_over": "{day} 还没有过完，对账单只能到昨天",
    "days_reversed": "截止日期早于起始日期",
    "no_days": "看不出是哪几天的对账单",
    "no_opening": "没有期初余额，也没有逐笔余额",
    "no_closing": "没有期末余额，也没有逐笔余额",
    "new_on_covered_day": "{day} 的对账单以前导入过，那时没有这一笔",
    "told_differently": "这一笔以前写的是 {expected_fen} 元，现在是 {told_fen} 元，相差 {by_fen} 元",
    "line_gone": "以前导入过的 {day} 的一笔 {fen} 元，这份里没有了",
    "does_not_follow": "{day} 的期初余额写的是 {told_fen} 元，接着以前的对账单应是 {expected_fen} 元，相差 {by_fen} 元",
}
UNFIT: dict[str, str] = {
    "no_file": "没有选择文件", "no_header": "没有找到日期和金额的列", "empty": "文件是空的", "wrong_type": "不是 xlsx 或 csv 表格",
    "too_large": "文件太大", "zip_bomb": "压缩内容异常", "formula": "含有公式", "external_link": "含有外部链接",
}
TENDER_STATES = {
    "open": ("doing", "投标中"), "opened": ("wait", "已开标，待定标"), "awarded": ("done", "已定标"), "failed": ("stop", "无人投标"),
}
MATCH_KINDS = {"rule": "自动", "hand": "人工", "explained": "写明原因"}
RULES = {"reference": "票据号、金额相符", "amount": "金额相符且日期相近，别无他笔", "same_day": "同日同额，笔数相同"}
CAUSES = {
    "in_transit": "在途，尚未到账", "term_deposit": "转存定期或到期转回", "bank_error": "银行差错，已函告",
    "book_error": "记账差错，待更正", "fee": "银行手续费", "other": "其他",
}
# fmt: on


def worded(refusal: Refusal) -> Refusal:
    """A refusal of this room with its facts as people read them."""
    return Refusal([_worded(reason) for reason in refusal.reasons])


def _worded(reason: Reason) -> Reason:
    data: dict[str, Any] = in_yuan(dict(reason.data))
    if reason.code == "bank_row":
        data["place"] = f"第 {data['row']} 行 {data['column']} 列：" if data["row"] else ""
        data["fault"] = FAULTS[data["fault"]].format_map(in_yuan(data["facts"])) + "。"
    if reason.code == "bank_sheet_unfit":
        data["why"] = UNFIT.get(data["why"], data["why"])
    return Reason(reason.code, reason.field, data)


def in_yuan(facts: dict[str, Any]) -> dict[str, Any]:
    """Amounts of fen as yuan: `fen` and whatever ends in `_fen`."""
    return {
        name: yuan(value) if (name == "fen" or name.endswith("_fen")) and isinstance(value, int) else value
        for name, value in facts.items()
    }
