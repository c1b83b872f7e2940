"""The preparation group: the owners' list is verified, rules of procedure and covenant are put before the owners."""

from __future__ import annotations

import hashlib

from sanguanjia.assemblies import texts
from sanguanjia.assemblies.models import ProcedureText
from sanguanjia.assemblies.rules import moves
from sanguanjia.assemblies.store import Opened, carry_out, open_procedure
from sanguanjia.assemblies.types import ProcedureRef
from sanguanjia.assemblies.values import lines
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.notices import public


@act("assemblies.verify_list")
def verify_list(
    deed: Deed, *, estate_id: int, procedure_id: int, words: str, version: int | None = None
) -> ProcedureRef:  # fmt: skip
    """The list of owners was compared with the papers; its totals of today are kept. `words`: how it was done.

    Refuses not_found, not_permitted, stale, wrong_phase, missing, roll_is_empty, roll_area_missing.
    """
    opened = open_procedure(deed, "verify_list", estate_id, procedure_id, version)
    found = lines(opened.home, clock.today())
    totals = {
        "units": len(found), "heads": len({line.head for line in found}), "area": sum(line.area for line in found),
        "unknown": sum(not line.owners for line in found), "developer": sum(line.developer for line in found),
    }  # fmt: skip
    decision = moves.verify_list(opened.facts, opened.world, totals=totals, words=words)
    opened.row.listed = {**totals, "on": clock.today().isoformat()}
    return carry_out(opened, decision, words)


@act("assemblies.publish_drafts")
def publish_drafts(
    deed: Deed,
    *,
    estate_id: int,
    procedure_id: int,
    rules: str,
    covenant: str,
    contact: str = "",
    version: int | None = None,
) -> ProcedureRef:
    """Rules of procedure and covenant as drafts, with the totals of the list, posted as long as the first meeting
    needs. A corrected draft is a new notice.

    Refuses not_found, not_permitted, stale, wrong_phase, missing, too_long, list_not_verified.
    """
    opened = open_procedure(deed, "publish_drafts", estate_id, procedure_id, version)
    row = opened.row
    decision = moves.publish_drafts(opened.facts, opened.world, rules=rules, covenant=covenant)
    drafts = {"rules": rules.strip(), "covenant": covenant.strip()}
    digests = {kind: _stored(deed, opened, kind, text) for kind, text in drafts.items()}
    notice = public.post(
        deed.actor, estate_id=estate_id, kind="meeting", title="首次业主大会：议事规则、管理规约草案和业主名册公示",
        text=texts.drafts_text(opened.home.name, row.listed, drafts, digests, f"/assemblies/{estate_id}/{row.pk}/"),
        contact=contact, subject=f"assemblies.drafts:{row.pk}", supersedes=row.drafts_notice_id,
    )  # fmt: skip
    row.drafts_notice_id, row.drafts_on = notice.id, clock.today()
    return carry_out(opened, decision.with_data({"notice": notice.number, **digests}))


def _stored(deed: Deed, opened: Opened, kind: str, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    row = ProcedureText(
        estate_id=opened.row.estate_id, procedure_id=opened.row.pk, seq=opened.row.version + 1, kind=kind, text=text,
        sha256=digest,
    )  # fmt: skip
    row.save(force_insert=True)
    deed.touched(row)
    return digest
