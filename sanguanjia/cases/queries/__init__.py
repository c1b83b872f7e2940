"""The readers of the cases room: the doors for pages, API and the rooms above."""

from sanguanjia.cases.models import Case, CaseEvent

from .call_backs import Call, Sample, call_backs
from .due import due, offices_without_rates, photos_used, sheet, snapshots
from .duplicates import Similar, similar
from .one import CaseView, case_for, find, names_shown, photo_of, thing
from .provisional import Standing, corrected_years, provisional, settle
from .tracker import Tracked, tracked
from .work_list import PAGE, VIEWS, Filters, Line, Page, counts, work_list

__all__ = [
    "PAGE",
    "VIEWS",
    "Call",
    "Case",
    "CaseEvent",
    "CaseView",
    "Filters",
    "Line",
    "Page",
    "Sample",
    "Similar",
    "Standing",
    "Tracked",
    "call_backs",
    "case_for",
    "corrected_years",
    "counts",
    "due",
    "find",
    "names_shown",
    "offices_without_rates",
    "photo_of",
    "photos_used",
    "provisional",
    "settle",
    "sheet",
    "similar",
    "snapshots",
    "thing",
    "tracked",
    "work_list",
]
