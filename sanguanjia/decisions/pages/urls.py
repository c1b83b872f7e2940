"""Addresses of the decisions room."""

from django.urls import path

from sanguanjia.decisions.pages import trial

app_name = "decisions"
urlpatterns = [
    path("", trial.trial, name="trial"),
]
