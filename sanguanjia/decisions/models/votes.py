"""A vote, its agenda, the head and the lines of its log, its frozen roll."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.decisions.types import Form, Precedence, QuestionKind, Scope, State
from sanguanjia.kernel.columns import one_of
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import SealedText


class Vote(ScopedModel):
    """One vote of owners. `settings` are the rules fixed at the notice: {key: {"value", "version"}}. `after`: the vote
    that was called off or failed, and is held again in this one."""

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
    after = ScopedForeignKey("decisions.Vote", null=True)
    ended_because = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_vote_per_number_in_an_estate"),
            one_of("state", State, "vote_state_is_known"),
            one_of("form", Form, "vote_form_is_known"),
            one_of("scope", Scope, "vote_scope_is_known"),
            one_of("precedence", Precedence, "vote_precedence_is_known"),
            models.CheckConstraint(name="a_vote_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(
                name="a_vote_of_a_part_names_the_part",
                condition=Q(scope="estate", scope_id__isnull=True) | ~Q(scope="estate") & Q(scope_id__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Question(ScopedModel):
    """A question with several answers: who sits (elect), which of several offers (choose). Each answer is an item of
    the agenda, said yes or no to by itself, so that log, paper, count and proofs know nothing but items. `most`: how
    many a ballot may say yes to. Locked once the vote is announced."""

    vote = ScopedForeignKey("decisions.Vote")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=8)
    matter = models.SmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField()
    seats = models.SmallIntegerField(default=1)
    most = models.SmallIntegerField(default=1)
    slate = ScopedForeignKey("decisions.Slate", null=True)
    effect = models.CharField(max_length=24, blank=True, default="")
    facts = models.JSONField(default=dict)  # of the effect

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "vote", "position"], name="one_question_per_position_of_a_vote"),
            one_of("kind", QuestionKind, "question_kind_is_known"),
            models.CheckConstraint(name="a_question_is_one_of_the_nine", condition=Q(matter__gte=1, matter__lte=9)),
            models.CheckConstraint(name="a_question_fills_a_seat", condition=Q(seats__gt=0, most__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class Item(ScopedModel):
    """One matter of the agenda (民法典 278), or one answer to a question: what is asked, in words. Locked once the vote
    is announced. `effect`: what follows when it is in force (effects.py), with its `facts`."""

    vote = ScopedForeignKey("decisions.Vote")
    position = models.SmallIntegerField()
    matter = models.SmallIntegerField()
    title = models.CharField(max_length=100)
    text = models.TextField()
    question = ScopedForeignKey("decisions.Question", null=True)
    candidate = ScopedForeignKey("decisions.Candidate", null=True)
    effect = models.CharField(max_length=24, blank=True, default="")
    facts = models.JSONField(default=dict)

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
