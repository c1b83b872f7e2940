"""People of an estate: telephone numbers and guardians. Records hold no personal data, only that it changed."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.kernel.sealed import blind_index
from sanguanjia.registry import people, permissions, queries
from sanguanjia.registry.models import Guardianship, Party
from sanguanjia.registry.permissions import PartyThing
from sanguanjia.registry.rules.parties import PartyFacts, clean_phone, read_party
from sanguanjia.registry.store import store_party, thing_of
from sanguanjia.registry.types import Done, MemberWish, WardKind


def _lock_party(estate_id: int, party_id: int) -> Party:
    row = Party.objects.select_for_update().filter(estate_id=estate_id, pk=party_id).first()
    return row or refuse("not_found", "party")


@act("registry.change_phone")
def change_phone(deed: Deed, *, estate_id: int, party_id: int, phone: str) -> Done:
    """Another telephone number for a party, by an office of the place, by the person or by who acts for the person
    (OWN-014); an empty one is taken off."""
    row = _lock_party(estate_id, party_id)
    guardians = people.guardians_of(estate_id, party_id, clock.today())
    deed.permit(
        permissions.may_change_phone, PartyThing(queries.estate(estate_id).path, row.account_id, guardians=guardians)
    )
    if deed.actor.account_id in guardians:
        deed.for_whom(f"party:{row.id}")
    clean, reasons = clean_phone(phone)
    if not reasons and clean == row.phone:
        reasons.append(Reason("facts_unchanged", "phone"))
    refuse_if_any(reasons)
    before = row_digest(row)
    row.phone = clean
    row.save(update_fields=["phone"])
    deed.touched(row, before)
    return Done(row.id, estate_id)


@act("registry.know_person")
def know_person(deed: Deed, *, estate_id: int, party_id: int, account_id: int) -> Done:
    """Note that an account stands for a person of the roster (the access room proved or confirmed it).

    Refuses not_found, not_permitted, person_known_otherwise: another account stands for the person, or the account for
    another person of the estate.
    """
    row = _lock_party(estate_id, party_id)
    here = thing_of(estate_id, clock.today())
    deed.permit(permissions.may_know_person, PartyThing(here.place, account_id, here.organisation_id))
    others = Party.objects.filter(estate_id=estate_id, account_id=account_id).exclude(pk=row.pk)
    if row.account_id not in (None, account_id) or others.exists():
        refuse("person_known_otherwise")
    before = row_digest(row)
    row.account_id = account_id
    row.save(update_fields=["account_id"])
    deed.touched(row, before)
    return Done(row.id, estate_id)


def _guardian(deed: Deed, estate_id: int, wish: MemberWish) -> tuple[int | None, PartyFacts, list[Reason]]:
    if wish.party_id is not None:
        known = Party.objects.filter(estate_id=estate_id, pk=wish.party_id).exists()
        return wish.party_id, PartyFacts("", ""), [] if known else [Reason("not_found", "guardian")]
    facts, reasons = read_party(
        PartyFacts(wish.kind, wish.name, wish.identity_kind, wish.identity_number, wish.phone), "guardian"
    )
    found = None
    if facts.identity_number and not reasons:
        found = Party.objects.filter(
            estate_id=estate_id, identity_kind=facts.identity_kind,
            identity_index=blind_index(Party, "identity_index", facts.identity_number),
        ).first()
        if found is not None and found.name != facts.name:
            reasons.append(Reason("identity_of_another_name", "guardian"))
    return (found.id if found else None), facts, reasons


@act("registry.add_guardian")
def add_guardian(
    deed: Deed, *, estate_id: int, ward_id: int, guardian: MemberWish, kind: str, since: date, evidence: str
) -> Done:
    """Who acts for an owner who cannot: from a day on, on evidence (a household register, a judgment) (OWN-014)."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    ward = _lock_party(estate_id, ward_id)
    guardian_id, facts, reasons = _guardian(deed, estate_id, guardian)
    if kind not in set(WardKind):
        reasons.append(Reason("ward_kind_unknown", "kind"))
    if not evidence.strip():
        reasons.append(Reason("evidence_not_given", "evidence"))
    if since > clock.today():
        reasons.append(Reason("day_not_yet_come", "since", {"day": since.isoformat()}))
    if guardian_id == ward.id:
        reasons.append(Reason("own_guardian", "guardian"))
    refuse_if_any(reasons)
    row = Guardianship(
        estate_id=estate_id, ward_id=ward.id, guardian_id=guardian_id or store_party(deed, estate_id, facts),
        kind=kind, period=DateRange(since, None), evidence=evidence.strip(),
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return Done(row.id, estate_id)


@act("registry.end_guardianship")
def end_guardianship(deed: Deed, *, estate_id: int, guardianship_id: int, day: date, reason: str) -> Done:
    """A guardianship ends: the ward came of age, another guardian was named."""
    deed.permit(permissions.may_keep_units, thing_of(estate_id, clock.today()))
    row = Guardianship.objects.select_for_update().filter(estate_id=estate_id, pk=guardianship_id).first()
    row = row or refuse("not_found")
    deed.because(reason)
    reasons = [] if reason.strip() else [Reason("reason_not_given", "reason")]
    if row.period.upper is not None:
        reasons.append(Reason("period_ended_before", "day"))
    if day <= row.period.lower:
        reasons.append(Reason("end_not_after_begin", "day", {"day": day.isoformat()}))
    refuse_if_any(reasons)
    before = row_digest(row)
    row.period = DateRange(row.period.lower, day)
    row.save(update_fields=["period"])
    deed.touched(row, before)
    return Done(row.id, estate_id)
