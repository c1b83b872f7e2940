"""What the pages of this room share: doors, typed numbers, and drawing a page with what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from sanguanjia.banking import wording
from sanguanjia.banking.permissions import may_reconcile, may_see
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import home_of, needs
from sanguanjia.kernel.ids import new_id, typed_id
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.look.forms import actor_of, errors_of, render

here = home_of("estate_id")
see = needs(may_see, at=here)
keep = needs(may_reconcile, at=here)
there = home_of("home_id")
see_home = needs(may_see, at=there)
keep_home = needs(may_reconcile, at=there)


def page(
    request: HttpRequest, template: str, estate_id: int, facts: dict[str, Any], refusal: Refusal | None = None
) -> HttpResponse:
    """A page of one home, with what was refused in words."""
    said, errors = errors_of(wording.worded(refusal) if refusal else None)
    shared = {
        "estate_id": estate_id, "keeps": bool(may_reconcile(actor_of(request), here(estate_id=estate_id))),
        "refusals": said, "errors": errors, "typed": request.POST, "key": f"banking-{new_id()}",
        "today": clock.today(), "active": "banking",
    }  # fmt: skip
    return render(request, template, shared | facts, refusal.status if refusal else 200)


def numbers_of(texts: Sequence[str]) -> list[int]:
    """Ids from checkboxes; what is none is left out."""
    return [number for text in texts if (number := typed_id(text)) is not None]


def home_name(home_id: int) -> str:
    """The name of a place."""
    return str(Home.objects.get(pk=home_id).name)
