"""Organisations: the list, one of them, and the forms that add and correct one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import for_known, needs_role
from sanguanjia.kernel.ids import typed_id
from sanguanjia.kernel.models import Home
from sanguanjia.look import excel
from sanguanjia.look.types import Choice
from sanguanjia.registry import actions, permissions, queries, wording
from sanguanjia.registry.permissions import Place
from sanguanjia.registry.things import place_thing
from sanguanjia.registry.types import OrganisationKind

from .forms import ActForm, Asked, Field, Typed
from .mood import base_of

PAGE = 50
MOST_ROWS = 20_000
READERS = (
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer", "department_officer",
    "association_officer", "fund_officer", "hotline_operator", "system_admin", "security_auditor",
)  # fmt: skip
_KINDS = tuple((kind.value, wording.word(OrganisationKind, kind)) for kind in OrganisationKind)


def _wanted(request: HttpRequest) -> tuple[str, str]:
    kind = request.GET.get("kind", "")
    return request.GET.get("q", "").strip()[:60], kind if kind in set(OrganisationKind) else ""


@needs_role(*READERS)
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations of the actor's places and of no place, by name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, kind = _wanted(request)
    after = request.GET.get("after", "")
    seen = typed_id(after)
    rows = queries.organisation_page(text, kind, within=actor.places(), after=seen, limit=PAGE + 1)
    kept = urlencode({"q": text, "kind": kind})
    here = reverse("registry:organisations")
    context = {
        "rows": [(row, wording.word(OrganisationKind, row.kind)) for row in rows[:PAGE]], "q": text, "here": here,
        "next": f"{here}?{kept}&after={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "prev": f"{here}?{kept}" if seen is not None else "",
        "excel": f"{reverse('registry:organisations-excel')}?{kept}",
        "fields": (Choice("kind", "类型", (("", "全部"), *_KINDS), kind),), "base": base_of(actor),
        "add_at": _places_to_add(actor),
    }  # fmt: skip
    return render(request, "registry/organisations.html", context, using="jinja2")


def _places_to_add(actor: Actor) -> tuple[tuple[int, str], ...]:
    homes = queries.homes_at(actor.places())
    return tuple((h.id, h.name) for h in homes if permissions.may_keep_organisations(actor, Place(h.path)))


@needs_role(*READERS)
@require_GET
def organisations_excel(request: HttpRequest) -> HttpResponse:
    """The same list, with the filters of the screen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, kind = _wanted(request)
    rows = queries.organisation_page(text, kind, within=actor.places(), limit=MOST_ROWS)
    body = ((r.name, wording.word(OrganisationKind, r.kind), r.credit_code, r.phone) for r in rows)
    return excel.answer("单位", ("名称", "类型", "统一社会信用代码", "办公电话"), body)


@for_known
@require_GET
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation: names, code and office number of companies are public facts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = queries.organisation_row(organisation_id)
    path = row.home.path if row.home else "1/"
    context = {
        "row": row, "kind_word": wording.word(OrganisationKind, row.kind), "home_id": row.home_id or Home.PLATFORM_ID,
        "estates": queries.managed_estates(row.id, clock.today()), "base": base_of(actor),
        "may_correct": bool(permissions.may_keep_organisations(actor, Place(path))),
    }  # fmt: skip
    return render(request, "registry/organisation.html", context, using="jinja2")


# --- forms ---------------------------------------------------------------------------------------


def _ask_new(home_id: int) -> Asked:
    return Asked(
        (
            Field("select", "kind", "类型", _KINDS, "company"),
            Field("text", "name", "名称", hint="与营业执照或批文一致。"),
            Field("text", "credit_code", "统一社会信用代码", hint="18 位。", required=False),
            Field("text", "phone", "办公电话", required=False),
        ),
        f"登记在{queries.names_of_homes([home_id]).get(home_id, '')}。",
    )


def _add(actor: Actor, key: str, typed: Typed, home_id: int) -> str:
    done = actions.add_organisation(
        actor, key=key, estate_id=home_id, kind=typed.text("kind"), name=typed.text("name"),
        credit_code=typed.text("credit_code"), phone=typed.text("phone"),
    )  # fmt: skip
    return reverse("registry:organisation", args=[done.id])


def _back_to_list(**_address: Any) -> str:
    return reverse("registry:organisations")


NEW = ActForm(
    "organisation-new", "登记单位", "登记", permissions.may_keep_organisations, place_thing, _ask_new, _add,
    _back_to_list, "单位已登记。",
)  # fmt: skip


def organisation_thing(organisation_id: int, **_parts: Any) -> Place:
    """The place an organisation belongs to."""
    row = queries.organisation_row(organisation_id)
    return Place(row.home.path if row.home else "1/")


def _ask_correct(organisation_id: int) -> Asked:
    row = queries.organisation_row(organisation_id)
    return Asked(
        (
            Field("text", "name", "名称", value=row.name),
            Field("text", "credit_code", "统一社会信用代码", value=row.credit_code, required=False),
            Field("text", "phone", "办公电话", value=row.phone, required=False),
        )
    )


def _correct(actor: Actor, key: str, typed: Typed, organisation_id: int) -> str:
    row = queries.organisation_row(organisation_id)
    actions.correct_organisation(
        actor, key=key, estate_id=row.home_id or Home.PLATFORM_ID, organisation_id=row.id, name=typed.text("name"),
        credit_code=typed.text("credit_code"), phone=typed.text("phone"),
    )  # fmt: skip
    return reverse("registry:organisation", args=[row.id])


def _back_to_one(organisation_id: int) -> str:
    return reverse("registry:organisation", args=[organisation_id])


CORRECT = ActForm(
    "organisation-correct", "更正单位信息", "更正", permissions.may_keep_organisations, organisation_thing,
    _ask_correct, _correct, _back_to_one, "单位信息已更正。",
)  # fmt: skip
