"""Addresses of procedures. Every one of a thing carries the estate."""

from django.urls import path

from . import estate, procedure, register

app_name = "assemblies"
urlpatterns = [
    path("", register.register, name="register"),
    path("mine/", estate.mine, name="mine"),
    path("<int:estate_id>/", estate.estate, name="estate"),
    path("<int:estate_id>/<int:procedure_id>/", procedure.procedure, name="procedure"),
    path("<int:estate_id>/<int:procedure_id>/do/<slug:verb>/", procedure.move, name="move"),
]
