"""How the audit room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class AuditConfig(RoomConfig):
    """审计: the chain of records, and who may read them."""

    name = "sanguanjia.audit"
    label = "audit"
    verbose_name = "审计"
