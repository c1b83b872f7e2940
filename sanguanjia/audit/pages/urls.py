"""Addresses of the audit room."""

from django.urls import URLPattern, path

from . import mine, records

app_name = "audit"

urlpatterns: list[URLPattern] = [
    path("audit/", records.records, name="records"),
    path("audit/records.xlsx", records.records_excel, name="records-excel"),
    path("audit/read/", records.read, name="read"),
    path("audit/mine/", mine.mine, name="mine"),
]
