"""续交名单: whose account lies under the place's line, by how much, with a notice for each door; 核定 as it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.funds import dues, paper_wording, queries, wording
from sanguanjia.funds.permissions import may_keep_books, may_see_door
from sanguanjia.funds.rules.top_up import fallback_days
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look import excel, pdf, words
from sanguanjia.look.forms import actor_of, render
from sanguanjia.registry import queries as registry

from .books import door_of, see

_HEAD = ("房号", "首期交存", "现在余额", "低于界线", "应续交")


@see
@never_cache
@require_GET
def listed(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Doors that must top up first; ?as=xlsx|pdf for the list alone."""
    queries.book(estate_id)
    estate, found = registry.estate(estate_id), dues.top_ups(estate_id, clock.today())
    name = f"{estate.name}维修资金续交名单"
    kind = request.GET.get("as", "")
    if kind == "xlsx":
        rows = [
            (r.door, words.yuan(r.due_fen), words.yuan(r.fen), words.yuan(r.to_trigger_fen), _to_pay(r.to_pay_fen))
            for r in found.short
        ]  # fmt: skip
        return excel.answer(name, _HEAD, rows)
    if kind == "pdf":
        table = pdf.Table(name, _HEAD, [
            [r.door, words.yuan(r.due_fen), words.yuan(r.fen), words.yuan(r.to_trigger_fen), _to_pay(r.to_pay_fen)]
            for r in found.short
        ], numeric=(1, 2, 3, 4), empty="没有要续交的")  # fmt: skip
        paper = pdf.Paper(name, [f"依据：{found.clause}", table], kind=words.day(clock.today()))
        return pdf.answer(name, paper)
    facts = {
        "estate": estate, "found": found, "share": wording.percent(found.share), "to_pay": _to_pay,
        "unpaid": dues.unpaid(estate_id, clock.today()),
        "forms": paper_wording.PAPER_FORMS, "active": "funds",
        "keeps": bool(may_keep_books(actor_of(request), home_of("estate_id")(estate_id=estate_id))),
    }  # fmt: skip
    return render(request, "funds/top_up.html", facts)


def _to_pay(fen: int | None) -> str:
    return words.yuan(fen) if fen is not None else "由业主决定"


@needs(may_see_door, at=door_of)
@never_cache
@require_GET
def notice(request: HttpRequest, estate_id: int, account_id: int) -> HttpResponse:
    """One door's notice, made to be printed; ?as=pdf downloads it."""
    today, estate = clock.today(), registry.estate(estate_id)
    found = dues.top_ups(estate_id, today)
    row = next((row for row in found.short if row.account_id == account_id), None) or refuse("not_found", "account")
    said = [f"{estate.name} {row.door} 业主："]
    said.append(
        f"截至 {words.day(today)}，您家维修资金分户账余额 {words.yuan(row.fen)}，"
        f"低于首期交存 {words.yuan(row.due_fen)} 的 {wording.percent(found.share)}，应当续交（{found.clause}）。"
    )
    if found.fallback is not None and row.to_pay_fen is not None:
        decide, pay = fallback_days(today, found.fallback)
        said.append(
            f"管理规约没有约定、业主大会到 {words.day(decide)} 仍没有决定的，"
            f"请在 {words.day(pay)} 前交存 {words.yuan(row.to_pay_fen)}。"
        )
    else:
        said.append("续交多少、什么时候交，由业主共同决定。")
    if found.pay_days is not None:
        said.append(f"接到续交通知后，请在 {found.pay_days} 日内交清。")
    title = "住宅专项维修资金续交通知"
    if request.GET.get("as") == "pdf":
        return pdf.answer(f"{title} {row.door}", pdf.Paper(title, said, kind=words.day(today)))
    facts = {"estate": estate, "title": title, "said": said, "account_id": account_id, "now": clock.now()}
    return render(request, "funds/top_up_notice.html", {**facts, "today": today})
