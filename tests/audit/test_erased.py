"""Erasing a person by law leaves the chain whole: verify reports the row as erased, and names it when it was bent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps

from sanguanjia.access.actions import close_account, create_account, request_claim
from sanguanjia.access.models import Account
from sanguanjia.access.queries import actor_of
from sanguanjia.access.secret import Secret
from sanguanjia.audit import appender
from sanguanjia.cases import actions as cases
from sanguanjia.cases.models import Case, CaseEvent
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.privacy.actions import erase_person
from sanguanjia.registry.actions import add_unit, transfer_unit
from sanguanjia.registry.models import Ownership, Party, RosterImport, RosterItem, Unit
from sanguanjia.registry.tests.factories import officer, owners, person, wish
from sanguanjia.registry.types import PlaceRef
from sanguanjia.whistle.models import Attempt
from tests.audit.scene import Scene, bending, sql
from tests.support.guard import preparing


@pytest.fixture
def erased(scene: Scene) -> int:
    """The seller of a unit of the scene's estate, erased; the id of the row."""
    with cross_estate(), preparing():
        unit = add_unit(
            SYSTEM, estate_id=scene.estate, building_id=scene.buildings[0], entrance_id=None, since=date(2020, 1, 1),
            unit=wish("1403"), owners=owners(("1", person("韩梅梅", phone="13900001234"))),
        ).id  # fmt: skip
        seller = Party.objects.filter(estate_id=scene.estate).latest("id")
        transfer_unit(
            SYSTEM, estate_id=scene.estate, unit_id=unit, day=date(2026, 1, 5),
            outgoing=(Ownership.objects.get(estate_id=scene.estate, unit_id=unit).id,),
            owners=owners(("1", person("李雷"))), basis="registered", document="过户",
        )  # fmt: skip
        appender.append()
        assert scene.verify().erased == 0
        street = Home.objects.get(kind="subdistrict")
        place = PlaceRef(street.id, street.kind, street.name, street.path)
        who = replace(officer("subdistrict_officer", place), proved_at=clock.now())
        erase_person(who, estate_id=scene.estate, party_id=seller.id, reason="本人申请", clause="个保法 47")
        appender.append()
        return int(seller.id)


def test_a_person_erased_by_law_is_reported_as_erased_not_as_broken(scene: Scene, erased: int) -> None:
    report = scene.verify()
    assert report.faults == []
    assert report.erased == 1
    with bending():
        sql("UPDATE registry_party SET name = 'x' WHERE id = %s AND estate_id = %s", erased, scene.estate)
        fault = scene.verify().first()
        assert fault is not None, "a name put back into an erased row is noticed"
        assert (fault.kind, fault.table, fault.id) == ("row_differs", "registry_party", str(erased))
        sql("UPDATE registry_party SET name = '（已删除）' WHERE id = %s AND estate_id = %s", erased, scene.estate)
        assert scene.verify().faults == []
        sql("UPDATE registry_party SET kind = 'organisation' WHERE id = %s AND estate_id = %s", erased, scene.estate)
        fault = scene.verify().first()
        assert fault is not None
        assert (fault.chain, fault.table, fault.id) == (scene.estate, "registry_party", str(erased))


LAID = ("registry_rosterimport", "whistle_attempt")  # laid out by the test, no act spoke of it
NUMBER, PHONE, NAME = "999999190001010015", "13900007777", "欧阳晓晓"


def codes_of(verb: Any, *args: Any, **wishes: Any) -> set[str]:
    with pytest.raises(Refusal) as found:
        verb(*args, **wishes)
    return {reason.code for reason in found.value.reasons}


def where(text: str) -> set[str]:
    """Every table of the database that holds the text in some row."""
    tables = [m._meta.db_table for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
    return {t for t in tables if sql(f'SELECT 1 FROM "{t}" x WHERE x::text LIKE %s LIMIT 1', f"%{text}%")}


def test_nothing_of_the_person_is_left_anywhere(scene: Scene) -> None:
    """A claim, a matter with a contact, a line left over from a roster: all of it goes with the person."""
    estate = scene.estate
    with cross_estate(), preparing():
        unit = add_unit(
            SYSTEM, estate_id=estate, building_id=scene.buildings[0], entrance_id=None, since=date(2020, 1, 1),
            unit=wish("1404"), owners=owners(("1", person(NAME, identity=NUMBER, phone=PHONE))),
        ).id  # fmt: skip
        party = Party.objects.filter(estate_id=estate).latest("id")
        account = create_account(
            SYSTEM, estate_id=1, username="xiaoxiao", name=NAME, phone=PHONE, password=Secret("an umbrella in april")
        ).id
        who = Account.objects.get(pk=account)
        code = Unit.objects.get(estate_id=estate, pk=unit).code
        request_claim(actor_of(who), estate_id=estate, unit_code=code, name=NAME, proof=NUMBER[-6:])
        matter = cases.report(
            actor_of(who), estate_id=estate, need="N01", unit_id=unit, building_id=scene.buildings[0],
            text=f"楼道灯不亮了，我是{NAME}，电话 139 0000-7777", contact_name=NAME, contact_phone=PHONE,
        )  # fmt: skip
        hood = Home.objects.get(kind="neighbourhood")
        clerk = officer("neighbourhood_officer", PlaceRef(hood.id, hood.kind, hood.name, hood.path))
        cases.report(
            clerk, estate_id=estate, need="N01", text=f"邻居说打 {PHONE} 找{NAME}，4321",
            building_id=scene.buildings[0], for_somebody=True, contact_phone="13900000002",
        )  # fmt: skip
        Attempt.objects.create(
            estate_id=estate, case_id=matter.case_id, at=clock.now(), method="persuaded", words=f"{NAME}不听",
            photos=[], account_id=1, by_name="某人", role="company_manager",
        )  # fmt: skip
        lines = {"owners": [{"name": NAME, "identity": NUMBER}]}
        roster = RosterImport(estate_id=estate, name="x", sha256="0", size=1, state="done", uploaded_at=clock.now())
        roster.save(force_insert=True)
        for data in (lines, {"owners": [{"name": "别人"}]}):
            RosterItem(estate_id=estate, roster=roster, row=1, until=1, lines=1, is_unit=True, data=data).save()
        street = Home.objects.get(kind="subdistrict")
        place = PlaceRef(street.id, street.kind, street.name, street.path)
        officer_ = replace(officer("subdistrict_officer", place), proved_at=clock.now())
        words = {"estate_id": estate, "party_id": party.id, "reason": "本人申请", "clause": "个保法 47"}
        assert codes_of(erase_person, officer_, **words) == {"person_still_needed", "matters_still_open"}
        cases.withdraw(actor_of(who), estate_id=estate, case_id=matter.case_id, words=f"{NAME}自己修好了")
        transfer_unit(
            SYSTEM, estate_id=estate, unit_id=unit, day=date(2026, 1, 5), document="过户", basis="registered",
            outgoing=(Ownership.objects.get(estate_id=estate, unit_id=unit).id,), owners=owners(("1", person("李雷"))),
        )  # fmt: skip
        assert {"registry_party", "access_claim", "cases_case", "cases_caseevent"} <= where(NAME)
        erase_person(officer_, **words)
        close_account(replace(actor_of(who), proved_at=clock.now()), estate_id=1)
        appender.append()
    # In what somebody else reported the number goes; a name alone stays, for others may bear it.
    assert [where(text) for text in (NAME, NUMBER, PHONE)] == [{"cases_case"}, set(), set()]
    own, others = Case.objects.filter(estate_id=estate).order_by("number")
    assert own.text == "楼道灯不亮了，我是（已删除），电话 （已删除）"
    assert NAME not in own.summary
    assert others.text == f"邻居说打 （已删除） 找{NAME}，4321"
    words = CaseEvent.objects.filter(estate_id=estate, case_id=own.pk, verb="withdraw").values_list("words", flat=True)
    assert [*words] == ["（已删除）自己修好了"]
    assert Attempt.objects.get(estate_id=estate).words == "（已删除）不听"
    assert CaseEvent.objects.filter(estate_id=estate, case_id=matter.case_id).count() >= 2
    assert RosterItem.objects.filter(estate_id=estate).count() == 1
    assert open_phones(estate) == {"", "13900000002"}
    assert [f for f in scene.verify().faults if f.table not in LAID] == []


def open_phones(estate: int) -> set[str]:
    return set(Case.objects.filter(estate_id=estate).values_list("contact_phone", flat=True))
