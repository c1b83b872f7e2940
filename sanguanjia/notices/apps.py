"""How the notices room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class NoticesConfig(RoomConfig):
    """通知和公示: who is told what, when, and how that is shown."""

    name = "sanguanjia.notices"
    label = "notices"
    verbose_name = "通知和公示"
