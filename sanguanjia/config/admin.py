"""Django's admin for system administrators: everything can be looked at, nothing can be written.

What changes a city is an act with a permission and a record; a form that writes past them would be a hole in the wall.
Django's own site and no theme: it keeps to the strict Content-Security-Policy of every other page.
Personal fields (names, phones, texts, secrets) are left out: looking at them has its own pages and its own record.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property

from sanguanjia.kernel import clock
from sanguanjia.kernel.scoped import cross_estate

SECRETS = frozenset({"password", "digest", "session_key", "session_data", "secret"})
SHOWN_IN_LISTS = 8
COUNTED = 2_000


class CountsToALimit(Paginator):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Pages of huge tables: counting stops at a limit instead of reading a million rows."""

    @cached_property
    def count(self) -> int:
        """Rows, at most COUNTED."""
        rows: Any = self.object_list
        return len(rows.values_list("pk")[:COUNTED])


class LookOnly(ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A table to look at. Nothing can be added, changed or deleted here by anyone."""

    paginator = CountsToALimit
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-pk",)
    actions = None

    def __init__(self, model: type[models.Model], admin_site: Any) -> None:
        hidden = SECRETS | frozenset(getattr(model, "personal_fields", ()))
        shown = [field.name for field in model._meta.concrete_fields if field.name not in hidden]
        self.list_display = tuple(shown[:SHOWN_IN_LISTS])
        self.fields = tuple(shown)  # type: ignore[misc]  # one class for all tables: each instance has its own
        self.readonly_fields = tuple(shown)  # type: ignore[misc]
        super().__init__(model, admin_site)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never."""
        return False

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        """Whoever may enter the site."""
        return bool(self.admin_site.has_permission(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, over all estates."""
        with cross_estate():
            return _rendered(super().changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One row, read only."""
        with cross_estate():
            return _rendered(super().changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Never, and without looking for the row."""
        raise PermissionDenied

    def history_view(self, request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        """Django's own log is not kept: the acts' records are."""
        return HttpResponseRedirect(reverse("admin:index"))


def _rendered(answer: HttpResponse) -> HttpResponse:
    return answer.render() if isinstance(answer, TemplateResponse) else answer


class Site(AdminSite):
    """The admin site. Logging in happens on the platform's own page."""

    site_header = "三管家 · 系统管理"
    site_title = "系统管理"
    index_title = "数据（只读）"
    enable_nav_sidebar = True

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """At the head of every page: until when the staff session is open, without which nobody enters."""
        until = request.actor.awake_until  # type: ignore[attr-defined]
        standing = f"{self.site_header} · 管理时段到 {clock.local(until):%H:%M} 结束" if until else self.site_header
        return {**super().each_context(request), "site_header": standing}

    def has_permission(self, request: HttpRequest) -> bool:
        """A system administrator in an open staff session, in a browser whose login was strong enough."""
        return bool(request.actor.has_role("system_admin"))  # type: ignore[attr-defined]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the platform's login; somebody who is logged in and may not enter goes home."""
        if request.user.is_authenticated:
            asleep = any(m.role == "system_admin" for m in request.actor.asleep)  # type: ignore[attr-defined]
            return HttpResponseRedirect(f"{reverse('access:wake')}?next=/admin/" if asleep else "/")
        return HttpResponseRedirect(f"{reverse('access:login')}?next={reverse('admin:index')}")


site = Site(name="admin")
for model in apps.get_models():
    if model._meta.pk.name in SECRETS:
        continue  # the key of a session is the session: it must not stand in an address either
    if model.__module__.startswith(("sanguanjia.", "procrastinate.")) and not model._meta.proxy:
        site.register(model, LookOnly)
