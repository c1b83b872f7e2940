"""Addresses of the cases room. Every one carries the estate: nothing is looked up by id alone."""

from django.urls import path

from sanguanjia.cases.pages import case, catalogue, contact, duty, lists, matter, rates, report

app_name = "cases"
urlpatterns = [
    path("", lists.door, name="door"),
    path("list/", lists.work, name="list"),
    path("list.xlsx", lists.as_excel, name="excel"),
    path("mine/", lists.mine, name="mine"),
    path("mine.xlsx", lists.mine_as_excel, name="mine-excel"),
    path("new/", report.new, name="new"),
    path("new/needs/", report.needs, name="needs"),
    path("rates/", rates.rates, name="rates"),
    path("rates.xlsx", rates.as_excel, name="rates-excel"),
    path("rates/<int:home_id>/<int:sheet_id>/", rates.sheet, name="rate-sheet"),
    path("rates/<int:home_id>/<int:sheet_id>/export.zip", rates.export, name="rate-export"),
    path("lists/", catalogue.index, name="catalogue-door"),
    path("lists/<slug:name>/", catalogue.index, name="catalogue"),
    path("lists/<slug:name>.xlsx", catalogue.as_excel, name="catalogue-excel"),
    path("lists/<slug:name>/check/", catalogue.check, name="catalogue-check"),
    path("lists/<slug:name>/publish/", catalogue.publish, name="catalogue-publish"),
    path("lists/<slug:name>/<slug:code>/", catalogue.edit, name="catalogue-entry"),
    path("call-backs/", rates.call_backs, name="call-backs"),
    path("duty/", duty.enter, name="duty-door"),
    path("duty/<int:home_id>/", duty.roster, name="duty"),
    path("duty/<int:home_id>/import/", duty.bring_in, name="duty-import"),
    path("duty/<int:home_id>.xlsx", duty.as_excel, name="duty-excel"),
    path("<int:estate_id>/<int:case_id>/", case.case, name="case"),
    path("<int:estate_id>/<int:case_id>/contact/", contact.contact, name="contact"),
    path("<int:estate_id>/<int:case_id>/done/", case.done, name="done"),
    path("<int:estate_id>/<int:case_id>/photos/<int:photo_id>/", case.photo, name="photo"),
    path("<int:estate_id>/<int:case_id>/photos/<int:photo_id>/small/", case.photo, {"thumb": True}, name="thumb"),
    path("<int:estate_id>/<int:case_id>/matter/", matter.choose, name="matter"),
    path("<int:estate_id>/<int:case_id>/<slug:verb>/", case.move, name="move"),
]
