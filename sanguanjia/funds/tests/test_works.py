"""Works paid from the fund: the rule, and the acts from the plan to the final account."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sanguanjia.applications import actions as applications
from sanguanjia.funds import actions, queries, works
from sanguanjia.funds.models import FundAccount, FundBalance, FundHold, FundWork
from sanguanjia.funds.permissions import may_keep_books
from sanguanjia.funds.proof.export import export
from sanguanjia.funds.proof.verify import verify
from sanguanjia.funds.rules.spending import Reach
from sanguanjia.funds.store import Posting, post
from sanguanjia.funds.tests.conftest import TODAY, Books
from sanguanjia.funds.tests.test_acts import refused
from sanguanjia.funds.types import Authorisation, Authority, EntryKind, Kind, Line, VoteInForce, WorkRef
from sanguanjia.kernel.act import Deed, act
from sanguanjia.kernel.doors import home_of
from sanguanjia.notices.files import StoredFile
from sanguanjia.registry.models import Ownership, OwnershipMember, Unit
from tests.support.guard import preparing

HASH = "c" * 64


class Site:
    """Building 3 with two homes: one owned with money, one unsold."""

    def __init__(self, books: Books) -> None:
        self.books, self.home = books, books.estate_id
        with preparing():
            door = Unit.objects.filter(estate_id=self.home, code="3-1-1404")
            door.update(exclusive_area=Decimal("88.12"), exclusive_area_source="registry")
        books.approve(books.deposit(500_000))
        self.committee = books.city.actor("committee_member")
        self.bank = books.account(Kind.BANK)

    def plan(self, **more: Any) -> WorkRef:
        wish = {"title": "屋面防水", "plan": "重做防水层", "reach": Reach.BUILDING, "budget_fen": 400_000,
                "building_id": self.books.city.buildings["estate"].pk, **more}  # fmt: skip
        return actions.plan_work(self.committee, estate_id=self.home, **wish)

    def do(self, verb: str, ref: WorkRef, who: Any = None, **more: Any) -> Any:
        return getattr(actions, verb)(who or self.books.author, estate_id=self.home, work_id=ref.id, **more)

    def authorised(self, **more: Any) -> WorkRef:
        ref = self.plan(**more)
        return self.do("authorise_work", ref, by=decision())

    def contracted(self, fen: int = 400_000) -> WorkRef:
        return self.contract(self.authorised(), fen)

    def contract(self, ref: WorkRef, fen: int = 400_000) -> WorkRef:
        return self.do(
            "contract_work", ref, contractor="株洲防水公司", number="HT-1", document_hash=HASH, contract_fen=fen
        )

    def pay(self, ref: WorkRef, fen: int, invoice: str = "FP-1") -> Any:
        return self.do(
            "prepare_work_payment", ref, bank_account_id=self.bank, fen=fen, business_date=TODAY, invoice=invoice
        )

    def door(self) -> queries.Account:
        return queries.account(self.home, self.books.account(Kind.UNIT, "3-1-1403"))

    def row(self, ref: WorkRef) -> FundWork:
        return works.work(self.home, ref.id)


def decision(**more: Any) -> Authorisation:
    given = {"kind": Authority.DECISION, "words": "业主共同决定，双过半", "document_hash": HASH, "on": TODAY, **more}
    return Authorisation(**given)


@pytest.fixture
def site(books: Books) -> Site:
    return Site(books)


def _proved(site: Site, folder: Path) -> None:
    """What strangers get holds every door's part, and adds up."""
    export([site.home], dt.date(2024, 1, 1), TODAY, folder)
    assert verify(folder)["first_wrong"] is None
    assert '"stage":"work"' in (folder / "allocations.jsonl").read_text(encoding="utf-8")


def test_from_the_plan_to_the_final_account(site: Site, tmp_path: Path):
    ref = site.contracted()
    door = site.door()
    assert (door.fen, door.held, door.available) == (500_000, 200_000, 300_000)
    shares = {s.door: (s.fen, s.from_account_fen, s.debt_fen, s.cash_fen) for s in works.shares(site.row(ref))}
    assert shares == {"3-1-1403": (200_000, 200_000, 0, 0), "3-1-1404": (200_000, 0, 0, 200_000)}
    site.books.approve(site.pay(ref, 120_000))
    door = site.door()
    assert (door.fen, door.held, site.row(ref).paid_fen) == (380_000, 80_000, 120_000)
    assert queries.differences(site.home) == ()
    assert refused(lambda: site.pay(ref, 80_000, "FP-2")) == ["work_not_settled"]
    assert refused(lambda: site.pay(ref, 1, "FP-1")) == ["fund_fact_known"]
    _proved(site, tmp_path / "contracted")
    site.do("accept_work", ref, site.committee, words="不再渗漏")
    site.do("settle_work", ref, final_fen=380_000, document_hash=HASH)
    assert site.door().held == 70_000
    assert {s.door: s.fen for s in works.shares(site.row(ref))} == {"3-1-1403": 190_000, "3-1-1404": 190_000}
    _proved(site, tmp_path / "settled")
    site.books.approve(site.pay(ref, 70_000, "FP-2"))
    door = site.door()
    assert (door.fen, door.held, site.row(ref).paid_fen) == (310_000, 0, 190_000)
    assert refused(lambda: site.pay(ref, 1, "FP-3")) == ["work_more_than_held"]
    notice = site.do("post_work", ref)
    assert works.notice_of(site.row(ref)).number == notice.number


def test_a_payment_that_is_reversed_is_reserved_again(site: Site):
    ref = site.contracted()
    entry = site.books.approve(site.pay(ref, 120_000))
    back = actions.prepare_reversal(
        site.books.author, estate_id=site.home, entry_id=entry.id, business_date=TODAY, reason="付错"
    )
    site.books.approve(back)
    door = site.door()
    assert (door.fen, door.held, site.row(ref).paid_fen) == (500_000, 200_000, 0)
    assert queries.differences(site.home) == ()


def test_a_final_account_above_the_budget_is_asked_for_again(site: Site):
    """FUND-034: here every excess; up to the budget more is reserved."""
    ref = site.contracted(380_000)
    site.do("accept_work", ref, site.committee, words="合格")
    assert refused(lambda: site.do("settle_work", ref, final_fen=400_001, document_hash=HASH)) == ["work_overrun"]
    site.do("settle_work", ref, final_fen=400_000, document_hash=HASH)
    assert site.door().held == 200_000
    hold = FundHold.objects.get(estate_id=site.home, subject=f"work:{ref.id}")
    assert (hold.fen, hold.open_fen) == (200_000, 200_000)


def test_a_short_account_is_a_debt(site: Site):
    ref = site.contract(site.authorised(budget_fen=2_000_000), 1_200_000)
    share = next(s for s in works.shares(site.row(ref)) if s.door == "3-1-1403")
    assert (share.fen, share.from_account_fen, share.debt_fen) == (600_000, 500_000, 100_000)
    assert site.door().available == 0


class TestRefusals:
    def test_of_a_plan(self, site: Site):
        plan = lambda **more: refused(lambda: site.plan(**more))  # noqa: E731
        assert plan(title=" ", plan="", budget_fen=0, building_id=7) == [
            "missing", "missing", "fund_bad_amount", "work_no_place"
        ]  # fmt: skip
        assert plan(reach=Reach.ESTATE) == ["work_no_place"]
        assert plan(cause="builder_warranty") == ["not_payable"]
        owner = site.books.city.actor("owner")
        assert refused(lambda: actions.plan_work(owner, estate_id=site.home, title="x", plan="x", reach=Reach.ESTATE,
                                                 budget_fen=1)) == ["not_permitted"]  # fmt: skip

    def test_of_an_authority(self, site: Site):
        ref = site.plan()
        give = lambda **more: refused(lambda: site.do("authorise_work", ref, by=decision(**more)))  # noqa: E731
        assert give(words=" ", document_hash="", on=TODAY + dt.timedelta(days=1)) == [
            "missing",
            "missing",
            "fund_day_ahead",
        ]
        assert refused(lambda: site.do("authorise_work", ref, site.committee, by=decision())) == ["not_permitted"]
        assert give(kind=Authority.EMERGENCY) == ["work_other_authority"]
        assert give(kind=Authority.VOTE) == ["work_other_authority"]
        assert give(application_id=7) == ["work_application_unfit"]
        assert refused(lambda: site.plan(emergency="painting")) == ["emergency_unknown"]
        own = actions.plan_work(site.books.author, estate_id=site.home, title="x", plan="x", reach=Reach.ESTATE,
                                budget_fen=5)  # fmt: skip
        assert refused(lambda: site.do("authorise_work", own, by=decision())) == ["work_own_plan"]
        assert refused(lambda: site.contract(ref)) == ["wrong_phase"]
        assert refused(
            lambda: site.do("settle_work", WorkRef(site.home, 5, 5, ""), final_fen=1, document_hash=HASH)
        ) == ["not_found"]

    def test_of_a_contract_and_its_payments(self, site: Site):
        ref = site.authorised()
        assert refused(lambda: site.contract(ref, 400_001)) == ["work_above_budget"]
        nothing = {"contractor": "", "number": " ", "document_hash": "", "contract_fen": 0}
        assert refused(lambda: site.do("contract_work", ref, **nothing)) == ["missing"] * 3 + ["fund_bad_amount"]
        with preparing():
            door = Unit.objects.filter(estate_id=site.home, code="3-1-1404")
            door.update(exclusive_area=None, exclusive_area_source="")
        assert refused(lambda: site.contract(ref)) == ["work_no_area"]
        with preparing():
            door.update(exclusive_area=Decimal("88.12"), exclusive_area_source="registry")
        site.contract(ref)
        home = site.books.account(Kind.UNIT, "3-1-1403")
        assert refused(lambda: site.do("prepare_work_payment", ref, bank_account_id=home, fen=0, business_date=TODAY,
                                       invoice=" ")) == ["missing", "fund_bad_amount", "fund_not_a_bank"]  # fmt: skip
        assert refused(lambda: site.do("accept_work", ref, site.committee, words=" ")) == ["missing"]

    def test_reserved_money_is_nobody_elses(self, site: Site):
        site.contracted()
        second = site.contract(site.authorised(title="外墙"), 400_000)
        share = next(s for s in works.shares(site.row(second)) if s.door == "3-1-1403")
        assert share.from_account_fen == 200_000
        third = site.contract(site.authorised(title="楼道"), 400_000)
        share = next(s for s in works.shares(site.row(third)) if s.door == "3-1-1403")
        assert (share.from_account_fen, share.debt_fen) == (100_000, 100_000)


class TestVotes:
    def vote(self, site: Site, **more: Any) -> VoteInForce:
        given = {"vote_id": 3, "number": 3, "words": "第 3 号表决，通过", "certificate_hash": HASH, "on": TODAY,
                 "building_id": site.books.city.buildings["estate"].pk, **more}  # fmt: skip
        return VoteInForce(**given)

    def test_a_vote_in_force_is_the_authority(self, site: Site):
        ref = site.plan()
        assert [row.pk for row in works.awaiting(site.home)] == [ref.id]
        site.do("authorise_by_vote", ref, site.committee, vote=self.vote(site))
        row = site.row(ref)
        assert (row.state, row.authority, row.vote_id, row.authorised_by) == ("authorised", "vote", 3, None)
        assert works.awaiting(site.home) == []
        assert site.contract(ref).state == "contracted"

    def test_of_the_wrong_people_it_is_none(self, site: Site):
        ref = site.plan()

        def bring(who: Any = site.committee, **more: Any) -> list[str]:
            return refused(lambda: site.do("authorise_by_vote", ref, who, vote=self.vote(site, **more)))

        assert bring(building_id=None, words="", certificate_hash=" ") == ["missing", "missing", "work_other_scope"]
        assert bring(entrance_id=9) == ["work_other_scope"]
        assert bring(site.books.author) == ["not_permitted"]
        site.do("authorise_work", ref, by=decision())
        assert bring() == ["wrong_phase"]


class TestEmergencies:
    def test_who_asks_is_a_confirmer_where_only_the_ministry_says_so(self, site: Site):
        """FUND-050: Zhuzhou has no list of its own; the ministry's holds."""
        ref = site.plan(title="3栋屋面漏水抢修", emergency="roof_or_wall_leak")
        assert works.answer_due(site.row(ref)).date() == dt.date(2024, 5, 20), "three working days"
        by = decision(kind=Authority.EMERGENCY, words="暴雨后顶楼进水")
        assert refused(lambda: site.do("authorise_work", ref, by=decision())) == ["work_other_authority"]
        site.do("authorise_work", ref, by=by)
        assert site.row(ref).emergency["confirmed_by"] == ["committee"]
        assert site.contract(ref).state == "contracted"
        assert refused(lambda: site.do("confirm_work", ref, site.committee)) == ["wrong_phase"]

    def test_the_place_asks_for_evidence_and_for_words(self, site: Site, monkeypatch):
        """Table 2.3 with Hangzhou's confirmers, Shanghai's appraisal and Zibo's five days, on one estate."""
        strict = {"confirmers": [["committee"], ["subdistrict", "neighbourhood"]], "post_days": 5, "audit": True,
                  "cases": [{"category": "roof_or_wall_leak", "evidence": ["appraisal"]}]}  # fmt: skip
        asked = works.policy.rule_for

        def local(key: str, *where: Any) -> Any:
            found = asked(key, *where)
            return replace(found, winner=replace(found.winner, value=strict)) if "categories" in key else found

        monkeypatch.setattr(works.policy, "rule_for", local)
        city = site.books.city
        company, neighbourhood = city.actor("company_manager"), city.actor("neighbourhood_officer")
        ref = actions.plan_work(company, estate_id=site.home, title="漏水抢修", plan="x", reach=Reach.BUILDING,
                                building_id=city.buildings["estate"].pk, budget_fen=400_000,
                                emergency="roof_or_wall_leak")  # fmt: skip
        by = decision(kind=Authority.EMERGENCY)
        assert refused(lambda: site.do("authorise_work", ref, by=by)) == [
            "emergency_evidence_missing", "emergency_confirmer_missing", "emergency_confirmer_missing"
        ]  # fmt: skip
        paper = StoredFile("鉴定.pdf", "pdf", "d" * 64, 9)
        wrong = refused(lambda: site.do("add_work_paper", ref, company, code="fire_notice", file=None))
        assert wrong == ["work_paper_unknown", "missing"]
        for _ in range(2):  # the same copy again is one
            site.do("add_work_paper", ref, company, code="appraisal", file=paper)
        assert [one.code for one in works.papers(site.row(ref))] == ["appraisal"]
        assert refused(lambda: site.do("confirm_work", ref, company)) == ["work_own_plan", "work_confirmed_already"]
        assert refused(lambda: site.do("confirm_work", ref, city.actor("owner"))) == ["not_permitted"]
        site.do("confirm_work", ref, neighbourhood, words="顶楼漏水属实")
        assert refused(lambda: site.do("confirm_work", ref, neighbourhood)) == ["work_confirmed_already"]
        site.do("confirm_work", ref, site.committee)
        site.do("authorise_work", ref, by=by)
        kept = site.row(ref).emergency
        assert (kept["evidence"], kept["confirmed_by"], kept["audit"]) == (
            ["appraisal"], ["committee", "company", "neighbourhood"], True
        )  # fmt: skip
        site.contract(ref)
        assert refused(lambda: site.pay(ref, 100_000)) == ["work_not_posted"], "five days on the board first"
        plain = site.plan()
        assert refused(lambda: site.do("confirm_work", plain, neighbourhood)) == ["wrong_phase"]

    def test_an_emergency_through_the_catalogue_brings_the_neighbourhoods_word(self, site: Site):
        """Zhuzhou's item: the neighbourhood looks, the fund office decides in three working days (FUND-033)."""
        neighbourhood = site.books.city.actor("neighbourhood_officer")
        wish: dict[str, Any] = {"estate_id": site.home}
        papers = tuple((code, StoredFile(f"{code}.pdf", "pdf", "a" * 64, 9)) for code in ("evidence", "estimate"))
        granted = applications.save(
            site.committee, **wish, item="fund-emergency", answers={"what": "屋面漏水抢修"}, files=papers
        ).id
        wish["application_id"] = granted
        applications.submit(site.committee, **wish)
        applications.accept(site.books.author, **wish)
        applications.opine(neighbourhood, **wish, agrees=True, clear=True, words="到场看过")
        applications.decide(site.books.approver, **wish, granted=True, clear=True)
        ref = site.plan(title="3栋屋面漏水抢修", emergency="roof_or_wall_leak")
        site.do("authorise_work", ref, by=Authorisation(Authority.EMERGENCY, "", "", TODAY, granted))
        row = site.row(ref)
        assert (row.application_id, row.emergency["confirmed_by"]) == (granted, ["committee", "neighbourhood"])
        plain = site.plan()
        by = Authorisation(Authority.DECISION, "屋面", "a" * 64, TODAY, granted)
        assert refused(lambda: site.do("authorise_work", plain, by=by)) == ["work_application_unfit"]

    def test_a_granted_application_is_the_document(self, site: Site):
        """Zhuzhou's fund office decided on the filing; its decision is what the work rests on, once."""
        wish: dict[str, Any] = {"estate_id": site.home}
        codes = ("plan", "decision", "contract")
        papers = tuple((code, StoredFile(f"{code}.pdf", "pdf", "a" * 64, 9)) for code in codes)
        granted = applications.save(
            site.committee, **wish, item="fund-works", answers={"what": "屋面"}, files=papers
        ).id  # fmt: skip
        wish["application_id"] = granted
        applications.submit(site.committee, **wish)
        applications.accept(site.books.author, **wish)
        by = Authorisation(Authority.DECISION, "", "", TODAY, granted)
        early = site.plan(title="太早")
        assert "work_application_unfit" in refused(lambda: site.do("authorise_work", early, by=by))
        applications.decide(site.books.approver, **wish, granted=True, clear=True)
        ref = site.plan()
        site.do("authorise_work", ref, by=by)
        row = site.row(ref)
        assert row.application_id == granted
        assert len(row.authority_hash) == 64
        assert "号决定书" in row.authority_words
        again = site.plan(title="又一次")
        assert refused(lambda: site.do("authorise_work", again, by=by)) == [
            "work_application_unfit", "missing", "missing"
        ]  # fmt: skip


def test_sold_public_housing_is_split_with_its_seller(site: Site):
    """FUND-041, 042: one commodity home, one of public housing whose owner paid 1 part into the fund, the seller 3."""
    city, home = site.books.city, site.home
    building = city.buildings["estate"]
    with preparing():
        unit = Unit.objects.get(estate_id=home, code="3-1-1404")
        first = Ownership.objects.get(estate_id=home, unit_id=city.units["estate"].pk)
        owned = Ownership.objects.create(
            estate_id=home, unit_id=unit.pk, slice=first.slice, period=first.period, basis="registered"
        )
        party = OwnershipMember.objects.get(estate_id=home, ownership_id=first.pk).party_id
        OwnershipMember.objects.create(estate_id=home, ownership_id=owned.pk, party_id=party)
        opened = {"estate_id": home, "opened_on": TODAY}
        seller = FundAccount.objects.create(kind="seller", name="某厂", **opened)
        pot = FundAccount.objects.create(kind="seller_building", name="某厂 3栋", building_id=building.pk,
                                         parent_id=seller.pk, **opened)  # fmt: skip
        door = FundAccount.objects.create(kind="public_unit", name="3-1-1404", building_id=building.pk,
                                          unit_id=unit.pk, parent_id=pot.pk, **opened)  # fmt: skip
        for account in (pot, door):
            FundBalance.objects.create(estate_id=home, account_id=account.pk, side=1)
    pay_in(site, {pot.pk: 60_000, door.pk: 20_000})
    ref = site.contracted(100_000)
    parts = {s.door: (s.fen, s.from_account_fen, s.debt_fen) for s in works.shares(site.row(ref))}
    assert parts == {"3-1-1403": (50_000, 50_000, 0), "3-1-1404": (12_500, 12_500, 0), "某厂 3栋": (37_500, 37_500, 0)}
    assert sum(works.held(site.row(ref)).values()) == 100_000
    site.do("accept_work", ref, site.committee, words="合格")
    site.do("settle_work", ref, final_fen=120_000, document_hash=HASH)
    more = {s.door: (s.fen, s.from_account_fen, s.debt_fen) for s in works.shares(site.row(ref))}
    assert more == {"3-1-1403": (60_000, 60_000, 0), "3-1-1404": (15_000, 15_000, 0), "某厂 3栋": (45_000, 45_000, 0)}
    assert queries.differences(home) == ()


def _pay_in(deed: Deed, *, estate_id: int, people: tuple[int, int], lines: tuple[Line, ...]) -> int:
    """Book deposits of public housing."""
    deed.permit(may_keep_books, home_of("estate_id")(estate_id=estate_id))
    return post(deed, Posting(estate_id, EntryKind.OPENING, TODAY, "期初", *people, "public", lines)).number


_pay_in.__module__ = "tests"
_paying_in = act("tests.pay_in_public")(_pay_in)


def pay_in(site: Site, fen: dict[int, int]) -> None:
    people = (site.books.author.account_id or 0, site.books.approver.account_id or 0)
    lines = tuple(Line(site.bank, account, amount) for account, amount in fen.items())
    _paying_in(site.books.author, estate_id=site.home, people=people, lines=lines)


def test_the_pages_from_the_plan_to_a_payment(site: Site, settings, tmp_path):
    import io

    settings.MEDIA_ROOT = tmp_path

    def browser(account: Any) -> Client:
        client = Client()
        client.force_login(account)
        return client

    def pdf() -> io.BytesIO:
        file = io.BytesIO(b"%PDF-1.4 paper")
        file.name = "材料.pdf"
        return file

    city = site.books.city
    committee, officer = browser(city.person("committee_member")), browser(city.person("fund_officer"))
    here = f"/funds/{site.home}/works/"
    assert "请填写“维修项目”" in committee.post(here, {"budget": "4,000"}).content.decode()
    typed = {"title": "屋面防水", "plan": "重做", "place": f"building-{city.buildings['estate'].pk}", "cause": "ageing",
             "budget": "4,000"}  # fmt: skip
    assert committee.post(here, typed).status_code == 302
    one = f"{here}{FundWork.objects.get(estate_id=site.home).pk}/"
    assert committee.post(f"{one}do/authorise/", {"words": "x"}).status_code == 403
    assert "书面材料" in officer.post(f"{one}do/authorise/", {"words": "双过半"}).content.decode()
    assert officer.post(f"{one}do/authorise/", {"words": "双过半", "document": pdf()}).status_code == 302
    signed = {"contractor": "防水公司", "number": "HT-1", "amount": "4,000", "document": pdf()}
    assert officer.post(f"{one}do/contract/", signed).status_code == 302
    text = browser(city.person("owner")).get(one).content.decode()
    for words in ("各户分摊", "3-1-1404", "2,000.00", "付现", "施工合同"):
        assert words in text
    answer = officer.post(
        f"{one}do/pay/", {"amount": "1,000", "invoice": "FP-1", "bank": site.bank, "day": "2024-05-15"}
    )
    assert "维修付款" in officer.get(answer.url).content.decode()
    assert officer.post(f"{one}do/post/").status_code == 302
    assert committee.post(f"{one}do/accept/", {"words": "合格"}).status_code == 302
    assert officer.post(f"{one}do/settle/", {"final": "4,000", "document": pdf()}).status_code == 302
    paper = officer.get(f"{one}papers/contract/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert officer.get(f"{one}papers/none/").status_code == 404
    assert officer.post(f"{one}do/burn/").status_code == 404
    assert "屋面防水" in browser(city.person("owner")).get(here).content.decode()
    urgent = committee.post(here, {**typed, "title": "漏水抢修", "emergency": "roof_or_wall_leak"}).url
    asked = re.search(r'href="(/applications/item/[^"]+)"[^>]*>申请应急使用', committee.get(urgent).content.decode())
    assert "漏水抢修" in committee.get(unescape(asked[1])).content.decode(), "the form knows what it is for"
    for client, words in ((committee, "最迟答复"), (officer, "应急情形的说明"),
                          (browser(city.person("neighbourhood_officer")), "确认应急情形")):  # fmt: skip
        assert words in client.get(urgent).content.decode()
    assert officer.post(f"{urgent}do/authorise/", {"words": "顶楼进水", "document": pdf()}).status_code == 302
    assert "事后审计" in committee.get(urgent).content.decode()
