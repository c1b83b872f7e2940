"""How the decisions room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class DecisionsConfig(RoomConfig):
    """业主共同决定: who may vote, how votes are counted, what follows."""

    name = "sanguanjia.decisions"
    label = "decisions"
    verbose_name = "业主共同决定"
