"""How the applications room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class ApplicationsConfig(RoomConfig):
    """服务事项: catalogue, applications, joint review, decisions."""

    name = "sanguanjia.applications"
    label = "applications"
    verbose_name = "服务事项"

    def ready(self) -> None:
        """As every room; say what is kept of a person."""
        super().ready()
        import_module("sanguanjia.applications.erasing")
