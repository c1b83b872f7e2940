"""Who may do what between fund and banks, in sentences."""

from __future__ import annotations

from sanguanjia.funds.permissions import KEEPERS, WATCHERS
from sanguanjia.kernel.predicates import holds

BIDDERS = ("bank_officer",)

may_reconcile = holds(*KEEPERS).named("banking.reconcile")
may_see = holds(*WATCHERS).named("banking.see")
may_bid = holds(*BIDDERS).named("banking.bid")
