"""How the room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class AccessConfig(RoomConfig):
    """Accounts, mandates, login."""

    name = "sanguanjia.access"
    label = "access"
    verbose_name = "账号与身份"
