"""A password on its way to an act, and the keys of machines."""

from __future__ import annotations

import secrets


class Secret:
    """A text that never shows itself: not in logs, not in the digest of a request, not in a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


def new_secret() -> str:
    """A key of 256 random bits, shown once. The prefix lets scanners of leaked secrets find it."""
    return "sgj_" + secrets.token_urlsafe(32)
