"""Who may open what: every route, reviewed by hand. A route without a row fails. A room may keep its
rows in a file of its own (`matrix_registry.py`).

    "room:name": Row(get=WHO, post=WHO, …)

WHO is EVERYBODY (no login needed), KNOWN (whoever is logged in), or a set of roles; None: the method is not answered.
"Let in" means that the door opened: the page is there (200, 302), or what was sent is refused for its content (4xx
other than 401, 403, 404, 405).

    own        a person whose mandate covers the place of the thing
    neighbour  an owner of another home in the same estate (the same as owner, unless `neighbour` says otherwise)
    sibling    the same role at a place beside it: gets `elsewhere`, 404 unless the row says otherwise
    parent     the same request, addressed to the place above the person's own: 403 or 404, for everybody
    anonymous  is sent to the login (401 for the API), unless WHO is EVERYBODY

Rows with `everywhere=True` are the same at every place (public names, one's own things).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sanguanjia.access.types import Role


@dataclass(frozen=True)
class Who:
    """A set of people; `anonymous`: also without a login."""

    roles: frozenset[str]
    anonymous: bool = False


ALL = frozenset(role.value for role in Role)
EVERYBODY = Who(ALL, anonymous=True)
KNOWN = Who(ALL)


def roles(*names: str) -> Who:
    """These roles."""
    assert set(names) <= ALL, set(names) - ALL
    return Who(frozenset(names))


def but(*names: str) -> Who:
    """Every role except these."""
    return Who(ALL - roles(*names).roles)


@dataclass(frozen=True)
class Row:
    """What one route answers. `denied`: to a role that may not, at its own place (404 where it must not be known)."""

    get: Who | None = None
    post: Who | None = None
    denied: tuple[int, ...] = (403,)
    elsewhere: tuple[int, ...] = (404,)
    everywhere: bool = False
    neighbour: bool | None = None
    query: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    file: str = ""  # the name of a field that carries a picture
    methods: tuple[str, ...] = ("get", "post", "put", "patch", "delete")
    others: Mapping[str, Who] = field(default_factory=dict)  # put, patch, delete of the API


ADMIN = roles("system_admin")
SEE_PEOPLE = roles(
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer", "company_manager",
    "system_admin", "security_auditor",
)  # fmt: skip
GRANT = Who(SEE_PEOPLE.roles - {"security_auditor"})
DECIDE_CLAIMS = roles("committee_member", "neighbourhood_officer", "company_manager")
DECIDE_PHONES = roles("neighbourhood_officer", "system_admin")
TOKENS = roles(
    "hotline_operator", "department_officer", "city_officer", "company_manager", "bank_officer", "insurer_officer",
)  # fmt: skip

ACCESS = {
    "access:login": Row(get=EVERYBODY, post=EVERYBODY),
    "access:logout": Row(post=EVERYBODY),
    "access:register": Row(get=EVERYBODY, post=EVERYBODY),
    "access:login-code": Row(get=EVERYBODY, post=EVERYBODY),
    "access:login-second": Row(get=EVERYBODY, post=EVERYBODY),
    "access:forgot": Row(get=EVERYBODY, post=EVERYBODY),
    "access:lost-phone": Row(get=EVERYBODY, post=EVERYBODY),
    "access:me": Row(get=KNOWN),
    "access:step-up": Row(get=KNOWN, post=KNOWN),
    "access:wake": Row(get=KNOWN),
    "access:staff-session": Row(get=ADMIN, post=ADMIN),
    "access:end-staff-session": Row(post=ADMIN),
    "access:factor": Row(get=KNOWN, post=KNOWN),
    "access:phone": Row(get=KNOWN, post=KNOWN),
    "access:email": Row(get=KNOWN, post=KNOWN),
    "access:close": Row(get=KNOWN, post=KNOWN),
    "access:accounts": Row(get=ADMIN),
    "access:account": Row(get=ADMIN, post=ADMIN),
    "access:phone-requests": Row(get=DECIDE_PHONES),
    "access:phone-request": Row(get=DECIDE_PHONES, post=DECIDE_PHONES, elsewhere=(403,)),
    # The mandate is a grid worker's: only the neighbourhood's officer, who grants it, lets somebody stand in.
    "access:cover": Row(
        post=roles("neighbourhood_officer"), denied=(403, 404), elsewhere=(403, 404),
        data={"username": "tenant.estate", "valid_to": "2020-01-01", "document": "请假单"},
    ),
    "access:end-cover": Row(
        post=roles("neighbourhood_officer"), denied=(403, 404), elsewhere=(403, 404), data={"reason": "提前回来"}
    ),
    "access:hand-over": Row(
        post=roles("neighbourhood_officer"), denied=(403, 404), elsewhere=(403, 404),
        data={"to": "tenant.estate", "reason": "调离"},
    ),
    "access:password": Row(get=KNOWN, post=KNOWN),
    "access:end-session": Row(post=KNOWN),
    "access:tokens": Row(get=TOKENS, post=TOKENS),
    # One's own keys only: the key in the address is the hotline's, so even its role elsewhere does not find it.
    "access:revoke-token": Row(post=roles("hotline_operator"), denied=(403, 404), elsewhere=(403, 404)),
    "access:claim": Row(get=KNOWN, everywhere=True),
    "access:claim-unit": Row(get=KNOWN, everywhere=True),
    "access:claim-who": Row(get=KNOWN, post=KNOWN, everywhere=True, query="?unit=3-1-1403"),
    "access:claims": Row(get=DECIDE_CLAIMS),
    "access:claim-page": Row(get=DECIDE_CLAIMS),
    "access:claim-decide": Row(post=DECIDE_CLAIMS),
    "access:people": Row(get=SEE_PEOPLE),
    "access:people-excel": Row(get=SEE_PEOPLE),
    "access:grant": Row(get=GRANT, post=GRANT),
    # The thing is a grid worker's mandate: a company's manager sees his own people only.
    "access:mandate": Row(get=Who(SEE_PEOPLE.roles - {"company_manager"}), denied=(403, 404), elsewhere=(403, 404)),
    "access:end-mandate": Row(
        post=roles("neighbourhood_officer"), denied=(403, 404), elsewhere=(403, 404), data={"reason": "调离"}
    ),
}

AUDIT = {
    "audit:records": Row(get=roles("security_auditor")),
    "audit:records-excel": Row(get=roles("security_auditor")),
    "audit:read": Row(get=roles("security_auditor"), post=roles("security_auditor")),
    "audit:mine": Row(get=KNOWN),
}

DESKS = {
    "desks:home": Row(get=EVERYBODY),
    "desks:resident": Row(get=KNOWN),
    "desks:services": Row(get=KNOWN),
    "desks:public": Row(get=KNOWN),
    "desks:desk": Row(get=KNOWN),
    "desks:search": Row(get=KNOWN),
    "desks:filter-save": Row(get=KNOWN, post=KNOWN, query="?page=/desk/"),
    "desks:filter-remove": Row(post=roles("owner"), denied=(404,), neighbour=False),
    "desks:help": Row(get=EVERYBODY),
    "desks:words": Row(get=EVERYBODY),
}

LOOK = {
    "look:style": Row(get=EVERYBODY),
    "look:style-desk": Row(get=EVERYBODY),
    "look:style-row": Row(get=EVERYBODY, everywhere=True),
    "look:prefs": Row(post=EVERYBODY),
}

# --- policy: the law is public, publishing it is not ------------------------------------------------------------------

PUBLISH = roles("system_admin", "city_officer", "district_officer")

POLICY = {
    "policy:index": Row(get=EVERYBODY),
    "policy:rule": Row(get=EVERYBODY),
    "policy:calendar": Row(get=EVERYBODY),
    "policy:publish": Row(get=PUBLISH, post=PUBLISH),
    "decisions:trial": Row(get=EVERYBODY),
}

# --- cases: the matter is the owner's, held by the managing company ---------------------------------------------------

REPORT = roles(
    "owner", "tenant", "building_head", "grid_worker", "company_manager", "company_worker", "hotline_operator",
    "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer", "committee_member",
    "party_secretary", "delegate", "volunteer",
)  # fmt: skip
STAFF = roles(
    "building_head", "grid_worker", "company_manager", "company_worker", "hotline_operator", "neighbourhood_officer",
    "subdistrict_officer", "district_officer", "city_officer",
)  # fmt: skip
OFFICERS = roles("neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer")
# The reporter, the company that has it, the grid and the building it lies in, the front desk, every office above.
SEE_CASE = Who(STAFF.roles | {"owner"})
HOLDER = roles("company_manager")
ABOVE = OFFICERS
REPORTER = roles("owner")
FRONT_DESK = Who(OFFICERS.roles | {"hotline_operator"})
# To others of the place the matter does not exist; to those who see it but may not, it is not theirs to move.
UNSEEN = (403, 404)

CASES = {
    "cases:door": Row(get=KNOWN),
    "cases:mine": Row(get=KNOWN),
    "cases:mine-excel": Row(get=KNOWN),
    "cases:new": Row(get=KNOWN, post=KNOWN),
    "cases:needs": Row(get=REPORT, query="?estate={estate_id}", denied=(404,)),
    "cases:list": Row(get=STAFF),
    "cases:excel": Row(get=STAFF),
    "cases:rates": Row(get=OFFICERS),
    "cases:rates-excel": Row(get=OFFICERS),
    "cases:rate-sheet": Row(get=OFFICERS),
    "cases:rate-export": Row(get=OFFICERS),
    "cases:duty-door": Row(get=Who(OFFICERS.roles | HOLDER.roles)),
    # The roster of the estate: its own company, and every office above.
    "cases:duty": Row(get=Who(OFFICERS.roles | HOLDER.roles), post=Who(OFFICERS.roles | HOLDER.roles), denied=UNSEEN,
                      elsewhere=UNSEEN),
    "cases:duty-import": Row(post=Who(OFFICERS.roles | HOLDER.roles), denied=UNSEEN, elsewhere=UNSEEN),
    "cases:duty-excel": Row(get=Who(OFFICERS.roles | HOLDER.roles), denied=UNSEEN, elsewhere=UNSEEN),
    "cases:call-backs": Row(get=Who(OFFICERS.roles | {"hotline_operator"})),
    "cases:case": Row(get=SEE_CASE, denied=(404,), neighbour=False),
    "cases:done": Row(get=SEE_CASE, denied=(404,), neighbour=False),
    "cases:photo": Row(get=SEE_CASE, denied=(404,), neighbour=False),
    "cases:thumb": Row(get=SEE_CASE, denied=(404,), neighbour=False),
    "cases:catalogue-door": Row(get=EVERYBODY),
    "cases:catalogue": Row(get=EVERYBODY),
    "cases:catalogue-excel": Row(get=EVERYBODY),
    "cases:catalogue-check": Row(post=PUBLISH),
    "cases:catalogue-publish": Row(post=PUBLISH),
    "cases:catalogue-entry": Row(get=PUBLISH, post=PUBLISH, query="?place=430200"),
    "cases:matter": Row(post=Who(FRONT_DESK.roles | HOLDER.roles | REPORTER.roles), denied=UNSEEN, neighbour=False),
    "cases:move": Row(post=HOLDER, denied=UNSEEN, neighbour=False),
    "tracker": Row(get=EVERYBODY, everywhere=True),
    "tracker-search": Row(get=EVERYBODY),
}


def move(who: Who) -> Row:
    """A move of the matter by the API."""
    body = {
        "words": "看过现场", "worker_account_id": 1, "amount": 1, "granted": True, "to": "grid_worker",
        "outcome": "solved", "reason": "in_court", "channel": "phone", "result": "solved",
        "accepted": True, "solved": True, "satisfaction": 5, "into_case_id": 1,
        "other_case_id": 1, "to_estate_id": "{sibling_id}",
    }  # fmt: skip
    return Row(post=who, denied=UNSEEN, neighbour=False, json=body)


MOVES = {
    "api:accept": move(roles()),  # an officer accepts; a company takes the order
    "api:take_order": move(HOLDER),
    "api:assign": move(HOLDER),
    "api:start": move(HOLDER),
    "api:finish": move(HOLDER),
    "api:ask_back": move(HOLDER),
    "api:answer": move(Who(FRONT_DESK.roles | REPORTER.roles)),
    "api:resume": move(HOLDER),
    "api:ask_extension": move(HOLDER),
    "api:decide_extension": move(ABOVE),
    "api:hand_on": move(HOLDER),
    "api:dispatch": move(roles()),
    "api:decide_holder": move(ABOVE),
    "api:escalate": move(Who(ABOVE.roles | HOLDER.roles)),
    "api:close": move(HOLDER),
    "api:confirm": move(REPORTER),
    "api:reopen": move(REPORTER),
    "api:rate": move(REPORTER),
    "api:withdraw": move(REPORTER),
    "api:urge": move(Who(REPORTER.roles | ABOVE.roles | {"hotline_operator"})),
    "api:answer_urge": move(HOLDER),
    "api:supervise": move(ABOVE),
    "api:answer_supervision": move(HOLDER),
    "api:end_supervision": move(ABOVE),
    "api:merge": move(roles()),
    "api:link": move(Who(ABOVE.roles | HOLDER.roles)),
    "api:rehome": move(FRONT_DESK),
    "api:ask_exclusion": move(Who(ABOVE.roles | HOLDER.roles)),
    "api:decide_exclusion": move(ABOVE),
    "api:call_back": move(Who(ABOVE.roles | {"hotline_operator"})),
    "api:add_note": move(SEE_CASE),
}

API = {
    "api:openapi-json": Row(
        get=EVERYBODY, post=EVERYBODY, others={"put": EVERYBODY, "patch": EVERYBODY, "delete": EVERYBODY}
    ),
    "api:api-root": Row(),
    "api:me": Row(get=KNOWN),
    # One address, two operations.
    "api:work_list": Row(get=KNOWN, methods=("get", "put", "patch", "delete")),
    "api:report": Row(
        post=REPORT,
        methods=("post",),
        elsewhere=(403, 404),
        json={"estate_id": "{estate_id}", "need": "N01", "text": "三单元五楼的楼道灯不亮了"},
    ),
    "api:one": Row(get=SEE_CASE, denied=(404,), neighbour=False),
    "api:upload": Row(post=KNOWN, file="file"),
    **MOVES,
}

TABLE: dict[str, Row] = {**ACCESS, **AUDIT, **DESKS, **LOOK, **POLICY, **CASES, **API}
