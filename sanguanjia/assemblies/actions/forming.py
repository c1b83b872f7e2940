"""The subdistrict: name the group and post its names, decline with reasons, lengthen, end."""

from __future__ import annotations

import datetime as dt

from sanguanjia.assemblies import seating, texts
from sanguanjia.assemblies.models import GroupMember
from sanguanjia.assemblies.rules import moves, starting
from sanguanjia.assemblies.store import Opened, carry_out, open_procedure
from sanguanjia.assemblies.types import Kind, Member, ProcedureRef, State
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.notices import public


@act("assemblies.name_group")
def name_group(
    deed: Deed,
    *,
    estate_id: int,
    procedure_id: int,
    members: tuple[Member, ...],
    contact: str = "",
    version: int | None = None,
) -> ProcedureRef:
    """The members of the preparation group, the renewal group or the interim body, posted for objections. While they
    are posted they may be named anew; the notice is then a new one.

    Refuses not_found, not_permitted, stale, wrong_phase, and everything that is wrong with the names
    (missing, member_name_wrong, member_twice, capacity_unknown, one_head_needed) or with who sits
    (too_few_members, too_many_members, members_not_odd, too_few_owners_in_body, wrong_head, group_without_…).
    """
    opened = open_procedure(deed, "name_group", estate_id, procedure_id, version)
    row = opened.row
    decision = moves.name_group(opened.facts, opened.world, members=members)
    known = {one.name: (one.party_id, one.account_id) for one in seating.sitting(row)}  # ties outlive a new list
    row.group_round += 1
    row.named_on = clock.today()
    for position, member in enumerate(members, start=1):
        party_id, account_id = known.get(member.name.strip(), (None, None))
        sitting = GroupMember(
            estate_id=estate_id, procedure_id=row.pk, round=row.group_round, position=position,
            name=member.name.strip(), capacity=member.capacity, head=member.head, party_id=party_id,
            account_id=account_id,
        )  # fmt: skip
        sitting.save(force_insert=True)
        deed.touched(sitting)
    notice = public.post(
        deed.actor, estate_id=estate_id, kind="election", title=texts.group_title(row.kind), contact=contact,
        text=texts.group_text(row.kind, opened.home.name, members, _last_day(opened)),
        closes_on=_last_day(opened), subject=f"assemblies.group:{row.pk}", supersedes=row.group_notice_id,
    )  # fmt: skip
    row.group_notice_id = notice.id
    return carry_out(opened, decision.with_data({"notice": notice.number, "round": row.group_round}))


def _last_day(opened: Opened) -> dt.date | None:
    """The last day of the posting: what the place says for such names, None where the notice's own minimum is later."""
    days = starting.most_days(opened.world.law, opened.facts.kind)
    least = opened.world.law.held("notices.period.election")
    if days is None or (least is not None and days < int(least.value["amount"])):
        return None
    return clock.today() + dt.timedelta(days=days)


@act("assemblies.link")
def link(
    deed: Deed, *, estate_id: int, procedure_id: int, position: int, found_by: str, version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """A member of an interim body is somebody of the register: the owner of that name of the unit `found_by`, or the
    account with that user name or phone. While the body sits the role follows at once, otherwise when it begins to.

    Refuses not_found, not_permitted, stale, wrong_phase, member_unknown, member_not_found, member_tied_twice.
    """
    opened = open_procedure(deed, "link", estate_id, procedure_id, version)
    members = {member.position: member for member in seating.sitting(opened.row)}
    decision = moves.link(opened.facts, position=position, positions=members)
    seating.tie(deed, opened.row, members[position], found_by)
    if decision.state is State.SITTING:
        seating.seat(deed, opened.row)
    return carry_out(opened, decision)


@act("assemblies.decline")
def decline(
    deed: Deed, *, estate_id: int, procedure_id: int, words: str, version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """The subdistrict answers that the conditions are not there, with reasons. Refuses not_found, not_permitted, stale,
    wrong_phase, missing."""
    opened = open_procedure(deed, "decline", estate_id, procedure_id, version)
    return carry_out(opened, moves.leave(opened.facts, "decline", words=words), words, outcome="declined")


@act("assemblies.extend")
def extend(
    deed: Deed, *, estate_id: int, procedure_id: int, words: str, version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """More time for the first meeting, where the place allows it. Refuses not_found, not_permitted, stale, wrong_phase,
    missing, no_extension_here, no_more_extension."""
    opened = open_procedure(deed, "extend", estate_id, procedure_id, version)
    decision = moves.extend(opened.facts, opened.world, words=words)
    opened.row.extensions += 1
    opened.row.alarmed = False
    return carry_out(opened, decision, words)


@act("assemblies.end")
def end(
    deed: Deed, *, estate_id: int, procedure_id: int, words: str, version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """The subdistrict or the district ends it: the group is dissolved, a term ran out, owners do not want it.

    Refuses not_found, not_permitted, stale, wrong_phase, missing.
    """
    opened = open_procedure(deed, "end", estate_id, procedure_id, version)
    named = opened.row.group_round > 0
    if opened.row.kind == Kind.INTERIM:
        seating.unseat(deed, opened.row, "物管会解散")
    return carry_out(
        opened, moves.leave(opened.facts, "end", words=words), words, outcome="dissolved" if named else "ended"
    )
