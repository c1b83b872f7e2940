"""How the intake room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class IntakeConfig(RoomConfig):
    """来件: hotline sheets, counter and telephone."""

    name = "sanguanjia.intake"
    label = "intake"
    verbose_name = "来件"

    def ready(self) -> None:
        """As every room; and say what it keeps of a person."""
        super().ready()
        import_module("sanguanjia.intake.erasing")
