"""What people type into the forms of papers, field by field, everything wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanguanjia.funds.queries import Account
from sanguanjia.funds.rules.entries import fen_of
from sanguanjia.funds.types import Kind
from sanguanjia.kernel.refusal import Reason, Refusal

from .shown import day_of, number_of, rate_of

_DAYS = {"day": "日期", "since": "冻结之日", "until": "到期日"}
_YES = {"homes": "public", "seller_gone": "yes"}  # field → the answer that means yes
_FIELDS = {  # field of a refusal → field of the form
    "account": ("door", "place"), "fen": ("amount",), "business_date": ("day",), "to": ("new_bank",),
    "fact": ("document",),
}  # fmt: skip


class Typed:
    """A form and the accounts its words may name."""

    def __init__(self, form: Mapping[str, str], accounts: Sequence[Account]) -> None:
        self.form, self._accounts = form, accounts

    def values(self, **fields: str) -> dict[str, Any]:
        """{argument: value} of `argument=field`; raises Refusal with everything that is none."""
        found: list[Reason] = []
        read = {argument: self._read(field, found) for argument, field in fields.items()}
        if found:
            raise Refusal(found)
        return read

    def options(self, kind: Kind) -> list[tuple[int, str]]:
        """Accounts of a kind, for a list to choose from."""
        return [(account.id, account.name) for account in self._accounts if account.kind is kind]

    def spread(self, errors: Mapping[str, str]) -> dict[str, str]:
        """Sentences under the fields of the form, whatever the acts call them."""
        said = dict(errors)
        for name, fields in _FIELDS.items():
            for field in fields:
                if name in errors:
                    said.setdefault(field, errors[name])
        return said

    def _read(self, field: str, found: list[Reason]) -> Any:
        text = self.form.get(field, "").strip()
        if field in ("door", "place"):
            kinds = (Kind.UNIT, Kind.PUBLIC_UNIT, *([Kind.BUILDING] if field == "place" else []))
            named = next((a.id for a in self._accounts if a.name == text and a.kind in kinds), 0)
            if not named:
                found.append(Reason("fund_unknown_door", field, {"given": text[:40]}))
            return named
        if field in _YES:
            return text == _YES[field]
        if field in ("amount", "cost"):
            fen = fen_of(text)
            if fen is None:
                found.append(Reason("fund_bad_amount", field, {}))
            return fen
        if field in _DAYS:
            day = day_of(text)
            if day is None:
                found.append(Reason("missing", field, {"label": _DAYS[field]}))
            return day
        if field == "bank" and number_of(text) not in dict(self.options(Kind.BANK)):
            found.append(Reason("fund_not_a_bank", "bank", {}))
        if field in ("bank", "new_bank"):
            return number_of(text)
        return rate_of(text) if field == "rate" else text
