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
}
