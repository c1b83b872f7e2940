"""How the notices room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class NoticesConfig(RoomConfig):
    """通知和公示: who is told what, when, and how that is shown."""

    name = "sanguanjia.notices"
    label = "notices"
    verbose_name = "通知和公示"

    def ready(self) -> None:
        """As every room; and say what it keeps for an account alone."""
        super().ready()
        import_module("sanguanjia.notices.leaving")
