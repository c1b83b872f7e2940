"""Addresses of the policy room."""

from django.urls import path

from sanguanjia.policy.pages import publish, reading

app_name = "policy"
urlpatterns = [
    path("", reading.index, name="index"),
    path("rule/<str:key>/", reading.rule, name="rule"),
    path("calendar/<int:year>/", reading.calendar, name="calendar"),
    path("publish/", publish.publish, name="publish"),
]
