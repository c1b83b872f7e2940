"""The readers of the cases room: the doors for pages, API and the rooms above."""

from .duplicates import Similar, similar
from .one import CaseView, case_for, find, thing
from .tracker import Tracked, tracked
from .work_list import PAGE, VIEWS, Filters, Line, Page, counts, work_list

__all__ = [
    "PAGE", "VIEWS", "CaseView", "Filters", "Line", "Page", "Similar", "Tracked", "case_for", "counts", "find", "similar", "thing",
    "tracked", "work_list",
]  # fmt: skip
