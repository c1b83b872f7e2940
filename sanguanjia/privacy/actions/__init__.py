"""What can be done here: see a full value with a reason, consent and withdraw, take a roster out, erase a
person, obey retention, change the data key."""

from .consents import give_consent, withdraw_consent
from .erase import erase_person
from .export import export_roster
from .retention import retention_run
from .rotate import finish_rotation, rotate_keys
from .unmask import unmask

__all__ = [
    "erase_person",
    "export_roster",
    "finish_rotation",
    "give_consent",
    "retention_run",
    "rotate_keys",
    "unmask",
    "withdraw_consent",
]
