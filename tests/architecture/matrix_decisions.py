"""Owners' votes. The desk prepares, runs and types; who lives here reads; an owner casts for the own home alone."""

from tests.architecture.matrix import KNOWN, Row, roles

PREPARE = roles("committee_member", "neighbourhood_officer", "subdistrict_officer")
TYPE = roles("committee_member", "neighbourhood_officer", "subdistrict_officer", "grid_worker")
READ = roles(
    "committee_member", "neighbourhood_officer", "subdistrict_officer", "grid_worker", "party_secretary",
    "district_officer", "city_officer", "security_auditor", "owner", "tenant", "delegate", "volunteer", "building_head",
)  # fmt: skip
OWNER = roles("owner")
GUIDE = roles("neighbourhood_officer", "subdistrict_officer")
WITNESS = roles(
    "party_secretary", "delegate", "grid_worker", "neighbourhood_officer", "mediator", "district_officer",
    "security_auditor",
)  # fmt: skip

DECISIONS = {
    "decisions:votes": Row(get=KNOWN, everywhere=True),
    "decisions:new": Row(get=PREPARE, post=PREPARE),
    "decisions:edit": Row(get=PREPARE, post=PREPARE),
    "decisions:vote": Row(get=READ),
    "decisions:roll": Row(get=READ),
    "decisions:certificate": Row(get=READ),
    # The unit is the owner's: for everybody else it is not there.
    "decisions:cast": Row(get=OWNER, post=OWNER, denied=(403, 404), neighbour=False),
    "decisions:receipt": Row(get=OWNER, denied=(403, 404), neighbour=False),
    "decisions:counted": Row(get=OWNER, denied=(403, 404), neighbour=False),
    "decisions:bundle": Row(get=READ),
    "decisions:say": Row(post=READ),
    "decisions:move": Row(post=PREPARE, data={"verb": "remind"}),
    "decisions:papers": Row(get=TYPE, post=TYPE),
    "decisions:forms": Row(get=PREPARE),
    "decisions:proxy": Row(get=PREPARE, post=PREPARE),
    "decisions:certificate_pdf": Row(get=READ),
    "decisions:assist": Row(get=TYPE, post=TYPE),
    "decisions:deliveries": Row(get=TYPE, post=TYPE),
    "decisions:covenant": Row(get=PREPARE, post=PREPARE),
    # The vote of these two is held in the city's own system.
    "decisions:outside": Row(get=PREPARE, post=PREPARE),
    "decisions:package": Row(get=PREPARE),
    "decisions:witness": Row(get=WITNESS, post=WITNESS),
    "decisions:proposals": Row(get=READ, post=READ),
    "decisions:support": Row(post=READ),
    "decisions:committee": Row(get=READ),
    "decisions:committee_move": Row(post=GUIDE),
    "decisions:committee_say": Row(post=READ),
    "decisions:slates": Row(get=READ),
    "decisions:new_slate": Row(post=GUIDE),
    "decisions:slate": Row(get=READ),
    "decisions:slate_move": Row(post=GUIDE, data={"reason": " "}),
    "decisions:slate_say": Row(post=READ),
}
