"""Papers of the demo city's fund: first deposits assessed, a court's freeze that runs out soon, a proof before a
registration, a question with its answer and one without, the first roots of the chain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sanguanjia.funds import actions, jobs, queries
from sanguanjia.funds.types import Kind
from sanguanjia.kernel import clock

if TYPE_CHECKING:
    from .load import Loaded

_FROZEN, _CERTIFIED = "5-1-801", "3-1-1402"


def put_on_paper(city: Loaded, now: datetime) -> int:
    """Answers how many papers."""
    home, officer = city.homes["shanshui"], city.actor("jijin")
    doors = {a.name: a for a in queries.accounts(home) if a.kind is Kind.UNIT}
    with clock.turned_to(now - timedelta(days=40)):
        actions.assess_deposits(
            officer, estate_id=home, cost_fen_per_m2=120_000, rate="0.06", document="株建发〔2024〕18号"
        )
    with clock.turned_to(now - timedelta(days=25)):
        today = clock.today()
        actions.freeze_account(
            officer, estate_id=home, account_id=doors[_FROZEN].id, court="株洲市天元区人民法院",
            document="（2026）湘0211执812号", fen=200_000, since=today, until=today + timedelta(days=50),
        )  # fmt: skip
    papers = 1
    if doors[_CERTIFIED].fen:
        with clock.turned_to(now - timedelta(days=8)):
            actions.certify_deposit(
                officer, estate_id=home, account_id=doors[_CERTIFIED].id, purpose="transfer", evidence="湘财收0028817"
            )
        papers += 1
    _ask(city, home, now)
    jobs.roots_of_the_day()
    return papers


def _ask(city: Loaded, home: int, now: datetime) -> None:
    """The owner of 3-1-1402 asked about the reversal, and asks about the interest."""
    owner = city.actor("yezhu")
    account = next(a.id for a in queries.accounts(home) if a.kind is Kind.UNIT and a.name == _CERTIFIED)
    with clock.turned_to(now - timedelta(days=10)):
        wrong = next((m.entry_id for m in queries.movements(home, account) if m.kind.value == "reversal"), None)
        asked = actions.ask_question(
            owner, estate_id=home, account_id=account, entry_id=wrong, text="为什么多出一笔 3,000 元又冲掉了？"
        )
    with clock.turned_to(now - timedelta(days=9)):
        actions.answer_question(
            city.actor("jijin2"), estate_id=home, question_id=asked.id,
            answer="是 5-1-801 的续交款误记到您家，已原路冲销，您家余额没有变化。原始票据可到中心查看。",
        )  # fmt: skip
    with clock.turned_to(now - timedelta(days=1)):
        actions.ask_question(owner, estate_id=home, account_id=account, text="今年的利息什么时候再结？")
