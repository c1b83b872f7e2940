"""The acts of the registry: every way in which a place, a unit, an owner or a manager changes."""

from .buildings import add_building, add_entrance, add_lift, end_lift
from .divisions import change_division
from .management import end_tenure, end_unmanaged_fact, record_unmanaged_fact, set_managing_company
from .organisations import add_organisation, correct_organisation
from .ownership import change_basis, deliver_unit, transfer_unit
from .parties import add_guardian, change_phone, end_guardianship, know_person
from .places import (
    found_city,
    found_district,
    found_estate,
    found_grid,
    found_neighbourhood,
    found_subdistrict,
    move_estate,
    rename_place,
)
from .reshaping import merge_units, split_unit
from .units import add_unit, correct_unit

__all__ = [
    "add_building",
    "add_entrance",
    "add_guardian",
    "add_lift",
    "add_organisation",
    "add_unit",
    "change_basis",
    "change_division",
    "change_phone",
    "correct_organisation",
    "correct_unit",
    "deliver_unit",
    "end_guardianship",
    "end_lift",
    "end_tenure",
    "end_unmanaged_fact",
    "found_city",
    "found_district",
    "found_estate",
    "found_grid",
    "found_neighbourhood",
    "found_subdistrict",
    "know_person",
    "merge_units",
    "move_estate",
    "record_unmanaged_fact",
    "rename_place",
    "set_managing_company",
    "split_unit",
    "transfer_unit",
]
