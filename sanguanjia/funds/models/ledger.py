"""Accounts, entries and transfers of each estate's fund. Money never crosses estates: every key holds the estate."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.funds.types import DraftKind, DraftState, EntryKind, Kind, Period
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class FundBook(ScopedModel):
    """One row per estate that keeps books: the last entry number and the last day that is closed.

    Every posting updates this row first, so the postings of an estate stand in one line, their numbers have no gaps,
    and none of them can slip into a period while it is being closed.
    """

    last_number = models.BigIntegerField(default=0)
    closed_until = models.DateField(null=True)

    outside_record = "follows from entries and closes, which records vouch for"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate"], name="one_fund_book_per_estate"),)

    def __str__(self) -> str:
        return f"{self.estate_id}: {self.last_number}"


class FundAccount(ScopedModel):
    """An account of the trees (`types.Kind`). Its balance stands in `FundBalance`, unless it is a node of a tree."""

    kind = models.CharField(max_length=16)
    parent = ScopedForeignKey("funds.FundAccount", null=True)
    building = ScopedForeignKey("registry.Building", null=True)
    unit = ScopedForeignKey("registry.Unit", null=True)
    organisation_id = models.BigIntegerField(null=True)  # the bank, seller, contractor or insurer
    name = models.CharField(max_length=80)
    opened_on = models.DateField()

    class Meta:
        constraints = (
            one_of("kind", Kind, "fund_account_kind_is_known"),
            models.CheckConstraint(
                name="fund_account_of_a_door_names_it",
                condition=Q(kind__in=["unit", "public_unit"], unit__isnull=False)
                | Q(~Q(kind__in=["unit", "public_unit"]), unit__isnull=True),
            ),
            models.CheckConstraint(
                name="fund_pool_belongs_to_a_building",
                condition=~Q(kind__in=["pool", "building", "seller_building"]) | Q(building__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["estate", "kind", "unit"], condition=Q(unit__isnull=False), name="one_fund_account_per_door"
            ),
            models.UniqueConstraint(
                fields=["estate", "kind", "building"],
                condition=Q(building__isnull=False, unit__isnull=True, kind__in=["building", "pool"]),
                name="one_fund_account_per_building",
            ),
            models.UniqueConstraint(
                fields=["estate", "kind", "organisation_id"],
                condition=Q(organisation_id__isnull=False),
                name="one_fund_account_per_organisation",
            ),
            models.UniqueConstraint(fields=["estate"], condition=Q(kind="estate"), name="one_fund_root_per_estate"),
        )

    def __str__(self) -> str:
        return self.name


class FundBalance(ScopedModel):
    """What an account holds: credits less debits, in fen, changed by the statement that books the transfers.

    `side`: 1 where credits make it grow, -1 where debits do. The database refuses a balance below zero, and below
    what is reserved, unless the account is `free`.
    """

    account = ScopedForeignKey("funds.FundAccount")
    side = models.SmallIntegerField()
    free = models.BooleanField(default=False)
    net_fen = models.BigIntegerField(default=0)
    held_fen = models.BigIntegerField(default=0)  # reserved: the sum of what its holds have open

    outside_record = "sums of the account's transfers and holds: funds.queries.differences recomputes both"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "account"], name="one_fund_balance_per_account"),
            models.CheckConstraint(name="fund_balance_grows_on_one_side", condition=Q(side__in=[1, -1])),
            models.CheckConstraint(
                name="fund_account_never_below_zero",
                condition=Q(free=True, held_fen=0)
                | Q(side=1, held_fen__gte=0, net_fen__gte=F("held_fen"))
                | Q(side=-1, held_fen=0, net_fen__lte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id}: {self.net_fen}"


class FundDraft(ScopedModel):
    """What one person prepared and another must look at before it is booked.

    `lines` are [debit account, credit account, fen]; `seal` is a hash over everything that was prepared, and over the
    file it came from: what is booked is what was shown.
    """

    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=8, default=DraftState.WAITING.value)
    fact = models.CharField(max_length=120)  # the outside fact, which becomes the entry's idempotency key
    business_date = models.DateField()
    period = models.CharField(max_length=12, blank=True, default="")  # of a close
    reason = models.CharField(max_length=200)
    voucher_hash = models.CharField(max_length=64, blank=True, default="")
    voucher_name = models.CharField(max_length=120, blank=True, default="")
    lines = models.JSONField(default=list)
    fen = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64)
    reverses = ScopedForeignKey("funds.FundEntry", null=True)
    policy_version = models.CharField(max_length=160, blank=True, default="")
    prepared_by = models.BigIntegerField()
    prepared_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            one_of("kind", DraftKind, "fund_draft_kind_is_known"),
            one_of("state", DraftState, "fund_draft_state_is_known"),
            models.CheckConstraint(
                name="fund_draft_is_booked_by_another_person",
                condition=~Q(state="done") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("prepared_by"))),
            ),
            models.UniqueConstraint(
                fields=["estate", "fact"], condition=Q(state="waiting"), name="one_waiting_fund_draft_of_a_fact"
            ),
        )
        indexes = (models.Index(fields=["estate", "id"], condition=Q(state="waiting"), name="funds_draft_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.business_date}"


class FundEntry(ScopedModel):
    """One booking: why, by whom, seen by whom. Its money stands in transfers. Never changed; a mistake is reversed.

    `idempotency_key` is derived from the outside fact and kept for ever with the fingerprint of what was asked.
    """

    number = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    business_date = models.DateField()
    booked_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    voucher_hash = models.CharField(max_length=64, blank=True, default="")
    author_id = models.BigIntegerField()
    approver_id = models.BigIntegerField()
    policy_version = models.CharField(max_length=160, blank=True, default="")
    idempotency_key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    reverses = ScopedForeignKey("funds.FundEntry", null=True)

    append_only = True

    class Meta:
        constraints = (
            one_of("kind", EntryKind, "fund_entry_kind_is_known"),
            models.UniqueConstraint(fields=["estate", "number"], name="one_fund_entry_per_number"),
            models.UniqueConstraint(fields=["estate", "idempotency_key"], name="one_fund_entry_per_outside_fact"),
            models.UniqueConstraint(
                fields=["estate", "reverses"], condition=Q(reverses__isnull=False), name="a_fund_entry_is_reversed_once"
            ),
            models.CheckConstraint(name="fund_entry_has_two_pairs_of_eyes", condition=~Q(author_id=F("approver_id"))),
            models.CheckConstraint(
                name="a_fund_reversal_points_back",
                condition=Q(kind="reversal", reverses__isnull=False) | Q(~Q(kind="reversal"), reverses__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.reason}"


class FundTransfer(ScopedModel):
    """Money moved: debit account, credit account, one positive amount. An entry is balanced by this shape."""

    entry = ScopedForeignKey("funds.FundEntry")
    line = models.IntegerField()
    debit = ScopedForeignKey("funds.FundAccount")
    credit = ScopedForeignKey("funds.FundAccount")
    amount_fen = models.BigIntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "entry", "line"], name="one_fund_transfer_per_line"),
            models.CheckConstraint(name="a_fund_transfer_moves_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(name="a_fund_transfer_has_two_ends", condition=~Q(debit=F("credit"))),
        )

    def __str__(self) -> str:
        return f"{self.debit_id} -> {self.credit_id}: {self.amount_fen}"


class FundClose(ScopedModel):
    """A period that accepts nothing any more: its last day, the trial balance then, a root over its entries."""

    period = models.CharField(max_length=12)
    until = models.DateField()
    last_number = models.BigIntegerField()
    trial = models.JSONField()  # {kind: fen in the account's own direction}
    root = models.CharField(max_length=64)
    prepared_by = models.BigIntegerField()
    approved_by = models.BigIntegerField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            one_of("period", Period, "fund_period_is_known"),
            models.UniqueConstraint(fields=["estate", "until"], name="one_fund_close_per_day"),
            models.CheckConstraint(name="fund_close_has_two_pairs_of_eyes", condition=~Q(prepared_by=F("approved_by"))),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.until}"
