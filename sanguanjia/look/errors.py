"""Error pages in plain Chinese: what happened, and what the person can do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines

# status: (title, sentence, next step)
PAGES: dict[int, tuple[str, str, str]] = {
    400: ("这个请求没看懂", "页面发来的内容不完整或不对。", "请返回上一页，检查后再试一次。"),
    403: (
        "这里您不能进",
        "这一页只对负责这件事的人开放。",
        "如果您认为应当能看到，请用有权限的账号登录，或联系您所在的社区。",
    ),
    404: ("没有找到这一页", "地址可能写错了，或者这一页已经搬走。", "请从首页重新进入，或用编号查找您的事项。"),
    405: ("不能这样打开", "这个地址只接受从页面里提交。", "请回到上一页，用页面上的按钮操作。"),
    409: ("刚才有人先动了", "在您打开页面之后，这件事已经有了变化。", "请重新打开页面，看过最新情况后再决定。"),
    413: ("文件太大", "上传的内容超过了允许的大小。", "请减少照片数量或压缩后再上传。"),
    429: ("操作太频繁", "短时间内请求太多。", "请过几分钟再试。"),
    500: (
        "系统出了问题",
        "这不是您的错，已经记下来，会有人处理。",
        "请过几分钟再试；急事请直接拨打 12345 或联系物业。",
    ),
    507: (
        "暂时存不下",
        "存放数据的磁盘满了，您刚才提交的内容没有保存；以前保存的都在。",
        "请稍后再提交一次；急事请直接拨打 12345 或联系物业。",
    ),
    503: ("正在维护", "系统暂时停一会儿。", "请过几分钟再试；急事请直接拨打 12345 或联系物业。"),
}


def page(request: HttpRequest, status: int, sentence: str = "", next_step: str = "", title: str = "") -> HttpResponse:
    """The error page for ``status``; a room may give its own sentence and next step."""
    words = PAGES.get(status, PAGES[500])
    context = {
        "status": status,
        "title": title or words[0],
        "sentence": sentence or words[1],
        "next_step": next_step or words[2],
    }
    if status >= 500:  # nothing that may ask the database again
        return HttpResponse(engines["jinja2"].get_template("look/error.html").render(context), status=status)
    return render(request, "look/error.html", context, status=status, using="jinja2")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler400``"""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler403``"""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler404``"""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``"""
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``CSRF_FAILURE_VIEW``: the usual cause is a page left open over night."""
    return page(
        request, 403, "这一页打开得太久，已经失效。", "请刷新页面后再提交；您写的内容会保留在本机。", "页面已过期"
    )
