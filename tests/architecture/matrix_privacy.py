"""Rows of the privacy room. Looks are behind an office and a fresh proof; one's own data are one's own."""

from __future__ import annotations

from tests.architecture.matrix import EVERYBODY, KNOWN, Row, roles

LOOK = roles("neighbourhood_officer", "subdistrict_officer", "company_manager")
EXPORT = roles("neighbourhood_officer", "subdistrict_officer")
ERASE = roles("subdistrict_officer")

PRIVACY = {
    "privacy:notice": Row(get=EVERYBODY),
    "privacy:mine": Row(get=KNOWN),
    "privacy:copy": Row(get=KNOWN),
    "privacy:consent": Row(post=KNOWN, data={"purpose": "survey", "word": "give", "version": "1"}),
    # The entry is nobody's account: to everybody it is somebody else's, and does not exist here.
    "privacy:phone": Row(get=roles(), post=roles(), denied=(404,)),
    "privacy:unmask": Row(get=LOOK, post=LOOK),
    "privacy:keys": Row(get=roles("system_admin"), post=roles("system_admin"), data={"suite": "none"}),
    "privacy:roster": Row(get=EXPORT, post=EXPORT),
    "privacy:erase": Row(get=ERASE, post=ERASE),
    # The matter is in the company's hands; the front desk may call too. The reporter has no need to.
    "cases:contact": Row(
        get=roles("company_manager", "hotline_operator", "neighbourhood_officer", "subdistrict_officer",
                  "district_officer", "city_officer"),
        post=roles("company_manager", "hotline_operator", "neighbourhood_officer", "subdistrict_officer",
                   "district_officer", "city_officer"),
        denied=(403, 404), neighbour=False, data={"reason": "联系报事人"},
    ),
}
