"""What votes keep of a person who is erased (`privacy.traces`): the words of a proposal.

Ballots, papers and authorities name units and numbers of the register, no person, and are evidence of a decision that
binds everybody; they stay.
"""

from __future__ import annotations

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import ERASED_NAME, Gone

from .models import Proposal


def _erase(deed: Deed, gone: Gone) -> int:
    if gone.account_id is None:
        return 0
    rows = list(Proposal.objects.filter(estate_id=gone.estate_id, made_by=gone.account_id).exclude(text=ERASED_NAME))
    for row in rows:
        before = row_digest(row)
        row.text = ERASED_NAME
        row.save(update_fields=["text"])
        deed.erased(row, before)
    return len(rows)


provide(Trace("decisions.proposals", lambda _gone: False, _erase))
