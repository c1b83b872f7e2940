"""How the funds room introduces itself."""

from importlib import import_module

from sanguanjia.kernel.apps import RoomConfig


class FundsConfig(RoomConfig):
    """维修资金: accounts, entries and transfers of each estate's fund."""

    name = "sanguanjia.funds"
    label = "funds"
    verbose_name = "维修资金"

    def ready(self) -> None:
        """As every room; and say what it keeps of a person."""
        super().ready()
        import_module("sanguanjia.funds.erasing")
