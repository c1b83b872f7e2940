"""Addresses of service items. Every one of a thing carries the home."""

from django.urls import path

from . import applying, lists, one

app_name = "applications"
urlpatterns = [
    path("", lists.catalogue, name="catalogue"),
    path("mine/", lists.mine, name="mine"),
    path("work/", lists.work, name="list"),
    path("item/<int:home_id>/<slug:code>/", applying.item, name="item"),
    path("<int:home_id>/<int:application_id>/", one.application, name="application"),
    path("<int:home_id>/<int:application_id>/save/", applying.save, name="save"),
    path("<int:home_id>/<int:application_id>/decision/", one.decision, name="decision"),
    path("<int:home_id>/<int:application_id>/files/<int:file_id>/", one.file, name="file"),
    path("<int:home_id>/<int:application_id>/do/<slug:verb>/", one.move, name="move"),
]
