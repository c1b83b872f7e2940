"""Refusals are codes with data. What people read is worded in each room's `wording.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from types import MappingProxyType
from typing import Any, NoReturn

# The answer a machine gets over HTTP; every other code answers 422.
HTTP_STATUS: Mapping[str, int] = MappingProxyType(
    {
        "not_permitted": 403,
        "not_to_oneself": 403,
        "not_yours_to_grant": 403,
        "not_by_hand": 403,
        "other_organisation": 403,
        "claim_own": 403,
        "asleep": 403,
        "step_up_needed": 403,
        "login_needed": 401,
        "not_found": 404,
        "stale": 409,
        "key_reused": 409,
        "wrong_phase": 409,
        "too_many_requests": 429,
        "login_locked": 429,
        "scanner_away": 503,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was not done: a stable code, the field it concerns (if any) and the facts for the sentence."""

    code: str
    field: str | None = None
    data: Mapping[str, Any] = with_default(default_factory=dict)


class Refusal(Exception):
    """Raised by acts: all reasons at once. The transaction is rolled back; nothing was changed."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons: tuple[Reason, ...] = tuple(reasons)
        if not self.reasons:
            raise ValueError("a refusal needs a reason")
        super().__init__(", ".join(reason.code for reason in self.reasons))

    @property
    def status(self) -> int:
        """The HTTP status of the first reason."""
        return HTTP_STATUS.get(self.reasons[0].code, 422)


def refuse(code: str, field: str | None = None, **data: Any) -> NoReturn:
    """Refuse for one reason."""
    raise Refusal([Reason(code, field, data)])


def refuse_if_any(reasons: Iterable[Reason]) -> None:
    """Refuse with all given reasons at once; go on when there are none."""
    found = tuple(reasons)
    if found:
        raise Refusal(found)
