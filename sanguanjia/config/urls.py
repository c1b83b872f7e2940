"""Every address of the platform, room by room."""

from django.urls import URLPattern, URLResolver, include, path

from sanguanjia.cases.pages import tracker
from sanguanjia.config import admin
from sanguanjia.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    # Machines first: they ask most often, and every pattern above costs them a look.
    path("api/v1/", api.urls),
    path("open311/", include("sanguanjia.interfaces.open311.urls")),
    path("", include("sanguanjia.access.pages.urls")),
    path("", include("sanguanjia.desks.pages.urls")),
    path("policy/", include("sanguanjia.policy.pages.urls")),
    path("cases/", include("sanguanjia.cases.pages.urls")),
    path("whistle/", include("sanguanjia.whistle.pages.urls")),
    path("applications/", include("sanguanjia.applications.pages.urls")),
    path("funds/", include("sanguanjia.funds.pages.urls")),
    path("banking/", include("sanguanjia.banking.pages.urls")),
    path("decisions/", include("sanguanjia.decisions.pages.urls")),
    path("assemblies/", include("sanguanjia.assemblies.pages.urls")),
    path("councils/", include("sanguanjia.councils.pages.urls")),
    path("petitions/", include("sanguanjia.petitions.pages.urls")),
    path("surveys/", include("sanguanjia.surveys.pages.urls")),
    path("", include("sanguanjia.intake.pages.urls")),
    path("", include("sanguanjia.notices.pages.urls")),
    path("", include("sanguanjia.privacy.pages.urls")),
    path("", include("sanguanjia.audit.pages.urls")),
    path("t/", tracker.search, name="tracker-search"),
    path("t/<str:code>/", tracker.track, name="tracker"),
    path("", include("sanguanjia.interfaces.pages.urls")),
    path("", include("sanguanjia.registry.pages.urls")),
    path("look/", include("sanguanjia.look.pages.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "sanguanjia.look.errors.bad_request"
handler403 = "sanguanjia.look.errors.forbidden"
handler404 = "sanguanjia.look.errors.not_found"
handler500 = "sanguanjia.config.edge.server_error"
