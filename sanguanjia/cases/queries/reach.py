"""Whose matters an actor sees: for each mandate the homes it reaches and the condition inside them.

This is the read side of `permissions.may_see` and `permissions.is_holder`, as SQL; `tests/test_reach.py` holds the
two against
each other for every role.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sanguanjia.cases.permissions import COMPANY_ROLES, FRONT_DESK_ROLES, ROLE_OF_HOLDER
from sanguanjia.kernel.actor import Actor, Mandate

_HOLDER_OF_ROLE = {role: kind for kind, role in ROLE_OF_HOLDER.items()}
_WIDE = ("district_officer", "city_officer", "hotline_operator")  # too many homes to go through one by one


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of what an actor sees.

    homes: SQL that gives the homes as `estate_id` (few of them), or "" when the piece is wide and `inside` says where.
    inside: SQL condition on `c`, for pieces without `homes`. seen: who may see; held: which of them are the actor's
    to do.
    """

    homes: str
    homes_values: tuple[Any, ...]
    inside: str
    inside_values: tuple[Any, ...]
    seen: str
    seen_values: tuple[Any, ...]
    held: str
    held_values: tuple[Any, ...]
    names_known: bool = True  # whether contact names may be searched


def parts_of(actor: Actor, day: date) -> tuple[Part, ...]:
    """Every piece, by working mandate. Own reports are not in it: see `own`."""
    return tuple(dict.fromkeys(part for mandate in actor.mandates for part in _part(mandate, day)))


def own(actor: Actor) -> Part:
    """The matters the actor reported."""
    mine = ("c.reporter_account_id = %s", (actor.account_id,))
    return Part("", (), *mine, "true", (), "false", ())


def _part(mandate: Mandate, day: date) -> Iterator[Part]:
    role = mandate.role
    if role in COMPANY_ROLES and mandate.organisation_id is not None:
        homes = (
            "SELECT t.estate_id FROM registry_managementtenure t JOIN kernel_home h ON h.id = t.estate_id"
            " WHERE t.organisation_id = %s AND t.period @> %s::date AND h.path LIKE %s"
        )
        company = mandate.organisation_id
        yield Part(
            homes, (company, day, f"{mandate.place}%"), "", (),
            "c.company_id = %s AND c.confidentiality <> 'matter'", (company,), *_held(mandate), False,
        )  # fmt: skip
    elif role == "grid_worker" and mandate.grid_id is not None:
        homes = (
            "SELECT e.home_id AS estate_id FROM registry_estate e JOIN kernel_home h ON h.id = e.home_id"
            " WHERE e.grid_id = %s AND h.path LIKE %s"
        )
        yield Part(homes, (mandate.grid_id, f"{mandate.place}%"), "", (), "true", (), *_held(mandate))
    elif role == "building_head" and mandate.building_id is not None:
        homes = "SELECT %s::bigint AS estate_id"
        seen = ("c.building_id = %s", (mandate.building_id,))
        yield Part(homes, (mandate.home_id,), "", (), *seen, *_held(mandate))
    elif role in _WIDE:
        inside = "c.estate_id IN (SELECT h.id FROM kernel_home h WHERE h.path LIKE %s)"
        yield Part("", (), inside, (f"{mandate.place}%",), "true", (), *_held(mandate))
    elif role in FRONT_DESK_ROLES or role == "grid_worker":
        homes = "SELECT h.id AS estate_id FROM kernel_home h WHERE h.path LIKE %s"
        yield Part(homes, (f"{mandate.place}%",), "", (), "true", (), *_held(mandate))


def _held(mandate: Mandate) -> tuple[str, tuple[Any, ...]]:
    """Which matters are this mandate's to do now."""
    if mandate.role == "company_worker":
        return "c.worker_account_id IS NOT NULL AND c.holder_organisation_id = %s", (mandate.organisation_id,)
    kind = _HOLDER_OF_ROLE.get(mandate.role)
    if kind is None:
        return "false", ()
    text = "c.holder_kind = %s"
    values: list[Any] = [kind.value]
    for column, value in (
        ("holder_organisation_id", mandate.organisation_id),
        ("holder_grid_id", mandate.grid_id),
        ("holder_building_id", mandate.building_id),
    ):
        if value is not None and column.split("_")[1] in _FITS[mandate.role]:
            text += f" AND c.{column} = %s"
            values.append(value)
    return text, tuple(values)


_FITS = {
    "building_head": ("building",),
    "grid_worker": ("grid",),
    "company_manager": ("organisation",),
    "neighbourhood_officer": (),
    "subdistrict_officer": (),
    "district_officer": (),
    "city_officer": (),
}
