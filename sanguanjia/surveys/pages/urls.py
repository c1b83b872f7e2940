"""Addresses of the surveys room. Every one of a survey carries its home."""

from django.urls import path

from . import answering, entering, office, public

app_name = "surveys"
urlpatterns = [
    path("", public.index, name="index"),
    path("of/<int:home_id>/", public.place, name="place"),
    path("of/<int:home_id>/excel/", public.place_excel, name="place-excel"),
    path("company/<int:organisation_id>/", public.company, name="company"),
    path("company/<int:organisation_id>/excel/", public.company_excel, name="company-excel"),
    path("office/", office.office, name="office"),
    path("<int:estate_id>/open/", office.open_survey, name="open"),
    path("<int:estate_id>/earlier/", office.earlier, name="earlier"),
    path("<int:estate_id>/<int:survey_id>/", office.survey, name="survey"),
    path("<int:estate_id>/<int:survey_id>/blank/", office.blank, name="blank"),
    path("<int:estate_id>/<int:survey_id>/sheet/", office.sheet, name="sheet"),
    path("<int:estate_id>/<int:survey_id>/enter/", entering.enter, name="enter"),
    path("<int:estate_id>/<int:survey_id>/close/", office.close, name="close"),
    path("<int:estate_id>/<int:survey_id>/answer/<int:unit_id>/", answering.answer, name="answer"),
]
