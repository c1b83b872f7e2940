"""The fund. Only its officers keep books; offices above look; an owner sees the account of the own home."""

from tests.architecture.matrix import EVERYBODY, KNOWN, Row, Who, roles

KEEP = roles("fund_officer")
PLAN = roles("committee_member", "company_manager", "neighbourhood_officer")
SEE = roles("fund_officer", "city_officer", "district_officer", "security_auditor")

FUNDS = {
    "funds:mine": Row(get=KNOWN, everywhere=True),
    "funds:estates": Row(get=SEE),
    "funds:books": Row(get=SEE),
    "funds:open": Row(post=KEEP),
    "funds:public-housing": Row(post=KEEP),
    "funds:close": Row(post=KEEP),
    # The account is of the owner's home: a neighbour's owner does not open it.
    "funds:account": Row(get=Who(SEE.roles | {"owner"}), neighbour=False),
    "funds:entry": Row(get=SEE),
    "funds:reverse": Row(post=KEEP),
    # Deposits lie in the office's own home; who only looks sees them from above.
    "funds:interest": Row(get=SEE),
    "funds:register-deposit": Row(get=KEEP, post=KEEP, elsewhere=(403, 404)),
    "funds:deposit-one": Row(get=SEE, elsewhere=(403, 404)),
    "funds:prepare-interest": Row(post=KEEP, elsewhere=(403, 404)),
    "funds:settlement": Row(get=SEE, elsewhere=(403, 404)),
    "funds:settlement-progress": Row(get=SEE, elsewhere=(403, 404)),
    "funds:decide-interest": Row(post=KEEP, data={"reason": "录错"}, elsewhere=(403, 404)),
    "funds:bank-moves": Row(get=KEEP, post=KEEP, elsewhere=(403, 404)),
    "funds:approve-bank-moves": Row(post=KEEP, elsewhere=(403, 404)),
    "funds:year": Row(get=Who(SEE.roles | {"owner"}), neighbour=False),
    "funds:interest-line": Row(get=Who(SEE.roles | {"owner"}), neighbour=False),
    "funds:desk": Row(get=SEE),
    "funds:questions": Row(get=SEE),
    "funds:check": Row(get=EVERYBODY, everywhere=True),
    "funds:papers": Row(get=SEE),
    "funds:paper-new": Row(get=KEEP, post=KEEP),
    "funds:paper": Row(get=Who(SEE.roles | {"owner"}), neighbour=False),
    "funds:freeze": Row(get=SEE),
    "funds:freeze-step": Row(post=KEEP),
    "funds:top-up": Row(get=SEE),
    "funds:top-up-notice": Row(get=Who(SEE.roles | {"owner"}), neighbour=False),
    "funds:tables": Row(get=SEE),
    # A question is the owner's; the office answers.
    "funds:ask": Row(post=roles("owner"), neighbour=False),
    "funds:answer": Row(post=KEEP),
    "funds:deposit": Row(get=KEEP, post=KEEP),
    "funds:opening": Row(get=KEEP, post=KEEP),
    "funds:works-door": Row(get=KNOWN),
    # Who lives or works there reads what is mended from the fund.
    "funds:works": Row(get=KNOWN, post=Who(KEEP.roles | PLAN.roles)),
    "funds:work": Row(get=KNOWN),
    "funds:work-paper": Row(get=KNOWN),
    "funds:work-step": Row(post=KEEP),
    "funds:pool-new": Row(get=roles("committee_member", "owner"), post=roles("committee_member", "owner")),
    # What is asked of a pool is open to everybody who lives or works there.
    "funds:pool": Row(get=KNOWN),
    "funds:pool-order": Row(get=KNOWN),
    "funds:pool-step": Row(post=KEEP),
    "funds:draft": Row(get=SEE),
    "funds:decide": Row(post=KEEP, data={"reason": "录错"}),
}
