"""POST: a request becomes a matter, an update becomes a note. Each by the usual act, of the key's account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from sanguanjia.cases import actions as cases
from sanguanjia.cases import photos
from sanguanjia.cases.permissions import FRONT_DESK_ROLES
from sanguanjia.interfaces import actions, queries
from sanguanjia.interfaces.caller import by_key
from sanguanjia.interfaces.places import Where, locate
from sanguanjia.interfaces.rules import form as forms
from sanguanjia.interfaces.rules.form import Filing
from sanguanjia.interfaces.types import FiledRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal, refuse

from .answers import answer, speaks
from .reading import listing, update_list, within

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_FILES = ("media", "media[]", "file", "photo", "photos", "photos[]")


@speaks("BOTH")
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """GET lists, POST files."""
    return _file(request, form) if request.method == "POST" else listing(request, form)


@speaks("BOTH")
def updates(request: HttpRequest, form: str) -> HttpResponse:
    """GET lists, POST adds a note."""
    return _note(request, form) if request.method == "POST" else update_list(request, form)


def _file(request: HttpRequest, form: str) -> HttpResponse:
    typed = _typed(request)
    actor = by_key(request, _first(typed))
    cities = within(request)
    filing = forms.read(typed)
    if not isinstance(filing, Filing):
        raise Refusal(filing)
    path = cities[0].path if len(cities) == 1 else f"{Home.PLATFORM_ID}/"
    services = queries.services(cities)
    service = services.get(filing.service_code) or refuse("service_unknown", "service_code", name=filing.service_code)
    where = locate(actor, filing, path)
    pictures = photos.take_in(where.home_id, _uploads(request, actor, where), "media")
    key = _key(request, actor, typed, [picture.sha256 for picture in pictures])
    said = filing.text if len(filing.text.strip()) > 1 else service.name
    wishes = _wishes(actor, filing, where) | {"text": said, "photos": pictures}
    ref = actions.file_request(actor, key=key, estate_id=Home.PLATFORM_ID, **wishes)
    return answer("service_requests", [_answered(request, ref, filing, service.notice)], form)


def _wishes(actor: Actor, filing: Filing, where: Where) -> dict[str, Any]:
    by_desk = bool(filing.phone) and actor.mandate_at(FRONT_DESK_ROLES, where.path) is not None
    return {
        "at": where.home_id, "need": filing.service_code, "building_id": where.building_id, "unit_id": where.unit_id,
        "place_words": filing.place_words, "contact_name": filing.name, "contact_phone": filing.phone,
        "confidentiality": filing.confidentiality, "for_somebody": by_desk,
    }  # fmt: skip


def _answered(request: HttpRequest, ref: FiledRef, filing: Filing, notice: str) -> dict[str, Any]:
    tracked = request.build_absolute_uri(f"/t/{ref.tracking_code}/")
    said = [notice, f"已登记，查询码 {ref.tracking_code}，进度见 {tracked}"]
    if filing.confidentiality != "open":
        said.append("这件事不公开，只能凭查询码或密钥查进度")
    return {
        "service_request_id": ref.service_request_id,
        "service_notice": "；".join(part.rstrip("。") for part in said if part) + "。",
        "account_id": None,
    }


def _note(request: HttpRequest, form: str) -> HttpResponse:
    typed = _typed(request)
    given = _first(typed)
    actor = by_key(request, given)
    within(request)
    number = given.get("service_request_id", "").strip() or refuse(
        "argument_missing", "service_request_id", name="service_request_id"
    )
    words = given.get("description", "").strip() or refuse("argument_missing", "description", name="description")
    if len(words) > forms.MOST_TEXT:
        refuse("argument_too_long", "description", name="description", most=forms.MOST_TEXT)
    estate_id, case_id = queries.where_is(number) or refuse("not_found", "service_request_id")
    status = given.get("status", "").strip()
    said = f"{words}\n（对方系统的状态：{status[:40]}）" if status else words
    pictures = photos.take_in(estate_id, _uploads(request, actor, Where(estate_id, "")), "media")
    key = _key(request, actor, typed, [picture.sha256 for picture in pictures])
    ref = cases.add_note(actor, key=key, estate_id=estate_id, case_id=case_id, words=said, photos=pictures)
    return answer("service_request_updates", [{"update_id": f"{ref.case_id}-{ref.version}"}], form)


# --- what came --------------------------------------------------------------------------------------------------------


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    """The form; the address adds what the form does not say (some clients put everything there)."""
    kind = (request.content_type or "").lower()
    if kind not in _FORMS and request.headers.get("Content-Length", "0") not in ("", "0"):
        refuse("form_unreadable")
    if kind == _FORMS[0] and not _is_utf8(request.body):
        refuse("not_utf8")
    found: dict[str, list[str]] = {}
    for source in (request.POST, request.GET):
        assert isinstance(source, QueryDict)  # noqa: S101
        for name, values in source.lists():
            found.setdefault(name, [str(value) for value in values])
    return found


def _is_utf8(body: bytes) -> bool:
    """Django would read other bytes as Latin-1 without a word."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _first(typed: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in typed.items() if values}


def _uploads(request: HttpRequest, actor: Actor, where: Where) -> list[Any]:
    files = [file for name in _FILES for file in request.FILES.getlist(name)]
    if files:
        photos.may_upload(actor, where.home_id)  # before anything is decoded
    return files


def _key(request: HttpRequest, actor: Actor, typed: dict[str, list[str]], pictures: list[str]) -> str:
    given = request.headers.get("Idempotency-Key", "").strip() or _first(typed).get("idempotency_key", "").strip()
    day = clock.today().isoformat()
    return forms.key_of(actor.account_id or 0, given[:200], typed, pictures, day)
