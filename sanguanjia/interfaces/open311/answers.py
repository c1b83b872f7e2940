"""Answers in the form the address asks for, and errors by the book: one element per fault, its code the status."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from sanguanjia.interfaces.caller import spend_reading
from sanguanjia.interfaces.rules.rendering import FORMATS, render
from sanguanjia.kernel.doors import for_anyone
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.kernel.wording import say_all

View = Callable[..., HttpResponse]
# The standard knows 400, 403 and 404; what it has no number for keeps HTTP's.
_STATUS = {
    "api_key_missing": 403, "login_needed": 403, "not_permitted": 403, "place_out_of_reach": 403, "asleep": 403,
    "service_unknown": 404, "jurisdiction_unknown": 404, "not_found": 404, "key_reused": 409, "stale": 409,
    "wrong_phase": 409, "too_many_requests": 429, "photo_too_large": 413,
}  # fmt: skip
_METHODS = {"GET": ("GET", "HEAD", "OPTIONS"), "POST": ("POST", "OPTIONS"), "BOTH": ("GET", "HEAD", "POST", "OPTIONS")}


def answer(root: str, facts: Any, form: str, status: int = 200) -> HttpResponse:
    """The facts under their root element."""
    response = HttpResponse(render(root, facts, form), status=status, content_type=FORMATS[form])
    response.headers["Access-Control-Allow-Origin"] = "*"  # public facts; a browser sends no cookie along
    return response


def refused(refusal: Refusal, form: str) -> HttpResponse:
    """Every reason; the status is the first one's."""
    codes = [_STATUS.get(reason.code, 400) for reason in refusal.reasons]
    errors = [
        {"code": code, "description": f"{_named(said.field)}{said.text}{said.next_step}"}
        for code, said in zip(codes, say_all(refusal), strict=True)
    ]
    response = answer("errors", errors, form, codes[0])
    if codes[0] == 429:
        response.headers["Retry-After"] = "60"
    return response


def _named(field: str | None) -> str:
    """The argument a sentence is about, where the sentence itself does not say it."""
    return f"{field}：" if field else ""


def fault(status: int, sentence: str, form: str) -> HttpResponse:
    """An error that no rule of ours found."""
    return answer("errors", [{"code": status, "description": sentence}], form, status)


def speaks(methods: str) -> Callable[[View], View]:
    """A view of the standard: for anyone, the format from the address, every refusal by the book."""

    def dress(view: View) -> View:
        @csrf_exempt  # no cookie opens anything here: a POST shows a key
        @for_anyone
        @wraps(view)
        def inner(request: HttpRequest, form: str = "xml", **parts: Any) -> HttpResponse:
            if request.method not in _METHODS[methods]:
                response = fault(405, "这个地址不接受这种方法。", form)
                response.headers["Allow"] = ", ".join(_METHODS[methods])
                return response
            if request.method == "OPTIONS":
                return _allowed(methods)
            try:
                if request.method != "POST":
                    spend_reading(request)
                return view(request, form=form, **parts)
            except Refusal as refusal:
                return refused(refusal, form)
            except RequestDataTooBig:
                return fault(413, "提交的内容太大。", form)
            except (BadRequest, SuspiciousOperation, MultiPartParserError, UnicodeDecodeError, LookupError):
                return refused(Refusal([Reason("form_unreadable")]), form)

        return inner

    return dress


def _allowed(methods: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response.headers["Allow"] = ", ".join(_METHODS[methods])
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    return response
