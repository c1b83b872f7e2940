"""数据密钥: how many values carry which key, the changes so far, and a new one. Keys themselves are never shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanguanjia.hosting.keys import SUITES, given_text
from sanguanjia.kernel.doors import needs
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.sealed import keyring
from sanguanjia.look.forms import actor_of, errors_of, key_of, render
from sanguanjia.privacy import actions, queries
from sanguanjia.privacy.permissions import may_see_keys
from sanguanjia.privacy.rotation import carried


@needs(may_see_keys)
@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """数据密钥"""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            suite = request.POST.get("suite", "")[:40]
            actions.rotate_keys(actor_of(request), key=key_of(request), estate_id=Home.PLATFORM_ID, suite=suite)
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "已开始更换。平台照常使用，进度看下面各密钥还有多少值。")
            return HttpResponseRedirect(reverse("privacy:keys"))
    said, errors = errors_of(refusal)
    ring, found_values, rotations = keyring(), carried(alias="default"), queries.rotations()
    facts = {
        "keys": [(key, key == ring.current_id, found_values.get(key, 0)) for key in ring.known],
        "rotations": rotations, "running": any(each.finished_at is None for each in rotations),
        "elsewhere": given_text() is not None, "suites": tuple((suite, suite.upper()) for suite in SUITES),
        "suite": request.POST.get("suite", ""), "refusals": said, "errors": errors, "key": f"rotate-{new_id()}",
    }  # fmt: skip
    return render(request, "privacy/keys.html", facts, status=422 if refusal else 200)
