"""Addresses of roster imports, hung under the estate's own."""

from django.urls import URLPattern, path

from . import rosters

_ROSTERS = "registry/estates/<int:estate_id>/rosters/"
_ONE = f"{_ROSTERS}<int:roster_id>/"

urlpatterns: list[URLPattern] = [
    path(_ROSTERS, rosters.roster_list, name="rosters"),
    path(f"{_ROSTERS}upload/", rosters.roster_upload, name="roster-upload"),
    path(f"{_ROSTERS}export.xlsx", rosters.roster_export, name="roster-export"),
    path(_ONE, rosters.roster, name="roster"),
    path(f"{_ONE}columns/", rosters.roster_columns, name="roster-columns"),
    path(f"{_ONE}leave-out/", rosters.roster_leave_out, name="roster-leave-out"),
    path(f"{_ONE}fix/", rosters.roster_fix, name="roster-fix"),
    path(f"{_ONE}fix.xlsx", rosters.roster_fix_file, name="roster-fix-file"),
    path(f"{_ONE}commit/", rosters.roster_commit, name="roster-commit"),
    path(f"{_ONE}withdraw/", rosters.roster_withdraw, name="roster-withdraw"),
    path(f"{_ONE}again/", rosters.roster_nudge, name="roster-nudge"),
    path(f"{_ONE}progress.json", rosters.roster_progress, name="roster-progress"),
]
