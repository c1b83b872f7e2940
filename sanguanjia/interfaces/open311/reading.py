"""What everybody may read: discovery, services, requests, tokens, updates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sanguanjia.cases.wording import HOLDERS, LEVELS, OUTCOMES, VERBS
from sanguanjia.interfaces import queries
from sanguanjia.interfaces.queries import Asked, City, Shown, Update
from sanguanjia.interfaces.rules.moments import Range, range_of, shown
from sanguanjia.interfaces.rules.standing import statuses_asked
from sanguanjia.interfaces.types import Service
from sanguanjia.interfaces.wording import SECRECY, STANDING
from sanguanjia.kernel import clock
from sanguanjia.kernel.refusal import Reason, Refusal, refuse, refuse_if_any

from .answers import answer, speaks

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
MOST = 1000
_MOST_OFFSET = 100_000


@speaks("GET")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Where the endpoint is, since when its lists are as they are, and where a key comes from."""
    changed = shown(queries.changed_at(queries.cities()))
    facts = {
        "changeset": changed,
        "contact": "接口由各市接入管理员维护，办法见 " + request.build_absolute_uri(reverse("interfaces:docs")),
        "key_service": request.build_absolute_uri(reverse("interfaces:docs")),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri("/open311/v2"),
                "changeset": changed,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer("discovery", facts, form)


@speaks("GET")
def services(request: HttpRequest, form: str) -> HttpResponse:
    """The needs lists."""
    return answer("services", [each.facts() for each in queries.services(within(request)).values()], form)


@speaks("GET")
def service(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """What a service asks beside the standard's fields."""
    found = queries.services(within(request)).get(code) or refuse("service_unknown", "service_code", name=code)
    return answer("service_definition", {"service_code": code, "attributes": list(_attributes(found))}, form)


def _attributes(found: Service) -> list[dict[str, Any]]:
    asked = [
        ("estate", "string", "小区名称，或小区编号", "哪个小区", ()),
        ("building", "string", "例如：3栋", "哪一栋", ()),
        ("room", "string", "例如：1-1403（单元-房号）", "哪一户", ()),
        ("place", "string", "例如：三单元五楼楼道", "具体位置", ()),
        ("confidential", "singlevaluelist", "不选就是公开给物业公司", "物业公司能看到多少", SECRECY.items()),
    ]
    rows = [_attribute(order, *each) for order, each in enumerate(asked, start=1)]
    if found.notice:
        rows.append(_attribute(len(rows) + 1, "notice", "string", "", found.notice, (), variable=False))
    return rows


def _attribute(
    order: int, code: str, datatype: str, hint: str, description: str, values: Any, *, variable: bool = True
) -> dict[str, Any]:
    row = {
        "variable": variable, "code": code, "datatype": datatype, "required": False,
        "datatype_description": hint or None, "order": order, "description": description,
    }  # fmt: skip
    listed = [{"key": key, "name": name} for key, name in values]
    return row | ({"values": listed} if listed else {})


def listing(request: HttpRequest, form: str) -> HttpResponse:
    """Requests by id, or of a range: 90 days and 1000 rows at most, page by page."""
    ids = listed(request, "service_request_id")
    if ids:
        cities = within(request)
        del cities  # an unknown jurisdiction is said, a known one does not narrow: the ids override everything
        found = queries.several(ids[:MOST])
    else:
        found = queries.requests(asked(request))
    return answer("service_requests", [facts_of(each) for each in found], form)


@speaks("GET")
def single(request: HttpRequest, form: str, request_id: str) -> HttpResponse:
    """One request, as a list of one."""
    within(request)
    found = queries.one(request_id) or refuse("not_found", "service_request_id")
    return answer("service_requests", [facts_of(found)], form)


@speaks("GET")
def token(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """The id of a tracking code."""
    within(request)
    found = queries.id_of_code(code) or refuse("not_found", "token")
    return answer("service_requests", [{"service_request_id": found, "token": code}], form)


def update_list(request: HttpRequest, form: str) -> HttpResponse:
    """Public steps of matters, oldest first."""
    ids = listed(request, "service_request_id")
    found = queries.updates(asked(request), ids[:MOST])
    return answer("service_request_updates", [update_of(each) for each in found], form)


# --- arguments --------------------------------------------------------------------------------------------------------


def within(request: HttpRequest) -> tuple[City, ...]:
    """The cities a request speaks of: the one of `jurisdiction_id`, else all. Refuses jurisdiction_unknown."""
    typed = (request.POST.get("jurisdiction_id") or request.GET.get("jurisdiction_id", "")).strip()
    if not typed:
        return queries.cities()
    found = queries.city_named(typed)
    if found is None:
        known = "、".join(f"{city.code}（{city.name}）" for city in queries.cities())
        refuse("jurisdiction_unknown", "jurisdiction_id", name=typed[:40], known=known)
    return (found,)


def listed(request: HttpRequest, name: str) -> list[str]:
    """The values of an argument that may come several times and by comma."""
    return [part.strip() for value in request.GET.getlist(name) for part in value.split(",") if part.strip()]


def asked(request: HttpRequest) -> Asked:
    """The question of a list, or everything that is wrong with it."""
    typed = request.GET
    span = range_of(typed.get("start_date", ""), typed.get("end_date", ""), clock.now())
    faults = [] if isinstance(span, Range) else list(span)
    statuses = statuses_asked(",".join(typed.getlist("status")))
    if statuses is None:
        faults.append(Reason("argument_wrong", "status", {"name": "status"}))
    page = _number(typed.get("page", ""), 1, faults, "page")
    sizes = [name for name in ("page_size", "per_page") if typed.get(name, "").strip()]
    size = min(MOST, _number(typed.get(sizes[0], "") if sizes else "", MOST, faults, sizes[0] if sizes else ""))
    refuse_if_any(faults)
    assert isinstance(span, Range)  # noqa: S101 - said above
    assert statuses is not None  # noqa: S101
    cities = within(request)
    path = cities[0].path if len(cities) == 1 else ""
    offset = (page - 1) * size
    if offset > _MOST_OFFSET:
        raise Refusal([Reason("argument_wrong", "page", {"name": "page"})])
    codes = tuple(listed(request, "service_code"))
    return Asked(span.start, span.end, codes, statuses, path, limit=size, offset=offset)


def _number(text: str, usual: int, faults: list[Reason], name: str) -> int:
    typed = text.strip()
    if not typed:
        return usual
    if not (typed.isascii() and typed.isdecimal()) or not 1 <= len(typed) <= 7 or int(typed) < 1:
        faults.append(Reason("argument_wrong", name, {"name": name}))
        return usual
    return int(typed)


# --- facts ------------------------------------------------------------------------------------------------------------


def facts_of(found: Shown) -> dict[str, Any]:
    """A request in the standard's order. What is personal, or might be, is null."""
    return {
        "service_request_id": found.id,
        "status": found.status,
        "status_notes": _notes(found),
        "service_name": found.need_name,
        "service_code": found.need_code,
        "description": None,
        "agency_responsible": HOLDERS.get(found.holder_kind),
        "service_notice": None,
        "requested_datetime": shown(found.reported_at),
        "updated_datetime": shown(found.updated_at),
        "expected_datetime": shown(found.due_at) if found.status == "open" else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _notes(found: Shown) -> str:
    said = [STANDING.get(found.state, "正在办理")]
    if found.outcome:
        said.append(OUTCOMES.get(found.outcome, ""))
    if found.solved is not None:
        said.append("报事人确认已解决" if found.solved else "报事人表示未解决")
    return "；".join(part for part in said if part)


def update_of(step: Update) -> dict[str, Any]:
    """An update as mySociety's clients read it."""
    who = f"{LEVELS.get(step.level, '')}（{HOLDERS.get(step.holder_kind, '')}）"
    return {
        "update_id": str(step.id),
        "service_request_id": step.request_id,
        "status": step.status,
        "updated_datetime": shown(step.at),
        "description": f"{VERBS.get(step.verb, '有新进展')}：{who}",
        "media_url": None,
    }
