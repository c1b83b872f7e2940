"""Addresses of the petitions room. Every one of a petition carries the home of its office."""

from django.urls import path

from . import contact, lists, new, petition

app_name = "petitions"
urlpatterns = [
    path("", lists.work, name="list"),
    path("new/", new.enter, name="enter"),
    path("file/", new.file, name="file"),
    path("t/<str:code>/", lists.track, name="track"),
    path("<int:home_id>/new/", new.new, name="new"),
    path("<int:home_id>/<int:petition_id>/", petition.petition, name="petition"),
    path("<int:home_id>/<int:petition_id>/paper/<int:seq>/", petition.paper, name="paper"),
    path("<int:home_id>/<int:petition_id>/contact/", contact.contact, name="contact"),
    path("<int:home_id>/<int:petition_id>/<slug:verb>/", petition.move, name="move"),
]
