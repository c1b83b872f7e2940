"""Things of the petitions room behind the parts of addresses: a petition of the owner, routed to the street."""

from __future__ import annotations

from typing import Any

from tests.support.guard import preparing
from tests.support.small_city import City

TITLE = "反映加装电梯补偿"


def home_id(city: City, at: str) -> int:
    """The petition office: the street over the estate."""
    return int(city.place_of("subdistrict_officer", at).pk)


def petition_id(city: City, at: str) -> int:
    """The petition, waiting to be accepted."""
    return int(_petition(city, at).pk)


def code(city: City, at: str) -> str:
    """Its tracking code."""
    return str(_petition(city, at).tracking_code)


def seq(_city: City, _at: str) -> int:
    """The letter by which it was routed."""
    return 2


def _petition(city: City, at: str) -> Any:
    from sanguanjia.petitions import actions
    from sanguanjia.petitions.models import Petition

    home, owner = home_id(city, at), city.person("owner", at)
    found = Petition.objects.filter(estate_id=home, petitioner_account_id=owner.pk, title=TITLE).first()
    if found is not None:
        return found
    with preparing():
        ref = actions.register(
            city.actor("owner", at), estate_id=home, title=TITLE, text="请求公开补偿办法",
            phone="13900001001", about_estate_id=city.homes[at].pk,
        )  # fmt: skip
        actions.route(
            city.actor("subdistrict_officer", at), estate_id=home, petition_id=ref.petition_id, to=f"home-{home}",
            words="请依法办理",
        )  # fmt: skip
    return Petition.objects.get(estate_id=home, pk=ref.petition_id)
