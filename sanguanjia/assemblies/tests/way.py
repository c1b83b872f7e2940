"""The small city's estate on its way, with ten dwellings of eight heads, and shortcuts for every step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sanguanjia.access.queries import actor_of
from sanguanjia.applications import actions as applications
from sanguanjia.assemblies import actions, jobs, queries
from sanguanjia.assemblies.models import Procedure
from sanguanjia.assemblies.types import Member, ProcedureRef
from sanguanjia.decisions import actions as decisions
from sanguanjia.decisions import jobs as vote_jobs
from sanguanjia.decisions import queries as votes
from sanguanjia.decisions.tests.scene import Scene, make_scene
from sanguanjia.decisions.types import VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import Actor
from sanguanjia.notices.files import StoredFile
from tests.support.guard import preparing

NOON = dt.datetime(2024, 5, 15, 12, tzinfo=clock.SHANGHAI)
GROUP = (
    Member("刘主任", "subdistrict", True), Member("陈社工", "neighbourhood"), Member("业主甲", "owner"),
    Member("业主乙", "owner"), Member("业主丙", "owner"), Member("业主丁", "owner"), Member("开发商代表", "developer"),
)  # fmt: skip
PAPERS = ("minutes", "covenant", "rules", "members_list")


@dataclass
class Way:
    """One procedure of the estate, step by step; the clock is turned by the tests."""

    scene: Scene
    ref: ProcedureRef | None = None

    @property
    def home(self) -> int:
        return self.scene.home

    def who(self, role: str) -> Actor:
        return self.scene.owner("业主1") if role == "owner" else self.scene.city.actor(role)

    def second(self, role: str) -> Actor:
        """Another person in the role."""
        return actor_of(self.scene.city._make(role, "estate", name="second"))

    def start(self, who: str = "owner", kind: str = "first", **more: Any) -> ProcedureRef:
        self.ref = actions.start(self.who(who), estate_id=self.home, kind=kind, **more)
        return self.ref

    def do(self, who: str, verb: str, **more: Any) -> ProcedureRef:
        assert self.ref is not None
        return actions.MOVES[verb](self.who(who), estate_id=self.home, procedure_id=self.ref.id, **more)

    @property
    def row(self) -> Procedure:
        assert self.ref is not None
        return Procedure.objects.get(estate_id=self.home, pk=self.ref.id)

    def asked(self) -> None:
        """A first assembly asked for and handed in."""
        self.start()
        self.do("owner", "hand_in")

    def named(self) -> None:
        self.asked()
        self.do("subdistrict_officer", "name_group", members=GROUP)

    def prepared(self) -> None:
        """From the request to the posted drafts; the clock stands nine days later."""
        with clock.turned_to(NOON):
            self.named()
        with clock.turned_to(NOON + dt.timedelta(days=9)):
            assert jobs.tend_due() == 1
            self.do("neighbourhood_officer", "verify_list", words="对照不动产登记和入住登记")
            self.do("neighbourhood_officer", "publish_drafts", rules="第一条 每户一票……", covenant="第一条 爱护公物……")

    def settled(self, seats: int = 5) -> None:
        """A settled list of as many candidates as there are seats: what `decisions` tests step by step."""
        from sanguanjia.decisions.models import Candidate, Slate

        at = NOON + dt.timedelta(days=9)
        with preparing():
            slate = Slate.objects.create(
                estate_id=self.home, number=1, title="第一届业主委员会", seats=seats, state="settled",
                until=at.date(), made_by=1, made_at=at, settled_at=at,
            )  # fmt: skip
            for code, name in zip(("101", "102", "201", "202", "301"), self.scene.parties, strict=False):
                Candidate.objects.create(
                    estate_id=self.home, slate=slate, party=self.scene.parties[name], unit=self.scene.units[code],
                    account_id=self.scene.accounts[name].pk, route="self", state="eligible", named_by=1, named_at=at,
                    agreed_at=at,
                )  # fmt: skip

    def called(self) -> VoteRef:
        """The vote is announced; it opens on 20 June and ends on 29 June."""
        self.settled()
        with clock.turned_to(NOON + dt.timedelta(days=10)):
            days = {"opens_on": dt.date(2024, 6, 20), "closes_on": dt.date(2024, 6, 29)}
            self.do("neighbourhood_officer", "call_vote", **days)
            return decisions.announce(
                self.who("neighbourhood_officer"), estate_id=self.home, vote_id=self.row.vote_id or 0
            )

    def voted(self, choice: str = "for") -> None:
        """Everybody casts; the result binds on 10 July."""
        ref, officer = self.called(), self.who("neighbourhood_officer")
        items = len(votes.items(votes.vote(self.home, ref.id)))
        with clock.turned_to(dt.datetime(2024, 6, 21, 9, tzinfo=clock.SHANGHAI)):
            vote_jobs.tend_due()
            for number, code in enumerate(("101", "102", "201", "202", "301", "302"), start=1):
                self.scene.cast(ref, f"业主{number}", code, choice, items)
        vote = {"estate_id": self.home, "vote_id": ref.id}
        with clock.turned_to(dt.datetime(2024, 6, 30, 9, tzinfo=clock.SHANGHAI)):
            vote_jobs.tend_due()
            certificate, _ = votes.certificate(votes.vote(self.home, ref.id)) or (None, None)
            assert certificate is not None
            decisions.sign(officer, digest=certificate.digest, **vote)
            decisions.post_result(officer, **vote)
        with clock.turned_to(dt.datetime(2024, 7, 10, 9, tzinfo=clock.SHANGHAI)):
            decisions.put_in_force(officer, **vote)
            assert jobs.tend_due() == 1

    def filed(self) -> None:
        """The committee hands in the papers, the subdistrict agrees, the district decides."""
        ids = {"estate_id": self.home}
        with clock.turned_to(dt.datetime(2024, 7, 15, 9, tzinfo=clock.SHANGHAI)):
            committee = self.who("committee_member")
            paper = {code: StoredFile(f"{code}.pdf", "pdf", (code[0] * 64), 9) for code in PAPERS}
            draft = applications.save(
                committee, **ids, item="committee", files=tuple(paper.items()),
                answers={"name": "业主委员会", "elected_on": "2024-06-29", "members": "五人"},
            )  # fmt: skip
            applications.submit(committee, **ids, application_id=draft.id)
            jobs.tend_due()
            applications.accept(self.who("subdistrict_officer"), **ids, application_id=draft.id)
            agreed = {"clear": True, "words": "材料齐全"}
            applications.opine(self.who("subdistrict_officer"), **ids, application_id=draft.id, agrees=True, **agreed)
            applications.decide(self.who("district_officer"), **ids, application_id=draft.id, granted=True, **agreed)
            jobs.tend_due()

    def handed_over(self) -> None:
        """One thing after another."""
        with clock.turned_to(dt.datetime(2024, 7, 20, 9, tzinfo=clock.SHANGHAI)):
            view = queries.procedure_for(self.who("subdistrict_officer"), self.home, self.row.pk)
            for thing in view.things:
                self.do("committee_member", "tick", thing=thing.code, on=dt.date(2024, 7, 20))


def make_way() -> Way:
    return Way(make_scene())
