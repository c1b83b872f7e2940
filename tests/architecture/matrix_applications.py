"""Service items. The application is the committee's, for the use of the fund in Zhuzhou: its fund centre decides, the
district, the city and the auditor look (`objects_applications.py`).
"""

from tests.architecture.matrix import KNOWN, Row, roles

APPLY = roles("committee_member", "company_manager")
REVIEW = roles(
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "fund_officer", "city_officer",
    "security_auditor",
)  # fmt: skip
SEE = roles("committee_member", "fund_officer", "district_officer", "city_officer", "security_auditor")
UNSEEN = (403, 404)


def _move(*who: str) -> Row:
    """A move by the API."""
    body = {"answers": {}, "words": "看过", "codes": ["plan"], "granted": True, "agrees": True, "clear": True}
    return Row(post=roles(*who), denied=UNSEEN, elsewhere=UNSEEN, json=body)


APPLICATIONS = {
    "applications:catalogue": Row(get=KNOWN, everywhere=True),
    "applications:mine": Row(get=KNOWN, everywhere=True),
    "applications:list": Row(get=REVIEW),
    "applications:item": Row(get=KNOWN, post=APPLY),
    "applications:application": Row(get=SEE, denied=UNSEEN, elsewhere=UNSEEN),
    "applications:save": Row(post=roles("committee_member"), denied=UNSEEN, elsewhere=UNSEEN),
    "applications:decision": Row(get=SEE, denied=UNSEEN, elsewhere=UNSEEN),
    "applications:file": Row(get=SEE, denied=UNSEEN, elsewhere=UNSEEN),
    # The fund centre takes it in.
    "applications:move": Row(post=roles("fund_officer"), denied=UNSEEN, elsewhere=UNSEEN),
    "api:application-items": Row(get=KNOWN),
    "api:application-list": Row(get=KNOWN, everywhere=True),
    "api:application-draft": Row(
        post=APPLY, elsewhere=(403, 404), json={"estate_id": "{estate_id}", "item": "fund-works", "answers": {}}
    ),
    "api:application-one": Row(get=SEE, denied=UNSEEN, elsewhere=UNSEEN),
    "api:application-answers": _move("committee_member"),
    "api:application-paper": Row(post=roles("committee_member"), denied=UNSEEN, elsewhere=UNSEEN, file="file"),
    "api:application-submit": _move("committee_member"),
    "api:application-withdraw": _move("committee_member"),
    "api:application-accept": _move("fund_officer"),
    "api:application-ask_correction": _move("fund_officer"),
    "api:application-recuse": _move("fund_officer"),
    "api:application-decide": _move("fund_officer"),
    "api:application-opine": _move(),  # the fund centre of Zhuzhou decides alone: there is no level before it
}
