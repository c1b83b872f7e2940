"""Publish (发布公示): text and dates in; number, digest and words out. A correction is a new notice, a whole period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import Mandate
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.notices import store, writing
from sanguanjia.notices.files import StoredFile
from sanguanjia.notices.models import PublicFile, PublicNotice
from sanguanjia.notices.permissions import may_publish
from sanguanjia.notices.rules.canonical import SUITE, Content, digest_of, tidy
from sanguanjia.notices.rules.check_words import check_words
from sanguanjia.notices.rules.kinds import KINDS, publisher_name
from sanguanjia.notices.rules.periods import earliest_end
from sanguanjia.notices.types import Audience, PublicRef
from sanguanjia.policy import queries as policy
from sanguanjia.registry import queries as registry

MOST_TITLE, MOST_TEXT, MOST_CONTACT, MOST_SUBJECT = 80, 8_000, 100, 80
TOLD = ("owner", "tenant", "committee_member", "building_head")


@dataclass(frozen=True, slots=True)
class _Days:
    opens_on: date
    earliest_end: date
    closes_on: date
    rule: str


@act("notices.post")
def post(
    deed: Deed,
    *,
    estate_id: int,
    kind: str,
    title: str,
    text: str,
    contact: str = "",
    opens_on: date | None = None,
    closes_on: date | None = None,
    files: tuple[StoredFile, ...] = (),
    subject: str = "",
    supersedes: int | None = None,
) -> PublicRef:
    """`opens_on` absent: today; `closes_on` absent: the earliest that policy allows. Both days are in the period.

    Refuses not_found, unknown_notice_kind, not_permitted, missing, too_long, opens_in_the_past, period_too_short,
    superseded_already.
    """
    home = store.board_home(estate_id)
    if kind not in KINDS:
        refuse("unknown_notice_kind", "kind")
    mandate = deed.permit(may_publish, store.thing_of(home, kind))
    title, text, contact = title.strip(), tidy(text), contact.strip()
    refuse_if_any(_wrong_with(title, text, contact, subject))
    old = _superseded(estate_id, supersedes, kind)
    days = _days(home, kind, opens_on or clock.today(), closes_on)
    number = counters.next_number(estate_id, "public_notice")
    content = Content(
        estate_id, home.name, number, kind, title, text, _publisher(mandate, home), contact, days.opens_on,
        days.closes_on, days.earliest_end, days.rule, subject, old.pk if old else None,
        tuple(file.sha256 for file in files),
    )  # fmt: skip
    row = _stored(deed, content, mandate, files)
    _tell(deed, home, row, old)
    deed.under(days.rule)
    return store.ref_of(row, row.closes_on)


def _wrong_with(title: str, text: str, contact: str, subject: str) -> list[Reason]:
    found = []
    for value, field, label, most in (
        (title, "title", "标题", MOST_TITLE), (text, "text", "正文", MOST_TEXT),
        (contact, "contact", "联系方式", MOST_CONTACT), (subject, "subject", "关联事项", MOST_SUBJECT),
    ):  # fmt: skip
        if not value and field in ("title", "text"):
            found.append(Reason("missing", field, {"label": label}))
        elif len(value) > most:
            found.append(Reason("too_long", field, {"label": label, "most": most}))
    return found


def _superseded(estate_id: int, supersedes: int | None, kind: str) -> PublicNotice | None:
    if supersedes is None:
        return None
    row = PublicNotice.objects.filter(estate_id=estate_id, pk=supersedes, kind=kind).first() or refuse("not_found")
    if PublicNotice.objects.filter(estate_id=estate_id, supersedes_id=row.pk).exists():
        refuse("superseded_already")
    return row


def _days(home: Home, kind: str, opens_on: date, closes_on: date | None) -> _Days:
    """The dates as they will stand, or every reason against them."""
    today = clock.today()
    found = policy.rule_for(KINDS[kind].policy_key, home.path, today)
    if found is None:
        raise LookupError(f"no policy {KINDS[kind].policy_key}")
    earliest = earliest_end(opens_on, found.value, policy.calendar_for(home.path)).due
    reasons = []
    if opens_on < today:
        reasons.append(Reason("opens_in_the_past", "opens_on"))
    if closes_on is not None and closes_on < earliest:
        reasons.append(Reason("period_too_short", "closes_on", {"earliest": store.said(earliest)}))
    refuse_if_any(reasons)
    return _Days(opens_on, earliest, closes_on or earliest, found.winner.version)


def _publisher(mandate: Mandate | None, home: Home) -> str:
    if mandate is None:
        return "平台"
    place = Home.objects.filter(pk=mandate.home_id).values_list("name", flat=True).first() or home.name
    organisation = registry.organisation(mandate.organisation_id).name if mandate.organisation_id else ""
    return publisher_name(mandate.role, home.name if mandate.role == "committee_member" else place, organisation)


def _stored(deed: Deed, content: Content, mandate: Mandate | None, files: tuple[StoredFile, ...]) -> PublicNotice:
    digest = digest_of(content)
    row = PublicNotice(
        estate_id=content.estate_id, number=content.number, kind=content.kind, title=content.title, text=content.text,
        publisher=content.publisher, contact=content.contact, posted_at=deed.at, posted_on=clock.local(deed.at).date(),
        opens_on=content.opens_on, earliest_end=content.earliest_end, closes_on=content.closes_on, rule=content.rule,
        estate_name=content.estate_name, subject=content.subject, supersedes_id=content.supersedes,
        account_id=deed.actor.account_id, role=mandate.role if mandate else "",
        organisation_id=mandate.organisation_id if mandate else None, suite=SUITE, digest=digest,
        words=" ".join(check_words(digest)),
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    for position, file in enumerate(files, start=1):
        attached = PublicFile(
            estate_id=row.estate_id, public_notice_id=row.pk, position=position, name=file.name, kind=file.kind,
            sha256=file.sha256, size=file.size,
        )  # fmt: skip
        attached.save(force_insert=True)
        deed.touched(attached)
    return row


def _tell(deed: Deed, home: Home, row: PublicNotice, old: PublicNotice | None) -> None:
    facts = {"title": row.title, "number": str(row.number), "place": home.name, "until": store.said(row.closes_on)}
    name = "notices.correct" if old else "notices.post"
    facts |= {"old_number": str(old.number)} if old else {"publisher": row.publisher}
    whom = Audience(roles=TOLD, path=home.path, but=deed.actor.account_id)
    writing.write(deed, name, audience=whom, facts=facts, href=store.href(row))
