"""How the interfaces room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class InterfacesConfig(RoomConfig):
    """接口: connected systems and their keys, Open311, webhooks."""

    name = "sanguanjia.interfaces"
    label = "interfaces"
    verbose_name = "接口"
