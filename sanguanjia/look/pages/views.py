"""The style page (every piece in every state) and the display settings."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from sanguanjia.kernel.doors import for_anyone
from sanguanjia.look.context import THEME_COOKIE, THEMES, TYPE_COOKIE, bound, draft_key
from sanguanjia.look.pages import samples

YEAR = 365 * 24 * 3600


@for_anyone
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every piece of the resident's mood on one page."""
    facts = samples.everything() | {"draft_key": draft_key("the style page")}
    return render(request, "look/style.html", facts, using="jinja2")


@for_anyone
@require_GET
def style_desk(request: HttpRequest) -> HttpResponse:
    """The desk's mood: rail, work list, side panel."""
    return render(request, "look/style_desk.html", samples.everything() | samples.desk(), using="jinja2")


@for_anyone
@require_GET
def style_row(request: HttpRequest, row: int) -> HttpResponse:
    """One row of the sample work list, as page and as side panel."""
    for sample in samples.WORK:
        if sample["id"] == row:
            return render(
                request, "look/style_row.html", samples.everything() | samples.desk() | {"row": sample}, using="jinja2"
            )
    raise Http404


@for_anyone
@require_POST
def prefs(request: HttpRequest) -> HttpResponse:
    """Keep theme and type size in cookies and return to the page. Only same-site paths are followed."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = HttpResponseRedirect(back)
    theme, size = request.POST.get("theme"), request.POST.get("type")
    for name, value, known in ((THEME_COOKIE, theme, THEMES), (TYPE_COOKIE, size, ("large", "normal"))):
        if value is not None and value in known:
            answer.set_cookie(
                bound(name), value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
            )
    return answer
