"""How the banking room introduces itself."""

from sanguanjia.kernel.apps import RoomConfig


class BankingConfig(RoomConfig):
    """专户银行: statements and their reconciliation, the portfolio of deposits, tenders among banks."""

    name = "sanguanjia.banking"
    label = "banking"
    verbose_name = "专户银行"

    def ready(self) -> None:
        """Also: say to the fund what was withdrawn early, whose interest it settles."""
        super().ready()
        from sanguanjia.funds import reductions

        from .queries import portfolio

        reductions.told_by(portfolio.confirmed)
