"""Banks of the fund. Only the fund's officers reconcile; offices above look."""

from tests.architecture.matrix import EVERYBODY, KNOWN, Row, Who, roles
from tests.architecture.matrix_funds import KEEP, SEE

BANKING = {
    "banking:estates": Row(get=SEE),
    "banking:overview": Row(get=SEE),
    "banking:account": Row(get=SEE),
    "banking:sheet": Row(get=SEE),
    "banking:statement": Row(get=KEEP, post=KEEP),
    "banking:match": Row(post=KEEP),
    "banking:tenders": Row(get=EVERYBODY, everywhere=True),
    "banking:tender": Row(get=EVERYBODY, everywhere=True),
    "banking:invite": Row(get=KEEP, post=KEEP, elsewhere=(403, 404)),
    "banking:bid": Row(post=roles("bank_officer"), elsewhere=(403, 404)),
    "banking:decide-tender": Row(post=KEEP, elsewhere=(403, 404)),
    "banking:portfolios": Row(get=SEE),
    "banking:portfolio": Row(get=SEE, elsewhere=(403, 404)),
    "banking:portfolio-sheet": Row(get=SEE, elsewhere=(403, 404)),
    "banking:withdraw": Row(get=KEEP, post=KEEP, elsewhere=(403, 404)),
    "banking:decide-withdrawal": Row(post=KEEP, elsewhere=(403, 404)),
    "banking:my-receipts": Row(get=KNOWN, everywhere=True),
    "banking:receipts": Row(get=SEE),
    "banking:issue-receipt": Row(post=KEEP),
    # The receipt is of the owner's home: a neighbour's owner does not open it.
    "banking:receipt": Row(get=Who(SEE.roles | {"owner"}), neighbour=False),
    "banking:void-receipt": Row(post=KEEP, data={"reason": "写错"}),
    "banking:undo": Row(post=KEEP, data={"reason": "核对错了"}),
}
