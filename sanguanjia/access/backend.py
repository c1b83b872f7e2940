"""How Django finds the person of a session: one query brings the account and its mandates."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password

from .models import Account
from .passwords import LONGEST_PASSWORD
from .phones import account_of_login
from .queries import load_account


class AccountBackend(BaseBackend):
    """Password login. A wrong name costs as much time as a wrong password."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **_other: Any
    ) -> Account | None:
        """The active account of this name and password."""
        if not username or password is None or len(password) > LONGEST_PASSWORD:
            return None
        account = account_of_login(username)
        if account is None or not account.has_usable_password():
            make_password(password)
            return None
        return account if account.check_password(password) else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, with its mandates of today."""
        return load_account(int(user_id))
