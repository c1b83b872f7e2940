"""Publish a version of a rule, or correct one entered wrong: the only ways policy changes in a running city."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from sanguanjia.kernel import clock, counters
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any

from . import queries
from .models import PolicyVersion
from .packs import parse_rule
from .permissions import Publication, may_keep_look, may_publish
from .places import home_of
from .rules import shapes
from .types import Layer, RuleVersion

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Published:
    """The version now in the books, and the one it closed."""

    id: int
    version: str
    closed: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A table of clocks, and the generation of policy under which all of it was gone through."""

    clocks: str
    generation: int


@act("policy.publish_version")
def publish_version(deed: Deed, *, estate_id: int, rule: dict[str, Any], belated: str = "") -> Published:
    """Publish one version; the version it follows is closed on the day before, in the same transaction.

    `estate_id` is the platform's home (1): policy acts concern no estate. `rule` has the fields of a pack's
    `[[rule]]`, dates as ISO strings. A version that begins before today needs `belated`, the reason why it is entered
    late. Old versions stay. Refuses: policy_malformed, policy_outside_place, policy_backdated, policy_not_later,
    policy_overlap, policy_names_nothing.
    """
    if estate_id != Home.PLATFORM_ID:
        refuse("policy_outside_place")
    version = _parsed(rule)
    home = home_of(version.jurisdiction) or Home.objects.get(pk=Home.PLATFORM_ID)
    deed.permit(may_publish, Publication(home.path, version.layer))
    siblings = list(_siblings(version))
    refuse_if_any(_problems(version, siblings, belated))
    closed = _close_the_open_one(deed, siblings, version.effective_from)
    row = PolicyVersion.from_rule(version)
    row.published_at = deed.at
    row.save(force_insert=True)
    deed.touched(row)
    deed.because(belated)
    transaction.on_commit(queries.forget)
    return Published(row.id, row.version, closed)


@act("policy.correct_version")
def correct_version(
    deed: Deed, *, estate_id: int, wrong: str, rule: dict[str, Any], because: str
) -> Published:
    """Put a right version in the place of one that was entered wrong, from the same day on.

    Not for a rule that changed (that is a new version): for a typing error in the books. `wrong` is the name of a
    standing version; key, place, layer and first day stay, everything else may change. The wrong version is withdrawn,
    with the reason, and stays to be read. Refuses: policy_malformed, policy_outside_place, policy_unknown_version,
    policy_other_text, policy_no_reason, policy_unchanged, policy_overlap, policy_names_nothing.
    """
    if estate_id != Home.PLATFORM_ID:
        refuse("policy_outside_place")
    version = _parsed(rule)
    home = home_of(version.jurisdiction) or Home.objects.get(pk=Home.PLATFORM_ID)
    deed.permit(may_publish, Publication(home.path, version.layer))
    siblings = list(_siblings(version))
    row = next((sibling for sibling in siblings if sibling.version == wrong), None)
    if row is None:
        if PolicyVersion.objects.filter(version=wrong, withdrawn_at=None).exists():
            refuse("policy_other_text", "key")
        refuse("policy_unknown_version", None, given=wrong)
    kept = {name: tuple(getattr(row, name)) for name in ("supersedes", "rules", "examples") if name not in rule}
    version = replace(version, edition=row.edition + 1, **kept)
    reasons = _problems(version, [sibling for sibling in siblings if sibling is not row], "更正")
    reasons += _against_correction(version, row, because)
    refuse_if_any(reasons)
    before = row_digest(row)
    row.withdrawn_at, row.withdrawn_because = deed.at, because.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    deed.touched(row, before)
    right = PolicyVersion.from_rule(version)
    right.published_at = deed.at
    right.save(force_insert=True)
    deed.touched(right)
    deed.because(because.strip())
    transaction.on_commit(queries.forget)
    return Published(right.id, right.version, row.version)


@act("policy.keep_look")
def keep_look(deed: Deed, *, estate_id: int, clocks: str, generation: int) -> Looked:
    """Keep for every process that all running clocks of a table were gone through under a generation of policy, and
    none of them is doubtful any more (CAL-007). Done by the platform. The record names the version that made the
    generation. Refuses: policy_outside_place, policy_unknown_version."""
    deed.permit(may_keep_look, estate_id)
    if estate_id != Home.PLATFORM_ID:
        refuse("policy_outside_place")
    newest = PolicyVersion.objects.filter(pk=generation).first()
    if newest is None:
        refuse("policy_unknown_version", None, given=str(generation))
    deed.touched(newest, row_digest(newest))
    counters.keep(estate_id, queries.LOOKED.format(clocks)[:40], generation)
    return Looked(clocks, generation)


def _against_correction(version: RuleVersion, row: PolicyVersion, because: str) -> list[Reason]:
    reasons = []
    if version.effective_from != row.effective_from:
        reasons.append(Reason("policy_other_text", "effective_from"))
    if not because.strip():
        reasons.append(Reason("policy_no_reason", "belated"))
    if replace(version, edition=row.edition) == row.as_rule():
        reasons.append(Reason("policy_unchanged", "value"))
    return reasons


def _siblings(version: RuleVersion) -> QuerySet[PolicyVersion]:
    """The standing versions of the same key, place and layer, oldest first, locked."""
    return (
        PolicyVersion.objects.select_for_update()
        .filter(key=version.key, jurisdiction=version.jurisdiction, layer=version.layer.code, withdrawn_at=None)
        .order_by("effective_from")
    )


def _parsed(rule: dict[str, Any]) -> RuleVersion:
    fields = dict(rule)
    for name in ("effective_from", "effective_to"):
        if isinstance(fields.get(name), str):
            try:
                fields[name] = dt.date.fromisoformat(fields[name])
            except ValueError:
                refuse("bad_date", name, given=str(rule[name])[:40])
    try:
        version = parse_rule(fields)
    except ValueError as error:
        refuse("policy_malformed", "value", given=str(error))
    if not version.title:
        refuse("missing", "title", label="标题")
    return version


def _problems(version: RuleVersion, siblings: list[PolicyVersion], belated: str) -> list[Reason]:
    """All that stands against it. Siblings are the versions of the same key, place and layer, oldest first."""
    reasons = []
    since = version.effective_from
    if since < clock.today() and not belated.strip():
        reasons.append(Reason("policy_backdated", "effective_from", {"since": since.isoformat()}))
    for row in siblings:
        if row.effective_from == since:
            reasons.append(Reason("policy_not_later", "effective_from", {"since": row.effective_from.isoformat()}))
        elif row.effective_from > since and (
            version.effective_to is None or version.effective_to >= row.effective_from
        ):
            reasons.append(Reason("policy_overlap", "effective_to"))
    if version.exception_to and version.layer is Layer.ESTATE_COVENANT:
        reasons.append(Reason("policy_malformed", "exception_to", {"given": "小区公约不能突破强制性规定"}))
    standing = PolicyVersion.objects.filter(key=version.key, withdrawn_at=None)
    others = [row.as_rule() for row in standing.order_by("-effective_from")]
    faults = shapes.faults_of(version.key, version.value, since)
    if not faults and version.key.startswith("cases.") and others:  # what every matter needs must stay readable
        # Like any of them: what one city adds to its entries is its own.
        faults = min((shapes.unlike(other.value, version.value) for other in others), key=len)
    if faults:
        reasons.append(Reason("policy_malformed", "value", {"given": "；".join(faults[:5])}))
    named = [version.exception_to] if version.exception_to else []
    for name in [*named, *version.supersedes]:
        if not any(other.named_by(name) for other in others):
            field = "exception_to" if name in named else "supersedes"
            reasons.append(Reason("policy_names_nothing", field, {"given": name}))
    return reasons


def _close_the_open_one(deed: Deed, siblings: list[PolicyVersion], since: dt.date) -> str | None:
    """The version that would still run on `since` ends the day before."""
    for row in siblings:
        if row.effective_from < since and (row.effective_to is None or row.effective_to >= since):
            before = row_digest(row)
            row.effective_to = since - _DAY
            row.save(update_fields=["effective_to"])
            deed.touched(row, before)
            return row.version
    return None
