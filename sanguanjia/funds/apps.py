"""How the funds room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class FundsConfig(RoomConfig):
    """维修资金: accounts, entries and transfers of each estate's fund."""

    name = "sanguanjia.funds"
    label = "funds"
    verbose_name = "维修资金"
