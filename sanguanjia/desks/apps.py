"""The room's place in Django."""

from sanguanjia.kernel.apps import RoomConfig


class DesksConfig(RoomConfig):
    """Desks: home per role, menu, search, help, saved filters."""

    name = "sanguanjia.desks"
    label = "desks"
    verbose_name = "工作台"
