"""How policy introduces itself to Django."""

from sanguanjia.kernel.apps import RoomConfig


class PolicyConfig(RoomConfig):
    """Rules as dated data."""

    name = "sanguanjia.policy"
    label = "policy"
    verbose_name = "规则"
