"""Choose by which ways one is told, and when not (通知设置)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from sanguanjia.access.rules import is_email
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices.models import Preference
from sanguanjia.notices.permissions import may_choose
from sanguanjia.notices.types import PreferenceRef, Topic


@act("notices.set_preferences")
def set_preferences(
    deed: Deed, *, estate_id: int, channels: dict[str, tuple[str, ...]], quiet_from: str, quiet_to: str, email: str
) -> PreferenceRef:
    """For oneself; `estate_id` is the platform's home. `channels`: ways out by topic; times "HH:MM", both or neither.

    Refuses login_needed, malformed, bad_time, bad_email, email_needed.
    """
    deed.permit(may_choose, None)
    account_id = deed.actor.account_id or refuse("login_needed")
    start, end = _time(quiet_from), _time(quiet_to)
    reasons = [*_wrong_channels(channels, email)]
    if (start is None) != (end is None) or any(t and _time(t) is None for t in (quiet_from, quiet_to)):
        reasons.append(Reason("bad_time", "quiet_from"))
    if email and not is_email(email):
        reasons.append(Reason("bad_email", "email"))
    refuse_if_any(reasons)
    row = Preference.objects.select_for_update().filter(account_id=account_id).first()
    before = row_digest(row) if row else None
    row = row or Preference(account_id=account_id)
    row.channels = {topic: sorted(ways) for topic, ways in channels.items()}
    row.quiet_from, row.quiet_to, row.email, row.changed_at = _text(start), _text(end), email, deed.at
    row.save()
    deed.touched(row, before=before)
    return PreferenceRef(account_id)


def _wrong_channels(channels: Mapping[str, tuple[str, ...]], email: str) -> list[Reason]:
    known, ways = {topic.value for topic in Topic}, {channel.value for channel in Channel}
    if set(channels) - known or any(set(chosen) - ways for chosen in channels.values()):
        return [Reason("malformed", "channels", {"label": "接收方式"})]
    wants_mail = any(Channel.EMAIL.value in chosen for chosen in channels.values())
    return [Reason("email_needed", "email")] if wants_mail and not email else []


def _time(typed: str) -> time | None:
    try:
        return (
            time.fromisoformat(typed.strip()).replace(second=0, microsecond=0, tzinfo=None) if typed.strip() else None
        )
    except ValueError:
        return None


def _text(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""
