"""Things of service items behind the parts of addresses: the committee asks for the use of the fund."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from tests.architecture.objects_funds import second_officer
from tests.support.guard import preparing
from tests.support.small_city import City

ITEM = "fund-works"
API = ("items", "one", "answers", "paper", "submit", "withdraw", "accept", "ask_correction", "recuse", "decide",
       "opine")  # fmt: skip
"""Operations of the API whose address names a home."""


def home_id(city: City, at: str) -> int:
    """The estate."""
    return int(city.homes[at].pk)


def submitted(city: City, at: str) -> int:
    """An application that waits to be accepted."""
    return _application(city, at, "submitted", ("submit",))


def draft(city: City, at: str) -> int:
    """One that is not handed in yet."""
    return _application(city, at, "draft", ())


def ready(city: City, at: str) -> int:
    """A fresh one with all its answers and papers."""
    return _application(city, at, "", ())


def decided(city: City, at: str) -> int:
    """One that was granted."""
    return _application(city, at, "granted", ("submit", "accept", "decide"))


def reviewing(city: City, at: str) -> int:
    """A fresh one that the second officer took in, so that the first may decide."""
    return _application(city, at, "", ("submit", "accept"), second_officer(city, at))


def file_id(city: City, at: str) -> int:
    """A paper of the application that waits."""
    from sanguanjia.applications.models import ApplicationFile

    rows = ApplicationFile.objects.filter(estate_id=home_id(city, at), application_id=submitted(city, at))
    return int(rows.order_by("id")[0].pk)


def _application(city: City, at: str, state: str, verbs: tuple[str, ...], accepts: Any = None) -> int:
    from sanguanjia.applications import actions
    from sanguanjia.applications.models import Application
    from sanguanjia.applications.store import album
    from sanguanjia.notices import files

    home = home_id(city, at)
    found = Application.objects.filter(estate_id=home, item=ITEM, state=state).order_by("id").first()
    if found is not None:
        return int(found.pk)
    who: dict[str, Any] = {
        "submit": city.actor("committee_member", at), "accept": accepts or city.actor("fund_officer", at),
        "decide": second_officer(city, at),
    }  # fmt: skip
    with preparing():
        pdf = files.take_in(home, [BytesIO(b"%PDF-1.4 plan")], store=album)[0]
        ref = actions.save(
            who["submit"], estate_id=home, item=ITEM, answers={"what": "屋面维修"},
            files=tuple((code, pdf) for code in ("plan", "decision", "contract")),
        )  # fmt: skip
        for verb in verbs:
            wish = {"granted": True, "clear": True} if verb == "decide" else {}
            actions.MOVES[verb](who[verb], estate_id=home, application_id=ref.id, **wish)
    return ref.id
