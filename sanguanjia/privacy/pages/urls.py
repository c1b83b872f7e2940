"""Addresses of the privacy room. The estate stands in every address of a person."""

from django.urls import path

from sanguanjia.privacy.pages import keys, mine, notice, people

app_name = "privacy"
_PERSON = "privacy/estates/<int:estate_id>/people/<int:party_id>/"

urlpatterns = [
    path("privacy/", notice.notice, name="notice"),
    path("privacy/keys/", keys.keys, name="keys"),
    path("privacy/mine/", mine.mine, name="mine"),
    path("privacy/mine/copy.json", mine.copy, name="copy"),
    path("privacy/mine/consents/", mine.consent, name="consent"),
    path("privacy/mine/phones/<int:estate_id>/<int:party_id>/", mine.phone, name="phone"),
    path("privacy/estates/<int:estate_id>/roster/", people.roster, name="roster"),
    path(_PERSON, people.unmask, name="unmask"),
    path(f"{_PERSON}erase/", people.erase, name="erase"),
]
