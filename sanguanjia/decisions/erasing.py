"""What votes keep of a person who is erased (`privacy.traces`): the words of a proposal, a candidate's own words.

Ballots, papers and authorities name units and numbers of the register, no person, and are evidence of a decision that
binds everybody; they stay.
"""

from __future__ import annotations

from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.privacy.traces import Trace, provide
from sanguanjia.registry.people import ERASED_NAME, Gone

from .models import Candidate, Proposal


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


def _erase_candidacies(deed: Deed, gone: Gone) -> int:
    rows = list(Candidate.objects.filter(estate_id=gone.estate_id, party_id=gone.party_id).exclude(statement=""))
    for row in rows:
        before = row_digest(row)
        row.statement, row.why = "", ""
        row.save(update_fields=["statement", "why"])
        deed.erased(row, before)
    return len(rows)


provide(Trace("decisions.candidacies", lambda _gone: False, _erase_candidacies))
provide(Trace("decisions.proposals", lambda _gone: False, _erase))
