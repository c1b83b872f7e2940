"""Addresses of the pages about interfaces."""

from django.urls import path

from . import docs, hooks, systems

app_name = "interfaces"
urlpatterns = [
    path("interfaces/", systems.index, name="index"),
    path("interfaces/docs/", docs.docs, name="docs"),
    path("interfaces/systems/new/", systems.new, name="system-new"),
    path("interfaces/systems/<int:system_id>/", systems.one, name="system"),
    path("interfaces/systems/<int:system_id>/keys/<int:token_id>/", systems.key, name="key"),
    path("interfaces/webhooks/new/", hooks.new, name="hook-new"),
    path("interfaces/webhooks/<int:hook_id>/", hooks.one, name="hook"),
]
