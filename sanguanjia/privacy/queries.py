"""The readers of this room."""

from __future__ import annotations

from collections.abc import Mapping

from sanguanjia.kernel import clock
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.kernel.wall import within
from sanguanjia.privacy import catalogue
from sanguanjia.privacy.looks import EVERYBODY
from sanguanjia.privacy.models import Consent, KeyRotation, Look, RetentionRun
from sanguanjia.privacy.rules import in_force
from sanguanjia.privacy.types import LookSeen, RotationSeen, RunSeen
from sanguanjia.registry import people


def consents(account_id: int) -> Mapping[str, bool]:
    """Whether the person's consent stands, by purpose that asks one."""
    words = Consent.objects.filter(estate_id=Home.PLATFORM_ID, account_id=account_id).order_by("id")
    return in_force(words.values_list("purpose", "version", "given"), catalogue.purposes())


def looks_at(account_id: int, parties: Mapping[int, int], limit: int = 50) -> tuple[LookSeen, ...]:
    """Who saw the person's data in full, the latest first: looks at the account, and at the entries (estate by party
    id) that the account stands for, also from before it did."""
    with cross_estate(), within(parties.values()):  # a ward's too: the caller has looked up for whom the account stands
        rows = list(Look.objects.filter(subject_account_id=account_id).order_by("-at")[:limit])
        for party_id, estate_id in parties.items():
            about = Look.objects.filter(estate_id=estate_id, subject_table="registry_party", subject_id=party_id)
            rows += list(about.exclude(subject_account_id=account_id).order_by("-at")[:limit])
            rows += _exports_with(estate_id, party_id, limit)
    places = dict(Home.objects.filter(pk__in={row.estate_id for row in rows}).values_list("id", "name"))
    rows.sort(key=lambda row: row.at, reverse=True)
    return tuple(
        LookSeen(row.at, row.by_name, row.role, places[row.estate_id], tuple(row.columns), row.reason)
        for row in rows[:limit]
    )


def _exports_with(estate_id: int, party_id: int, limit: int) -> list[Look]:
    """Exports of the estate's whole roster on days on which the person stood in it."""
    whole = Look.objects.filter(estate_id=estate_id, subject_table="registry_party", subject_id=EVERYBODY)
    rows = list(whole.order_by("-at")[:limit])
    days = {row.id: clock.local(row.at).date() for row in rows}
    stood = people.owned_on(estate_id, party_id, days.values()) if rows else frozenset()
    return [row for row in rows if days[row.id] in stood]


def rotations(limit: int = 20) -> tuple[RotationSeen, ...]:
    """Changes of the data key, the latest first."""
    rows = KeyRotation.objects.filter(estate_id=Home.PLATFORM_ID).order_by("-at")[:limit]
    return tuple(RotationSeen(r.at, r.finished_at, r.current, tuple(r.retired), r.values) for r in rows)


def keys_before(rotation_id: int) -> tuple[str, ...]:
    """The ids of the keys that a change of the data key found."""
    found = KeyRotation.objects.filter(estate_id=Home.PLATFORM_ID, pk=rotation_id).values_list("keys_before", flat=True)
    return tuple(found[0])


def retention_runs(limit: int = 40) -> tuple[RunSeen, ...]:
    """What the retention job did, the latest first."""
    rows = RetentionRun.objects.filter(estate_id=Home.PLATFORM_ID).order_by("-at", "table")[:limit]
    return tuple(RunSeen(row.at, row.table, row.rows) for row in rows)
