"""Who may learn: the platform itself, in its job. Who may choose is said where the report is known (cases)."""

from __future__ import annotations

from sanguanjia.kernel.predicates import is_system

may_learn = is_system.named("words.learn")
