"""Addresses of the councils room. Every one of a thing carries the home it belongs to."""

from django.urls import path

from . import lists, meetings, papers, proposals, tasks

app_name = "councils"
urlpatterns = [
    path("", lists.meetings, name="list"),
    path("tasks/", lists.tasks, name="tasks"),
    path("decisions/", lists.decisions, name="decisions"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("new/", meetings.new, name="new"),
    path("<int:estate_id>/case/<int:case_id>/", proposals.propose, name="propose"),
    path("<int:estate_id>/proposal/<int:proposal_id>/decline/", proposals.decline, name="decline"),
    path("<int:estate_id>/task/<int:council_task_id>/", tasks.task, name="task"),
    path("<int:estate_id>/task/<int:council_task_id>/photo/<slug:sha>/", papers.task_photo, name="task-photo"),
    path("<int:estate_id>/task/<int:council_task_id>/<slug:verb>/", tasks.move, name="task-move"),
    path("<int:estate_id>/<int:meeting_id>/", meetings.meeting, name="meeting"),
    path("<int:estate_id>/<int:meeting_id>/invitation.ics", papers.invitation, name="invitation"),
    path("<int:estate_id>/<int:meeting_id>/minutes/", papers.minutes, name="minutes"),
    path("<int:estate_id>/<int:meeting_id>/photo/<slug:sha>/", papers.photo, name="photo"),
    path("<int:estate_id>/<int:meeting_id>/<slug:verb>/", meetings.move, name="move"),
]
