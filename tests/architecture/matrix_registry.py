"""Who may open what in the registry: the rows of `matrix.py` for its pages, forms, rosters and API operations."""

from __future__ import annotations

from tests.architecture.matrix import KNOWN, Row, roles

KEEPERS = roles("neighbourhood_officer", "subdistrict_officer", "district_officer")
SEE_UNITS = roles(
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer", "department_officer",
    "fund_officer", "security_auditor", "owner", "tenant", "building_head", "committee_member", "delegate",
    "party_secretary", "volunteer", "grid_worker", "mediator", "company_manager", "company_worker",
)  # fmt: skip
READ_ORGANISATIONS = roles(
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer", "department_officer",
    "association_officer", "fund_officer", "hotline_operator", "system_admin", "security_auditor",
)  # fmt: skip
KEEP_ORGANISATIONS = roles("subdistrict_officer", "district_officer", "city_officer", "system_admin")
IMPORT = roles(
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "committee_member", "company_manager"
)
PHONES = roles("neighbourhood_officer", "subdistrict_officer")
MANAGEMENT = roles("subdistrict_officer", "district_officer")
# A place above the estate is known to everybody below it: denied there, not hidden.
ABOVE = (403, 404)


def form(*who: str, elsewhere: tuple[int, ...] = (404,)) -> Row:
    """A form: who may open it may send it; an empty one is refused for its content."""
    return Row(get=roles(*who), post=roles(*who), elsewhere=elsewhere)


def keepers_form() -> Row:
    """A form of the offices that keep the roster."""
    return Row(get=KEEPERS, post=KEEPERS)


PAGES = {
    "registry:tree": Row(get=KNOWN),
    # Names and bounds of places, estates and organisations are the same for everybody logged in.
    "registry:place": Row(get=KNOWN, everywhere=True),
    "registry:estate": Row(get=KNOWN, everywhere=True),
    "registry:organisation": Row(get=KNOWN),
    "registry:estates": Row(get=KNOWN),
    "registry:estates-excel": Row(get=KNOWN),
    "registry:units": Row(get=SEE_UNITS),
    "registry:units-excel": Row(get=SEE_UNITS),
    "registry:unit": Row(get=SEE_UNITS),
    "registry:organisations": Row(get=READ_ORGANISATIONS),
    "registry:organisations-excel": Row(get=READ_ORGANISATIONS),
}

PLACES = {
    "registry:found-city": form("system_admin", elsewhere=ABOVE),
    "registry:found-district": form("system_admin", "city_officer", elsewhere=ABOVE),
    "registry:found-subdistrict": form("city_officer", "district_officer", elsewhere=ABOVE),
    "registry:found-neighbourhood": form("district_officer", "subdistrict_officer", elsewhere=ABOVE),
    "registry:found-estate": Row(get=KEEPERS, post=KEEPERS, elsewhere=ABOVE),
    "registry:found-grid": Row(get=KEEPERS, post=KEEPERS, elsewhere=ABOVE),
    "registry:rename": form("system_admin", "city_officer", "district_officer"),
    "registry:change-division": form("system_admin", "city_officer", elsewhere=ABOVE),
    "registry:organisation-new": Row(get=KEEP_ORGANISATIONS, post=KEEP_ORGANISATIONS),
    # The companies of the small city belong to no place: the platform's own people keep them.
    "registry:organisation-correct": form("system_admin", elsewhere=ABOVE),
}

ESTATES = {
    **{
        f"registry:estate-{slug}": keepers_form()
        for slug in ("building", "entrance", "lift", "lift-end", "unit", "unmanaged", "unmanaged-end")
    },
    "registry:estate-company": Row(get=MANAGEMENT, post=MANAGEMENT),
    "registry:estate-company-end": Row(get=MANAGEMENT, post=MANAGEMENT),
    "registry:estate-move": form("subdistrict_officer", "district_officer", "city_officer"),
    **{
        f"registry:unit-{slug}": keepers_form()
        for slug in ("correct", "split", "merge", "transfer", "deliver", "basis", "guardian", "guardian-end")
    },
    "registry:unit-phone": Row(get=PHONES, post=PHONES),
}

ROSTERS = {
    "registry:rosters": Row(get=IMPORT),
    "registry:roster": Row(get=IMPORT),
    "registry:roster-progress": Row(get=IMPORT),
    "registry:roster-fix-file": Row(get=IMPORT),
    "registry:roster-export": Row(get=PHONES),
    **{
        f"registry:roster-{step}": Row(post=IMPORT)
        for step in ("upload", "columns", "leave-out", "fix", "commit", "withdraw", "nudge")
    },
}

API = {
    "api:registry-estates": Row(get=KNOWN),
    "api:registry-estate": Row(get=KNOWN, everywhere=True),
    "api:registry-buildings": Row(get=SEE_UNITS),
    "api:registry-units": Row(get=SEE_UNITS),
    "api:registry-unit": Row(get=SEE_UNITS),
}

REGISTRY: dict[str, Row] = {**PAGES, **PLACES, **ESTATES, **ROSTERS, **API}
