"""Who may read the record, and who may take things up into it."""

from sanguanjia.kernel.predicates import holds, is_system

AUDITOR = "security_auditor"

may_audit = holds(AUDITOR).named("audit: the security auditor of the place, nobody else")
may_take_up = is_system.named("audit.take_up: only the platform itself, after installation and update")
