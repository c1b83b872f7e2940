"""Scenes of whistles, exclusions and the three lists for replays (replays.py)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.simulation.replay_scenes import SHEET, TAKEN, Files, matter
from tests.support.guard import preparing
from tests.support.small_city import City

OUT_OF_THE_RATES = ("ask_exclusion", "company_manager", {"reason": "in_court", "words": "已起诉"})
LIST = "tasks"
PLACE = "430200"


def tried(city: City) -> Mapping[str, Any]:
    """A matter the company tried to settle itself."""
    from sanguanjia.whistle import actions

    made = matter(TAKEN)(city)
    with preparing():
        actions.record_attempt(
            city.actor("company_manager"), estate_id=city.estate.pk, case_id=made["case_id"], method="persuaded",
            words="劝阻三次无效",
        )  # fmt: skip
    return made


def blown(city: City) -> Mapping[str, Any]:
    """A whistle nobody has come to yet."""
    from sanguanjia.whistle import actions

    made = tried(city)
    with preparing():
        ref = actions.blow(
            city.actor("company_manager"), estate_id=city.estate.pk, case_id=made["case_id"], duty="M01"
        )
    return {"whistle_id": ref.whistle_id}


def objecting(_city: City) -> Mapping[str, Any]:
    """The department's move: it says that the matter is not its own."""
    return {"verb": "object"}


def bureau(city: City) -> Mapping[str, Any]:
    """Who shall answer for a department."""
    return {"bureau": city.companies["estate"].id}


def the_list(_city: City) -> Mapping[str, Any]:
    """A list as it stands, as the dry run's page sends it on and as a sheet."""
    from sanguanjia.cases.queries import catalogue
    from sanguanjia.cases.rules.catalogue import LISTS, rows_of
    from sanguanjia.kernel import clock
    from sanguanjia.look import excel

    listing = LISTS[LIST]
    heads = [column.header for column in listing.columns]
    lines = list(rows_of(listing, catalogue.held(LIST, PLACE, clock.today()).entries))
    rows = [dict(zip(heads, map(str, line), strict=True)) for line in lines]
    answer = excel.answer(listing.title, heads, lines)
    return {"rows": json.dumps(rows, ensure_ascii=False), "sheet": answer.getvalue()}


def list_sheet() -> Files:
    """The list as it came out."""
    return lambda scene: {"file": ("清单.xlsx", scene["sheet"], SHEET)}
