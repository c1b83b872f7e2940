"""The whistle room. The task is the lead department's (`objects_whistle.py`); the matter is the owner's."""

from tests.architecture.matrix import Row, Who, roles

USERS = roles(
    "department_officer", "company_manager", "committee_member", "grid_worker", "neighbourhood_officer",
    "subdistrict_officer", "district_officer", "city_officer",
)  # fmt: skip
WHISTLERS = roles(
    "company_manager", "committee_member", "grid_worker", "neighbourhood_officer", "subdistrict_officer"
)  # fmt: skip
UNSEEN = (403, 404)

WHISTLE = {
    "whistle:list": Row(get=USERS),
    "whistle:figures": Row(get=USERS),
    "whistle:desks": Row(get=roles("district_officer", "city_officer"), post=roles("district_officer", "city_officer")),
    # Whoever may see the matter: a committee member sees matters of his own only.
    "whistle:blow": Row(
        get=Who(WHISTLERS.roles - {"committee_member"}), post=Who(WHISTLERS.roles - {"committee_member"}),
        denied=UNSEEN, elsewhere=UNSEEN, neighbour=False,
    ),
    "whistle:attempt": Row(
        post=Who(WHISTLERS.roles - {"committee_member"}), denied=UNSEEN, elsewhere=UNSEEN, neighbour=False
    ),
    # Only the person who blew it: here the company's manager.
    "whistle:take-back": Row(
        post=roles("company_manager"), denied=UNSEEN, elsewhere=UNSEEN, neighbour=False, data={"words": "已经解决"}
    ),
    "whistle:task": Row(get=USERS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "whistle:photo": Row(get=USERS, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "whistle:move": Row(post=roles("department_officer"), denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
}
