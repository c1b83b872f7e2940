"""The machine's edge of this room, and the lock every operation of the API hangs on (`ActorAuth`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from sanguanjia.kernel.actor import Actor

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ActorAuth(HttpBearer):
    """Lets in whoever `request.actor` knows: by a machine's key, or by a browser's session with its CSRF token."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Ninja asks before each operation; None answers 401."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if actor.is_anonymous:
            return None
        by_cookie = not request.by_token  # type: ignore[attr-defined]
        if by_cookie and request.method not in _SAFE and check_csrf(request) is not None:
            raise HttpError(403, "csrf")
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Not used: the middleware has read the key already."""
        raise NotImplementedError


router = Router()


@dataclass(frozen=True, slots=True)
class RoleOut:
    """One mandate: role code, id of the place, first and last day in force."""

    role: str
    home_id: int
    organisation_id: int | None
    unit_id: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MeOut:
    """Who the key or session stands for."""

    account_id: int
    name: str
    roles: list[RoleOut]


@router.get("/me", response=MeOut, summary="Who am I, and what may I where")
def me(request: HttpRequest) -> MeOut:
    """The account behind the key, with the mandates in force today."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    assert actor.account_id is not None  # noqa: S101 - ActorAuth let only accounts in
    roles = [RoleOut(m.role, m.home_id, m.organisation_id, m.unit_id, m.valid_from, m.valid_to) for m in actor.mandates]
    return MeOut(actor.account_id, actor.name, roles)
