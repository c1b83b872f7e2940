"""How the banking room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class BankingConfig(RoomConfig):
    """专户银行: statements and their reconciliation, the portfolio of deposits, tenders among banks."""

    name = "sanguanjia.banking"
    label = "banking"
    verbose_name = "专户银行"
