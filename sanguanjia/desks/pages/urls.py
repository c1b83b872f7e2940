"""Addresses of the desks. They stand at the root: `/` is everybody's first page."""

from django.urls import path

from sanguanjia.desks.pages import desk, filters, guide, home, search

app_name = "desks"
urlpatterns = [
    path("", home.home, name="home"),
    path("home/", home.resident, name="resident"),
    path("services/", home.services, name="services"),
    path("public/", home.public, name="public"),
    path("desk/", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("filters/save/", filters.save, name="filter-save"),
    path("filters/<int:filter_id>/remove/", filters.remove, name="filter-remove"),
    path("help/", guide.how_to, name="help"),
    path("help/words/", guide.words, name="words"),
]
