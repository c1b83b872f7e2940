"""What people read about outcomes and refusals of the intake room."""

from __future__ import annotations

from typing import Final

from .types import Judged, Outcome

SENTENCES: Final[dict[str, tuple[str, str]]] = {}
CONSTRAINTS: Final[dict[str, str]] = {}

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
