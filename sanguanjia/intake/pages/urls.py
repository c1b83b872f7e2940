"""Addresses of the intake room."""

from django.urls import URLPattern, path

from . import counter, replies, sheets, unplaced

app_name = "intake"

_DESK = "intake/<int:home_id>/"
_BATCH = f"{_DESK}sheets/<int:batch_id>/"

urlpatterns: list[URLPattern] = [
    path("intake/", sheets.enter, name="enter"),
    path(f"{_DESK}sheets/", sheets.batches, name="sheets"),
    path(f"{_DESK}counter/", counter.counter, name="counter"),
    path(f"{_DESK}upload/", sheets.upload, name="upload"),
    path(_BATCH, sheets.batch, name="batch"),
    path(f"{_BATCH}progress.json", sheets.progress, name="progress"),
    path(f"{_BATCH}nudge/", sheets.nudge, name="nudge"),
    path(f"{_BATCH}needs/", sheets.needs, name="needs"),
    path(f"{_BATCH}commit/", sheets.commit, name="commit"),
    path(f"{_BATCH}withdraw/", sheets.withdraw, name="withdraw"),
    path(f"{_BATCH}reply.xlsx", sheets.reply, name="reply"),
    path(f"{_DESK}replies/", replies.replies, name="replies"),
    path(f"{_DESK}replies/<int:estate_id>/<int:case_id>/prepare/", replies.prepare, name="prepare"),
    path(f"{_DESK}replies/<int:estate_id>/<int:case_id>/check/", replies.check, name="check"),
    path(f"{_DESK}callers/<int:sheet_id>/", replies.call, name="call"),
    path(f"{_DESK}unplaced/", unplaced.waiting, name="unplaced"),
    path(f"{_DESK}unplaced/<int:sheet_id>/", unplaced.place, name="place"),
]
