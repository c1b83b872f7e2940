"""Votes of an estate: the agenda, the frozen roll, ballots that are only ever added, the log, results, proposals.

Who casts first, second, or at the same moment by paper and phone is settled by one row, `VoteBox`: whatever goes into a
vote's log locks it, takes its numbers from it, and leaves none out. One row of `Standing` per unit and item says which
ballot counts; the database refuses a second.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import SealedText

from .types import Capacity, Channel, Form, Precedence, Scope, State


def _one_of(field: str, kinds: type, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [kind.value for kind in kinds]}))  # type: ignore[attr-defined]


class Vote(ScopedModel):
    """One vote of owners. `settings` are the rules fixed at the notice: {key: {"value", "version"}}."""

    number = models.IntegerField()
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=State.DRAFT.value)
    caller = models.CharField(max_length=20)
    form = models.CharField(max_length=12, default=Form.ELECTRONIC.value)
    scope = models.CharField(max_length=10, default=Scope.ESTATE.value)
    scope_id = models.BigIntegerField(null=True)
    precedence = models.CharField(max_length=6, default=Precedence.PAPER.value)
    last_counts = models.BooleanField(default=True)
    opens_on = models.DateField()
    closes_on = models.DateField()  # casting ends with this day
    settings = models.JSONField(default=dict)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    roll_day = models.DateField(null=True)
    roll_root = models.CharField(max_length=64, blank=True, default="")  # of the first item
    log_root = models.CharField(max_length=64, blank=True, default="")  # of the log at the notice: printed on it
    total_area = models.BigIntegerField(default=0)  # hundredths of a square metre
    total_n = models.IntegerField(default=0)
    total_units = models.IntegerField(default=0)
    notice_number = models.IntegerField(null=True)  # of the public notice
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    result_notice_id = models.BigIntegerField(null=True)
    result_number = models.IntegerField(null=True)
    in_force_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_vote_per_number_in_an_estate"),
            _one_of("state", State, "vote_state_is_known"),
            _one_of("form", Form, "vote_form_is_known"),
            _one_of("scope", Scope, "vote_scope_is_known"),
            _one_of("precedence", Precedence, "vote_precedence_is_known"),
            models.CheckConstraint(name="a_vote_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(
                name="a_vote_of_a_part_names_the_part",
                condition=Q(scope="estate", scope_id__isnull=True) | ~Q(scope="estate") & Q(scope_id__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Item(ScopedModel):
    """One matter of the agenda (民法典 278): what is asked, in words. Locked once the vote is announced."""

    vote = ScopedForeignKey("decisions.Vote")
    position = models.SmallIntegerField()
    matter = models.SmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "position"], name="one_item_per_position_of_a_vote"),
            models.CheckConstraint(name="an_item_is_one_of_the_nine", condition=Q(matter__gte=1, matter__lte=9)),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class VoteBox(ScopedModel):
    """The head of a vote's log: the next number, whether ballots are taken. Whoever adds to the log locks this row."""

    vote = ScopedForeignKey("decisions.Vote")
    secret = SealedText()  # of the vote's pseudonyms and seals (proof/keys.py)
    next_seq = models.BigIntegerField(default=0)
    is_open = models.BooleanField(default=False)

    outside_record = "its number follows from the lines of the log, which the log itself vouches for"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "vote"], name="one_box_per_vote"),)

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.next_seq}"


class LogLine(ScopedModel):
    """One line of a vote's log, exactly as it is hashed into the tree (proof/README.md). Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    line = models.TextField()
    leaf = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64)

    append_only = True
    outside_record = "chained by its own tree, whose heads are signed: proof/README.md"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "vote", "seq"], name="one_line_per_number_of_a_log"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class RollLine(ScopedModel):
    """One unit of the frozen electorate. `head`: the same number for all units of one voter; `owners`: party ids."""

    vote = ScopedForeignKey("decisions.Vote")
    unit = ScopedForeignKey("registry.Unit")
    code = models.CharField(max_length=40)
    building = models.CharField(max_length=20, blank=True, default="")
    head = models.BigIntegerField()
    area = models.BigIntegerField()  # hundredths of a square metre
    area_source = models.CharField(max_length=12)
    developer = models.BooleanField(default=False)
    owners = models.JSONField(default=list)
    left_out = models.BooleanField(default=False)  # taken off by a correction

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "unit"], name="one_roll_line_per_unit_of_a_vote"),
            models.CheckConstraint(name="a_roll_line_has_an_area", condition=Q(area__gt=0)),
        )
        indexes = (models.Index(fields=["estate", "vote", "head"], name="roll_line_of_a_head"),)

    def __str__(self) -> str:
        return self.code


class Ballot(ScopedModel):
    """What one unit said of one item, once. Never changed; a later one stands beside it. `voter`: whose voice it is
    (`p<party>`, `a<account>`, `developer`); `seq`: its line in the log."""

    vote = ScopedForeignKey("decisions.Vote")
    line = ScopedForeignKey("decisions.RollLine")
    item = models.SmallIntegerField()
    choice = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    capacity = models.CharField(max_length=10)
    voter = models.CharField(max_length=24)
    account_id = models.BigIntegerField(null=True)  # who cast, or who typed the paper
    form = models.IntegerField(null=True)
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    append_only = True
    personal_fields = ("choice", "voter")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "seq"], name="one_ballot_per_line_of_the_log"),
            _one_of("channel", Channel, "ballot_channel_is_known"),
            _one_of("capacity", Capacity, "ballot_capacity_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.seq}"


class Standing(ScopedModel):
    """Which ballot of a unit counts for an item. `frozen`: owners of the unit disagree about it; then none does."""

    vote = ScopedForeignKey("decisions.Vote")
    line = ScopedForeignKey("decisions.RollLine")
    item = models.SmallIntegerField()
    ballot = ScopedForeignKey("decisions.Ballot")
    seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()  # of the unit's last ballot, counting or not
    voter = models.CharField(max_length=24)
    rank = models.SmallIntegerField()
    version = models.IntegerField(default=1)
    frozen = models.BooleanField(default=False)

    outside_record = "follows from the log's ballots and supersedes: queries.differences works it out again"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "vote", "item", "line"], name="one_standing_ballot_per_unit_and_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id}/{self.item}: {self.seq}"


class PaperForm(ScopedModel):
    """A numbered paper ballot of one head, with check letters against a copied number."""

    vote = ScopedForeignKey("decisions.Vote")
    number = models.IntegerField()
    head = models.BigIntegerField()
    check_code = models.CharField(max_length=4)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "number"], name="one_paper_form_per_number_of_a_vote"),
            models.UniqueConstraint(fields=["estate", "vote", "head"], name="one_paper_form_per_head_of_a_vote"),
        )

    def __str__(self) -> str:
        return str(self.number)


class PaperBatch(ScopedModel):
    """Papers typed in one sitting by one person; `scans`: hash of the scanned file. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    number = models.IntegerField()
    typist_id = models.BigIntegerField()
    at = models.DateTimeField()
    forms = models.IntegerField()
    scans = models.CharField(max_length=64)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "number"], name="one_paper_batch_per_number_of_a_vote"),
        )

    def __str__(self) -> str:
        return str(self.number)


class PaperEntry(ScopedModel):
    """One paper as one person typed it. The same person types a form once. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    batch = ScopedForeignKey("decisions.PaperBatch")
    form = ScopedForeignKey("decisions.PaperForm")
    typist_id = models.BigIntegerField()
    choices = models.JSONField()
    signed = models.BooleanField(default=True)

    append_only = True
    personal_fields = ("choices",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "form", "typist_id"], name="one_entry_per_form_and_typist"),
        )

    def __str__(self) -> str:
        return str(self.form_id)


class Proxy(ScopedModel):
    """A written authority: for one head, to one account, for this vote."""

    vote = ScopedForeignKey("decisions.Vote")
    head = models.BigIntegerField()
    account_id = models.BigIntegerField()
    document = models.CharField(max_length=64)  # hash of the signed paper
    opinions = models.JSONField(default=dict)  # {item: choice} where the place wants the principal's own opinion
    given_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    revoked_at = models.DateTimeField(null=True)

    personal_fields = ("opinions",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "vote", "head"], condition=Q(revoked_at__isnull=True),
                name="one_living_proxy_per_head_of_a_vote",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["account_id"], name="proxy_of_an_account"),)

    def __str__(self) -> str:
        return str(self.account_id)


class Result(ScopedModel):
    """What was counted of one item: both counts by choice and channel, the verdict with its clauses. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    item = models.SmallIntegerField()
    count = models.SmallIntegerField(default=1)  # 2 and more: recounts
    passed = models.BooleanField()
    sums = models.JSONField()  # {"total", "part", "for", "against", "abstain", "invalid"}: {"area", "n", "units"}
    channels = models.JSONField()  # {channel: {"area", "n", "units"}}
    verdict = models.JSONField()
    why = models.CharField(max_length=200, blank=True, default="")  # of a recount
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "item", "count"], name="one_result_per_item_and_count"),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.passed}"


class Certificate(ScopedModel):
    """The certificate of a vote, as it was signed: one text and its digest. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    text = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "digest"], name="one_certificate_per_text_of_a_vote"),
        )

    def __str__(self) -> str:
        return self.digest[:8]


class Signature(ScopedModel):
    """One person's yes to a certificate. Never changed."""

    vote = ScopedForeignKey("decisions.Vote")
    certificate = ScopedForeignKey("decisions.Certificate")
    account_id = models.BigIntegerField()
    role = models.CharField(max_length=24)
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "certificate", "account_id"], name="one_signature_per_person_on_a_certificate"
            ),
        )

    def __str__(self) -> str:
        return self.role


class Proposal(ScopedModel):
    """A wish of owners that a matter be voted, and whether enough stand behind it (OWN-043)."""

    number = models.IntegerField()
    matter = models.SmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    until = models.DateField()
    vote = ScopedForeignKey("decisions.Vote", null=True)

    personal_fields = ("text",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_proposal_per_number_in_an_estate"),
            models.CheckConstraint(name="a_proposal_is_one_of_the_nine", condition=Q(matter__gte=1, matter__lte=9)),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Supporter(ScopedModel):
    """An owner who stands behind a proposal, by one of his units; all his units weigh."""

    proposal = ScopedForeignKey("decisions.Proposal")
    unit = ScopedForeignKey("registry.Unit")
    account_id = models.BigIntegerField()
    at = models.DateTimeField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "proposal", "unit"], name="one_support_per_unit_of_a_proposal"),
        )

    def __str__(self) -> str:
        return str(self.unit_id)
