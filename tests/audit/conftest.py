"""The scene of the tamper suite."""

from tests.audit.scene import scene

__all__ = ["scene"]
