"""`/api/v1/`: the operations of every room for machines. JSON in, JSON out; every error is application/problem+json.

A room writes `router = ninja.Router()` in its `api.py` and adds one line here. Every operation asks `ActorAuth`, unless
it says `auth=None` itself (then the matrix test wants to know why).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from sanguanjia.access.api import ActorAuth
from sanguanjia.access.api import router as access
from sanguanjia.access.edge import answer
from sanguanjia.applications.api import router as applications
from sanguanjia.cases.api import router as cases
from sanguanjia.interfaces.api import router as webhooks
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.notices.api import router as notices
from sanguanjia.registry.api import router as registry


class OneDescription(NinjaAPI):
    """The description of the operations is the same for everybody: made once, not at every request (0.3 s)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            self._described[prefix] = described(super().get_openapi_schema(path_prefix=prefix))
        return self._described[prefix]


_PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457, with every refusal by itself.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "refusals"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "refusals": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "field", "message", "next"],
                "properties": {
                    "code": {"type": "string"},
                    "field": {"type": "string", "nullable": True},
                    "message": {"type": "string"},
                    "next": {"type": "string"},
                },
            },
        },
    },
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 80},
    "description": "同一个值重发只办一次；换了内容会被拒绝（409）。",
}


def described(schema: OpenAPISchema) -> OpenAPISchema:
    """The description with what holds for every operation: the form of errors, and the key of unsafe ones."""
    schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            operation.setdefault("responses", {})["default"] = {"description": "没有办成", "content": problem}
            if method != "get":
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    return schema


api = OneDescription(title="三管家", version="1", urls_namespace="api", docs_url=None, auth=ActorAuth())
api.add_router("", access)
api.add_router("cases", cases)
api.add_router("applications", applications)
api.add_router("registry", registry)
api.add_router("notices", notices)
api.add_router("webhooks", webhooks)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """An act refused: its reasons, with the status of the first."""
    return answer(request, refusal)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """No key, no session."""
    return answer(request, Refusal([Reason("login_needed")]))


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusals (a missing CSRF token)."""
    code = {403: "not_permitted", 404: "not_found", 429: "too_many_requests"}.get(error.status_code, "malformed")
    return answer(request, Refusal([Reason(code, None, {"label": "请求"})]))


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent does not have the promised form: one reason per field."""
    return answer(request, Refusal([_reason(fault) for fault in error.errors]))


def _reason(fault: dict[str, Any]) -> Reason:
    field = ".".join(str(part) for part in fault.get("loc", ())[1:]) or None
    code = "missing" if fault.get("type") == "missing" else "malformed"
    return Reason(code, field, {"label": field or "请求"})
