"""The councils room. The meeting is a four-party council of the estate with signed minutes; its task is the company's
(`objects_councils.py`); the matter is the owner's."""

from tests.architecture.matrix import KNOWN, Row, roles

CONVENERS = roles(
    "party_secretary", "neighbourhood_officer", "subdistrict_officer", "district_officer", "city_officer"
)  # fmt: skip
OFFICES = roles("subdistrict_officer", "district_officer", "city_officer")
USERS = roles(
    *CONVENERS.roles, "company_manager", "committee_member", "grid_worker", "delegate", "department_officer"
)  # fmt: skip
# Whoever may see the matter: a committee member sees matters of his own only.
PROPOSERS = roles("company_manager", "grid_worker", "neighbourhood_officer", *OFFICES.roles)
HOSTS = roles("party_secretary", "neighbourhood_officer")
MEMBERS = roles(*HOSTS.roles, "company_manager", "committee_member", "delegate")
TASK = roles(*HOSTS.roles, "company_manager", "committee_member", "grid_worker")
UNSEEN = (403, 404)

COUNCILS = {
    "councils:list": Row(get=KNOWN),
    "councils:decisions": Row(get=KNOWN),
    "councils:tasks": Row(get=USERS),
    "councils:proposals": Row(get=OFFICES),
    "councils:new": Row(get=CONVENERS, post=CONVENERS),
    "councils:propose": Row(get=PROPOSERS, post=PROPOSERS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:decline": Row(post=OFFICES, denied=UNSEEN, elsewhere=UNSEEN, data={"words": "不用上会"}),
    "councils:meeting": Row(get=MEMBERS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:invitation": Row(get=MEMBERS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:minutes": Row(get=MEMBERS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:photo": Row(get=MEMBERS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:move": Row(post=HOSTS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:task": Row(get=TASK, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:task-photo": Row(get=TASK, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "councils:task-move": Row(post=roles("company_manager"), denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
}
