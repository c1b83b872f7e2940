"""The small city of the cases room, as its tests lay it out."""

from __future__ import annotations

from sanguanjia.cases.tests.conftest import _fresh_memory, at, scene

__all__ = ["_fresh_memory", "at", "scene"]
