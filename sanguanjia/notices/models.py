"""Notices, messages, deliveries; public notices, their proofs, objections and answers.

What a person was told and what an estate was shown is append-only. What the send job notes for itself (errands,
messages it made, deliveries) is written freely: it follows from a notice, and the notice was written by an act.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sanguanjia.kernel import clock
from sanguanjia.kernel.ids import new_id
from sanguanjia.kernel.outgoing import Channel
from sanguanjia.kernel.scoped import ScopedForeignKey, ScopedModel
from sanguanjia.kernel.sealed import SealedText

from .rules.kinds import KINDS
from .types import DeliveryState, Topic


class Notice(ScopedModel):
    """What was told, once, however many people it concerns. `facts` fill the template; no personal data of others.

    `cause` makes it one: the record of the act, or a key of the job that wrote it. `audience` is a `types.Audience`.
    """

    at = models.DateTimeField()
    template = models.CharField(max_length=60)
    cause = models.CharField(max_length=80)
    topic = models.CharField(max_length=12)
    urgent = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    href = models.CharField(max_length=200, blank=True, default="")
    audience = models.JSONField(default=dict)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "template", "cause"], name="one_notice_per_template_and_cause"),
            models.CheckConstraint(
                name="notice_topic_is_known", condition=Q(topic__in=[topic.value for topic in Topic])
            ),
        )

    def __str__(self) -> str:
        return self.template


class Errand(ScopedModel):
    """A notice whose receivers and ways out the job has yet to find. Gone when done."""

    notice = ScopedForeignKey("notices.Notice")

    written_freely = "the send job's queue: written with the notice by the act, taken away by the job"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "notice"], name="one_errand_per_notice"),)
        indexes = (models.Index(fields=["id"], name="notices_errand_oldest"),)

    def __str__(self) -> str:
        return str(self.notice_id)


class Message(ScopedModel):
    """One notice as one person has it in the inbox. When it was read is the person's own affair, no act."""

    notice = ScopedForeignKey("notices.Notice")
    account_id = models.BigIntegerField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    written_freely = "follows from a notice that an act wrote; reading is no act"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "notice", "account_id"], name="one_message_per_notice_and_person"
            ),
        )
        indexes = (
            models.Index(F("account_id"), F("at").desc(), F("id").desc(), name="notices_message_inbox"),
            models.Index(fields=["account_id"], condition=Q(read_at=None), name="notices_message_unread"),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.account_id}"


class Delivery(ScopedModel):
    """One message by one channel outside. Its id is the key the sender is given, on every attempt the same.

    `claim` names the worker's claim while it is being sent; a claim that ran out is dealt with as README says.
    `address` is the masked form of where it went, for the proof; `receipt` what the sender answered.
    """

    message = ScopedForeignKey("notices.Message")
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default=DeliveryState.WAITING.value)
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True, default="")
    claimed_until = models.DateTimeField(null=True)
    sender = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=80, blank=True, default="")
    receipt = models.CharField(max_length=120, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=60, blank=True, default="")

    written_freely = "the send job's own notes; what was promised stands in the notice"
    personal_fields = ("address",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "message", "channel"], name="one_delivery_per_message_and_channel"
            ),
            models.CheckConstraint(
                name="delivery_channel_is_known", condition=Q(channel__in=[channel.value for channel in Channel])
            ),
            models.CheckConstraint(
                name="delivery_state_is_known", condition=Q(state__in=[state.value for state in DeliveryState])
            ),
            models.CheckConstraint(
                name="a_delivery_has_ended_exactly_when_its_state_is_an_end",
                condition=Q(state__in=["waiting", "claimed"], ended_at__isnull=True)
                | Q(state__in=["sent", "given_up", "uncertain"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_sent_delivery_has_a_receipt", condition=~Q(state="sent") | ~Q(receipt="")
            ),
            models.CheckConstraint(
                name="a_claimed_delivery_says_until_when",
                condition=Q(state="claimed", claimed_until__isnull=False) & ~Q(claim="") | ~Q(state="claimed"),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="notices_delivery_due"),
            models.Index(fields=["claimed_until"], condition=Q(state="claimed"), name="notices_delivery_claimed"),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Preference(models.Model):
    """One person's choices: channels by topic, quiet hours, an e-mail address. Absent: what policy says."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account_id = models.BigIntegerField()
    channels = models.JSONField(default=dict)  # {topic: [channel, …]}
    quiet_from = models.CharField(max_length=5, blank=True, default="")  # "21:30" local; "": as policy says
    quiet_to = models.CharField(max_length=5, blank=True, default="")
    email = SealedText(blank=True, default="")
    changed_at = models.DateTimeField(default=clock.now)

    personal_fields = ("email",)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account_id"], name="one_preference_per_account"),
            models.CheckConstraint(
                name="quiet_hours_have_both_ends",
                condition=Q(quiet_from="", quiet_to="") | ~Q(quiet_from="") & ~Q(quiet_to=""),
            ),
        )

    def __str__(self) -> str:
        return str(self.account_id)


class PublicNotice(ScopedModel):
    """A public notice (公示): text and dates as published, never changed. State is read from the clock, not stored.

    `earliest_end` is what policy version `rule` demanded on the day of posting. `digest` is over the canonical text
    (rules/canonical.py), `words` come out of it. `subject` ties it to another room's thing ("funds.application:123").
    """

    number = models.IntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    text = models.TextField()
    publisher = models.CharField(max_length=100)
    contact = models.CharField(max_length=100, blank=True, default="")
    posted_at = models.DateTimeField()
    posted_on = models.DateField()
    opens_on = models.DateField()
    earliest_end = models.DateField()
    closes_on = models.DateField()
    rule = models.CharField(max_length=160)
    estate_name = models.CharField(max_length=100)
    subject = models.CharField(max_length=80, blank=True, default="")
    supersedes = ScopedForeignKey("notices.PublicNotice", null=True)
    account_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True, default="")
    organisation_id = models.BigIntegerField(null=True)
    suite = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    words = models.CharField(max_length=40)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "number"], name="one_public_notice_per_number_in_an_estate"),
            models.UniqueConstraint(fields=["estate", "supersedes"], name="a_public_notice_is_superseded_once"),
            models.CheckConstraint(name="public_notice_kind_is_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(
                name="a_public_notice_stands_at_least_its_period", condition=Q(closes_on__gte=F("earliest_end"))
            ),
            models.CheckConstraint(
                name="a_public_notice_ends_after_its_first_day", condition=Q(earliest_end__gt=F("opens_on"))
            ),
            models.CheckConstraint(
                name="a_public_notice_opens_when_posted_or_later", condition=Q(opens_on__gte=F("posted_on"))
            ),
            models.CheckConstraint(name="no_public_notice_supersedes_itself", condition=~Q(supersedes=F("id"))),
        )
        indexes = (
            models.Index(F("estate"), F("opens_on").desc(), F("id").desc(), name="notices_public_newest"),
            models.Index(fields=["estate", "subject"], condition=~Q(subject=""), name="notices_public_subject"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PublicFile(ScopedModel):
    """An attachment as published: a picture made anew, or a PDF as it was sent. Its digest is part of the notice's."""

    public_notice = ScopedForeignKey("notices.PublicNotice")
    position = models.SmallIntegerField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "public_notice", "position"], name="one_file_per_position_of_a_public_notice"
            ),
            models.CheckConstraint(name="public_file_kind_is_known", condition=Q(kind__in=["photo", "pdf"])),
        )

    def __str__(self) -> str:
        return self.name


class PublicExtension(ScopedModel):
    """The period of a public notice made longer. There is no way to make it shorter."""

    public_notice = ScopedForeignKey("notices.PublicNotice")
    was = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["estate", "public_notice", "was"], name="one_extension_from_each_end"),
            models.CheckConstraint(name="an_extension_only_lengthens", condition=Q(until__gt=F("was"))),
        )

    def __str__(self) -> str:
        return f"{self.was} → {self.until}"


class PostingProof(ScopedModel):
    """A photograph of the paper on the wall: where, when, by whom."""

    public_notice = ScopedForeignKey("notices.PublicNotice")
    place_words = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)

    append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "public_notice", "sha256"], name="one_proof_per_picture_of_a_public_notice"
            ),
        )

    def __str__(self) -> str:
        return self.place_words


class Objection(ScopedModel):
    """An owner disagrees with a public notice while it runs. Residents and offices read it without the name."""

    public_notice = ScopedForeignKey("notices.PublicNotice")
    account_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    text = models.TextField()
    at = models.DateTimeField()

    append_only = True
    personal_fields = ("text",)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["estate", "public_notice", "account_id"], name="one_objection_per_person_and_public_notice"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class ObjectionAnswer(ScopedModel):
    """What the publisher answered, and whether the objection was followed."""

    objection = ScopedForeignKey("notices.Objection")
    text = models.TextField()
    accepted = models.BooleanField()
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True, default="")

    append_only = True
    personal_fields = ("text",)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["estate", "objection"], name="one_answer_per_objection"),)

    def __str__(self) -> str:
        return str(self.objection_id)
