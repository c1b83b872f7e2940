"""Erasing a person by law leaves the chain whole: verify reports the row as erased, and names it when it was bent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sanguanjia.audit import appender
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.models import Home
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.privacy.actions import erase_person
from sanguanjia.registry.actions import add_unit, transfer_unit
from sanguanjia.registry.models import Ownership, Party
from sanguanjia.registry.tests.factories import officer, owners, person, wish
from sanguanjia.registry.types import PlaceRef
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
        assert [f.kind for f in scene.verify().faults] == [], "the emptied personal columns vouch for nothing any more"
        sql("UPDATE registry_party SET kind = 'organisation' WHERE id = %s AND estate_id = %s", erased, scene.estate)
        fault = scene.verify().first()
        assert fault is not None
        assert (fault.chain, fault.table, fault.id) == (scene.estate, "registry_party", str(erased))
