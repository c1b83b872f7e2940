"""Where a code can be sent to a person: the verified phone, the verified mailbox; who has both may choose."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.access import codes, rules
from sanguanjia.access.models import Account
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.words import masked_contact


@dataclass(frozen=True, slots=True)
class Way:
    """One verified way to a person."""

    by: Channel
    target: str

    @property
    def shown(self) -> str:
        """The number or mailbox as a page may show it."""
        return masked_contact(self.target)


def ways_of(account: Account) -> tuple[Way, ...]:
    """The phone first. What no code has verified is no way."""
    phone = (Way(Channel.SMS, account.phone),) if account.phone and account.phone_verified_at else ()
    email = (Way(Channel.EMAIL, account.email),) if account.email and account.email_verified_at else ()
    return phone + email


def way_of(account: Account, wanted: str) -> Way | None:
    """The way that was asked for ("sms", "email"), the first one where nothing was; None: the account has it not."""
    ways = ways_of(account)
    if not wanted:
        return ways[0] if ways else None
    return next((way for way in ways if way.by == wanted), None)


def read(typed: str) -> Way:
    """What somebody typed as his phone or mailbox, verified or not. Refuses bad_contact."""
    if rules.is_phone(typed):
        return Way(Channel.SMS, typed)
    return Way(Channel.EMAIL, typed) if rules.is_email(typed) else refuse("bad_contact", "phone")


def send(
    purpose: str, way: Way, account_id: int | None, *, address: str, words: str = "", own: bool = False
) -> codes.Asked:
    """A code along a way, to whoever has it; `own`: to the account that is logged in. Refuses too_many_requests."""
    return codes.ask(purpose, way.target, account_id, address=address, words=words, by=way.by, own=own)
