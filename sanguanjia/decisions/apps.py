"""How the decisions room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class DecisionsConfig(RoomConfig):
    """业主共同决定: who may vote, how votes are counted, what follows."""

    name = "sanguanjia.decisions"
    label = "decisions"
    verbose_name = "业主共同决定"

    def ready(self) -> None:
        """As every room; and say what is kept of a person."""
        super().ready()
        import_module("sanguanjia.decisions.erasing")
        import_module("sanguanjia.decisions.committees")  # its effects
        import_module("sanguanjia.decisions.following")
