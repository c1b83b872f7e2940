"""The writers of the surveys room."""

from .answering import answer, take_in
from .closing import close
from .earlier import record_earlier
from .entering import enter
from .opening import open_survey

__all__ = ["answer", "close", "enter", "open_survey", "record_earlier", "take_in"]
