"""The one table of policy.

Every version of every rule that ever held. A reference table, read everywhere, written rarely.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q, Value

from sanguanjia.kernel.ids import new_id

from .types import Force, Layer, RuleVersion, Source

LAYERS = tuple((layer.code, layer.code) for layer in Layer)
FORCES = tuple((force.value, force.value) for force in Force)


class Window(Func):
    """SQL daterange(from, to, '[]') over two date columns; an empty `to` is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class PolicyVersion(models.Model):
    """One dated version of one rule.

    Never changed once published, but for `effective_to` (publishing the next version closes it) and its withdrawal:
    a version entered wrong is withdrawn and another edition stands in its place; the wrong one stays to be read.
    Both ends of the window are included. `version` is the stable name that records and pages quote.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    version = models.CharField(max_length=200, unique=True)
    key = models.CharField(max_length=120)
    jurisdiction = models.CharField(max_length=20)
    layer = models.CharField(max_length=20, choices=LAYERS)
    force = models.CharField(max_length=10, choices=FORCES)
    value = models.JSONField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source_title = models.CharField(max_length=300)
    source_article = models.CharField(max_length=300, blank=True, default="")
    source_tag = models.CharField(max_length=1)
    exception_to = models.CharField(max_length=200, blank=True, default="")
    supersedes = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True, default="")
    examples = models.JSONField(default=list)
    published_at = models.DateTimeField()
    edition = models.PositiveSmallIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True, default="")

    append_only = True
    # all that the application's role may change (kernel/grants.py)
    changeable_columns = ("effective_to", "withdrawn_at", "withdrawn_because")

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="policy_versions_of_one_text_never_overlap",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    ("jurisdiction", RangeOperators.EQUAL),
                    ("layer", RangeOperators.EQUAL),
                    (Window("effective_from", "effective_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="policy_withdrawal_says_why",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
            ),
            models.CheckConstraint(
                name="policy_window_holds_a_day",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=models.F("effective_from")),
            ),
            models.CheckConstraint(name="policy_layer_is_known", condition=Q(layer__in=[code for code, _ in LAYERS])),
            models.CheckConstraint(name="policy_force_is_known", condition=Q(force__in=[code for code, _ in FORCES])),
            models.CheckConstraint(name="policy_names_its_source", condition=~Q(source_title="")),
        )
        indexes = (models.Index(fields=["key", "jurisdiction"], name="policy_by_key_and_place"),)

    def __str__(self) -> str:
        return self.version

    def as_rule(self) -> RuleVersion:
        """The row as the value that rules work with."""
        return RuleVersion(
            key=self.key,
            jurisdiction=self.jurisdiction,
            layer=Layer[self.layer.upper()],
            force=Force(self.force),
            value=self.value,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            source=Source(self.source_title, self.source_article, self.source_tag),
            exception_to=self.exception_to or None,
            supersedes=tuple(self.supersedes),
            rules=tuple(self.rules),
            title=self.title,
            note=self.note,
            examples=tuple(self.examples),
            edition=self.edition,
        )

    @classmethod
    def from_rule(cls, rule: RuleVersion) -> PolicyVersion:
        """An unsaved row of a rule; `published_at` is the caller's to say."""
        return cls(
            version=rule.version,
            key=rule.key,
            jurisdiction=rule.jurisdiction,
            layer=rule.layer.code,
            force=rule.force.value,
            value=rule.value,
            effective_from=rule.effective_from,
            effective_to=rule.effective_to,
            source_title=rule.source.title,
            source_article=rule.source.article,
            source_tag=rule.source.tag,
            exception_to=rule.exception_to or "",
            supersedes=list(rule.supersedes),
            rules=list(rule.rules),
            title=rule.title,
            note=rule.note,
            examples=list(rule.examples),
            edition=rule.edition,
        )
