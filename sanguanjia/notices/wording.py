"""Refusals of this room in plain Chinese."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {}
CONSTRAINTS: Mapping[str, str] = {}
