"""`sgj calc interest` and `sgj calc allocate` (contracts.md): the fund's arithmetic for anyone, from policy packs."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping
from typing import Any

from sanguanjia.funds.rules import allocation_request, interest_request
from sanguanjia.funds.rules.allocation import AllocationRule, allocate
from sanguanjia.funds.rules.day_counts import Basis
from sanguanjia.funds.rules.interest import Destination, before_the_rule, split_interest
from sanguanjia.funds.types import Step
from sanguanjia.funds.wording import SENTENCES, facts_of, say_step
from sanguanjia.kernel import clock
from sanguanjia.kernel.money import yuan
from sanguanjia.kernel.refusal import Refusal, refuse
from sanguanjia.policy.packs import Packs
from sanguanjia.policy.types import Resolution

from .calculation import Answer, Calculation, only_place


def interest_flags(parser: argparse.ArgumentParser) -> None:
    """Flags of the same names as the keys; a convention is its basis."""
    parser.add_argument("--place", help="行政区划代码，默认 430200")
    parser.add_argument("--principal-fen", dest="principal_fen", type=_whole, help="本金，单位分")
    parser.add_argument("--years", type=_whole, help="存期，整年")
    parser.add_argument("--from", dest="from", metavar="日期", help="起息日（与 --to 一起代替 --years）")
    parser.add_argument("--to", metavar="日期", help="到期日")
    parser.add_argument("--benchmark", help="基准利率，例如 0.0275")
    parser.add_argument("--contract", help="合同利率，例如 0.0325")
    parser.add_argument("--convention", type=_basis, help="、".join(interest_request.ASKED_BASES))


def _whole(text: str) -> int | str:
    try:
        return int(text) if text.isascii() and text.lstrip("-").isdigit() else text
    except ValueError:  # more digits than Python converts
        return text


def _basis(text: str) -> dict[str, str]:
    return {"basis": text}


def answer_interest(raw: Mapping[str, Any], packs: Packs) -> Answer:
    """Answer one question of `calc interest`; raises Refusal with every reason.

    The rule of the day the interest falls due decides; a term in years alone is asked under the rule of today. A place
    that pools today is answered with its pool for earlier days too, and told since when (contracts.md promises the
    split whatever the dates).
    """
    question, reasons = interest_request.read_interest(raw)
    if question is None:
        raise Refusal(reasons)
    day = question.last or clock.today()
    where, destination = _destination(packs, question.place, day)
    rules, basis = [where], question.basis
    if basis is None:
        convention = _rule(packs, "fund.interest.convention", question.place, day)
        basis = _basis_of(convention)
        rules.append(convention)
    term = question.term(basis)
    if term is None:
        refuse("not_whole_years", "convention")
    split = split_interest(question.principal_fen, term, question.benchmark, question.contract, destination)
    since = where.winner.effective_from
    early = [before_the_rule(since)] if since > day else []
    return {
        "fen": {"total": split.total, "doors": split.doors, "building_pool": split.building_pool},
        "days": term.days,
        "explain": [_step(step) for step in (*split.explain, *early)],
        "clauses": [_clause(rule) for rule in rules],
    }


def _destination(packs: Packs, place: str, day: dt.date) -> tuple[Resolution, Destination]:
    """Where the interest of `day` goes; before a place began to pool, where it goes since then."""
    today = packs.rule_for("fund.interest.destination", place, clock.today())
    pooled = today is not None and Destination.parse(today.value)
    if today is not None and pooled and pooled.pooled and day < today.winner.effective_from:
        return today, pooled
    where = _rule(packs, "fund.interest.destination", place, day)
    return where, Destination.parse(where.value) or refuse("fund_rule_unknown", "place", version=where.winner.version)


def answer_allocate(raw: Mapping[str, Any], packs: Packs) -> Answer:
    """Answer one question of `calc allocate`; raises Refusal with every reason."""
    question, reasons = allocation_request.read_allocation(raw)
    if question is None:
        raise Refusal(reasons)
    found = _rule(packs, "fund.allocation", question.place, clock.today())
    rule = AllocationRule.parse(found.value)
    if rule is None:
        refuse("fund_rule_unknown", "place", version=found.winner.version)
    parts = allocate(question.cost_fen, question.areas, rule, question.unsold, question.public, question.deposits)
    return {
        "fen": dict(parts.fen),
        "seller_unit_fen": parts.seller_fen,
        "payer": {door: parts.payer[door].value for door in parts.fen},
        "clauses": [_clause(found)],
        "explain": [_step(step) for step in parts.explain],
    }


def say_interest(answer: Answer) -> str:
    """An interest answer for people."""
    fen = answer["fen"]
    doors, pool = yuan(fen["doors"]), yuan(fen["building_pool"])
    first = f"利息合计 {yuan(fen['total'])} 元：各户分账户 {doors} 元，本幢统筹账户 {pool} 元"
    return "\n".join([first, *_reasons(answer)])


def say_allocate(answer: Answer) -> str:
    """An apportionment for people."""
    width = max(len(door) for door in answer["fen"])
    lines = [
        f"  {door.ljust(width)}  {yuan(fen):>16} 元{'（现金支付）' if answer['payer'][door] == 'cash' else ''}"
        for door, fen in answer["fen"].items()
    ]
    if answer["seller_unit_fen"]:
        lines.append(f"  售房单位  {yuan(answer['seller_unit_fen'])} 元")
    whole = sum(answer["fen"].values()) + answer["seller_unit_fen"]
    return "\n".join([f"费用 {yuan(whole)} 元分摊：", *lines, *_reasons(answer)])


def _reasons(answer: Answer) -> list[str]:
    return [f"  {step['text']}" for step in answer["explain"]] + [
        f"依据：{clause['title']}{clause['article']}" for clause in answer["clauses"]
    ]


def _rule(packs: Packs, key: str, place: str, day: dt.date) -> Resolution:
    found = packs.rule_for(key, place, day)
    if found is None:
        refuse("fund_no_rule", "place", day=day.isoformat(), place=place, key=key)
    return found


def _basis_of(convention: Resolution) -> Basis:
    value = convention.value
    said = value.get("dates") if isinstance(value, dict) else None
    if not isinstance(said, dict) or said.get("basis") not in list(Basis) or said.get("round") != "half_up":
        refuse("fund_rule_unknown", "place", version=convention.winner.version)
    return Basis(said["basis"])


def _step(step: Step) -> Answer:
    return {"step": step.code, "rule": step.rule, "text": say_step(step), **facts_of(step)}


def _clause(found: Resolution) -> Answer:
    winner = found.winner
    return {
        "rule": winner.rules[0] if winner.rules else winner.key,
        "title": winner.source.title,
        "article": winner.source.article,
        "tag": winner.source.tag,
        "version": winner.version,
    }


CALCULATIONS: dict[str, Calculation] = {
    "interest": Calculation(
        help="一笔存款的利息：多少归各户，多少归本幢统筹账户",
        keys=interest_request.KEYS,
        nested=interest_request.NESTED,
        configure=interest_flags,
        answer=answer_interest,
        say=say_interest,
        sentences=SENTENCES,
    ),
    "allocate": Calculation(
        help="一笔维修费用怎样分摊到各户",
        keys=allocation_request.KEYS,
        nested=allocation_request.NESTED,
        configure=only_place,
        answer=answer_allocate,
        say=say_allocate,
        sentences=SENTENCES,
    ),
}
