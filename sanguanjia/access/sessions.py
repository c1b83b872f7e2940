"""Sessions in the database, each with its account beside it (Django's documented way to extend the store)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet

from .models import Session


class SessionStore(DatabaseStore):
    """SESSION_ENGINE of the platform."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """A row for the session's data; the account and the browser are read from it."""
        row = cast("Session", super().create_model_instance(data))
        owner = data.get(SESSION_KEY)
        row.account_id = int(owner) if owner else None
        row.address = str(data.get("address", ""))[:45]
        if data.get("started"):
            row.started_at = datetime.fromisoformat(data["started"])
        row.browser = str(data.get("browser", ""))[:200]
        return row


def others_of(account_id: int | None, here: str | None) -> QuerySet[Session]:
    """A person's sessions in other browsers than the one with the key `here`."""
    return Session.objects.filter(account_id=account_id).exclude(session_key=here)
