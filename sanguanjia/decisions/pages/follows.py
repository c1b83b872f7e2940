"""通过以后办理: what a drafted matter does once it is in force, as a form asks for it and as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sanguanjia.decisions.actions.drafting import ItemWish
from sanguanjia.decisions.following import DISMISSING, HIRING, SPENDING, part_of, part_words, said_of_work
from sanguanjia.decisions.pages import shown
from sanguanjia.funds import works
from sanguanjia.kernel.money import yuan
from sanguanjia.registry import queries as registry

HIRE, DISMISS, _WORK = "hire", "dismiss", "work-"
_MATTER = {SPENDING: 5, HIRING: 4, DISMISSING: 4}
_MOST_COMPANIES = 500


def choices(estate_id: int) -> list[tuple[str, str]]:
    """Works that wait for the owners, each with whose vote it needs; a company comes, a company goes."""
    waiting = [
        (f"{_WORK}{row.pk}", f"使用维修资金：{said_of_work(estate_id, row)}") for row in works.awaiting(estate_id)
    ]
    return [*waiting, (HIRE, "选聘物业服务企业（在下面选企业）"), (DISMISS, "解聘现在的物业服务企业（在下面填日期）")]


def companies(estate_id: int) -> list[tuple[str, str]]:
    """Companies that may be chosen: of the places the estate lies in, and of no place."""
    path = registry.estate(estate_id).path
    rows = registry.organisation_page(kind="company", within=[path], limit=_MOST_COMPANIES)
    return [(str(row.pk), row.name) for row in rows]


def read(typed: Mapping[str, str], n: int, estate_id: int) -> ItemWish:
    """The n-th matter as typed, with what follows. What was left empty is filled from that: which of the nine it is,
    and for a work its title and text."""
    kind, facts = _follow(typed, n)
    wish = ItemWish(
        shown.number_of(typed.get(f"matter_{n}", "")) or _MATTER.get(kind, 0), typed.get(f"title_{n}", "")[:200],
        typed.get(f"text_{n}", "")[:5000], kind, facts,
    )  # fmt: skip
    row = _work(estate_id, facts) if kind == SPENDING else None
    if row is None:
        return wish
    title, text = words_of_work(estate_id, row)
    return replace(wish, title=wish.title.strip() or title, text=wish.text.strip() or text)


def of_choice(typed: Mapping[str, str], names: Sequence[str], estate_id: int) -> tuple[str, dict[str, Any]]:
    """What follows from choosing one of several companies, if the form says so: each name is that of a company."""
    if not typed.get("choice_hire"):
        return "", {}
    known = {name: int(number) for number, name in companies(estate_id)}
    contract = _contract(typed)
    return HIRING, {"offers": {name: {"organisation_id": known.get(name, 0), **contract} for name in names}}


def given(typed: Mapping[str, str], n: int) -> bool:
    """Whether anything was typed for the n-th matter."""
    return any(typed.get(f"{name}_{n}", "").strip() for name in ("title", "text", "follow"))


def words_of_work(estate_id: int, row: Any) -> tuple[str, str]:
    """Title and text of a matter that is about a work: its plan never changes, so this is what is authorised."""
    where = part_words(estate_id, *part_of(row))
    text = f"{row.plan}\n预算 {yuan(row.budget_fen)} 元，由{where}的业主承担，从维修资金中列支。"
    return f"使用维修资金：{row.title}", text


def of_work(estate_id: int, work_id: int) -> dict[str, str]:
    """The form as it opens from the page of a work; empty for a work that waits for nobody."""
    row = _work(estate_id, {"work_id": work_id})
    if row is None:
        return {}
    scope, scope_id = part_of(row)
    title, text = words_of_work(estate_id, row)
    return {
        "title": row.title, "scope": f"{scope}-{scope_id}" if scope_id else scope, "matter_1": "5", "title_1": title,
        "text_1": text, "follow_1": f"{_WORK}{row.pk}",
    }  # fmt: skip


def as_typed(item: Any) -> dict[str, str]:
    """A stored matter's part of the form."""
    n, facts = item.position, item.facts
    if item.effect == SPENDING:
        return {f"follow_{n}": f"{_WORK}{facts.get('work_id')}"}
    if item.effect == HIRING:
        names = {"company": "organisation_id", "since": "since", "until": "until", "contract_number": "contract_number"}
        return {f"follow_{n}": HIRE} | {field: str(facts.get(name, "")) for field, name in names.items()}
    return {f"follow_{n}": DISMISS, "since": str(facts.get("day", ""))} if item.effect == DISMISSING else {}


def choice_as_typed(question: Any) -> dict[str, str]:
    """The same of a stored question."""
    offers = question.facts.get("offers") if question.effect == HIRING else None
    if not offers:
        return {}
    one = next(iter(offers.values()))
    return {"choice_hire": "1"} | {name: str(one.get(name, "")) for name in ("since", "until", "contract_number")}


def _follow(typed: Mapping[str, str], n: int) -> tuple[str, dict[str, Any]]:
    asked = typed.get(f"follow_{n}", "").strip()
    day = typed.get("since", "").strip()[:10]
    if asked == HIRE:
        return HIRING, {"organisation_id": shown.number_of(typed.get("company", "")), **_contract(typed)}
    if asked == DISMISS:
        return DISMISSING, {"day": day}
    return (SPENDING, {"work_id": shown.number_of(asked.removeprefix(_WORK))}) if asked else ("", {})


def _contract(typed: Mapping[str, str]) -> dict[str, str]:
    return {
        "since": typed.get("since", "").strip()[:10], "until": typed.get("until", "").strip()[:10],
        "contract_number": typed.get("contract_number", "").strip()[:200],
    }  # fmt: skip


def _work(estate_id: int, facts: Mapping[str, Any]) -> Any:
    return next((row for row in works.awaiting(estate_id) if row.pk == facts["work_id"]), None)
