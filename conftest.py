"""The whole project's pytest configuration: plugins only; see tests/support."""

pytest_plugins = ["tests.support.db", "tests.support.session"]
