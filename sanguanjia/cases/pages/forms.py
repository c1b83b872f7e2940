"""The form of every verb as data: what the button says, what is asked, and how it becomes the act's wishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from sanguanjia.cases import photos, queries
from sanguanjia.cases.queries import CaseView
from sanguanjia.cases.rules import ladder
from sanguanjia.cases.rules.moves.closing import UNIT_OUTCOMES
from sanguanjia.cases.types import HOLDER_OF_LEVEL, LADDER, LEVEL_OF_HOLDER
from sanguanjia.cases.wording import CALL_CHANNELS, CALLED, HOLDERS, OUTCOMES, SATISFACTION
from sanguanjia.cases.workers import workers_of
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.registry import queries as registry

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ask:
    """One question of a form. kind: words | text | number | photos | select | radios."""

    kind: str
    name: str
    label: str
    hint: str = ""
    required: bool = True
    options: Callable[[CaseView], Options] | None = None


@dataclass(frozen=True)
class VerbForm:
    """The form of a verb. weight: main (what is usually done next) | more | apart (hard to take back)."""

    button: str
    asks: tuple[Ask, ...] = ()
    weight: str = "more"
    said: str = "已提交。"


def _workers(view: CaseView) -> Options:
    return tuple((str(a.id), a.name) for a in workers_of(view.place, view.facts.holder))


def _holder_word(view: CaseView, kind: str, organisation_id: int | None) -> str:
    name = view.organisation(organisation_id)
    return f"{HOLDERS[kind]}（{name}）" if name else HOLDERS[kind]


def _others(view: CaseView) -> Options:
    found = ladder.others(view.facts, view.world.holders)
    return tuple((h.kind.value, _holder_word(view, h.kind.value, h.organisation_id)) for h in found)


def _lower(view: CaseView) -> Options:
    here = view.facts.level.rank
    return tuple(o for o in _others(view) if LEVEL_OF_HOLDER[_kind(o[0])].rank < here)


def _everyone(view: CaseView) -> Options:
    holder = view.facts.holder
    mine = (holder.kind.value, _holder_word(view, holder.kind.value, holder.organisation_id) + "（现承办单位）")
    return (mine, *_others(view))


def _kind(value: str) -> Any:
    return next(HOLDER_OF_LEVEL[level] for level in LADDER if HOLDER_OF_LEVEL[level].value == value)


def _outcomes(_view: CaseView) -> Options:
    return tuple((o.value, OUTCOMES[o.value]) for o in UNIT_OUTCOMES)


def _exclusions(view: CaseView) -> Options:
    return tuple(view.world.policy.rates.exclusions.items())


_MARKS: Options = tuple((str(mark), word) for mark, word in SATISFACTION.items())
_YES_NO: Options = (("yes", "已解决"), ("no", "没有解决，但我接受说明"))
_GRANT: Options = (("yes", "同意延期"), ("no", "不同意"))
_AGREE: Options = (("yes", "同意不计入"), ("no", "不同意，照常计入"))
_ENOUGH: Options = (("yes", "可以，结束督办"), ("no", "不够，再报告一次"))
_photos = Ask("photos", "photos", "照片", required=False)


def _words(label: str, hint: str = "", required: bool = True) -> Ask:
    return Ask("words", "words", label, hint, required)


FORMS: Mapping[str, VerbForm] = {
    "accept": VerbForm("受理", weight="main", said="已受理，开始办理计时。"),
    "take_order": VerbForm("接单", weight="main", said="已接单，请尽快派工。"),
    "assign": VerbForm("派工", (Ask("select", "worker_account_id", "派给谁", options=_workers),), "main", "已派工。"),
    "start": VerbForm("开始办理", weight="main", said="已开始办理。"),
    "finish": VerbForm("完工", (_words("做了什么"), _photos), "main", "已记下完工情况。"),
    "close": VerbForm(
        "办结",
        (
            Ask("radios", "outcome", "办理结果", options=_outcomes),
            _words("怎么办的", "报事人会看到这段话。"),
            Ask("photos", "photos", "办结照片", "物业公司选“已解决”时必须附照片。", required=False),
        ),
        "main",
        "已办结，等报事人确认。",
    ),
    "confirm": VerbForm(
        "确认办理结果",
        (
            Ask("radios", "solved", "解决了吗", options=lambda _v: _YES_NO),
            Ask("radios", "satisfaction", "您满意吗", options=lambda _v: _MARKS),
            _words("想说的话", required=False),
        ),
        "main",
        "谢谢，这件事已经结案。",
    ),
    "reopen": VerbForm(
        "没解决，退回重办",
        (_words("还有什么没解决", "会退回原来的承办单位，重新计时。"), _photos),
        "more",
        "已退回重办。",
    ),
    "answer": VerbForm("补充说明", (_words("补充什么"), _photos), "main", "已补充，计时继续。"),
    "resume": VerbForm("不再等待，继续办理", said="计时继续。"),
    "ask_back": VerbForm(
        "请报事人补充", (_words("想问什么", "等答复的时间不算在期限里。"),), said="已请报事人补充，暂停计时。"
    ),
    "ask_extension": VerbForm(
        "申请延期",
        (Ask("number", "amount", "延长几个工作日"), _words("为什么需要延期")),
        said="已申请，等上一级审批。",
    ),
    "decide_extension": VerbForm(
        "审批延期",
        (Ask("radios", "granted", "是否同意", options=lambda _v: _GRANT), _words("理由")),
        "main",
        "已审批。",
    ),
    "hand_on": VerbForm(
        "转办",
        (
            Ask("select", "to", "转给谁", "转办次数用完后，会交上一级裁定。", required=False, options=_others),
            _words("为什么不归本单位办"),
        ),
        said="已转出。",
    ),
    "dispatch": VerbForm(
        "派单", (Ask("select", "to", "派给谁", options=_lower), _words("要求", required=False)), "main", "已派单。"
    ),
    "decide_holder": VerbForm(
        "裁定承办单位", (Ask("radios", "to", "由谁办理", options=_everyone), _words("裁定理由")), "main", "已裁定。"
    ),
    "escalate": VerbForm("上报上一级", (_words("为什么本级办不了"),), said="已上报。"),
    "rate": VerbForm(
        "评价",
        (
            Ask("radios", "satisfaction", "您满意吗", options=lambda _v: _MARKS),
            _words("想说的话", required=False),
        ),
        "main",
        "谢谢您的评价。",
    ),
    "urge": VerbForm("催办", (_words("想说的话", required=False),), said="已催办。"),
    "answer_urge": VerbForm("答复催办", (_words("办到哪一步了", "催办的人会看到。"),), "main", "已答复。"),
    "supervise": VerbForm(
        "督办", (_words("为什么督办、要求什么", "办理单位要按期书面报告，超时自动上升一级。"),), said="已督办。"
    ),
    "answer_supervision": VerbForm("督办报告", (_words("办理情况"),), "main", "已报告，等上级看。"),
    "end_supervision": VerbForm(
        "答复督办报告",
        (Ask("radios", "accepted", "报告可以吗", options=lambda _v: _ENOUGH), _words("意见")),
        "main",
        "已答复。",
    ),
    "call_back": VerbForm(
        "回访",
        (
            Ask("radios", "channel", "怎么联系的", options=lambda _v: tuple(CALL_CHANNELS.items())),
            Ask("radios", "result", "对方怎么说", options=lambda _v: tuple(CALLED.items())),
            Ask("radios", "satisfaction", "满意吗", required=False, options=lambda _v: _MARKS),
            _words("对方的原话，或没有联系上的情况"),
        ),
        "main",
        "已记下回访。",
    ),
    "ask_exclusion": VerbForm(
        "申请不计入三率",
        (
            Ask("select", "reason", "理由", options=_exclusions),
            _words("具体情况", "要由上一级的另一个人审批；比例会公布。"),
        ),
        "apart",
        "已申请，等上一级审批。",
    ),
    "decide_exclusion": VerbForm(
        "审批不计入三率",
        (Ask("radios", "granted", "是否同意不计入", options=lambda _v: _AGREE), _words("理由")),
        "main",
        "已审批。",
    ),
    "add_note": VerbForm("补充情况", (_words("情况"), _photos), said="已补充。"),
    "link": VerbForm(
        "关联另一件", (Ask("text", "other", "另一件的编号"), _words("说明", required=False)), said="已关联。"
    ),
    "withdraw": VerbForm("撤回报事", (_words("原因", required=False),), "apart", "已撤回。"),
    "merge": VerbForm(
        "并入另一件", (Ask("text", "into", "并入哪一件（编号）"), _words("说明", required=False)), "apart", "已并案。"
    ),
    "rehome": VerbForm(
        "改到正确的小区",
        (Ask("text", "to_estate", "正确的小区名称"), _words("为什么要改")),
        "apart",
        "已转到正确的小区，查询码不变。",
    ),
}


def wishes_of(request: HttpRequest, verb: str, view: CaseView) -> dict[str, Any]:
    """The act's wishes from the posted form. Refuses `missing` and `malformed` with all of them at once."""
    wishes: dict[str, Any] = {}
    found: list[Reason] = []
    for ask in FORMS[verb].asks:
        try:
            name, value = _read(request, ask, view)
        except Refusal as refusal:
            found += refusal.reasons
            continue
        if name:
            wishes[name] = value
    if found:
        raise Refusal(found)
    return wishes


def _read(request: HttpRequest, ask: Ask, view: CaseView) -> tuple[str, Any]:
    if ask.kind == "photos":
        return "photos", photos.take_in(view.row.estate_id, request.FILES.getlist(ask.name), ask.name)
    typed = request.POST.get(ask.name, "").strip()
    if not typed and ask.required and ask.name != "words":  # missing words are the rule's to refuse
        refuse("missing", ask.name, label=ask.label)
    if ask.options is not None and typed and typed not in {value for value, _word in ask.options(view)}:
        refuse("malformed", ask.name, label=ask.label)
    return _CONVERT.get(ask.name, _plain)(typed, ask, view)


def _plain(typed: str, ask: Ask, _view: CaseView) -> tuple[str, Any]:
    return ask.name, typed


def _whole(typed: str, ask: Ask, _view: CaseView) -> tuple[str, Any]:
    number = typed_id(typed)
    return ask.name, refuse("malformed", ask.name, label=ask.label) if number is None else number


def _yes(typed: str, ask: Ask, _view: CaseView) -> tuple[str, Any]:
    return ask.name, typed == "yes"


def _case(name: str) -> Callable[[str, Ask, CaseView], tuple[str, Any]]:
    def read(typed: str, ask: Ask, view: CaseView) -> tuple[str, Any]:
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
        found = queries.find(view.row.estate_id, number) or refuse("unknown_case", ask.name)
        return name, found

    return read


def _estate(typed: str, ask: Ask, view: CaseView) -> tuple[str, Any]:
    root = "/".join(view.place.path.split("/")[:2]) + "/"
    exact = [e for e in registry.search_estates(typed, [root]) if e.name == typed]
    if len(exact) != 1:
        refuse("unknown_place", ask.name)
    return "to_estate_id", exact[0].id


def _mark(typed: str, ask: Ask, view: CaseView) -> tuple[str, Any]:
    return _whole(typed, ask, view) if typed else ("", None)


_CONVERT: Mapping[str, Callable[[str, Ask, CaseView], tuple[str, Any]]] = {
    "worker_account_id": _whole,
    "satisfaction": _mark,
    "amount": _whole,
    "solved": _yes,
    "granted": _yes,
    "accepted": _yes,
    "into": _case("into_case_id"),
    "other": _case("other_case_id"),
    "to_estate": _estate,
}
