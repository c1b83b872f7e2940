"""文书: what courts, registries and banks ask of accounts, and the certificates we hand out; one form per kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.funds import actions, paper_wording, papers, queries, roots
from sanguanjia.funds.permissions import Door, may_keep_books, may_see_books, may_see_door
from sanguanjia.funds.types import Kind
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_anyone, home_of, needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Reason, Refusal, refuse
from sanguanjia.look import pdf, words
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

from .books import keep, see
from .shown import in_our_words, names, number_of
from .typed import Typed

_here = home_of("estate_id")


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of paper: what it is for, what is typed, and the act it goes to, which answers where to go on."""

    lead: str
    fields: tuple[str, ...]
    do: Callable[[HttpRequest, int, Typed], tuple[str, int]]


def _to_draft(ref: Any) -> tuple[str, int]:
    return "funds:draft", ref.draft_id


def _freeze(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(
        account_id="door", fen="amount", since="since", until="until", court="court", document="document"
    )
    ref = actions.freeze_account(actor_of(request), key=key_of(request), estate_id=estate_id, **wish)
    return "funds:freeze", ref.id


def _gate(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(account_id="door", purpose="purpose", evidence="evidence")
    ref = actions.certify_deposit(actor_of(request), key=key_of(request), estate_id=estate_id, **wish)
    return "funds:paper", ref.id


def _sale(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(account_id="door", day="day", document="document")
    ref = actions.follow_sale(actor_of(request), key=key_of(request), estate_id=estate_id, **wish)
    return "funds:paper", ref.id


def _area(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(account_id="door", bank_account_id="bank", business_date="day", document="document")
    return _to_draft(actions.prepare_area(actor_of(request), key=key_of(request), estate_id=estate_id, **wish))


def _refund(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(
        account_id="place", bank_account_id="bank", business_date="day", document="document", office="office",
        seller_gone="seller_gone",
    )  # fmt: skip
    return _to_draft(actions.prepare_refund(actor_of(request), key=key_of(request), estate_id=estate_id, **wish))


def _reshape(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(account_id="door", business_date="day", document="document")
    return _to_draft(actions.prepare_reshape(actor_of(request), key=key_of(request), estate_id=estate_id, **wish))


def _bank_change(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(bank_account_id="bank", bank_id="new_bank", business_date="day", document="document")
    return _to_draft(actions.prepare_bank_change(actor_of(request), key=key_of(request), estate_id=estate_id, **wish))


def _assess(request: HttpRequest, estate_id: int, typed: Typed) -> tuple[str, int]:
    wish = typed.values(cost_fen_per_m2="cost", rate="rate", document="document", public="homes")
    made = actions.assess_deposits(actor_of(request), key=key_of(request), estate_id=estate_id, **wish)
    messages.success(request, f"已核定 {made} 户的应交首期。")
    return "funds:top-up", 0


FORMS: dict[str, Form] = {
    "freeze": Form(
        "凭法院文书冻结一户的金额，登记后立即生效：冻结的钱不能支付、扣款、返还或冲销，直到解除、到期或扣划。",
        ("door", "amount", "court", "document", "since", "until"), _freeze,
    ),
    "gate": Form(
        "办理转移、抵押登记或交房前，证明已足额交存首期维修资金。证明有编号和核验码，任何人可以网上核验。",
        ("door", "purpose", "evidence"), _gate,
    ),
    "sale": Form(
        "房屋登记里办完过户后，余额随房转给新业主，不退不补；开具写明余额的证明。", ("door", "day", "document"), _sale
    ),
    "area": Form(
        "房屋登记里更正面积后，按原来的标准重算应交首期，差额补交或退还；由另一位工作人员复核后记账。",
        ("door", "bank", "day", "document"), _area,
    ),
    "refund": Form(
        "房屋拆除、灭失后，把一户或一整幢各户的余额返还业主；一整幢的，售房单位交存的退还售房单位。统筹账户全幢共有，不在这里返还。",
        ("place", "bank", "day", "document", "office", "seller_gone"), _refund,
    ),
    "reshape": Form(
        "房屋登记里办完分割或合并后，原来各户的余额按面积转到新房屋，分毫不差；原账户和记录都保留。",
        ("door", "day", "document"), _reshape,
    ),
    "bank_change": Form(
        "原专户的全部余额用一笔分录转到新专户；两家银行各自的对账单都要核对。", ("bank", "new_bank", "day", "document"),
        _bank_change,
    ),
    "assess": Form(
        "按面积、每平方米造价和比例，核定各户应交的首期。已核定的不变，以后新建的房屋可以再次核定。",
        ("homes", "cost", "rate", "document"), _assess,
    ),
}  # fmt: skip


def door_of_paper(*, estate_id: int, paper_id: int) -> Door:
    """The home a paper is about; only the office sees those that are about no single home."""
    found = papers.paper(estate_id, paper_id)
    return Door(_here(estate_id=estate_id).place, (found.account.unit_id if found.account else 0) or 0)


@see
@never_cache
@require_GET
def listed(request: HttpRequest, estate_id: int) -> HttpResponse:
    """维修资金文书"""
    queries.book(estate_id)
    facts = {
        "estate": registry.estate(estate_id), "rows": papers.papers(estate_id), "freezes": papers.freezes(estate_id),
        "kinds": paper_wording.PAPER_KINDS, "states": paper_wording.FREEZE_STATES, "forms": paper_wording.PAPER_FORMS,
        "keeps": bool(may_keep_books(actor_of(request), _here(estate_id=estate_id))), "active": "funds",
        "roots": roots.newest(estate_id), "year": clock.today().year,
    }  # fmt: skip
    return render(request, "funds/papers.html", facts)


@keep
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, estate_id: int, kind: str) -> HttpResponse:
    """新的文书"""
    form = FORMS.get(kind) or refuse("not_found", "kind")
    queries.book(estate_id)
    typed = Typed(request.POST or request.GET, queries.accounts(estate_id))
    refusal = None
    if request.method == "POST":
        try:
            route, thing = form.do(request, estate_id, typed)
            return HttpResponseRedirect(reverse(route, args=[estate_id, thing] if thing else [estate_id]))
        except Refusal as error:
            if any(reason.code == "not_found" for reason in error.reasons):
                error = Refusal([Reason("fund_no_account", "door", {})])
            refusal = in_our_words(error)
    said, errors = errors_of(refusal)
    facts = {
        "estate": registry.estate(estate_id), "title": paper_wording.PAPER_FORMS[kind], "form": form,
        "typed": typed.form,
        "banks": typed.options(Kind.BANK), "purposes": list(paper_wording.PURPOSES.items()),
        "new_banks": [(b.pk, b.name) for b in registry.organisation_page(kind="bank")] if kind == "bank_change" else (),
        "refusals": said, "errors": typed.spread(errors), "key": f"paper-{new_id()}", "active": "funds",
        "today": clock.today().isoformat(),
    }  # fmt: skip
    return render(request, "funds/paper_new.html", facts, refusal.status if refusal else 200)


@needs(may_see_door, at=door_of_paper)
@never_cache
@require_GET
def paper(request: HttpRequest, estate_id: int, paper_id: int) -> HttpResponse:
    """One paper, made to be printed; ?as=pdf downloads it."""
    row, estate = papers.paper(estate_id, paper_id), registry.estate(estate_id)
    title = paper_wording.PAPER_KINDS[row.kind]
    facts = paper_wording.say_facts(row.kind, row.facts)
    facts += [(label, text) for label, text in (("文号", row.document), ("单位", row.office)) if text]
    certificate = row.kind in papers.CERTIFICATES
    head = f"{estate.name} · 第 {row.number} 号 · {words.day(row.day)}"
    check = f"核验编号 {estate_id}-{row.number}，核验码 {papers.code_words(row)}" if certificate else ""
    if request.GET.get("as") == "pdf":
        text: list[pdf.Piece] = [pdf.Facts([*facts, ("出具日期", words.day(row.day))]), *([check] if check else [])]
        return pdf.answer(f"{title}{row.number}", pdf.Paper(title, text, kind=head, foot=f"{head}　{check}"))
    shown = {
        "estate": estate, "row": row, "title": title, "facts": facts, "head": head, "certificate": certificate,
        "check": check, "names": names(row.made_by), "now": clock.now(), "active": "funds",
        "office": bool(may_see_books(actor_of(request), _here(estate_id=estate_id))),
    }  # fmt: skip
    return render(request, "funds/paper.html", shown)


@for_anyone
@never_cache
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """核验维修资金证明: whether a certificate with that number and check code is ours, and what it says."""
    number, code = request.GET.get("number", "").strip()[:60], request.GET.get("code", "").strip()[:40]
    estate_text, _, paper_text = number.partition("-")
    row = papers.checked(number_of(estate_text), number_of(paper_text), code) if code else None
    facts = {
        "number": number, "code": code, "asked": bool(number or code), "row": row,
        "title": paper_wording.PAPER_KINDS[row.kind] if row else "",
        "facts": [*paper_wording.say_facts(row.kind, row.facts), ("出具日期", words.day(row.day))] if row else [],
        "estate": registry.estate(row.estate_id) if row else None,
    }  # fmt: skip
    return render(request, "funds/check.html", facts)
