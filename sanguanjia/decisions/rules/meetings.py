"""Before and around a meeting: notice, roll, agenda, who may ask, forms, window (OWN-019 … OWN-021, OWN-040 ff.)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sanguanjia.decisions.types import Finding, Weight

from .inquiry import Inquiry
from .law import Law, last_day

NOTICE_KEY, TEMPORARY_KEY = "own.meeting.notice", "own.meeting.notice.temporary"


def notice(
    law: Law, meeting: dt.date, notified: dt.date, *, temporary: bool = False, clear_days: bool = False
) -> Finding:
    """Owners are told so many days before (CAL-010: meeting - notice >= n; `clear_days` leaves one day more)."""
    looked = Inquiry(law)
    value = looked.need(TEMPORARY_KEY if temporary else NOTICE_KEY)
    latest = last_day(law, value, meeting, clear_days=clear_days)
    looked.check("notice_too_late", notified <= latest, "notified", meeting=meeting, latest=latest, given=notified)
    return looked.finding()


def roll_posted(law: Law, meeting: dt.date, posted: dt.date) -> Finding:
    """The frozen electorate is shown so many days before the vote (OWN-019)."""
    looked = Inquiry(law)
    latest = last_day(law, looked.need("own.electorate.notice"), meeting)
    looked.check("roll_posted_too_late", posted <= latest, "posted", meeting=meeting, latest=latest, given=posted)
    return looked.finding()


def neighbourhood_told(law: Law, told: bool) -> Finding:
    """The residents' committee hears of the meeting (OWN-055)."""
    looked = Inquiry(law)
    value = looked.held("own.meeting.tell_neighbourhood")
    if value and value["meeting"]:
        looked.check("neighbourhood_not_told", told, "neighbourhood")
    return looked.finding()


def agenda(law: Law, announced: Collection[str], voted: Collection[str]) -> Finding:
    """What was not announced cannot be voted (OWN-041); each such item is one refusal."""
    looked = Inquiry(law)
    if looked.need("own.meeting.agenda_locked"):
        for item in voted:
            looked.check("not_on_the_agenda", item in announced, item, item=item)
    return looked.finding()


def may_call(law: Law, caller: str) -> Finding:
    """Who convenes a meeting: committee, owners_20_percent, preparation_group, interim_body, subdistrict."""
    looked = Inquiry(law)
    looked.check("may_not_call", caller in looked.need("own.meeting.who_may_call"), "caller", caller=caller)
    return looked.finding()


def temporary_meeting(law: Law, asking: Weight, total: Weight, ground: str | None = None) -> Finding:
    """A share of the owners, on the counts the place names, or a ground alone can demand a meeting (OWN-043)."""
    looked = Inquiry(law)
    grounds = looked.held("own.meeting.temporary.grounds") or []
    if ground is not None and looked.check("no_such_ground", ground in grounds, "ground", ground=ground):
        return looked.finding()
    value = looked.need("own.meeting.temporary.trigger")
    if "area" in value["axes"]:
        looked.share("too_few_ask_area", value, asking.area, total.area, "area")
    if "headcount" in value["axes"]:
        looked.share("too_few_ask_n", value, asking.n, total.n, "n")
    return looked.finding()


def regular_meetings(law: Law, held_this_year: int) -> Finding:
    """So many regular meetings a year, where a place says so (OWN-042)."""
    looked = Inquiry(law)
    value = looked.held("own.meeting.regular")
    if value:
        least = value["times_per_year"]
        looked.check("too_few_meetings", held_this_year >= least, None, held=held_this_year, least=least)
    return looked.finding()


def form(law: Law, chosen: str, *, run_by: str = "estate", paper_offered: bool = True) -> Finding:
    """Discussion, paper or electronic; who runs an electronic vote; paper beside it (OWN-044, CMP-011).

    `run_by`: estate, city_system, authority_platform, recognised_system.
    """
    looked = Inquiry(law)
    value = looked.need("own.meeting.forms")
    looked.check("form_not_allowed", chosen in value["forms"], "form", form=chosen)
    if chosen == "electronic":
        demanded = value["electronic"]
        looked.check("wrong_voting_system", may_run(demanded, run_by), "run_by", demanded=demanded, given=run_by)
        looked.check("paper_not_offered", paper_offered, "paper")
    return looked.finding()


def may_run(demanded: str, run_by: str) -> bool:
    """Whether an electronic vote may be run by somebody where the place demands something (or allows none at all)."""
    if demanded in ("estate", "default", "city_system_preferred"):
        return True
    if demanded == "recognised_system":
        return run_by != "estate"
    return run_by == demanded


def window(law: Law, opens: dt.date, closes: dt.date) -> Finding:
    """How long votes may be cast; both days count (OWN-045)."""
    looked = Inquiry(law)
    value = looked.held("own.ballot.window")
    length = (closes - opens).days + 1
    if looked.check("closes_before_it_opens", length >= 1, "closes", opens=opens, closes=closes) and value:
        least, most = value["min"], value["max"]
        looked.check("window_too_short", length >= least, "closes", length=length, least=least)
        looked.check("window_too_long", length <= most, "closes", length=length, most=most)
    return looked.finding()


def scope(law: Law, cost_bearers: Collection[str], electorate: Collection[str]) -> Finding:
    """Work on part of the common parts is decided by exactly those who bear its cost (OWN-020, FUND-V8)."""
    looked = Inquiry(law)
    looked.held("own.electorate.scope")
    outside = sorted(set(electorate) - set(cost_bearers))
    missing = sorted(set(cost_bearers) - set(electorate))
    looked.check("votes_from_outside", not outside, "electorate", units="、".join(outside[:5]), count=len(outside))
    looked.check("cost_without_vote", not missing, "electorate", units="、".join(missing[:5]), count=len(missing))
    return looked.finding()


def change_of_use(law: Law, building: Collection[str], asking: str, consenting: Collection[str]) -> Finding:
    """A dwelling becomes a business only if every other owner of the building consents (OWN-021): not a vote."""
    looked = Inquiry(law)
    looked.need("own.change_of_use")
    missing = sorted(set(building) - {asking} - set(consenting))
    looked.check("neighbours_have_not_agreed", not missing, None, count=len(missing))
    return looked.finding()
