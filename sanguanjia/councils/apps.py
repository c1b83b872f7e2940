"""How the councils room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class CouncilsConfig(RoomConfig):
    """会议和联合执法: joint conferences, visits, consultations, four-party councils."""

    name = "sanguanjia.councils"
    label = "councils"
    verbose_name = "会议和联合执法"

    def ready(self) -> None:
        """As every room; and draw a matter's panel, put the calendar into e-mails, say what is kept of a person."""
        super().ready()
        import_module("sanguanjia.councils.panel")
        import_module("sanguanjia.councils.invitations")
        import_module("sanguanjia.councils.erasing")
