"""Addresses of the registry. The estate stands in every one: nothing is looked up by id alone."""

from django.urls import URLPattern, path

from . import estate_forms, estates, organisations, place_forms, places, roster_urls, unit_forms, units
from .forms import view_of

app_name = "registry"

_ESTATE = "registry/estates/<int:estate_id>/"
_UNIT = f"{_ESTATE}units/<int:unit_id>/"

urlpatterns: list[URLPattern] = [
    path("registry/", places.tree, name="tree"),
    path("registry/places/<int:home_id>/", places.place, name="place"),
    path("registry/estates/", places.estates, name="estates"),
    path("registry/estates.xlsx", places.estates_excel, name="estates-excel"),
    path(_ESTATE, estates.estate, name="estate"),
    path(f"{_ESTATE}units/", estates.units, name="units"),
    path(f"{_ESTATE}units.xlsx", estates.units_excel, name="units-excel"),
    path(_UNIT, units.unit, name="unit"),
    path("registry/organisations/", organisations.organisations, name="organisations"),
    path("registry/organisations.xlsx", organisations.organisations_excel, name="organisations-excel"),
    path("registry/organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path(
        "registry/organisations/<int:organisation_id>/correct/",
        view_of(organisations.CORRECT),
        name=organisations.CORRECT.slug,
    ),
    path("registry/places/<int:home_id>/do/organisation/", view_of(organisations.NEW), name=organisations.NEW.slug),
    *(
        path(f"registry/places/<int:home_id>/do/{form.slug}/", view_of(form), name=form.slug)
        for form in place_forms.FORMS
    ),
    *(path(f"{_ESTATE}do/{form.slug}/", view_of(form), name=f"estate-{form.slug}") for form in estate_forms.FORMS),
    *(path(f"{_UNIT}do/{form.slug}/", view_of(form), name=f"unit-{form.slug}") for form in unit_forms.FORMS),
    *roster_urls.urlpatterns,
]
