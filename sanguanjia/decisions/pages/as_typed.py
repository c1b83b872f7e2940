"""A stored draft as its form was typed."""

from __future__ import annotations

from typing import Any

from sanguanjia.decisions import outside, queries
from sanguanjia.decisions.pages import follows
from sanguanjia.decisions.types import QuestionKind


def as_typed(found: Any) -> dict[str, str]:
    """The fields of a vote; empty without one."""
    if found is None:
        return {}
    typed = {
        "title": found.title, "caller": found.caller, "form": found.form, "precedence": found.precedence,
        "opens_on": found.opens_on.isoformat(), "closes_on": found.closes_on.isoformat(),
        "scope": f"{found.scope}-{found.scope_id}" if found.scope_id else found.scope,
    }  # fmt: skip
    for row in queries.questions(found):
        if row.kind == QuestionKind.ELECT:
            typed |= {"slate": str(row.slate_id), "election_title": row.title, "election_text": row.text}
        else:
            answers = [item for item in queries.items(found) if item.question_id == row.pk]
            typed |= {"choice_matter": str(row.matter), "choice_title": row.title, "choice_text": row.text,
                      "choice_answers": "\n".join(f"{item.title}：{item.text}" for item in answers)}  # fmt: skip
            typed |= follows.choice_as_typed(row)
    asked = queries.proposal_of(found)
    if asked is not None:
        typed["proposal"] = str(asked.pk)
    system = outside.system_of(found)
    if system is not None:
        typed |= {"run_by": system.system, "system_name": system.name}
    for item in queries.items(found):
        if item.question_id is not None:
            continue
        typed |= {f"matter_{item.position}": str(item.matter), f"title_{item.position}": item.title,
                  f"text_{item.position}": item.text} | follows.as_typed(item)  # fmt: skip
    return typed
