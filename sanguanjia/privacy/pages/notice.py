"""个人信息怎么用: the notice per purpose, how long what is kept, what the retention job did. Open to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sanguanjia.kernel.doors import for_anyone
from sanguanjia.look.forms import render
from sanguanjia.privacy import catalogue, queries


@for_anyone
@require_GET
def notice(request: HttpRequest) -> HttpResponse:
    """个人信息怎么用"""
    runs = queries.retention_runs()
    facts = {
        "purposes": catalogue.purposes(),
        "classes": tuple(catalogue.classes().values()),
        "swept_at": runs[0].at if runs else None,
        "swept": sum(run.rows for run in runs if run.at == runs[0].at),
    }
    return render(request, "privacy/notice.html", facts)
