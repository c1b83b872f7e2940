"""表决结果书 as PDF: what the page shows, as a file that can be kept and handed on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.decisions import witnesses
from sanguanjia.decisions.pages import objected
from sanguanjia.decisions.pages.votes import certified
from sanguanjia.decisions.texts import deemed_lines
from sanguanjia.decisions.vote_wording import CALLER_WORDS, CHANNEL_WORDS, FORM_WORDS, SYSTEM_WORDS
from sanguanjia.decisions.wording import MATTER_WORDS, REASON_WORDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.area import square_metres
from sanguanjia.kernel.doors import for_known
from sanguanjia.look.forms import actor_of
from sanguanjia.look.pdf import Facts, Paper, Piece, Table, answer
from sanguanjia.look.words import stamp

_SUMS = (("part", "参与"), ("for", "同意"), ("against", "反对"), ("abstain", "弃权"))
_SHARES = {
    "participation_area": "参与面积",
    "participation_n": "参与人数",
    "consent_area": "同意面积",
    "consent_n": "同意人数",
}


@for_known
@never_cache
@require_GET
def certificate(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """结果书（PDF）"""
    entered, row, signatures = certified(request, estate_id, vote_id)
    marks = witnesses.marks_of(entered.vote)
    said = objected.objections(actor_of(request), entered.vote)
    return answer(f"表决结果书-{row.text['number']}", paper_of(row.text, row.digest, signatures, marks, said))


def paper_of(
    text: dict[str, Any], digest: str, signatures: list[Any], marks: tuple[witnesses.Mark, ...],
    said: tuple[objected.Objected, ...],
) -> Paper:  # fmt: skip
    """The certificate's text as a paper: every sum of both counts, channels, clauses, signatures, witnesses; beside it
    the objections as they stand."""
    total = text["total"]
    pieces: list[Piece] = [
        Facts([
            ("表决", f"{text['title']}（第 {text['number']} 次表决，第 {text['count']} 次计票）"),
            ("投票", f"{text['opened']} 至 {text['closed']} 24:00"), ("召集", CALLER_WORDS[text["caller"]]),
            ("形式", FORM_WORDS[text["voting_form"]]), ("名册固定于", text["roll_day"]),
            ("全体业主", f"{total['units']} 套，{total['n']} 人，{square_metres(total['area'])} 平方米"),
            ("有争议未计", f"{text['disputed_ballots']} 票"), ("名册指纹", text["roll_root"]),
            ("规则版本", "、".join(text["policy"])),
        ]),
    ]  # fmt: skip
    items = {item["position"]: item for item in text["items"]}
    for question in text.get("questions", ()):
        pieces += _question(question, [items.pop(position) for position in question["items"]])
    for item in items.values():
        pieces += _item(item)
    if text.get("system"):
        system = text["system"]
        pieces.append(
            f"电子表决在{SYSTEM_WORDS.get(system['system'], '')}“{system['name']}”进行；资料包指纹"
            f" {system['package'] or '—'}，结果文件指纹 {system['result']}，导入时逐行与名册核对、合计相符。"
        )
    signed = [[name, role, stamp(at)] for name, role, at in signatures]
    pieces.append(Table("签字", ["姓名", "身份", "时间"], signed, empty="还没有人签"))
    seen = [[mark.name, mark.role, str(mark.size), mark.root[:16]] for mark in marks]
    head = ["姓名", "身份", "日志行数", "树根（前 16 位）"]
    pieces.append(Table("见证", head, seen, numeric=(2,), empty="还没有人见证"))
    pieces += _objections(text, said)
    return Paper("业主表决结果书", pieces, kind=text["estate"], foot=f"结果书指纹 {digest}")


def _objections(text: dict[str, Any], found: tuple[objected.Objected, ...]) -> list[Piece]:
    """What was objected to, apart from the signed text, with the moment of this file."""
    at_count = text.get("objections")
    counted = ""
    if at_count:
        counted = f"，其中记有计票时对通知和名册的异议 {at_count['n']} 件、没有答复的 {at_count['unanswered']} 件"
    intro = f"异议：结果书的文本在计票时固定，签的是那时的文本{counted}。"
    later = f"对结果的异议在公布以后才提出，所以另列如下，是 {stamp(clock.now())} 的状态。"
    pieces: list[Piece] = [intro + later]
    for one in found:
        pieces.append(f"对{one.about}（公示第 {one.notice} 号）：{objected.state_words(one)}")
        if one.said:
            rows = [[stamp(said.at), said.text, objected.answer_words(said)] for said in one.said]
            pieces.append(Table(f"对{one.about}的异议", ["时间", "异议", "答复"], rows, widths=(2, 4, 4)))
        elif one.count:
            pieces.append("异议的内容给住在和管理本小区的人看。")
    return pieces


def _question(question: dict[str, Any], items: list[dict[str, Any]]) -> list[Piece]:
    """An election or a choice: one ballot for all of its answers, so who took part and how is said once."""
    seats = f"应选 {question['seats']} 人，" if question["kind"] == "elect" else ""
    rows = [
        [item["title"], *_weight(item["sums"]["for"]), _fate(question, item["position"])] for item in items
    ]  # fmt: skip
    took = items[0]["sums"]["part"]
    found: list[Piece] = [
        f"{question['title']}：{'有结果' if question['holds'] else '没有结果'}（{MATTER_WORDS[question['matter']]}）",
        f"{seats}一张票最多同意 {question['most']} 个。参与 {took['n']} 人、{square_metres(took['area'])} 平方米。",
        Table("每一位的两个总数", ["名称", "同意人数", "同意面积（平方米）", "结果"], rows, numeric=(1, 2)),
        _channels(items[0]),
    ]
    if question.get("seed"):
        found.append(f"票数相同的抽签先后由截止时日志的树根推出，任何人可以重新推算：{question['seed']}")
    return [*found, _clauses(question["finding"])]


def _fate(question: dict[str, Any], position: int) -> str:
    known = (("elected", "当选"), ("alternates", "候补"), ("tied", "票数相同"))
    return next((words for name, words in known if position in question[name]), "未当选")


def _weight(sums: dict[str, int]) -> tuple[str, str]:
    return str(sums["n"]), square_metres(sums["area"])


def _channels(item: dict[str, Any]) -> Table:
    ways = [
        [CHANNEL_WORDS.get(name, name), str(one["units"]), *_weight(one)] for name, one in item["channels"].items()
    ]  # fmt: skip
    head = ["渠道", "套", "人数", "面积（平方米）"]
    return Table("各渠道", head, ways, numeric=(1, 2, 3), empty="没有人投票")


def _clauses(finding: dict[str, Any]) -> str:
    clauses = dict.fromkeys(f"《{one['title']}》{one['article']}（{one['version']}）" for one in finding["clauses"])
    return "依据：" + "；".join(clauses)


def _item(item: dict[str, Any]) -> list[Piece]:
    verdict = item["verdict"]
    rows = [[words, *_weight(item["sums"][name])] for name, words in _SUMS]
    passed = "通过" if item["passed"] else "未通过"
    found: list[Piece] = [
        f"{item['position']}. {item['title']}：{passed}（{MATTER_WORDS[item['matter']]}）",
        Table("两个总数", ["", "人数", "面积（平方米）"], rows, numeric=(1, 2)),
        _channels(item),
        "；".join(f"{_SHARES[name]} {share}" for name, share in verdict["fractions"].items()),
    ]
    if item.get("then"):
        found.insert(1, f"通过并生效后：{item['then']}。")
    if verdict["reasons"]:
        found.append("未通过的原因：" + "；".join(REASON_WORDS[code] for code in verdict["reasons"]))
    found += [line.strip() for line in deemed_lines(verdict.get("deemed"), item["sums"].get("deemed"))]
    return [*found, _clauses(verdict)]
