"""People for the privacy room: one in full for whoever gave a reason, those an account stands for, and erasing one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import refuse
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.wall import within
from sanguanjia.look.words import masked_id, masked_phone

from . import wording
from .models import Guardianship, OwnershipMember, Party, RosterItem
from .permissions import PartyThing
from .queries import managing_company
from .types import IdentityKind

ERASED_NAME = "（已删除）"


@dataclass(frozen=True, slots=True)
class Gone:
    """A person who is being erased, as known until now: other rooms find by it what they keep of the person."""

    estate_id: int
    party_id: int
    account_id: int | None
    name: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person of an estate. `identity` and `phone` are full or masked, as the reader asked for."""

    estate_id: int
    party_id: int
    estate_name: str
    kind: str
    name: str
    identity_word: str
    identity: str
    phone: str
    account_id: int | None


def place_thing(estate_id: int, day: date) -> PartyThing:
    """The same for a place alone. Refuses not_found."""
    home = Home.objects.filter(pk=estate_id).first() or refuse("not_found")
    company = managing_company(estate_id, day)
    return PartyThing(home.path, None, company.id if company else None)


def person_thing(estate_id: int, party_id: int, day: date) -> PartyThing:
    """What the sentences about a person ask: place, account, the company that serves the estate. Refuses not_found."""
    found = Party.objects.filter(estate_id=estate_id, pk=party_id).values_list("account_id").first()
    home = Home.objects.filter(pk=estate_id).first()
    if found is None or home is None:
        refuse("not_found")
    company = managing_company(estate_id, day)
    return PartyThing(home.path, found[0], company.id if company else None)


def person(estate_id: int, party_id: int, *, full: bool = False) -> Person:
    """One person, masked unless `full` (the caller has noted who looks and why). Refuses not_found."""
    row = Party.objects.filter(estate_id=estate_id, pk=party_id).first() or refuse("not_found")
    return _person(row, Home.objects.get(pk=estate_id).name, full=full)


def persons_of_account(account_id: int, *, full: bool = False) -> tuple[Person, ...]:
    """Every entry of every roster that an account stands for."""
    with cross_estate():
        rows = list(Party.objects.filter(account_id=account_id).order_by("estate_id"))
    names = dict(Home.objects.filter(pk__in=[row.estate_id for row in rows]).values_list("id", "name"))
    return tuple(_person(row, names[row.estate_id], full=full) for row in rows)


def guardians_of(estate_id: int, party_id: int, day: date) -> frozenset[int]:
    """The accounts of those who act for a person on the day."""
    rows = Guardianship.objects.filter(
        estate_id=estate_id, ward_id=party_id, period__contains=day, guardian__estate_id=estate_id,
        guardian__account_id__isnull=False,
    )  # fmt: skip
    found = rows.values_list("guardian__account_id", flat=True)
    return frozenset(account for account in found if account is not None)


def wards_of_account(account_id: int, day: date, *, full: bool = False) -> tuple[Person, ...]:
    """Those whose guardian the account's person is on the day: a guardian sees a minor's data for the minor, also where
    the guardian holds no role."""
    with cross_estate():
        found = Guardianship.objects.filter(guardian__account_id=account_id, period__contains=day)
        wards = dict(found.values_list("ward_id", "estate_id"))
        with within(wards.values()):
            own = Party.objects.filter(pk__in=wards, estate_id__in=set(wards.values()))
            rows = list(own.order_by("estate_id", "id"))
    names = dict(Home.objects.filter(pk__in=[row.estate_id for row in rows]).values_list("id", "name"))
    return tuple(_person(row, names[row.estate_id], full=full) for row in rows)


def stood_for(account_id: int, estate_id: int, party_id: int, day: date) -> Person:
    """One's own entry, or that of a ward, masked. Refuses not_found: for others it does not exist."""
    if account_id in guardians_of(estate_id, party_id, day):
        with within([estate_id]):
            return person(estate_id, party_id)
    entry = person(estate_id, party_id)
    return entry if entry.account_id == account_id else refuse("not_found")


def _person(row: Party, estate_name: str, *, full: bool) -> Person:
    word = wording.word(IdentityKind, row.identity_kind) if row.identity_kind else ""
    identity = row.identity_number if full else masked_id(row.identity_number) if row.identity_number else ""
    phone = row.phone if full else masked_phone(row.phone) if row.phone else ""
    return Person(row.estate_id, row.id, estate_name, row.kind, row.name, word, identity, phone, row.account_id)


def still_needed(estate_id: int, party_id: int, day: date) -> bool:
    """Whether the register needs the person: an owner or a guardian on the day."""
    owns = OwnershipMember.objects.filter(
        estate_id=estate_id, party_id=party_id, ownership__estate_id=estate_id, ownership__period__contains=day
    )
    guards = Guardianship.objects.filter(estate_id=estate_id, guardian_id=party_id, period__contains=day)
    return owns.exists() or guards.exists()


def owned_on(estate_id: int, party_id: int, days: Iterable[date]) -> frozenset[date]:
    """On which of the days the person stood in the register as an owner."""
    spans = list(
        OwnershipMember.objects.filter(
            estate_id=estate_id, party_id=party_id, ownership__estate_id=estate_id
        ).values_list("ownership__period", flat=True)
    )  # fmt: skip
    return frozenset(day for day in days if any(day in span for span in spans))


def without(gone: Gone, text: str, *, name: bool) -> str:
    """A text without the person's numbers, however they are spaced, and (`name`) without the name."""
    for number in (gone.number, gone.phone):
        if number:
            text = re.sub(r"[\s-]?".join(map(re.escape, number)), ERASED_NAME, text, flags=re.IGNORECASE)
    return text.replace(gone.name, ERASED_NAME) if name and len(gone.name) > 1 else text


def lock_person(estate_id: int, party_id: int) -> Gone:
    """The person who is about to be erased, locked until the act is over. Refuses not_found."""
    row = Party.objects.select_for_update().filter(estate_id=estate_id, pk=party_id).first() or refuse("not_found")
    return Gone(estate_id, party_id, row.account_id, row.name, row.identity_number, row.phone)


def erase(deed: Deed, gone: Gone) -> None:
    """Destroy the person's key, empty the personal columns, and take the lines of rosters that speak of the person out
    of their previews, inside an act of the room above."""
    row = Party.objects.get(estate_id=gone.estate_id, pk=gone.party_id)
    before = row_digest(row)
    row.name, row.identity_kind, row.identity_number, row.phone, row.person_key = ERASED_NAME, "", "", "", ""
    row.account_id = None
    row.save(update_fields=["name", "identity_kind", "identity_number", "phone", "person_key", "account_id"])
    deed.erased(row, before)
    marks = [mark for mark in (gone.number, gone.phone) if mark]
    left = RosterItem.objects.filter(estate_id=gone.estate_id)
    lines = [pk for pk, data in left.values_list("id", "data").iterator() if _speaks_of(data, gone.name, marks)]
    RosterItem.objects.filter(estate_id=gone.estate_id, pk__in=lines)._raw_delete("default")


def _speaks_of(data: object, name: str, marks: Sequence[str]) -> bool:
    """Whether a staged line holds one of the person's numbers, or the name where nothing else is known."""
    text = json.dumps(data, ensure_ascii=False)
    return any(mark in text for mark in marks) if marks else name in text
