"""How the registry introduces itself to Django."""

from sanguanjia.kernel.apps import RoomConfig


class RegistryConfig(RoomConfig):
    """Places, units, parties, ownership over time."""

    name = "sanguanjia.registry"
    label = "registry"
    verbose_name = "登记"
