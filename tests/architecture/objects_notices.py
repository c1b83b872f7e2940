"""Things of the notices room behind the parts of addresses: a general notice per estate, file, proof, objection."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sanguanjia.kernel.scoped import cross_estate
from tests.support.guard import preparing
from tests.support.small_city import City

TITLE = "停车位调整"


def number(city: City, at: str) -> int:
    """The number of the notice, made when first asked for."""
    return int(_row(city, at).number)


def file_id(city: City, at: str) -> int:
    """Its attachment."""
    return _first(city, at, "PublicFile")


def proof_id(city: City, at: str) -> int:
    """A photograph of its posting."""
    return _first(city, at, "PostingProof")


def objection_id(city: City, at: str) -> int:
    """An objection of the neighbour's, unanswered."""
    return _first(city, at, "Objection")


def message_id(city: City, at: str) -> int:
    """A message in the owner's inbox."""
    from sanguanjia.notices import spreading
    from sanguanjia.notices.models import Message

    _row(city, at)
    with preparing():
        spreading.spread_due()
    owner = city.person("owner", at).pk
    return Message.objects.filter(estate_id=city.homes[at].pk, account_id=owner).values_list("id", flat=True)[0]


def _first(city: City, at: str, table: str) -> int:
    from sanguanjia.notices import models

    rows = getattr(models, table).objects.filter(estate_id=city.homes[at].pk, public_notice_id=_row(city, at).pk)
    return int(rows.order_by("id").values_list("id", flat=True)[0])


def _row(city: City, at: str) -> Any:
    from sanguanjia.access.queries import actor_of
    from sanguanjia.notices import actions, files
    from sanguanjia.notices.models import PublicNotice
    from tests.architecture.objects import picture

    home = city.homes[at].pk
    found = PublicNotice.objects.filter(estate_id=home, title=TITLE).first()  # other rooms post notices of their own
    if found is not None:
        return found
    city.person("owner", at)
    member = city.actor("committee_member", at)
    pdf = BytesIO(b"%PDF-1.4")
    photo = files.album.take_in(home, [BytesIO(picture())])
    with preparing(), cross_estate():
        ref = actions.post(
            member,
            estate_id=home,
            kind="general",
            title=TITLE,
            text="一、范围",
            files=files.take_in(home, [pdf]),
        )
        actions.prove_posting(member, estate_id=home, notice_id=ref.id, place_words="3栋大厅", photos=photo)
        actions.object_to(actor_of(city.neighbour(at)), estate_id=home, notice_id=ref.id, text="位置不合适")
    return PublicNotice.objects.get(estate_id=home, pk=ref.id)
