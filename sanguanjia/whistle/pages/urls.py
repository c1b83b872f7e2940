"""Addresses of the whistle room. Every one of a thing carries the estate."""

from django.urls import path

from . import desks, lists, tasks, whistles

app_name = "whistle"
urlpatterns = [
    path("", lists.work, name="list"),
    path("figures/", lists.figures, name="figures"),
    path("desks/", desks.desks, name="desks"),
    path("<int:estate_id>/case/<int:case_id>/", whistles.blow, name="blow"),
    path("<int:estate_id>/case/<int:case_id>/attempt/", whistles.attempt, name="attempt"),
    path("<int:estate_id>/whistle/<int:whistle_id>/back/", whistles.take_back, name="take-back"),
    path("<int:estate_id>/task/<int:task_id>/", tasks.task, name="task"),
    path("<int:estate_id>/task/<int:task_id>/photo/<slug:sha>/", tasks.photo, name="photo"),
    path("<int:estate_id>/task/<int:task_id>/<slug:verb>/", tasks.move, name="move"),
]
