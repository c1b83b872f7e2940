"""What can be done here: see a full value with a reason, consent and withdraw, erase a person, obey retention."""

from .consents import give_consent, withdraw_consent
from .erase import erase_person
from .export import export_roster
from .retention import retention_run
from .unmask import unmask

__all__ = ["erase_person", "export_roster", "give_consent", "retention_run", "unmask", "withdraw_consent"]
