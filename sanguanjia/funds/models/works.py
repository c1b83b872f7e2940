"""Works paid from the fund: plan, authority, contract, payments, acceptance, final account; and each door's part."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.funds.types import WorkState
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel


class FundWork(ScopedModel):
    """One work and where it stands. `budget_fen` was authorised; `contract_fen` is what is reserved for; `final_fen`
    what it cost. `authority`: by what it was authorised: an owners' decision, a vote held here, or an emergency.
    """

    number = models.IntegerField()
    title = models.CharField(max_length=80)
    plan = models.TextField()
    reach = models.CharField(max_length=10)  # estate, building, entrance
    building = ScopedForeignKey("registry.Building", null=True)
    entrance = ScopedForeignKey("registry.Entrance", null=True)
    cause = models.CharField(max_length=24)
    budget_fen = models.BigIntegerField()
    state = models.CharField(max_length=12)
    planned_by = models.BigIntegerField()
    planned_at = models.DateTimeField()
    planned_role = models.CharField(max_length=24)
    authority = models.CharField(max_length=12, blank=True, default="")
    authority_words = models.CharField(max_length=400, blank=True, default="")
    authority_hash = models.CharField(max_length=64, blank=True, default="")
    authority_on = models.DateField(null=True)
    authorised_by = models.BigIntegerField(null=True)  # nobody where a vote is the authority
    vote_id = models.BigIntegerField(null=True)  # a vote of the room above
    application_id = models.BigIntegerField(null=True)
    emergency = models.JSONField(default=dict)  # category, evidence, confirmed_by, post_days, audit
    contractor = models.CharField(max_length=80, blank=True, default="")
    contract_number = models.CharField(max_length=60, blank=True, default="")
    contract_hash = models.CharField(max_length=64, blank=True, default="")
    contract_fen = models.BigIntegerField(null=True)
    explain = models.JSONField(default=list)  # steps of the apportionment: [code, facts, rule]
    accepted_on = models.DateField(null=True)
    accepted_words = models.CharField(max_length=400, blank=True, default="")
    final_fen = models.BigIntegerField(null=True)
    final_hash = models.CharField(max_length=64, blank=True, default="")
    paid_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_fund_work_per_number"),
            models.CheckConstraint(
                name="fund_work_state_is_known", condition=Q(state__in=[state.value for state in WorkState])
            ),
            models.CheckConstraint(name="a_fund_work_costs_something", condition=Q(budget_fen__gt=0)),
            models.CheckConstraint(
                name="a_fund_work_is_authorised_by_another_person",
                condition=Q(authorised_by__isnull=True) | ~Q(authorised_by=F("planned_by")),
            ),
            models.CheckConstraint(
                name="a_fund_work_has_a_contract_after_its_authority",
                condition=Q(contract_fen__isnull=True) | Q(contract_fen__gt=0) & ~Q(authority=""),
            ),
            models.CheckConstraint(
                name="a_fund_work_names_its_authority",
                condition=Q(authority="", authorised_by__isnull=True, vote_id__isnull=True)
                | Q(authority="vote", vote_id__isnull=False)
                | Q(authority__in=["decision", "emergency"], authorised_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["estate", "application_id"], condition=Q(application_id__isnull=False),
                name="one_fund_work_per_application",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title


class WorkPaper(ScopedModel):
    """A piece of evidence of an emergency: what kind, and the file. Never changed."""

    work = ScopedForeignKey("funds.FundWork")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    account_id = models.BigIntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "work", "code", "sha256"], name="one_copy_of_a_paper_of_a_work"),
        )

    def __str__(self) -> str:
        return self.name


class WorkConfirmation(ScopedModel):
    """One body that looked and says: this is an emergency (FUND-050, table 2.3). Never changed."""

    work = ScopedForeignKey("funds.FundWork")
    confirmer = models.CharField(max_length=16)  # a code of `confirmers` in fund.emergency.categories
    words = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField()
    account_id = models.BigIntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "work", "confirmer"], name="one_confirmation_per_body_of_a_work"),
            models.UniqueConstraint(fields=["estate", "work", "account_id"], name="nobody_confirms_a_work_twice"),
        )

    def __str__(self) -> str:
        return self.confirmer


class WorkShare(ScopedModel):
    """A door's part of a work: fen = from its account + its debt + cash of the developer. No unit: the part of who
    sold public housing (FUND-041)."""

    work = ScopedForeignKey("funds.FundWork")
    unit = ScopedForeignKey("registry.Unit", null=True)
    account = ScopedForeignKey("funds.FundAccount")
    door = models.CharField(max_length=40)
    area = models.BigIntegerField()  # hundredths of m2
    fen = models.BigIntegerField()
    from_account_fen = models.BigIntegerField()
    debt_fen = models.BigIntegerField()
    cash_fen = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "work", "account"], name="one_share_per_account_of_a_fund_work"),
            models.CheckConstraint(
                name="a_share_of_a_fund_work_is_all_its_parts",
                condition=Q(from_account_fen__gte=0, debt_fen__gte=0, cash_fen__gte=0)
                & Q(fen=F("from_account_fen") + F("debt_fen") + F("cash_fen")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.door}: {self.fen}"
