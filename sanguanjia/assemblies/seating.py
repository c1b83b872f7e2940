"""Who of the register sits in an interim body: a name is tied to a person, and the role in access goes with the seat.

Names alone stay possible: somebody without an account, or unknown to the register, sits by the posted name.
"""

from __future__ import annotations

from sanguanjia.access.queries import account_named
from sanguanjia.decisions import committees
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed
from sanguanjia.kernel.digest import row_digest
from sanguanjia.kernel.refusal import refuse
from sanguanjia.registry import queries as registry

from .models import GroupMember, Procedure
from .types import Capacity

WITH_ROLE = (Capacity.OWNER.value, Capacity.OTHER.value)
"""Who gets the role of a member; offices, party, police, developer and company act by what they are."""


def sitting(row: Procedure) -> list[GroupMember]:
    """The members as they were named last."""
    here = {"estate_id": row.estate_id, "procedure_id": row.pk, "round": row.group_round}
    return list(GroupMember.objects.filter(**here).order_by("position"))


def tie(deed: Deed, row: Procedure, member: GroupMember, found_by: str) -> None:
    """The name is that of an owner of the unit `found_by`, or of the account of that user name or phone. Refuses
    member_not_found, member_tied_twice."""
    party, account = _find(row.estate_id, member.name, found_by)
    others = [one for one in sitting(row) if one.pk != member.pk]
    if any((party is not None and one.party_id == party) or (account is not None and one.account_id == account)
           for one in others):  # fmt: skip
        refuse("member_tied_twice", "found_by")
    _unseat(deed, member, "关联改正")
    _change(deed, member, party_id=party, account_id=account)


def _find(estate_id: int, name: str, found_by: str) -> tuple[int | None, int | None]:
    """(party, account) of somebody of this name."""
    owner = registry.owner_named(estate_id, found_by, name, clock.today())
    if owner is not None:
        return owner[0].id, owner[0].account_id
    account = account_named(found_by) if found_by.strip() else None
    if account is None or account.name != name:
        refuse("member_not_found", "found_by")
    own = registry.standing_of(estate_id, account.pk, clock.today()).parties
    return min(own, default=None), account.pk


def seat(deed: Deed, row: Procedure) -> None:
    """The body sits: the role of each member whose account is known, to the end of the term. Never for who works for
    the company."""
    for member in sitting(row):
        account = member.account_id or _account_of(member)
        if account is None or member.mandate_id is not None or member.capacity not in WITH_ROLE:
            continue
        if not committees.works_for_company(row.estate_id, account):
            role = committees.grant_role(row.estate_id, account, row.term_ends, "物业管理委员会成员")
            _change(deed, member, account_id=account, mandate_id=role)


def _account_of(member: GroupMember) -> int | None:
    """The account that the person has by now."""
    if member.party_id is None:
        return None
    people = registry.people_of(member.estate_id, [member.party_id])
    return people[member.party_id].account_id if member.party_id in people else None


def unseat(deed: Deed, row: Procedure, reason: str) -> None:
    """The body sits no more: the roles end."""
    for member in sitting(row):
        _unseat(deed, member, reason)


def _unseat(deed: Deed, member: GroupMember, reason: str) -> None:
    if member.mandate_id is not None:
        committees.end_role(member.estate_id, member.account_id, member.mandate_id, reason)
        _change(deed, member, mandate_id=None)


def _change(deed: Deed, member: GroupMember, **values: int | None) -> None:
    before = row_digest(member)
    for name, value in values.items():
        setattr(member, name, value)
    member.save(update_fields=[name.removesuffix("_id") if name == "party_id" else name for name in values])
    deed.touched(member, before=before)
