"""What people read about outcomes and refusals of the intake room."""

from __future__ import annotations

from typing import Final

from sanguanjia.kernel.refusal import Reason
from sanguanjia.kernel.wording import say

from .types import Judged, Outcome

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "sheets_no_file": ("请选择要上传的文件。", ""),
    "sheets_unfit": ("{sentence}", "请换一份文件再试。"),
    "sheets_too_many": ("一次最多{most}行，这份更多。", "请分成几份上传。"),
    "sheets_not_now": ("这一批已经导入或撤回，不能再改。", "请刷新页面查看。"),
    "sheets_stopped": ("导入中断了：{why}。", "已经导入的不受影响，处理后再执行一次就会接着导入。"),
    "sheets_nothing": ("这一批没有可以导入的行。", "请按各行的说明改好文件再上传。"),
    "sheet_known": ("其中有工单编号已经导入过。", "请重新上传，重复的行会自动标出。"),
    "sheet_placed": ("这件工单已经指定了小区。", "请刷新页面查看。"),
    "reply_not_ready": ("这件事还没有办结，不能答复。", "请等办结后再拟答复。"),
    "reply_checked_already": ("答复已经审核通过。", "请刷新页面查看。"),
    "reply_not_prepared": ("没有等待审核的答复。", "请刷新页面查看。"),
    "reply_second_person": ("拟答复的人不能自己审核。", "请由上一级的另一个人审核。"),
    "caller_not_ready": ("这位来电人的事还没有办结，或已经回访过。", "请刷新页面查看。"),
    "estate_unknown": ("没有找到这个小区。", "请重新选择。"),
}
CONSTRAINTS: Final[dict[str, str]] = {"one_sheet_per_number_at_a_desk": "sheet_known"}
STATES: Final = {
    "reading": ("doing", "正在读取"), "ready": ("wait", "待确认导入"), "committing": ("doing", "正在导入"),
    "stopped": ("late", "导入中断"), "done": ("done", "已导入"), "refused": ("stop", "文件不能用"),
    "withdrawn": ("stop", "已撤回"),
}  # fmt: skip
PROGRESS: Final = {"reading": "正在读取", "committing": "正在导入"}
DOORS: Final = {"12345": "12345热线", "mayor": "市长信箱", "discipline": "纪委监委交办"}
SAID: Final = "诉求内容：{words}"
AGAIN: Final = "{door}再次来电，工单 {number}：{words}"
ANSWERED: Final = {
    "emergency": "紧急情况，已告知来电人立即拨打{route}，不派单。",
    "in_court": "已进入诉讼、仲裁或复议程序，不派单，请按该程序处理。",
    "petition_final": "信访已经终结，同一事实不再受理。",
    "unknown_estate": "正在核实小区。",
    "duplicate_row": "工单编号重复，按第一次来件处理。",
    "bad_date": "来电时间读不出来，未受理。",
    "bad_row": "缺少必要内容，未受理。",
}
COUNTER_DONE: Final = "已登记：{estate} {number} 号，查询码 {code}，请告诉来人。"
REPLY_HEAD: Final = (
    "工单编号", "来电时间", "来电人", "联系电话", "诉求类型", "诉求标题", "诉求内容", "小区名称", "详细地址", "紧急程度",
    "办理时限", "是否保密", "来件渠道", "报事编号", "查询码", "办理状态", "办结时间", "是否解决", "答复内容",
)  # fmt: skip

OUTCOMES: Final = {
    Outcome.LOAD: "可以受理",
    Outcome.REPEAT_OF: "重复来电，并入已有的报事",
    Outcome.UNKNOWN_ESTATE: "认不出是哪个小区，由人指定",
    Outcome.PETITION_FINAL: "信访已经终结，不再派单",
    Outcome.IN_COURT: "已进入诉讼、仲裁或复议，不派单",
    Outcome.EMERGENCY: "正在发生的危险，立即转接，不派单",
    Outcome.BAD_ROW: "这一行缺少必要内容",
    Outcome.BAD_DATE: "来电时间读不出来",
    Outcome.DUPLICATE_ROW: "工单编号重复",
}
ROUTES: Final = {"110": "110 报警", "119": "119 消防", "120": "120 急救", "gas": "燃气抢修电话"}
REFUSED: Final = {
    "zip_bomb": "这个文件展开后大得不正常，没有打开。",
    "formula": "文件里有公式，没有打开。请另存为只有数值的文件。",
    "external_link": "文件里有指向外部的链接，没有打开。请去掉链接再试。",
    "wrong_type": "这不是表格文件。请用 .xlsx 或 .csv。",
    "too_large": "文件太大，请分成几份。",
}
UNREADABLE: Final = {
    "no_header": "没有找到表头。表头至少要有工单编号、诉求内容等列。",
    "no_sheet": "文件里没有工作表。",
    "empty": "文件是空的。",
    "no_file": "打不开这个文件。",
}


def verdict_of(code: str) -> str:
    """Why a batch was refused or stopped, for people."""
    said = say(Reason(code))
    return REFUSED.get(code) or UNREADABLE.get(code) or f"{said.text}{said.next_step}"


def reason_of(judged: Judged) -> str:
    """One sentence: why this outcome."""
    outcome = judged.outcome
    said = f"（“{judged.why}”）" if judged.why else ""
    if outcome is Outcome.REPEAT_OF:
        return f"同一电话、同一小区、同样的内容，与工单 {judged.of} 是同一件事"
    if outcome is Outcome.EMERGENCY:
        return f"{OUTCOMES[outcome]}{said}：请立即拨打 {ROUTES[judged.route or '110']}"
    if outcome is Outcome.UNKNOWN_ESTATE and judged.sheet.estate:
        return f"认不出小区“{judged.sheet.estate}”，由人指定"
    if outcome is Outcome.BAD_ROW:
        return "没有工单编号" if judged.data.get("missing") == "sheet_no" else "没有诉求内容"
    if outcome is Outcome.LOAD and judged.route == "gas":
        return f"可以受理{said}；同时请立即联系燃气抢修"
    return OUTCOMES[outcome] + said


SHORT: Final = {
    Outcome.DUPLICATE_ROW: "编号重复", Outcome.BAD_DATE: "时间有误", Outcome.BAD_ROW: "缺内容", Outcome.EMERGENCY: "紧急",
    Outcome.IN_COURT: "诉讼中", Outcome.PETITION_FINAL: "信访终结", Outcome.UNKNOWN_ESTATE: "小区不明",
    Outcome.REPEAT_OF: "重复来电", Outcome.LOAD: "受理",
}  # fmt: skip
OUTCOME_KINDS: Final = {
    Outcome.DUPLICATE_ROW: "stop", Outcome.BAD_DATE: "late", Outcome.BAD_ROW: "late", Outcome.EMERGENCY: "late",
    Outcome.IN_COURT: "stop", Outcome.PETITION_FINAL: "stop", Outcome.UNKNOWN_ESTATE: "wait",
    Outcome.REPEAT_OF: "doing", Outcome.LOAD: "done",
}  # fmt: skip
