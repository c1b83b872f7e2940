"""The readers of the cases room: the doors for pages, API and the rooms above."""

from sanguanjia.cases.models import Case, CaseEvent

from .due import due, offices_without_rates, photos_used, snapshots
from .duplicates import Similar, similar
from .one import CaseView, case_for, find, names_shown, photo_of, thing
from .provisional import Standing, provisional
from .tracker import Tracked, tracked
from .work_list import PAGE, VIEWS, Filters, Line, Page, counts, work_list

__all__ = [
    "PAGE",
    "VIEWS",
    "Case",
    "CaseEvent",
    "CaseView",
    "Filters",
    "Line",
    "Page",
    "Similar",
    "Standing",
    "Tracked",
    "case_for",
    "counts",
    "due",
    "find",
    "names_shown",
    "offices_without_rates",
    "photo_of",
    "photos_used",
    "provisional",
    "similar",
    "snapshots",
    "thing",
    "tracked",
    "work_list",
]
