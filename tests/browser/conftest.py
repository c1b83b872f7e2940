"""The browser's fixtures, for this folder only: Playwright's loop must end before other tests use the database."""

from tests.support.browser import _states, browser, desk, phone, served

__all__ = ["_states", "browser", "desk", "phone", "served"]
