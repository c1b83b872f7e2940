"""Every address of the platform, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("look/", include("sanguanjia.look.pages.urls")),
]

handler400 = "sanguanjia.look.errors.bad_request"
handler403 = "sanguanjia.look.errors.forbidden"
handler404 = "sanguanjia.look.errors.not_found"
handler500 = "sanguanjia.look.errors.server_error"
