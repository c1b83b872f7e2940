"""交接: the open work of a mandate goes to somebody who holds the same."""

from __future__ import annotations

from sanguanjia.access import open_work
from sanguanjia.access.models import Cover, Mandate
from sanguanjia.access.permissions import Grant, may_hand_over
from sanguanjia.access.types import HandedOver, Role
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse


@act("access.hand_over")
def hand_over(deed: Deed, *, estate_id: int, mandate_id: int, to_account_id: int, reason: str) -> HandedOver:
    """Give every open matter that lies with the holder of a mandate, in person, to another holder of the same post.

    What lies with the post itself (a company, a grid) needs no handing over: whoever holds the post has it. Each room
    moves its own matters by its own acts, in this transaction (`open_work`). Refuses: not_found, not_yours_to_grant,
    other_organisation, reason_needed, hands_over_to_oneself, holds_another_post.
    """
    row = Mandate.objects.select_related("home").filter(pk=mandate_id, home_id=estate_id).first() or refuse("not_found")
    deed.permit(may_hand_over, Grant(row.account_id, Role(row.role), row.home.path, row.organisation_id))
    if not reason.strip():
        refuse("reason_needed", "reason")
    if to_account_id == row.account_id:
        refuse("hands_over_to_oneself", "to_account_id")
    if not _holds_the_same(row, to_account_id):
        refuse("holds_another_post", "to_account_id")
    post = open_work.PostOf(row.account_id, row.role, row.home.path, row.organisation_id)
    counts = {
        provider.label: provider.hand_over(deed.actor, post, to_account_id, reason.strip()[:200])
        for provider in open_work.providers()
    }
    deed.for_whom(f"account:{row.account_id}")
    deed.because(reason.strip()[:200])
    deed.touched(row, before=row_digest(row))
    return HandedOver(row.account_id, to_account_id, counts)


def _holds_the_same(row: Mandate, account_id: int) -> bool:
    """Holds the same role for the same organisation at or above the place, or stands in on this very mandate, today."""
    today = clock.today()
    above = [int(part) for part in row.home.path.strip("/").split("/")]
    held = Mandate.objects.filter(
        account_id=account_id, account__is_active=True, role=row.role, organisation_id=row.organisation_id,
        home_id__in=above, valid__contains=today,
    )  # fmt: skip
    covers = Cover.objects.filter(account_id=account_id, mandate=row, valid__contains=today)
    return held.exists() or covers.exists()
