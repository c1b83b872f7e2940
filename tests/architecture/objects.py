"""Real things behind the parts of addresses, in the small city: one function per part, by its name in the address.

Each takes (city, at) and answers the value for the estate `at` ("estate", "sibling", …). Where two routes mean
different things by the same part, name the route: "access:mandate/mandate_id". A room that adds a part to an address
adds it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from sanguanjia.kernel import clock
from tests.architecture import (
    objects_applications,
    objects_assemblies,
    objects_banking,
    objects_councils,
    objects_decisions,
    objects_funds,
    objects_intake,
    objects_interfaces,
    objects_notices,
    objects_petitions,
    objects_pool,
    objects_surveys,
    objects_whistle,
    objects_works,
)
from tests.support.guard import preparing
from tests.support.small_city import PHONES, City

Part = Callable[[City, str], Any]


def _claim(city: City, at: str) -> int:
    from sanguanjia.access import actions
    from sanguanjia.access.queries import actor_of

    with preparing():
        ref = actions.request_claim(
            actor_of(city.person("volunteer", at)), estate_id=city.homes[at].pk, unit_code="3-1-1403", name="陈建平",
            proof=PHONES[at],
        )  # fmt: skip
    return ref.id


def _mandate(city: City, at: str) -> int:
    return city.actor("grid_worker", at).mandates[0].id


def _cover(city: City, at: str) -> int:
    """Somebody who holds nothing else stands in for the grid worker."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.access.models import Account, Cover

    today = clock.today()
    with preparing():
        substitute = Account.objects.create(username=f"substitute.{at}", name="代班人", password="!")
        return Cover.objects.create(
            mandate_id=_mandate(city, at), account=substitute, document="请假单",
            valid=DateRange(today, today + timedelta(days=5)),
        ).id  # fmt: skip


def _phone_request(city: City, at: str) -> int:
    """A tenant lost the phone."""
    from sanguanjia.access.models import PhoneRequest

    with preparing():
        return PhoneRequest.objects.create(
            account=city.person("tenant", at), home=city.homes[at], phone="13912345678", state="pending"
        ).id


def _token(city: City, at: str) -> int:
    from sanguanjia.access.models import ApiToken

    with preparing():
        return ApiToken.objects.create(
            account=city.person("hotline_operator", at), name="x", digest=f"of {at}",
            expires_at=clock.now() + timedelta(days=1),
        ).id  # fmt: skip


def _filter(city: City, at: str) -> int:
    from sanguanjia.desks.models import SavedFilter

    with preparing():
        return SavedFilter.objects.create(
            account_id=city.person("owner", at).pk, name="x", page="/desk/", query="", created_at=clock.now()
        ).pk


def _roster(city: City, at: str) -> int:
    from sanguanjia.registry.roster_models import RosterImport

    with preparing():
        return RosterImport.objects.create(
            estate_id=city.homes[at].pk, name="名册.xlsx", sha256="0" * 64, size=1, state="refused",
            verdict="wrong_type", uploaded_at=clock.now(),
        ).id  # fmt: skip


def _sample() -> int:
    from sanguanjia.look.pages import samples

    return int(samples.WORK[0]["id"])


def _case(city: City, at: str) -> int:
    """A matter reported by the owner, in the hands of the company that manages the estate."""
    from sanguanjia.cases import actions
    from sanguanjia.cases.models import Case

    with preparing():
        ref = actions.report(
            city.actor("owner", at), estate_id=city.homes[at].pk, need="N01", text="三单元五楼的楼道灯不亮了",
            building_id=city.buildings[at].id, unit_id=city.units[at].id, contact_name="陈建平",
            contact_phone=PHONES[at],
        )  # fmt: skip
    row = Case.objects.get(estate_id=ref.estate_id, pk=ref.case_id)
    assert row.holder_kind == "company", row.holder_kind
    return ref.case_id


def _sheet(city: City, at: str) -> int:
    """Figures that were kept for the place."""
    from sanguanjia.cases.models import RateSheet

    with preparing():
        return RateSheet.objects.create(
            estate_id=city.homes[at].pk, first_day=clock.today(), last_day=clock.today(), taken_at=clock.now(),
            formula={"version": "test"}, matters=[], excluded=[],
        ).pk  # fmt: skip


def _code(city: City, at: str) -> str:
    from sanguanjia.cases.models import Case

    return Case.objects.get(estate_id=city.homes[at].pk, pk=_case(city, at)).tracking_code


def picture() -> bytes:
    """A small picture."""
    file = BytesIO()
    Image.new("RGB", (20, 20)).save(file, "JPEG")
    return file.getvalue()


def _photo(city: City, at: str) -> int:
    """A picture of the matter that the matrix asks for; the file itself is stored for the test."""
    from sanguanjia.cases import photos
    from sanguanjia.cases.models import Case, CaseEvent, CasePhoto

    home = city.homes[at].pk
    row = Case.objects.filter(estate_id=home).order_by("id").first()
    stored = photos.take_in(home, [BytesIO(picture())], "file")[0]
    event = CaseEvent.objects.filter(estate_id=home, case_id=row.pk).first()
    with preparing():
        return CasePhoto.objects.create(
            estate_id=home, case_id=row.pk, event_id=event.pk, sha256=stored.sha256, width=20, height=20, size=9
        ).pk


PARTS: Mapping[str, Part] = {
    "cases:catalogue/name": lambda _city, _at: "tasks",
    "cases:catalogue-check/name": lambda _city, _at: "tasks",
    "cases:catalogue-entry/name": lambda _city, _at: "tasks",
    "cases:catalogue-excel/name": lambda _city, _at: "tasks",
    "cases:catalogue-publish/name": lambda _city, _at: "tasks",
    "cases:catalogue-entry/code": lambda _city, _at: "T01",
    "estate_id": lambda city, at: city.homes[at].pk,
    "home_id": lambda city, at: city.homes[at].pk,
    "party_id": lambda city, at: city.parties[at].pk,
    "sheet_id": _sheet,
    "claim_id": _claim,
    "mandate_id": _mandate,
    "token_id": _token,
    "cover_id": _cover,
    "request_id": _phone_request,
    "account_id": lambda city, at: city.person("tenant", at).pk,
    "filter_id": _filter,
    "look:style-row/row": lambda _city, _at: _sample(),
    "unit_id": lambda city, at: city.units[at].id,
    "roster_id": _roster,
    "organisation_id": lambda city, at: city.companies[at].id,
    "registry:found-city/home_id": lambda city, _at: city.platform.pk,
    "registry:found-district/home_id": lambda city, _at: city.city.pk,
    "registry:change-division/home_id": lambda city, _at: city.city.pk,
    "registry:found-subdistrict/home_id": lambda city, _at: city.district.pk,
    "registry:found-neighbourhood/home_id": lambda city, _at: city.subdistrict.pk,
    "registry:found-estate/home_id": lambda city, _at: city.neighbourhood.pk,
    "registry:found-grid/home_id": lambda city, _at: city.neighbourhood.pk,
    "case_id": _case,
    "photo_id": _photo,
    "code": _code,
    "verb": lambda _city, _at: "take_order",
    "year": lambda _city, _at: 2024,
    "key": lambda _city, _at: "cases.ladder",
    "building_id": lambda city, at: city.buildings[at].id,
    "number": objects_notices.number,
    "file_id": objects_notices.file_id,
    "proof_id": objects_notices.proof_id,
    "objection_id": objects_notices.objection_id,
    "message_id": objects_notices.message_id,
    "form": lambda _city, _at: "json",
    "rest": lambda _city, _at: "nothing",
    "open311:service/code": lambda _city, _at: "N01",
    "open311:request/request_id": lambda city, at: objects_interfaces.request_id(city, at, _case(city, at)),
    "system_id": objects_interfaces.system_id,
    "interfaces:key/token_id": objects_interfaces.token_id,
    "hook_id": objects_interfaces.hook_id,
    "procedure_id": objects_assemblies.procedure_id,
    "assemblies:move/verb": lambda _city, _at: "follow",
    "applications:item/home_id": objects_applications.home_id,
    "applications:item/code": lambda _city, _at: objects_applications.ITEM,
    "applications:application/home_id": objects_applications.home_id,
    "applications:save/home_id": objects_applications.home_id,
    "applications:decision/home_id": objects_applications.home_id,
    "applications:file/home_id": objects_applications.home_id,
    "applications:move/home_id": objects_applications.home_id,
    **{f"api:application-{name}/home_id": objects_applications.home_id for name in objects_applications.API},
    "api:application-paper/code": lambda _city, _at: "plan",
    "applications:decision/application_id": objects_applications.decided,
    "application_id": objects_applications.submitted,
    "applications:file/file_id": objects_applications.file_id,
    "applications:move/verb": lambda _city, _at: "accept",
    "work_id": objects_works.work_id,
    "funds:work-paper/work_id": objects_works.authorised,
    "funds:work-paper/paper": lambda _city, _at: "authority",
    "funds:work-step/verb": lambda _city, _at: "authorise",
    "use_id": objects_pool.use_id,
    "funds:pool-order/use_id": objects_pool.ordered,
    "funds:pool-step/verb": lambda _city, _at: "post",
    "petitions:new/home_id": objects_petitions.home_id,
    "petitions:petition/home_id": objects_petitions.home_id,
    "petitions:paper/home_id": objects_petitions.home_id,
    "petitions:contact/home_id": objects_petitions.home_id,
    "petitions:move/home_id": objects_petitions.home_id,
    "petitions:move/verb": lambda _city, _at: "accept",
    "petitions:track/code": objects_petitions.code,
    "petition_id": objects_petitions.petition_id,
    "survey_id": objects_surveys.survey_id,
    "petitions:paper/seq": objects_petitions.seq,
    "vote_id": objects_decisions.vote_id,
    "decisions:edit/vote_id": objects_decisions.draft_id,
    "decisions:certificate/vote_id": objects_decisions.posted_id,
    "decisions:bundle/vote_id": objects_decisions.posted_id,
    "decisions:certificate_pdf/vote_id": objects_decisions.posted_id,
    "decisions:outside/vote_id": objects_decisions.outside_id,
    "decisions:package/vote_id": objects_decisions.outside_id,
    "decisions:move/verb": lambda _city, _at: "remind",
    "decisions:say/verb": lambda _city, _at: "dispute",
    "slate_id": objects_decisions.slate_id,
    "committee_id": objects_decisions.committee_id,
    "decisions:slate_move/verb": lambda _city, _at: "end",
    "decisions:slate_say/verb": lambda _city, _at: "stand",
    "decisions:committee_move/verb": lambda _city, _at: "interim",
    "decisions:committee_say/verb": lambda _city, _at: "removal",
    "vote_proposal_id": objects_decisions.vote_proposal_id,
    "funds:account/account_id": objects_funds.account_id,
    "funds:ask/account_id": objects_funds.account_id,
    "funds:top-up-notice/account_id": objects_funds.short_account_id,
    "funds:freeze-step/verb": lambda _city, _at: "lift",
    "funds:paper-new/kind": lambda _city, _at: "gate",
    "freeze_id": objects_funds.freeze_id,
    "paper_id": objects_funds.paper_id,
    "question_id": objects_funds.question_id,
    "entry_id": objects_funds.entry_id,
    "banking:account/account_id": objects_banking.account_id,
    "banking:sheet/account_id": objects_banking.account_id,
    "banking:statement/account_id": objects_banking.account_id,
    "banking:match/account_id": objects_banking.account_id,
    "banking:match/verb": lambda _city, _at: "rule",
    "banking:undo/account_id": objects_banking.account_id,
    "match_id": objects_banking.match_id,
    "tender_id": objects_banking.tender_id,
    "withdrawal_id": objects_banking.withdrawal_id,
    "receipt_id": objects_banking.receipt_id,
    "banking:portfolio/home_id": objects_funds.home_id,
    "banking:portfolio-sheet/home_id": objects_funds.home_id,
    "banking:withdraw/home_id": objects_funds.home_id,
    "banking:withdraw/deposit_id": objects_funds.deposit_id,
    "banking:decide-withdrawal/home_id": objects_funds.home_id,
    "banking:invite/home_id": objects_funds.home_id,
    "banking:tender/home_id": objects_funds.home_id,
    "banking:bid/home_id": objects_funds.home_id,
    "banking:decide-tender/home_id": objects_funds.home_id,
    "banking:decide-tender/verb": lambda _city, _at: "open",
    "funds:year/account_id": objects_funds.account_id,
    "funds:interest-line/account_id": objects_funds.account_id,
    "funds:interest-line/entry_id": objects_funds.interest_entry_id,
    "funds:decide-interest/verdict": lambda _city, _at: "drop",
    "funds:register-deposit/home_id": objects_funds.home_id,
    "funds:deposit-one/home_id": objects_funds.home_id,
    "funds:prepare-interest/home_id": objects_funds.home_id,
    "funds:settlement/home_id": objects_funds.home_id,
    "funds:settlement-progress/home_id": objects_funds.home_id,
    "funds:decide-interest/home_id": objects_funds.home_id,
    "deposit_id": objects_funds.deposit_id,
    "settlement_id": objects_funds.settlement_id,
    "draft_id": objects_funds.draft_id,
    "funds:decide/verdict": lambda _city, _at: "drop",
    "whistle_id": objects_whistle.whistle_id,
    "task_id": objects_whistle.task_id,
    "whistle:photo/sha": objects_whistle.sha,
    "whistle:move/verb": lambda _city, _at: "respond",
    "whistle:blow/case_id": objects_whistle.case_id,
    "meeting_id": objects_councils.meeting_id,
    "proposal_id": objects_councils.proposal_id,
    "council_task_id": objects_councils.task_id,
    "councils:photo/sha": objects_councils.sha,
    "councils:task-photo/sha": objects_councils.sha,
    "councils:move/verb": lambda _city, _at: "close",
    "councils:task-move/verb": lambda _city, _at: "report_done",
    "batch_id": objects_intake.batch_id,
    "intake:place/sheet_id": objects_intake.sheet_id,
    "intake:call/sheet_id": objects_intake.sheet_id,
}

# Parts that name a place, for the requests addressed to the place above.
PLACES = frozenset({"estate_id", "home_id"})
