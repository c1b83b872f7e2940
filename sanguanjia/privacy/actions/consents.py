"""Consents: given and withdrawn by the person, each word a row."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import refuse
from sanguanjia.privacy import catalogue, queries
from sanguanjia.privacy.models import Consent
from sanguanjia.privacy.permissions import may_say
from sanguanjia.privacy.types import ConsentRef


@act("privacy.give_consent")
def give_consent(deed: Deed, *, estate_id: int, purpose: str, version: int) -> ConsentRef:
    """Agree to a purpose as the notice of this version words it. `estate_id` is the platform's home.

    Refuses login_needed, unknown_purpose, consent_not_asked, notice_changed (another version is shown now),
    consent_unchanged.
    """
    deed.permit(may_say, None)
    if catalogue.purpose(purpose).version != version:
        refuse("notice_changed")
    return _say(deed, purpose, given=True)


@act("privacy.withdraw_consent")
def withdraw_consent(deed: Deed, *, estate_id: int, purpose: str) -> ConsentRef:
    """Take a consent back: as easy as giving it (PIPL 15). Refuses login_needed, unknown_purpose, consent_not_asked,
    consent_unchanged."""
    deed.permit(may_say, None)
    return _say(deed, purpose, given=False)


def _say(deed: Deed, key: str, *, given: bool) -> ConsentRef:
    wanted = catalogue.purpose(key)
    if not wanted.needs_consent:
        refuse("consent_not_asked")
    account_id = deed.actor.account_id or refuse("login_needed")
    if queries.consents(account_id)[key] == given:
        refuse("consent_unchanged")
    row = Consent(
        estate_id=deed.estate_id, account_id=account_id, purpose=key, version=wanted.version, given=given, at=deed.at
    )
    row.save(force_insert=True)
    deed.touched(row)
    return ConsentRef(row.id, key, given)
