"""Every act of the intake room, one file per verb."""

from .choose_needs import choose_needs
from .commit_sheets import commit_sheets
from .forget_caller import forget_caller
from .place_sheet import place_sheet
from .upload_sheets import upload_sheets
from .withdraw_sheets import withdraw_sheets

__all__ = ["choose_needs", "commit_sheets", "forget_caller", "place_sheet", "upload_sheets", "withdraw_sheets"]
