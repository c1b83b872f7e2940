"""市里的表决系统: hand electorate, notice and evidence to it; take its result back, row by row (OWN-044)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import suppress

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sanguanjia.decisions import actions, outside
from sanguanjia.decisions.pages import shown
from sanguanjia.decisions.pages.desk import prepare
from sanguanjia.decisions.vote_wording import SYSTEM_WORDS
from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.registry import queries as registry

MOST_BYTES = 20 * 1024 * 1024
_SHOWN_AGAIN = ("not_found", "login_needed", "not_permitted")


@prepare
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, estate_id: int, vote_id: int) -> HttpResponse:
    """市里的表决系统"""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    if outside.system_of(entered.vote) is None:
        refuse("not_found")
    if request.method != "POST":
        return _page(request, entered)
    actor, key = actor_of(request), key_of(request)
    try:
        if request.POST.get("step") == "hand-over":
            actions.hand_over(actor, key=key, estate_id=estate_id, vote_id=vote_id)
            messages.success(request, "已登记交接，请下载资料包交给表决系统。")
        else:
            text, file_hash = read_file(request)
            actions.import_result(actor, key=key, estate_id=estate_id, vote_id=vote_id, text=text, file_hash=file_hash)
            messages.success(request, "结果已导入，逐行相符，表决已截止。")
    except Refusal as refusal:
        if refusal.reasons[0].code in _SHOWN_AGAIN:
            raise
        return _page(request, entered, refusal)
    return HttpResponseRedirect(reverse("decisions:outside", args=[estate_id, vote_id]))


@prepare
@never_cache
@require_GET
def package(request: HttpRequest, estate_id: int, vote_id: int) -> FileResponse:
    """资料包 (ZIP): what was handed over."""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    if outside.system_of(entered.vote) is None or entered.vote.roll_day is None:
        refuse("not_found")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(outside.package(entered.vote).items()):
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content)
    packed.seek(0)
    name = f"electorate-{vote_id}.zip"
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")


def read_file(request: HttpRequest) -> tuple[str, str]:
    """The result as text, and the hash of the file as it came. Refuses missing, outside_file_unread."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        refuse("missing", "file", label="结果表")
    if file.size > MOST_BYTES:
        refuse("outside_file_unread", "file")
    raw = file.read()
    for name in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(name), hashlib.sha256(raw).hexdigest()
    return refuse("outside_file_unread", "file")


def _page(request: HttpRequest, entered: shown.Entered, refusal: Refusal | None = None) -> HttpResponse:
    said, errors = errors_of(refusal)
    system = outside.system_of(entered.vote)
    facts = {
        "vote": entered.vote, "estate": registry.estate(entered.vote.estate_id), "system": system,
        "system_words": SYSTEM_WORDS.get(system.system, "") if system else "",
        "over": clock.today() > entered.vote.closes_on,
        "refusals": said, "errors": errors, "key": f"outside-{new_id()}", "active": "votes",
    }  # fmt: skip
    return render(request, "decisions/outside.html", facts, refusal.status if refusal else 200)
