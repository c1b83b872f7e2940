"""Procedures towards an owners' assembly: whoever lives or works here reads; starting and moving are a few roles' own.
The thing is a by-election of the estate's committee (`objects_assemblies.py`).
"""

from tests.architecture.matrix import KNOWN, Row, roles

WATCH = roles("neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer", "security_auditor")
READ = roles(
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer", "security_auditor", "owner",
    "tenant", "delegate", "volunteer", "building_head", "grid_worker", "party_secretary", "committee_member",
    "company_manager",
)  # fmt: skip
SETTLE = roles("neighbourhood_officer", "subdistrict_officer", "committee_member")
UNSEEN = (403, 404)

ASSEMBLIES = {
    "assemblies:register": Row(get=WATCH, everywhere=True),
    "assemblies:mine": Row(get=KNOWN, everywhere=True),
    "assemblies:estate": Row(get=READ, post=SETTLE, data={"kind": "by_election"}),
    "assemblies:procedure": Row(get=READ, denied=UNSEEN),
    "assemblies:move": Row(post=SETTLE, denied=UNSEEN),
}
