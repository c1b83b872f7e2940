"""Every act of the intake room, one file per verb."""

from .call_caller import call_caller
from .check_reply import check_reply
from .choose_needs import choose_needs
from .commit_sheets import commit_sheets
from .file_sheets import file_sheets
from .forget_caller import forget_caller
from .nudge_sheets import nudge_sheets
from .place_sheet import place_sheet
from .prepare_reply import prepare_reply
from .refuse_sheets import refuse_sheets
from .stage_sheets import stage_sheets
from .stop_sheets import stop_sheets
from .upload_sheets import upload_sheets
from .withdraw_sheets import withdraw_sheets

__all__ = [
    "call_caller", "check_reply", "choose_needs", "commit_sheets", "file_sheets", "forget_caller", "nudge_sheets",
    "place_sheet", "prepare_reply", "refuse_sheets", "stage_sheets", "stop_sheets", "upload_sheets",
    "withdraw_sheets",
]  # fmt: skip
