"""Banks of the fund. Only the fund's officers reconcile; offices above look."""

from tests.architecture.matrix import EVERYBODY, Row, roles
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
    "banking:invite": Row(get=KEEP, post=KEEP),
    "banking:bid": Row(post=roles("bank_officer")),
    "banking:decide-tender": Row(post=KEEP),
    "banking:portfolios": Row(get=SEE),
    "banking:portfolio": Row(get=SEE),
    "banking:portfolio-sheet": Row(get=SEE),
    "banking:withdraw": Row(get=KEEP, post=KEEP),
    "banking:decide-withdrawal": Row(post=KEEP),
    "banking:undo": Row(post=KEEP, data={"reason": "核对错了"}),
}
