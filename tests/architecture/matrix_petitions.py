"""The petitions room. The petition is the owner's, at the petition office of the street, with the street as its unit
(`objects_petitions.py`).
"""

from tests.architecture.matrix import EVERYBODY, KNOWN, Row, Who, roles

OFFICES = roles("subdistrict_officer", "district_officer", "city_officer")
USERS = Who(OFFICES.roles | {"department_officer"})
SEE = Who(OFFICES.roles | {"owner"})
UNSEEN = (403, 404)

PETITIONS = {
    "petitions:list": Row(get=USERS),
    "petitions:enter": Row(get=OFFICES),
    "petitions:file": Row(get=KNOWN, post=KNOWN),
    "petitions:track": Row(get=EVERYBODY, everywhere=True),
    "petitions:new": Row(get=OFFICES, post=OFFICES, denied=UNSEEN, elsewhere=UNSEEN),
    "petitions:petition": Row(get=SEE, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "petitions:paper": Row(get=SEE, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    "petitions:contact": Row(get=OFFICES, post=OFFICES, denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
    # The unit says in writing that it accepts.
    "petitions:move": Row(post=roles("subdistrict_officer"), denied=UNSEEN, elsewhere=UNSEEN, neighbour=False),
}
