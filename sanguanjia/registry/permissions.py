"""Who may do and see what in the registry, as sentences. Everything is denied that no sentence allows.

Roles are the codes of the access room above (written as words here, because imports go down only). A thing has `place`
(path of its home); where a company may act, `organisation_id` (the company that manages the estate today, or None);
where an owner sees their own unit, `unit_id`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.predicates import Predicate, holds, holds_for_organisation, is_known, is_system, word


@dataclass(frozen=True, slots=True)
class Place:
    """A place for the sentences that only ask where."""

    place: str
    organisation_id: int | None = None
    unit_id: int | None = None
    grid_id: int | None = None


@dataclass(frozen=True, slots=True)
class PartyThing:
    """A party for the sentence "may change the telephone number"."""

    place: str
    account_id: int | None
    organisation_id: int | None = None
    guardians: frozenset[int] = frozenset()  # the accounts of those who act for the person on the day


def _own_unit(actor: Actor, thing: Any) -> bool:
    return thing.unit_id is not None and any(
        mandate.role == "owner" and mandate.unit_id == thing.unit_id and mandate.covers(thing.place)
        for mandate in actor.mandates
    )


def _same_person(actor: Actor, thing: Any) -> bool:
    return thing.account_id is not None and thing.account_id == actor.account_id


def _guards(actor: Actor, thing: Any) -> bool:
    return actor.account_id is not None and actor.account_id in thing.guardians


owns_the_unit: Final = word("owns the unit", _own_unit)
is_the_person: Final = word("is the person", _same_person)
guards_the_person: Final = word("is the person's guardian", _guards)

# Offices whose daily work is the roster of the place.
KEEPERS: Final = ("neighbourhood_officer", "subdistrict_officer", "district_officer")
ABOVE: Final = ("district_officer", "city_officer", "department_officer", "fund_officer", "security_auditor")
LIVING_HERE: Final = (
    "owner",
    "tenant",
    "building_head",
    "committee_member",
    "delegate",
    "party_secretary",
    "volunteer",
)

# --- acts ----------------------------------------------------------------------------------------

may_found_city: Final = (is_system | holds("system_admin")).named("registry.found_city")
may_found_district: Final = (is_system | holds("system_admin", "city_officer")).named("registry.found_district")
may_found_subdistrict: Final = (is_system | holds("city_officer", "district_officer")).named(
    "registry.found_subdistrict"
)
may_found_neighbourhood: Final = (is_system | holds("district_officer", "subdistrict_officer")).named(
    "registry.found_neighbourhood"
)
may_found_estate: Final = (is_system | holds(*KEEPERS)).named("registry.found_estate")
may_found_grid: Final = (is_system | holds(*KEEPERS)).named("registry.found_grid")
may_rename: Final = (is_system | holds("system_admin", "city_officer", "district_officer")).named("registry.rename")
may_change_divisions: Final = (is_system | holds("system_admin", "city_officer")).named("registry.change_divisions")
may_move_estate: Final = (is_system | holds("subdistrict_officer", "district_officer", "city_officer")).named(
    "registry.move_estate"
)
may_keep_organisations: Final = (
    is_system | holds("subdistrict_officer", "district_officer", "city_officer", "system_admin")
).named("registry.keep_organisations")
may_keep_units: Final = (is_system | holds(*KEEPERS)).named("registry.keep_units")
may_keep_management: Final = (is_system | holds("subdistrict_officer", "district_officer")).named(
    "registry.keep_management"
)
may_record_unmanaged: Final = (is_system | holds(*KEEPERS)).named("registry.record_unmanaged")
may_keep_phones: Final = (is_system | holds("neighbourhood_officer", "subdistrict_officer")).named(
    "registry.keep_phones"
)
# Which account stands for a person of the roster: said by the person the roster proved, or by who confirms it.
may_know_person: Final = (
    is_system | is_the_person | holds("neighbourhood_officer", "committee_member")
    | holds_for_organisation("company_manager")
).named("registry.know_person")  # fmt: skip
may_change_phone: Final = (may_keep_phones | is_the_person | guards_the_person).named("registry.change_phone")
# The roster of the place itself: the offices that keep it, the manager of the company that serves the estate, its
# committee.
may_import_rosters: Final = (
    is_system | holds(*KEEPERS, "committee_member") | holds_for_organisation("company_manager")
).named("registry.import_rosters")
# A whole roster leaves the platform: only the offices that keep it, masked; in full by `privacy.export_roster`.
may_export_rosters: Final = (is_system | holds("neighbourhood_officer", "subdistrict_officer")).named(
    "registry.export_rosters"
)

# --- sight ---------------------------------------------------------------------------------------

# Names and bounds of places, and which company manages an estate, are public facts inside the platform.
may_see_places: Final = (is_system | is_known).named("registry.see_places")
# Codes, areas and uses of an estate's units: those who live, work or decide there.
may_see_units: Final = (
    is_system | holds(*KEEPERS, *ABOVE, *LIVING_HERE, "grid_worker", "mediator")
    | holds_for_organisation("company_manager", "company_worker")
).named("registry.see_units")  # fmt: skip
may_see_unit: Final = (owns_the_unit | may_see_units).named("registry.see_unit")
# Full names: the offices that keep the roster, the committee for its own estate, the managing company's manager.
may_see_names: Final = (
    is_system | owns_the_unit | holds("neighbourhood_officer", "subdistrict_officer", "committee_member")
    | holds_for_organisation("company_manager")
).named("registry.see_names")  # fmt: skip
# Masked names (王*芳): those who must recognise a person but not list people; a grid worker in the estates of the own
# grid (all of the place where the mandate names none), a building head in the own building (`Sight.buildings`).
works_in_the_grid: Final = word(
    "works in the estate's grid",
    lambda actor, thing: any(
        m.role == "grid_worker" and m.covers(thing.place) and m.grid_id in (None, thing.grid_id)
        for m in actor.mandates
    ),
)
may_see_masked_names: Final = (holds("district_officer", "city_officer") | works_in_the_grid).named(
    "registry.see_masked_names"
)
# Telephone numbers: the neighbourhood and its street office, and the manager of the company that serves the estate.
# Never a neighbour, never the committee, never an office further up.
may_see_phones: Final = (
    owns_the_unit | holds("neighbourhood_officer", "subdistrict_officer")
    | holds_for_organisation("company_manager")
).named("registry.see_phones")  # fmt: skip
# The full number, with a reason that the person reads (privacy room): whose work needs to call or to identify.
may_ask_for_full: Final = (
    holds("neighbourhood_officer", "subdistrict_officer") | holds_for_organisation("company_manager")
).named("registry.ask_for_full")
may_see_history: Final = (is_system | holds(*KEEPERS, "city_officer", "security_auditor")).named("registry.see_history")


@dataclass(frozen=True, slots=True)
class Sight:
    """What one actor may see of one unit or estate. Numbers and phones are masked for everybody; `full`: the actor may
    ask for them with a reason. `buildings`: the names end there (a building head's own); None: no such bound.
    """

    units: bool
    names: str  # "full", "masked" or "" (nothing)
    phones: bool
    history: bool
    keep_units: bool
    keep_management: bool
    record_unmanaged: bool
    full: bool = False
    buildings: frozenset[int] | None = None


def sight(actor: Actor, thing: Place) -> Sight:
    """Ask all sentences about one thing at once (pages and the API show what it says, nothing more)."""
    named = "full" if may_see_names(actor, thing) else "masked" if may_see_masked_names(actor, thing) else ""
    heads = [m for m in actor.mandates if m.role == "building_head" and m.covers(thing.place)]
    own = frozenset(m.building_id for m in heads if m.building_id is not None) if not named else frozenset()
    return Sight(
        units=bool(may_see_units(actor, thing) or owns_the_unit(actor, thing)),
        names=named or ("masked" if own else ""),
        phones=bool(may_see_phones(actor, thing)),
        history=bool(may_see_history(actor, thing)),
        keep_units=bool(may_keep_units(actor, thing)),
        keep_management=bool(may_keep_management(actor, thing)),
        record_unmanaged=bool(may_record_unmanaged(actor, thing)),
        full=bool(may_ask_for_full(actor, thing)),
        buildings=own or None,
    )


def in_sentence(sentence: Predicate) -> str:
    """The sentence's name, for pages that say why something is not shown."""
    return sentence.name
