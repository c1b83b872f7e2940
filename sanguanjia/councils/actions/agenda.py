"""The agenda: matters and other subjects in an order, each with the department that leads."""

from __future__ import annotations

from sanguanjia.cases.places import place_facts
from sanguanjia.councils.matters import Matter, matter_for
from sanguanjia.councils.models import Item, Proposal
from sanguanjia.councils.rules.words import missing, too_long
from sanguanjia.councils.store import Opened, change, item_in, keep, made, open_meeting, part_of
from sanguanjia.councils.types import PartRef, ProposalState
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.refusal import Reason, refuse, refuse_if_any
from sanguanjia.whistle.values import whistle_policy


@act("councils.table_item")
def table_item(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    proposal_id: int | None = None,
    matter_estate_id: int | None = None,
    matter_id: int | None = None,
    title: str = "",
    brief: str = "",
    lead: str = "",
) -> PartRef:
    """A proposal, a matter, or a subject of its own. Refuses not_found, not_permitted, stale, wrong_phase,
    unknown_proposal, elsewhere, missing, too_long, unknown_department, tabled_already."""
    opened = open_meeting(deed, "table_item", estate_id, meeting_id, version)
    proposal = _proposal(opened, proposal_id) if proposal_id is not None else None
    if proposal is not None:
        matter_estate_id, matter_id = proposal.matter_estate_id, proposal.matter_id
    matter = None
    if matter_estate_id is not None and matter_id is not None:
        matter = matter_for(deed.actor, matter_estate_id, matter_id)
    said = title.strip() or (f"{matter.place.name}：{matter.row.need_name}" if matter else "")
    name, found = lead_name(opened, lead)
    found += missing(said, "title", "议题", 100) + too_long(brief, "brief", "案由", 2000)
    if matter is not None:
        found += _matter_wrong(opened, matter)
    refuse_if_any(found)
    row = Item(
        **opened.key, position=Item.objects.filter(**opened.key, struck=False).count() + 1, title=said,
        brief=brief.strip(), lead=lead, lead_name=name,
    )  # fmt: skip
    if matter is not None:
        row.matter_estate_id, row.matter_id, row.matter_number = matter.row.estate_id, matter.row.pk, matter.row.number
        row.concerns_estate_id = matter.row.estate_id if matter.place.kind == "estate" else None
        row.secret = matter.secret
    elif opened.home.kind == "estate":
        row.concerns_estate_id = opened.home.pk
    made(deed, row)
    if proposal is not None:
        change(deed, proposal, state=ProposalState.TABLED.value, decided_at=deed.at)
    keep(opened, words=said)
    return part_of(opened, row.pk)


@act("councils.amend_item")
def amend_item(
    deed: Deed,
    *,
    estate_id: int,
    meeting_id: int,
    version: int | None = None,
    item: int,
    position: int,
    lead: str = "",
    brief: str = "",
) -> PartRef:
    """Another place in the order, another lead. Refuses … unknown_item, unknown_department, too_long,
    position_out_of_range."""
    opened = open_meeting(deed, "amend_item", estate_id, meeting_id, version)
    row = item_in(opened, item)
    rows = list(Item.objects.filter(**opened.key, struck=False).order_by("position", "id"))
    name, found = lead_name(opened, lead)
    found += too_long(brief, "brief", "案由", 2000)
    if not 1 <= position <= len(rows):
        found.append(Reason("position_out_of_range", "position", {"most": len(rows)}))
    refuse_if_any(found)
    change(deed, row, lead=lead, lead_name=name, brief=brief.strip())
    others = [each for each in rows if each.pk != row.pk]
    _renumber(deed, [*others[: position - 1], row, *others[position - 1 :]])
    keep(opened, words=row.title)
    return part_of(opened, row.pk)


@act("councils.strike_item")
def strike_item(
    deed: Deed, *, estate_id: int, meeting_id: int, version: int | None = None, item: int, words: str
) -> PartRef:
    """Off the agenda, with a reason; a proposal waits again. Refuses … unknown_item, missing."""
    opened = open_meeting(deed, "strike_item", estate_id, meeting_id, version)
    row = item_in(opened, item)
    refuse_if_any(missing(words, "words", "为什么撤下", 1000))
    change(deed, row, struck=True)
    _renumber(deed, list(Item.objects.filter(**opened.key, struck=False).order_by("position", "id")))
    keep(opened, words=f"{row.title}：{words.strip()}")
    return part_of(opened, row.pk)


def lead_name(opened: Opened, lead: str) -> tuple[str, list[Reason]]:
    """The name of the department that leads; "" leads nobody."""
    if not lead:
        return "", []
    today = clock.today()
    known = whistle_policy(place_facts(opened.home.pk, today), today).departments
    return (known[lead].name, []) if lead in known else ("", [Reason("unknown_department", "lead")])


def _proposal(opened: Opened, proposal_id: int) -> Proposal:
    where = {"estate_id": opened.row.estate_id, "pk": proposal_id, "state": ProposalState.WAITING.value}
    return Proposal.objects.select_for_update().filter(**where).first() or refuse("unknown_proposal", "proposal_id")


def _matter_wrong(opened: Opened, matter: Matter) -> list[Reason]:
    found = [] if matter.place.path.startswith(opened.home.path) else [Reason("elsewhere", "matter_id")]
    known = Item.objects.filter(**opened.key, struck=False)
    if known.filter(matter_estate_id=matter.row.estate_id, matter_id=matter.row.pk).exists():
        found.append(Reason("tabled_already", "matter_id"))
    return found


def _renumber(deed: Deed, rows: list[Item]) -> None:
    for number, row in enumerate(rows, start=1):
        if row.position != number:
            change(deed, row, position=number)
