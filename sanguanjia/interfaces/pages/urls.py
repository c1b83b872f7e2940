"""Addresses of the pages about interfaces."""

from django.urls import path

from . import docs

app_name = "interfaces"
urlpatterns = [
    path("interfaces/docs/", docs.docs, name="docs"),
]
