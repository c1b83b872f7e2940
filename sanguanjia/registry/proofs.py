"""What someone who claims a unit is compared with. Identity numbers stay inside this room: only yes or no goes out."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sanguanjia.kernel.sealed import blind_index

from .models import OwnershipMember, Party, Unit
from .queries import units_on
from .rules.staying import plain_name


@dataclass(frozen=True, slots=True)
class Match:
    """How a claim fits the owners of a unit on a day.

    name_fits: some owner who is a person has the name. proof_fits: one with that name also has the proof. taken: that
    owner is already known under another account. party_id: that owner, if the proof fits. known: the account stands for
    a person of the estate already (that owner, or another entry of the roster).
    """

    name_fits: bool
    proof_fits: bool
    taken: bool
    party_id: int | None = None
    known: bool = False


def unit_of_code(estate_id: int, typed: str, day: date) -> int | None:
    """The unit people mean by "3-1-1403", "３栋1单元1403室" or "3-1-1403 "; None if the estate has none that day."""
    text = unicodedata.normalize("NFKC", typed).strip()
    spoken = "-".join(re.findall(r"[0-9A-Za-z]+", text)).upper()
    rows = units_on(estate_id, day).filter(code__in={text, text.upper(), spoken} - {""})
    return rows.values_list("id", flat=True).first()


def owner_match(
    estate_id: int,
    unit_id: int,
    day: date,
    name: str,
    kind: Literal["identity", "phone"] | str,
    value: str,
    account_id: int,
) -> Match:
    """Compare a typed name and proof (last six of the identity number, or the whole phone) with the unit's owners.

    The unit is locked till the claim is stored: a sale at the same moment comes wholly before it or wholly after.
    """
    Unit.objects.select_for_update(no_key=True).filter(estate_id=estate_id, pk=unit_id).values_list("id").first()
    people = [party for party in _people(estate_id, unit_id, day) if plain_name(party[1]) == plain_name(name)]
    wanted = blind_index(Party, "phone_index" if kind == "phone" else "identity_tail", value)
    for party_id, _name, identity_kind, tail, phone, known_as in people:
        stored = phone if kind == "phone" else (tail if identity_kind == "resident_id" else "")
        if stored and hmac.compare_digest(stored.encode(), wanted.encode()):
            known = Party.objects.filter(estate_id=estate_id, account_id=account_id).exists()
            return Match(True, True, known_as not in (None, account_id), party_id, known)
    return Match(bool(people), False, False)


def _people(estate_id: int, unit_id: int, day: date) -> list[tuple[int, str, str, str, str, int | None]]:
    rows = OwnershipMember.objects.filter(
        estate_id=estate_id, ownership__unit_id=unit_id, ownership__period__contains=day, party__kind="person"
    ).order_by("party_id")
    columns = ("id", "name", "identity_kind", "identity_tail", "phone_index", "account_id")
    return list(rows.values_list(*(f"party__{column}" for column in columns)))
