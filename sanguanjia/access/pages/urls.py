"""Addresses of accounts and access."""

from django.urls import path

from . import claim, claims, login, me, people

app_name = "access"
urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("register/", login.register, name="register"),
    path("account/", me.me, name="me"),
    path("account/password/", me.password, name="password"),
    path("account/sessions/end/", me.end_session, name="end-session"),
    path("account/tokens/", me.tokens, name="tokens"),
    path("account/tokens/<int:token_id>/revoke/", me.revoke_token, name="revoke-token"),
    path("account/claim/", claim.which_estate, name="claim"),
    path("account/claim/<int:estate_id>/", claim.which_unit, name="claim-unit"),
    path("account/claim/<int:estate_id>/who/", claim.who, name="claim-who"),
    path("account/claims/", claims.claims, name="claims"),
    path("account/claims/<int:estate_id>/<int:claim_id>/", claims.claim, name="claim-page"),
    path("account/claims/<int:estate_id>/<int:claim_id>/decide/", claims.decide, name="claim-decide"),
    path("account/people/", people.people, name="people"),
    path("account/people/excel/", people.people_excel, name="people-excel"),
    path("account/people/grant/", people.grant, name="grant"),
    path("account/people/<int:home_id>/<int:mandate_id>/", people.mandate, name="mandate"),
    path("account/people/<int:home_id>/<int:mandate_id>/end/", people.end, name="end-mandate"),
]
