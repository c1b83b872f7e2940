"""Addresses of the notices room. The number of a public notice is its number in the estate, as the paper prints it."""

from django.urls import path

from sanguanjia.notices.pages import board, inbox, posting

app_name = "notices"
urlpatterns = [
    path("messages/", inbox.inbox, name="inbox"),
    path("messages/settings/", inbox.settings, name="settings"),
    path("messages/unread/", inbox.unread, name="unread"),
    path("messages/read/", inbox.read_all, name="read"),
    path("messages/<int:estate_id>/<int:message_id>/", inbox.open_one, name="open"),
    path("messages/<int:estate_id>/<int:message_id>/sheet/", inbox.sheet, name="message-sheet"),
    path("board/", board.boards, name="boards"),
    path("board/<int:estate_id>/", board.board, name="board"),
    path("board/<int:estate_id>/post/", posting.post, name="post"),
    path("board/<int:estate_id>/sheet/", board.report_sheet, name="report-sheet"),
    path("board/<int:estate_id>/objections/<int:objection_id>/", posting.answer, name="answer"),
    path("board/<int:estate_id>/<int:number>/", board.notice, name="notice"),
    path("board/<int:estate_id>/<int:number>/sheet/", board.sheet, name="sheet"),
    path("board/<int:estate_id>/<int:number>/text.json", board.canonical, name="text"),
    path("board/<int:estate_id>/<int:number>/files/<int:file_id>/", board.attachment, name="file"),
    path("board/<int:estate_id>/<int:number>/proofs/<int:proof_id>/", board.proof, name="proof"),
    path("board/<int:estate_id>/<int:number>/correct/", posting.correct, name="correct"),
    path("board/<int:estate_id>/<int:number>/extend/", posting.extend, name="extend"),
    path("board/<int:estate_id>/<int:number>/prove/", posting.prove, name="prove"),
    path("board/<int:estate_id>/<int:number>/object/", posting.object_to, name="object"),
]
