"""Organisations: companies, departments, committees, banks. Their credit codes are checked (COD-003)."""

from __future__ import annotations

from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.models import Home, HomeKind
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.registry import permissions
from sanguanjia.registry.models import Organisation
from sanguanjia.registry.permissions import Place
from sanguanjia.registry.rules.codes import check_credit_code
from sanguanjia.registry.rules.parties import clean_phone
from sanguanjia.registry.store import place_of
from sanguanjia.registry.types import Done, OrganisationKind


def _read(kind: str, name: str, credit_code: str, phone: str) -> tuple[str, str, str, list[Reason]]:
    reasons: list[Reason] = []
    clean_name = " ".join(name.split())
    if not clean_name:
        reasons.append(Reason("organisation_name_missing", "name"))
    if kind not in set(OrganisationKind):
        reasons.append(Reason("organisation_kind_unknown", "kind"))
    code = ""
    if credit_code.strip():
        checked = check_credit_code(credit_code)
        code = checked.value
        if not checked.ok:
            reasons.append(Reason("credit_code_wrong", "credit_code", {"problem": checked.problem}))
    number, wrong = clean_phone(phone)
    return clean_name, code, number, reasons + wrong


def _home_of(home: Home) -> Home | None:
    return None if home.kind == HomeKind.PLATFORM else home


@act("registry.add_organisation")
def add_organisation(
    deed: Deed, *, estate_id: int, kind: str, name: str, credit_code: str = "", phone: str = ""
) -> Done:
    """A new organisation; `estate_id` is the home of the place it belongs to (the platform's for one of no place)."""
    home = place_of(estate_id)
    deed.permit(permissions.may_keep_organisations, Place(home.path))
    clean_name, code, number, reasons = _read(kind, name, credit_code, phone)
    refuse_if_any(reasons)
    row = Organisation(kind=kind, name=clean_name, credit_code=code, phone=number, home=_home_of(home))
    row.save(force_insert=True)
    deed.touched(row)
    return Done(row.id, estate_id)


@act("registry.correct_organisation")
def correct_organisation(
    deed: Deed, *, estate_id: int, organisation_id: int, name: str, credit_code: str = "", phone: str = ""
) -> Done:
    """Correct an organisation's name, code or office telephone; `estate_id` is the home of the place it belongs to."""
    row = Organisation.objects.select_for_update().filter(pk=organisation_id).first() or refuse("not_found")
    if (row.home_id or Home.PLATFORM_ID) != estate_id:
        refuse("not_found")
    deed.permit(permissions.may_keep_organisations, Place(place_of(estate_id).path))
    clean_name, code, number, reasons = _read(row.kind, name, credit_code, phone)
    if not reasons and (clean_name, code, number) == (row.name, row.credit_code, row.phone):
        reasons.append(Reason("facts_unchanged", "name"))
    refuse_if_any(reasons)
    before = row_digest(row)
    row.name, row.credit_code, row.phone = clean_name, code, number
    row.save(update_fields=["name", "credit_code", "phone"])
    deed.touched(row, before)
    return Done(row.id, estate_id)
