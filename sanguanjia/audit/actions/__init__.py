"""The acts of the audit room."""

from .read_records import read_records
from .take_up import take_up

__all__ = ["read_records", "take_up"]
