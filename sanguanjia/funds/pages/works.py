"""Works paid from the fund: the list of an estate, the plan, each step with its document, every door's part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sanguanjia.applications.pages import shown as look_of
from sanguanjia.applications.permissions import may_see
from sanguanjia.applications.queries import applies, catalogue, thing
from sanguanjia.funds import actions, queries, wording, works
from sanguanjia.funds.permissions import WATCHERS, may_bring_a_vote, may_confirm_work, may_keep_books, may_plan_work
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.funds.rules.spending import Reach
from sanguanjia.funds.types import CONFIRMERS, Authorisation, Authority, Kind, Step
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known, home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.pictures import Album
from sanguanjia.kernel.predicates import word
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.notices import files
from sanguanjia.notices.pages.board import sent_file
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

from .shown import day_of, in_our_words, number_of

if TYPE_CHECKING:
    from sanguanjia.funds.models import FundWork

_here = home_of("estate_id")
_belongs = word("lives or works here", lambda actor, thing: any(m.covers(thing.place) for m in actor.mandates))
_papers = Album("funds")
_SAID = {
    "authorise": "已核准。", "evidence": "已补充证明。", "confirm": "已确认应急情形。",
    "contract": "已签约，各户应摊的已从账户预留。", "accept": "已验收。", "settle": "已结算。",
    "post": "已公示。请打印张贴，并在公示页面上传张贴照片。", "pay": "已录入付款，等另一位工作人员复核。",
}  # fmt: skip
_HASHES = {"authority": "authority_hash", "contract": "contract_hash", "final": "final_hash"}


def _estate(estate_id: int, **_parts: Any) -> Any:
    return _here(estate_id=estate_id)


@for_known
@never_cache
@require_GET
def door(request: HttpRequest) -> HttpResponse:
    """维修项目：去我的小区"""
    actor = actor_of(request)
    if actor.has_role(*WATCHERS):
        return HttpResponseRedirect(reverse("funds:estates"))
    estates = registry.search_estates("", actor.places(), limit=20) if actor.mandates else ()
    if len(estates) == 1:
        return HttpResponseRedirect(reverse("funds:works", args=[estates[0].id]))
    facts = {"estates": estates, "layout": look_of.layout(actor), "active": "works"}
    return render(request, "funds/works_door.html", facts)


@needs(_belongs, at=_estate)
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, estate_id: int) -> HttpResponse:
    """维修项目，和填写方案"""
    refusal = None
    if request.method == "POST":
        try:
            ref = _plan(request, estate_id)
            messages.success(request, "方案已提交，等待核准。")
            return HttpResponseRedirect(reverse("funds:work", args=[estate_id, ref]))
        except Refusal as found:
            if found.reasons[0].code in ("not_found", "not_permitted"):
                raise
            refusal = in_our_words(found)
    said, errors = errors_of(refusal)
    actor = actor_of(request)
    facts = {
        "estate": registry.estate(estate_id), "rows": works.works(estate_id), "w": wording, "typed": request.POST,
        "plans": queries.has_books(estate_id) and bool(may_plan_work(actor, _here(estate_id=estate_id))),
        "emergencies": [("", "不是应急，由业主共同决定")]
        + [(c, wording.WORDS.get(c, c)) for c in works.emergencies(estate_id, clock.today())],
        "places": _places(estate_id), "refusals": said, "errors": errors, "key": f"work-{new_id()}",
        "layout": look_of.layout(actor), "active": "works", "causes": _causes(estate_id),
    }  # fmt: skip
    return render(request, "funds/works.html", facts, refusal.status if refusal else 200)


def _places(estate_id: int) -> list[tuple[str, str]]:
    """(code, name) of every part of the estate that a work can be for."""
    found = [("estate", "整个小区")]
    found += [(f"building-{b.id}", b.name) for b in registry.buildings(estate_id)]
    found += [
        (f"entrance-{e.pk}-{e.building_id}", f"{e.building.name}{e.code}单元") for e in registry.entrances(estate_id)
    ]
    return found


def _causes(estate_id: int) -> list[tuple[str, str]]:
    found = policy.rule_for("fund.not_payable", str(estate_id), clock.today())
    others = [(cause, wording.WORDS.get(cause, cause)) for cause in found.value["causes"]] if found else []
    return [("ageing", "共用部位、共用设施老化损坏"), *others]


def _plan(request: HttpRequest, estate_id: int) -> int:
    post = request.POST
    reach, _, rest = post.get("place", "").partition("-")
    first, _, second = rest.partition("-")
    wish: dict[str, Any] = {"reach": Reach.ESTATE}
    if reach == "building":
        wish = {"reach": Reach.BUILDING, "building_id": number_of(first)}
    elif reach == "entrance":
        wish = {"reach": Reach.ENTRANCE, "entrance_id": number_of(first), "building_id": number_of(second)}
    elif reach != "estate":
        wish = {"reach": Reach.BUILDING}  # names no building: refused with everything else
    return actions.plan_work(
        actor_of(request), key=key_of(request), estate_id=estate_id, title=post.get("title", ""),
        plan=post.get("plan", ""), budget_fen=fen_of(post.get("budget", "")) or 0, cause=post.get("cause", ""),
        emergency=post.get("emergency", ""), **wish,
    ).id  # fmt: skip


@needs(_belongs, at=_estate)
@never_cache
@require_GET
def work(request: HttpRequest, estate_id: int, work_id: int) -> HttpResponse:
    """一个维修项目：进度、依据、各户分摊、付款"""
    return _page(request, works.work(estate_id, work_id))


def _page(request: HttpRequest, row: FundWork, verb: str = "", refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(in_our_words(refusal) if refusal else None)
    actor = actor_of(request)
    shares, held = works.shares(row), works.held(row)
    facts = {
        "work": row, "estate": registry.estate(row.estate_id), "shares": shares, "held": sum(held.values()),
        "debts": sum(s.debt_fen for s in shares), "cash": sum(s.cash_fen for s in shares), "w": wording,
        "notice": works.notice_of(row), "steps": _steps(actor, row), "tried": verb, "typed": request.POST,
        "explain": [wording.say_step(Step(code, data, rule)) for code, data, rule in row.explain],
        "place": _place(row), "banks": [(a.id, a.name) for a in queries.accounts(row.estate_id) if a.kind is Kind.BANK],
        "papers": [(name, label) for name, label in (("authority", "核准依据的书面材料"), ("contract", "施工合同"),
                                                   ("final", "结算书")) if _has(row, name)],
        "today": clock.today().isoformat(), **_emergency(row), "granted": works.granted(row),
        "asks_owners": row.state == "planned" and bool(may_bring_a_vote(actor, _here(estate_id=row.estate_id))),
        "sees_application": _sees_application(actor, row), "asks_office": _asks_office(actor, row),
        "kinds": [(code, wording.WORDS.get(code, code)) for code in works.evidence_of(row, clock.today())],
        "refusals": said, "errors": errors, "key": f"work-{new_id()}", "layout": look_of.layout(actor),
        "active": "works",
    }  # fmt: skip
    return render(request, "funds/work.html", facts, refusal.status if refusal else 200)


def _sees_application(actor: Actor, row: FundWork) -> bool:
    """Whether there is an application behind it that this actor may open."""
    return row.application_id is not None and bool(may_see(actor, thing(row.estate_id, row.application_id)[1]))


def _asks_office(actor: Actor, row: FundWork) -> str:
    """The service item by which this actor may ask the offices for a work that is planned; "" where there is none."""
    wanted = works.EMERGENCY if row.emergency else works.DECISION
    entry = catalogue(row.estate_id).get(wanted) if row.state == "planned" else None
    return wanted if entry is not None and applies(actor, row.estate_id, entry) else ""


def _has(row: FundWork, name: str) -> bool:
    """Whether the paper lies here: a vote's certificate and an application's decision lie in their own rooms."""
    elsewhere = name == "authority" and (row.vote_id is not None or row.application_id is not None)
    return bool(getattr(row, _HASHES[name])) and not elsewhere


def _emergency(row: FundWork) -> dict[str, Any]:
    """What an emergency has and lacks: evidence, whose word, until when it is answered."""
    if not row.emergency:
        return {"wanted": (), "confirmed": (), "due": None, "evidence": ()}
    value, _ = works.rule(row.estate_id, "fund.emergency.categories", clock.today())
    said = frozenset(row.emergency.get("confirmed_by", ())) or works.confirmed_by(row)
    return {
        "wanted": [" 或 ".join(wording.WORDS.get(c, c) for c in group) for group in value["confirmers"]
                   if not set(group) & said],
        "confirmed": [wording.WORDS.get(code, code) for code in sorted(said)],
        "due": works.answer_due(row) if row.state == "planned" else None,
        "evidence": [(wording.WORDS.get(paper.code, paper.code), paper) for paper in works.papers(row)],
    }  # fmt: skip


def _place(row: FundWork) -> str:
    if row.building_id is None:
        return wording.REACHES[row.reach]
    names = {building.id: building.name for building in registry.buildings(row.estate_id)}
    codes = {entrance.pk: f"{entrance.code}单元" for entrance in registry.entrances(row.estate_id)}
    return names.get(row.building_id, "") + codes.get(row.entrance_id or 0, "")


def _steps(actor: Actor, row: FundWork) -> tuple[str, ...]:
    """What the actor may do now."""
    place = _here(estate_id=row.estate_id)
    keeps, plans = bool(may_keep_books(actor, place)), bool(may_plan_work(actor, place))
    if row.state == "planned" and row.emergency:
        ground = may_confirm_work(actor, place)
        own = row.planned_by == actor.account_id
        body = CONFIRMERS.get(ground.mandate.role, "") if ground and ground.mandate else ""
        confirms = body and not own and body not in works.confirmed_by(row)
        return (*(("confirm",) if confirms else ()), *(("evidence",) if plans else ()),
                *(("authorise",) if keeps and not own else ()))  # fmt: skip
    office = {
        "planned": ("authorise",), "authorised": ("contract",), "contracted": ("pay", "post"),
        "accepted": ("settle", "pay", "post"), "settled": ("pay", "post"),
    }[row.state]  # fmt: skip
    return (*(("accept",) if plans and row.state == "contracted" else ()), *(office if keeps else ()))


@needs(_belongs, at=_estate)
@require_POST
def step(request: HttpRequest, estate_id: int, work_id: int, verb: str) -> HttpResponse:
    """One step. A refusal comes back as the page."""
    if verb not in _DO:
        refuse("not_found")
    row = works.work(estate_id, work_id)
    place = _here(estate_id=estate_id)
    if not _WHO.get(verb, may_keep_books)(actor_of(request), place):
        refuse("not_permitted")  # before any file is stored
    try:
        where = _DO[verb](request, row)
    except Refusal as refusal:
        if refusal.reasons[0].code in ("not_found", "login_needed", "not_permitted"):
            raise
        return _page(request, row, verb, refusal)
    messages.success(request, _SAID[verb])
    return HttpResponseRedirect(where or reverse("funds:work", args=[estate_id, work_id]))


def _wish(request: HttpRequest, row: FundWork) -> dict[str, Any]:
    return {"key": key_of(request), "estate_id": row.estate_id, "work_id": row.pk}


def _document(request: HttpRequest, row: FundWork) -> str:
    """The document of a step, stored; "" when none came."""
    stored = files.take_in(row.estate_id, request.FILES.getlist("document")[:1], "document", _papers)
    return stored[0].sha256 if stored else ""


def _authorise(request: HttpRequest, row: FundWork) -> str:
    post = request.POST
    by = Authorisation(
        Authority.EMERGENCY if row.emergency else Authority.DECISION, post.get("words", ""), _document(request, row),
        day_of(post.get("day", "")) or clock.today(), number_of(post.get("application", "")) or None,
    )  # fmt: skip
    actions.authorise_work(actor_of(request), **_wish(request, row), by=by)
    return ""


def _evidence(request: HttpRequest, row: FundWork) -> str:
    stored = files.take_in(row.estate_id, request.FILES.getlist("file")[:1], "file", _papers)
    actions.add_work_paper(
        actor_of(request), **_wish(request, row), code=request.POST.get("code", ""), file=stored[0] if stored else None
    )
    return ""


def _confirm(request: HttpRequest, row: FundWork) -> str:
    actions.confirm_work(actor_of(request), **_wish(request, row), words=request.POST.get("words", ""))
    return ""


def _contract(request: HttpRequest, row: FundWork) -> str:
    post = request.POST
    actions.contract_work(
        actor_of(request), **_wish(request, row), contractor=post.get("contractor", ""), number=post.get("number", ""),
        document_hash=_document(request, row), contract_fen=fen_of(post.get("amount", "")) or 0,
    )  # fmt: skip
    return ""


def _accept(request: HttpRequest, row: FundWork) -> str:
    actions.accept_work(actor_of(request), **_wish(request, row), words=request.POST.get("words", ""))
    return ""


def _settle(request: HttpRequest, row: FundWork) -> str:
    actions.settle_work(
        actor_of(request), **_wish(request, row), final_fen=fen_of(request.POST.get("final", "")) or 0,
        document_hash=_document(request, row),
    )  # fmt: skip
    return ""


def _post(request: HttpRequest, row: FundWork) -> str:
    actions.post_work(actor_of(request), **_wish(request, row), contact=request.POST.get("contact", "")[:100])
    return ""


def _pay(request: HttpRequest, row: FundWork) -> str:
    post = request.POST
    ref = actions.prepare_work_payment(
        actor_of(request), **_wish(request, row), bank_account_id=number_of(post.get("bank", "")),
        fen=fen_of(post.get("amount", "")) or 0, business_date=day_of(post.get("day", "")) or clock.today(),
        invoice=post.get("invoice", ""),
    )  # fmt: skip
    return reverse("funds:draft", args=[ref.estate_id, ref.id])


_DO: dict[str, Callable[[HttpRequest, Any], str]] = {
    "evidence": _evidence, "confirm": _confirm, "authorise": _authorise, "contract": _contract,
    "accept": _accept, "settle": _settle, "post": _post, "pay": _pay,
}  # fmt: skip
_WHO = {"accept": may_plan_work, "evidence": may_plan_work, "confirm": may_confirm_work}
"""Who may take a step that is not the fund office's."""


@needs(_belongs, at=_estate)
@require_GET
def paper(request: HttpRequest, estate_id: int, work_id: int, paper: str) -> FileResponse:
    """一份书面材料：图片可看，PDF 只供下载"""
    row = works.work(estate_id, work_id)
    if paper.startswith("evidence-"):
        number = number_of(paper.partition("-")[2])
        sha256 = next((one.sha256 for one in works.papers(row) if one.pk == number), "") or refuse("not_found")
    else:
        sha256 = str(getattr(row, _HASHES.get(paper, ""), "")) or refuse("not_found")
    kind = "pdf" if files.pdf_path(estate_id, sha256, _papers).exists() else "photo"
    return sent_file(files.path_of(estate_id, kind, sha256, _papers), kind)
