"""Addresses of accounts and access."""

from django.urls import path

from . import accounts, claim, claims, login, me, people, register, safety, second

app_name = "access"
urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("login/code/", login.login_code, name="login-code"),
    path("login/second/", second.login_second, name="login-second"),
    path("login/forgot/", register.forgot, name="forgot"),
    path("login/lost-phone/", register.lost_phone, name="lost-phone"),
    path("register/", register.register, name="register"),
    path("account/", me.me, name="me"),
    path("account/password/", me.password, name="password"),
    path("account/sessions/end/", me.end_session, name="end-session"),
    path("account/step-up/", safety.step_up, name="step-up"),
    path("account/wake/", safety.wake, name="wake"),
    path("account/staff-session/", safety.staff_session, name="staff-session"),
    path("account/staff-session/end/", safety.end_staff_session, name="end-staff-session"),
    path("account/factor/", safety.factor, name="factor"),
    path("account/phone/", safety.phone, name="phone"),
    path("account/email/", safety.email, name="email"),
    path("account/close/", safety.close, name="close"),
    path("account/accounts/", accounts.accounts, name="accounts"),
    path("account/accounts/<int:account_id>/", accounts.account, name="account"),
    path("account/lost-phones/", accounts.phone_requests, name="phone-requests"),
    path("account/lost-phones/<int:request_id>/", accounts.phone_request, name="phone-request"),
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
    path("account/people/<int:home_id>/<int:mandate_id>/cover/", people.cover, name="cover"),
    path(
        "account/people/<int:home_id>/<int:mandate_id>/cover/<int:cover_id>/end/", people.end_cover, name="end-cover"
    ),
    path("account/people/<int:home_id>/<int:mandate_id>/hand-over/", people.hand_over, name="hand-over"),
    path("account/people/<int:home_id>/<int:mandate_id>/end/", people.end, name="end-mandate"),
]
