"""查我的票: an owner's receipt, the proof that nobody voted for a home, the bundle with which anyone recounts."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from sanguanjia.access.permissions import needs_step_up
from sanguanjia.decisions import proofs
from sanguanjia.decisions.pages import shown
from sanguanjia.kernel import clock
from sanguanjia.kernel.doors import for_known
from sanguanjia.kernel.refusal import refuse
from sanguanjia.look.forms import actor_of

CLOSED = ("closed", "counted", "posted", "in_force")
PUBLIC = ("posted", "in_force")


@for_known
@never_cache
@require_GET
def receipt(request: HttpRequest, estate_id: int, vote_id: int, unit_id: int) -> HttpResponse:
    """回执: what was cast for my home by me, with its place in the log; without a ballot, the proof of that."""
    actor = actor_of(request)
    entered = shown.enter(actor, estate_id, vote_id)
    voice = next((v for v in entered.voices if unit_id in {line.unit_id for line in v.lines}), None)
    if voice is None:
        refuse("not_found")
    if not needs_step_up(actor, None):
        refuse("step_up_needed")
    own = proofs.receipts(entered.vote, voice, clock.now())
    absent = proofs.absences(entered.vote, voice) if not own and entered.vote.state in CLOSED else []
    if not own and not absent:
        refuse("no_receipt_yet")
    text = json.dumps({"receipts": own, "absences": absent}, ensure_ascii=False, indent=1, sort_keys=True)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{vote_id}.json"'
    return answer


@for_known
@never_cache
@require_GET
def bundle(request: HttpRequest, estate_id: int, vote_id: int) -> FileResponse:
    """复核包: without names, with the program that recounts it."""
    entered = shown.enter(actor_of(request), estate_id, vote_id)
    if entered.vote.state not in PUBLIC:
        refuse("not_found")
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with tempfile.TemporaryDirectory(prefix="sgj-bundle-") as name:
        out = Path(name) / "bundle"
        proofs.write_bundle(entered.vote, out, clock.now())
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(out.iterdir()):
                archive.write(path, path.name)
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename=f"vote-{vote_id}.zip", content_type="application/zip")
