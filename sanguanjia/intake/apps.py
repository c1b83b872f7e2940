"""How the intake room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class IntakeConfig(RoomConfig):
    """来件: hotline sheets, petitions, counter and telephone."""

    name = "sanguanjia.intake"
    label = "intake"
    verbose_name = "来件"
