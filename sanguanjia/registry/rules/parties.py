"""People and organisations as typed in: names, identity documents, telephone numbers. Pure (COD-003, COD-005)."""

from __future__ import annotations

from dataclasses import dataclass

from sanguanjia.kernel.refusal import Reason
from sanguanjia.registry.rules.codes import check_credit_code, check_identity
from sanguanjia.registry.types import IdentityKind, PartyKind


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party as it will be stored: clean name, clean number."""

    kind: str
    name: str
    identity_kind: str = ""
    identity_number: str = ""
    phone: str = ""


def read_party(facts: PartyFacts, field: str = "owners") -> tuple[PartyFacts, list[Reason]]:
    """Clean what was typed and say everything that is wrong with it; nothing typed about a document is allowed."""
    reasons: list[Reason] = []
    name = " ".join(facts.name.split())
    if not name:
        reasons.append(Reason("party_name_missing", field))
    if facts.kind not in set(PartyKind):
        reasons.append(Reason("party_kind_unknown", field))
    kind, number = facts.identity_kind.strip(), facts.identity_number.strip()
    if not number:
        kind = ""
    elif kind == IdentityKind.RESIDENT_ID:
        checked = check_identity(number)
        number = checked.value
        if not checked.ok:
            reasons.append(Reason("identity_wrong", field, {"problem": checked.problem}))
    elif kind == IdentityKind.CREDIT_CODE:
        checked = check_credit_code(number)
        number = checked.value
        if not checked.ok:
            reasons.append(Reason("credit_code_wrong", field, {"problem": checked.problem}))
    elif kind not in set(IdentityKind):
        reasons.append(Reason("identity_kind_missing", field))
    phone, wrong = clean_phone(facts.phone, field)
    return PartyFacts(facts.kind, name, kind, number, phone), reasons + wrong


def clean_phone(text: str, field: str = "phone") -> tuple[str, list[Reason]]:
    """A telephone number without blanks and dashes between digits; empty is allowed."""
    from sanguanjia.kernel.sheets.phones import read_phone

    if not text.strip():
        return "", []
    clean = read_phone(text)
    return (clean, []) if clean else ("", [Reason("phone_unreadable", field)])
