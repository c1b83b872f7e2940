"""How the whistle room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class WhistleConfig(RoomConfig):
    """吹哨报到: departments are called, come, do their part."""

    name = "sanguanjia.whistle"
    label = "whistle"
    verbose_name = "吹哨报到"

    def ready(self) -> None:
        """As every room; show whistle and tasks on the matter's page, and say what is kept of a person."""
        super().ready()
        import_module("sanguanjia.whistle.panel")
        import_module("sanguanjia.whistle.erasing")
