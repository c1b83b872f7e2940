"""The pooled account from asking to the reserved premium: the rules of Zhuzhou, every refusal, and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.test import Client

from sanguanjia.access.queries import actor_of
from sanguanjia.applications import actions as applications
from sanguanjia.applications.models import Application, ApplicationClock
from sanguanjia.funds import actions, holds, pooling, queries
from sanguanjia.funds.models import FundBalance, FundHold, PoolUse
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.tests.conftest import NOON, TODAY, Books, make_books
from sanguanjia.funds.types import Kind, PoolRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.actor import Actor
from sanguanjia.kernel.doors import home_of
from sanguanjia.kernel.pictures import StoredPhoto
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices import public
from sanguanjia.notices.files import StoredFile
from sanguanjia.registry.models import Lift, Unit
from tests.support.at_once import at_once
from tests.support.guard import preparing

DAY = dt.timedelta(days=1)
PAPERS = ("owners_opinions", "policy_digest", "pilot_application", "letter_of_contact", "survey_opinion")
PREMIUM = 8_000_00


def refused(do: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refusal) as caught:
        do()
    return [reason.code for reason in caught.value.reasons]


class Pilot:
    """A building with two lifts, a pool with money, a committee and owners."""

    def __init__(self, books: Books) -> None:
        self.books, self.home = books, books.estate_id
        city = books.city
        self.building = city.buildings["estate"]
        with preparing():
            self.old = self._lift("1号梯", dt.date(2019, 5, 15))
            self.young = self._lift("2号梯", dt.date(2019, 5, 16))
            FundBalance.objects.filter(estate_id=self.home, account_id=books.account(Kind.POOL)).update(
                net_fen=1_000_000
            )
        self.committee = city.actor("committee_member")

    def _lift(self, name: str, since: dt.date) -> int:
        row = Lift.objects.create(estate_id=self.home, building=self.building, name=name, in_service_since=since)
        return int(row.pk)

    def owner(self, room: str) -> Actor:
        """An owner of another home in the building."""
        with preparing():
            unit = Unit.objects.create(
                estate_id=self.home, building=self.building, room=room, code=f"3-1-{room}", use="dwelling",
                valid_from=dt.date(2020, 1, 1),
            )  # fmt: skip
        return actor_of(self.books.city._make("owner", "estate", unit, f"owner{room}"))

    def ask(self, who: Actor | None = None, papers: tuple[str, ...] = PAPERS, **more: Any) -> PoolRef:
        files = tuple((code, StoredFile(f"{code}.pdf", "pdf", "a" * 64, 9)) for code in papers)
        wish = {"lift_ids": (self.old,), "per_lift_fen": PREMIUM, "reason": "电梯老旧", "files": files, **more}
        return actions.ask_for_pool(who or self.committee, estate_id=self.home, **wish)

    def do(self, verb: str, ref: PoolRef, who: Actor | None = None, **more: Any) -> Any:
        return getattr(actions, verb)(who or self.books.approver, estate_id=self.home, use_id=ref.id, **more)

    def accepted(self) -> PoolRef:
        ref = self.ask()
        self.do("hand_in_pool", ref, self.committee)
        applications.accept(self.books.author, estate_id=self.home, application_id=ref.application_id)
        return ref

    def posted(self) -> PoolRef:
        ref = self.accepted()
        self.do("post_pool_notice", ref, self.books.author)
        return ref

    def prove(self, ref: PoolRef) -> None:
        public.prove_posting(
            self.books.author, estate_id=self.home, notice_id=self.use(ref).notice_id, place_words="3栋单元门口",
            photos=(StoredPhoto("b" * 64, 10, 10, 99),),
        )  # fmt: skip

    def use(self, ref: PoolRef) -> PoolUse:
        return PoolUse.objects.get(estate_id=self.home, pk=ref.id)

    def pool(self) -> queries.Account:
        found = queries.pool_of(self.home, self.building.pk)
        assert found is not None
        return found

    def decide(self, ref: PoolRef, granted: bool = True, **more: Any) -> PoolRef:
        return self.do("decide_pool", ref, granted=granted, **{"clear": True, "words": "公示无异议", **more})


@pytest.fixture
def pilot(books: Books) -> Pilot:
    return Pilot(books)


class TestAsking:
    def test_by_the_committee_with_the_five_documents(self, pilot: Pilot):
        ref = pilot.ask()
        done = pilot.do("hand_in_pool", ref, pilot.committee)
        assert (done.number, done.state) == (1, "submitted")

    def test_three_different_owners_not_three_homes(self, pilot: Pilot):
        """FUND-V13."""
        first = pilot.books.city.actor("owner")
        ref = pilot.ask(first)
        assert refused(lambda: pilot.do("hand_in_pool", ref, first)) == ["pool_too_few_owners"]
        assert refused(lambda: pilot.do("sign_pool", ref, first)) == ["pool_signed_already"]
        pilot.do("sign_pool", ref, pilot.owner("201"))
        assert refused(lambda: pilot.do("hand_in_pool", ref, first)) == ["pool_too_few_owners"]
        pilot.do("sign_pool", ref, pilot.owner("301"))
        assert pilot.do("hand_in_pool", ref, first).state == "submitted"
        assert refused(lambda: pilot.do("sign_pool", ref, pilot.owner("401"))) == ["wrong_phase"]

    def test_what_the_file_lacks_and_what_is_too_young_at_once(self, pilot: Pilot):
        """FUND-073, FUND-075: five whole years on the day, the day itself included."""
        ref = pilot.ask(papers=PAPERS[:3], lift_ids=(pilot.old, pilot.young))
        assert refused(lambda: pilot.do("hand_in_pool", ref, pilot.committee)) == [
            "pool_document_missing", "pool_document_missing", "pool_lift_too_young",
        ]  # fmt: skip
        with clock.turned_to(NOON + DAY):
            assert refused(lambda: pilot.do("hand_in_pool", ref, pilot.committee)) == ["pool_document_missing"] * 2

    def test_refusals(self, pilot: Pilot):
        ask = lambda **more: refused(lambda: pilot.ask(**more))  # noqa: E731
        assert ask(lift_ids=(), per_lift_fen=0, reason=" ") == ["missing", "fund_bad_amount", "missing"]
        assert ask(lift_ids=(5,)) == ["pool_unknown_lift"]
        assert ask(who=pilot.books.author) == ["not_permitted"]
        with preparing():
            Lift.objects.filter(estate_id=pilot.home, pk=pilot.old).update(building=_other_building(pilot))
        assert ask(who=pilot.books.city.actor("owner")) == ["pool_not_in_building"]
        both = (pilot.old, pilot.young)
        assert ask(who=pilot.books.city.actor("owner"), lift_ids=both) == ["pool_owners_one_building"]
        ref = pilot.ask()
        assert refused(lambda: pilot.do("sign_pool", ref, pilot.books.city.actor("owner"))) == ["wrong_phase"]
        plainly = {"estate_id": pilot.home, "application_id": ref.application_id}
        assert refused(lambda: applications.submit(pilot.committee, **plainly)) == ["application_other_door"]

    def test_elsewhere_it_is_refused_with_the_reason(self, pilot: Pilot):
        """FUND-077: a pilot of Zhuzhou alone."""
        city = pilot.books.city
        with pytest.raises(Refusal) as caught:
            actions.ask_for_pool(city.actor("committee_member", "abroad"), estate_id=city.abroad.pk,
                                 lift_ids=(1,), per_lift_fen=1, reason="x")  # fmt: skip
        assert [(r.code, r.data["place"]) for r in caught.value.reasons] == [("pool_not_here", "御林家园")]


def _other_building(pilot: Pilot) -> Any:
    from sanguanjia.registry.models import Building

    return Building.objects.create(estate_id=pilot.home, code="9", name="9栋")


class TestNotice:
    def test_seven_days_on_page_and_paper_then_the_premium_is_reserved(self, pilot: Pilot):
        """FUND-074: the first day is not counted; money moves after the last."""
        ref = pilot.posted()
        notice = pooling.notice_of(pilot.use(ref))
        assert notice is not None
        assert (notice.opens_on, notice.closes_on) == (TODAY, TODAY + 7 * DAY)
        with clock.turned_to(NOON + 7 * DAY):
            assert refused(lambda: pilot.do("end_pool_notice", ref)) == ["pool_notice_running", "pool_paper_missing"]
        with clock.turned_to(NOON + 8 * DAY):
            assert refused(lambda: pilot.do("end_pool_notice", ref)) == ["pool_paper_missing"]
            pilot.prove(ref)
            pilot.do("end_pool_notice", ref)
            done = pilot.decide(ref)
        assert done.order_number == 1
        pool = pilot.pool()
        assert (pool.fen, pool.held, pool.available) == (1_000_000, PREMIUM, 1_000_000 - PREMIUM)
        hold = FundHold.objects.get(estate_id=pilot.home, subject=f"pool:{ref.id}")
        assert (hold.account_id, hold.open_fen) == (pool.id, PREMIUM)
        assert Application.objects.get(estate_id=pilot.home, pk=ref.application_id).decision_number == 1

    def test_seven_working_days_are_counted_without_the_notice(self, pilot: Pilot):
        ref = pilot.accepted()
        target = ApplicationClock.objects.get(estate_id=pilot.home, step="decide")
        before = clock.local(target.due_at).date()
        assert before == dt.date(2024, 5, 24)
        pilot.do("post_pool_notice", ref, pilot.books.author)
        with clock.turned_to(NOON + 9 * DAY):
            pilot.prove(ref)
            pilot.do("end_pool_notice", ref)
        target.refresh_from_db()
        assert clock.local(target.due_at).date() > before

    def test_an_objection_stops_it_until_it_is_settled(self, pilot: Pilot):
        ref = pilot.posted()
        pilot.prove(ref)
        owner = pilot.books.city.actor("owner")
        said = public.object_to(owner, estate_id=pilot.home, notice_id=pilot.use(ref).notice_id, text="保费太高")
        with clock.turned_to(NOON + 9 * DAY):
            assert refused(lambda: pilot.do("end_pool_notice", ref)) == ["pool_objection_open"]
            assert refused(lambda: pilot.decide(ref)) == ["pool_objection_open"]
            public.answer(
                pilot.books.author, estate_id=pilot.home, objection_id=said.id, accepted=False, text="三家比价"
            )
            assert refused(lambda: pilot.decide(ref)) == ["application_paused"]
            pilot.do("end_pool_notice", ref)
            assert pilot.decide(ref).order_number == 1

    def test_refusals(self, pilot: Pilot):
        ref = pilot.accepted()
        assert refused(lambda: pilot.do("end_pool_notice", ref)) == ["pool_notice_missing"]
        assert refused(lambda: pilot.decide(ref)) == ["pool_notice_missing"]
        assert refused(lambda: pilot.do("post_pool_notice", ref, pilot.committee)) == ["not_permitted"]
        pilot.do("post_pool_notice", ref)
        assert refused(lambda: pilot.do("post_pool_notice", ref)) == ["pool_noticed_already"]
        fresh = pilot.ask()
        assert refused(lambda: pilot.do("post_pool_notice", fresh)) == ["wrong_phase"]
        assert refused(lambda: pilot.do("hand_in_pool", PoolRef(pilot.home, 7, 7), pilot.committee)) == ["not_found"]


class TestDecision:
    def ready(self, pilot: Pilot) -> PoolRef:
        ref = pilot.posted()
        pilot.prove(ref)
        return ref

    def test_only_that_buildings_pool_and_only_what_is_free(self, pilot: Pilot):
        ref = self.ready(pilot)
        with preparing():
            FundBalance.objects.filter(estate_id=pilot.home, account_id=pilot.pool().id).update(net_fen=PREMIUM - 1)
        with clock.turned_to(NOON + 9 * DAY):
            pilot.do("end_pool_notice", ref)
            with pytest.raises(Refusal) as caught:
                pilot.decide(ref)
        assert [(r.code, r.data["building"]) for r in caught.value.reasons] == [("pool_short", "3栋")]
        assert pilot.pool().held == 0
        assert not FundHold.objects.filter(estate_id=pilot.home).exists()

    def test_refused_with_reasons_nothing_is_reserved(self, pilot: Pilot):
        ref = self.ready(pilot)
        with clock.turned_to(NOON + 9 * DAY):
            pilot.do("end_pool_notice", ref)
            assert refused(lambda: pilot.decide(ref, granted=False, words=" ")) == ["missing"]
            assert pilot.decide(ref, granted=False, words="报价过高").order_number == 0
        assert pilot.pool().held == 0

    def test_who_accepted_does_not_decide(self, pilot: Pilot):
        ref = self.ready(pilot)
        with clock.turned_to(NOON + 9 * DAY):
            pilot.do("end_pool_notice", ref)
            wish = {"granted": True, "clear": True}
            assert refused(lambda: pilot.do("decide_pool", ref, pilot.books.author, **wish)) == [
                "application_accepted_it"
            ]
            assert refused(lambda: pilot.do("decide_pool", ref, pilot.committee, **wish)) == ["not_permitted"]


class TestHolds:
    def test_reserved_then_spent_or_released_and_never_more(self, pilot: Pilot):
        pool = pilot.pool().id
        wish = lambda fen: {pool: fen}  # noqa: E731

        def hold(deed: Deed, *, estate_id: int, verb: str, fen: int) -> int:
            """Reserve, spend or release."""
            deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
            if verb == "reserve":
                holds.reserve(deed, estate_id, "work:1", "x", wish(fen))
            else:
                getattr(holds, verb)(deed, estate_id, "work:1", wish(fen))
            return 1

        hold.__module__ = "tests"
        doing = act("tests.hold")(hold)
        run = lambda verb, fen: doing(pilot.books.author, estate_id=pilot.home, verb=verb, fen=fen)  # noqa: E731
        assert refused(lambda: run("reserve", 1_000_001)) == ["fund_short"]
        run("reserve", 900_000)
        assert refused(lambda: run("spend", 900_001)) == ["fund_not_held"]
        run("spend", 400_000)
        run("release", 100_000)
        assert pilot.pool().held == 400_000
        assert refused(lambda: run("release", 400_001)) == ["fund_not_held"]
        assert [d for d in queries.differences(pilot.home) if d[1] == 400_000] == []


def test_the_pages_from_the_form_to_the_order(pilot: Pilot, settings, tmp_path):
    import io

    settings.MEDIA_ROOT = tmp_path

    def browser(account: Any) -> Client:
        client = Client()
        client.force_login(account)
        return client

    def pdf(code: str) -> io.BytesIO:
        file = io.BytesIO(b"%PDF-1.4 " + code.encode())
        file.name = f"{code}.pdf"
        return file

    city = pilot.books.city
    committee = browser(city.person("committee_member"))
    form = f"/funds/{pilot.home}/pool/new/"
    assert form in committee.get(f"/applications/item/{pilot.home}/fund-pool/").content.decode()
    text = committee.get(form).content.decode()
    for words in ("满 5 年", "还不能投保", "业主意见反馈表"):
        assert words in text
    assert "请填写“电梯”" in committee.post(form, {"amount": "8000", "reason": "x"}).content.decode()
    typed = {"lifts": [pilot.old], "amount": "8,000", "reason": "电梯老旧", **{f"p-{c}": pdf(c) for c in PAPERS}}
    answer = committee.post(form, typed)
    assert answer.status_code == 302
    assert "用哪些统筹账户" in committee.get(answer.url).content.decode()
    use = PoolUse.objects.get(estate_id=pilot.home)
    here = f"/funds/{pilot.home}/pool/{use.pk}/"
    assert committee.post(f"{here}do/hand-in/").status_code == 302
    assert committee.post(f"{here}do/burn/").status_code == 404
    officer = browser(city.person("fund_officer"))
    assert officer.post(f"/applications/{pilot.home}/{use.application_id}/do/accept/").status_code == 302
    assert officer.post(f"{here}do/post/").status_code == 302
    pilot.prove(PoolRef(pilot.home, use.pk, use.application_id))
    assert "还没有结束" not in officer.get(here).content.decode()
    assert "才期满" in officer.post(f"{here}do/end/").content.decode()
    with clock.turned_to(NOON + 9 * DAY):  # staff sessions have ended by then
        officer = browser(city.person("fund_officer"))
        second = browser(get_user_model().objects.get(pk=pilot.books.approver.account_id))
        assert officer.post(f"{here}do/end/").status_code == 302
        assert "是否同意" in second.post(f"{here}do/decide/", {"clear": "1"}).content.decode()
        assert second.post(f"{here}do/decide/", {"clear": "1", "answer": "yes"}).status_code == 302
        text = browser(city.person("owner")).get(f"{here}order/").content.decode()
        for words in ("通知单第 1 号", "8,000.00 元", "3栋 1号梯"):
            assert words in text
    abroad = browser(city.person("committee_member", "abroad"))
    assert "本地没有统筹账户的政策" in abroad.get(f"/funds/{city.abroad.pk}/pool/new/").content.decode()


@pytest.mark.usefixtures("committed_db")
def test_no_more_is_reserved_than_there_is_whoever_comes_at_once():
    """Twenty fen in the pool, thirty who want one each: twenty get it."""
    deed: Any = SimpleNamespace(
        at=NOON, actor=SimpleNamespace(account_id=1), stored=lambda *_: None, touched=lambda *_a, **_k: None
    )
    with clock.turned_to(NOON):
        books = make_books()
        pool = books.account(Kind.POOL)
        with preparing():
            FundBalance.objects.filter(estate_id=books.estate_id, account_id=pool).update(net_fen=20)

        def take(number: int) -> str:
            try:
                with preparing(), transaction.atomic():
                    holds.reserve(deed, books.estate_id, f"work:{number}", "x", {pool: 1})
            except IntegrityError as refused_by:
                cause: Any = refused_by.__cause__
                return str(cause.diag.constraint_name)
            return "reserved"

        answers = at_once(30, 8, take)
        found = queries.account(books.estate_id, pool)
    assert answers == {"reserved": 20, "fund_account_never_below_zero": 10}
    assert (found.held, found.available) == (20, 0)
