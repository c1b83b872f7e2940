"""What banks told: statements and their lines. Never changed, never deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import SealedText


class BankStatement(ScopedModel):
    """A file of a bank about one control account that added up and fitted to those before it."""

    account = ScopedForeignKey("funds.FundAccount")
    form = models.CharField(max_length=40)
    first = models.DateField()
    last = models.DateField()
    opening_fen = models.BigIntegerField()
    closing_fen = models.BigIntegerField()
    lines = models.IntegerField()
    fresh = models.IntegerField()  # lines no earlier statement had told
    file_hash = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    imported_by = models.BigIntegerField()
    imported_at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "account", "file_hash"], name="a_bank_file_is_taken_once"),
            models.CheckConstraint(name="bank_statement_ends_after_it_begins", condition=Q(last__gte=F("first"))),
        )

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class BankLine(ScopedModel):
    """One movement as the bank told it. `key`: the bank's number, or what the line says (`rules/statements.py`).

    `words` may name the person who paid: sealed under the city's key.
    """

    account = ScopedForeignKey("funds.FundAccount")
    statement = ScopedForeignKey("banking.BankStatement")
    row = models.IntegerField()  # of the file
    key = models.CharField(max_length=120)
    day = models.DateField()
    fen = models.BigIntegerField()  # positive in, negative out
    balance_fen = models.BigIntegerField(null=True)
    serial = models.CharField(max_length=60, blank=True, default="")
    words = SealedText(blank=True, default="")

    append_only = True
    changeable_columns = ("words",)  # wrapped anew when the city's key rotates

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "account", "key"], name="a_bank_line_is_told_once"),
            models.CheckConstraint(name="a_bank_line_moves_something", condition=~Q(fen=0)),
        )
        indexes = (models.Index(fields=["estate", "account", "day"], name="banking_line_by_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.fen}"
