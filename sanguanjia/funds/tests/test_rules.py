"""The fund's rules against the values of the shipped packs, every FUND vector among them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.funds import wording
from sanguanjia.funds.rules import deposits, emergency, pool, public_income, spending, top_up
from sanguanjia.kernel.refusal import Reason, Refusal
from sanguanjia.policy.packs import load

PACKS = load()
DAY = dt.date(2024, 5, 1)
BEIJING, SHANGHAI, HANGZHOU, ZHOUSHAN, ZIBO, QINGYUAN, ZHUZHOU, LUZHOU = (
    "110101", "310101", "330106", "330902", "370303", "441802", "430211", "140403"
)  # fmt: skip


def value(key: str, place: str = "CN", day: dt.date = DAY):
    found = PACKS.rule_for(key, place, day)
    return None if found is None else found.value


def refused(call) -> list[str]:
    """Codes of all reasons; each can be said in Chinese, with no code left in it."""
    with pytest.raises(Refusal) as caught:
        call()
    for reason in caught.value.reasons:
        text = "".join(wording.SENTENCES[reason.code]).format_map(wording.say_reason(reason).data)
        assert not any(c.islower() for c in text if c.isascii()), text
    return [reason.code for reason in caught.value.reasons]


def said(steps) -> str:
    return "；".join(wording.say_step(step) for step in steps)


class TestDeposits:
    def test_first_deposit(self):
        bounds = value("fund.deposit.first.rate")
        due = deposits.first_deposit(8812, 180000, Fraction("0.05"), bounds)
        assert due.fen == 793080
        assert "7,930.80 元" in said(due.explain)
        assert deposits.first_deposit(8812, 180000, Fraction("0.08"), bounds).fen == 1268928
        for rate in ("0.0499", "0.0801"):
            assert refused(lambda rate=rate: deposits.first_deposit(1, 1, Fraction(rate), bounds)) == [
                "deposit_rate_out_of_bounds"
            ]
        assert len(refused(lambda: deposits.first_deposit(0, 0, Fraction(1), bounds))) == 3

    def test_public_housing(self):
        rule, args = value("fund.deposit.public_housing"), (6000, 120000, 5000000)
        owner, seller = deposits.public_housing_deposit(*args, deposits.Height.HIGH_RISE, Fraction("0.3"), rule)
        assert (owner.fen, seller.fen) == (144000, 1500000)
        low = deposits.Height.MULTI_STOREY
        assert deposits.public_housing_deposit(*args, low, Fraction("0.2"), rule)[1].fen == 1000000
        assert refused(lambda: deposits.public_housing_deposit(*args, low, Fraction("0.1999"), rule)) == [
            "seller_share_too_low"
        ]

    def test_gates(self):
        keys, registry = value("fund.deposit.before"), value("fund.registration.gate", BEIJING)
        assert deposits.deposit_gate(100, 100, "handover", keys).code == "gate_open"
        assert refused(lambda: deposits.deposit_gate(100, 99, "handover", keys)) == ["deposit_not_paid"]
        assert refused(lambda: deposits.deposit_gate(100, 99, "mortgage", registry)) == ["deposit_not_paid"]
        nowhere = value("fund.registration.gate", ZHUZHOU)
        assert deposits.deposit_gate(100, 0, "mortgage", nowhere).code == "gate_not_asked"

    def test_a_lost_building(self):
        rule = value("fund.loss.refund")
        doors = {"101": 500, "102": 0}
        assert deposits.on_loss(doors, 70, seller_exists=True, value=rule) == (
            ("owner", "101", 500), ("seller_unit", "", 70)
        )  # fmt: skip
        assert deposits.on_loss(doors, 70, seller_exists=False, value=rule)[1] == ("treasury", "", 70)


class TestTopUp:
    def test_vectors_v4_and_v5(self):
        trigger, fallback = value("fund.topup.trigger"), value("fund.topup.fallback", SHANGHAI)
        at = top_up.top_up(1200000, 360000, trigger, fallback)
        assert (at.due, at.fen) == (False, None)
        under = top_up.top_up(1200000, 359999, trigger, fallback)
        assert (under.due, under.fen) == (True, 240001)
        assert "2,400.01 元" in said(under.explain)
        assert top_up.top_up(1200000, 359999, trigger, value("fund.topup.fallback", ZHUZHOU)).fen is None
        assert top_up.fallback_days(dt.date(2024, 1, 1), fallback) == (dt.date(2024, 3, 31), dt.date(2024, 6, 29))

    @given(first=st.integers(1, 10**9), balance=st.integers(0, 10**9))
    def test_the_fallback_reaches_its_goal_and_not_a_fen_more(self, first, balance):
        found = top_up.top_up(first, balance, value("fund.topup.trigger"), value("fund.topup.fallback", SHANGHAI))
        assert found.due == (balance * 100 < first * 30)
        if found.due:
            assert 2 * (balance + found.fen) >= first > 2 * (balance + found.fen - 1)


class TestSpending:
    def test_vector_v8_a_buildings_work_is_its_doors_own(self):
        places = [spending.DoorPlace(f"{b}-1-{n}", str(b), "1") for b in range(1, 13) for n in range(75)]
        places += [spending.DoorPlace(f"3-2-{n}", "3", "2") for n in range(5)]
        reach = spending.Reach
        assert len(spending.doors_in_scope(spending.Scope(reach.BUILDING, "3"), places)) == 80
        assert len(spending.doors_in_scope(spending.Scope(reach.ENTRANCE, "3", "2"), places)) == 5
        assert len(spending.doors_in_scope(spending.Scope(reach.ESTATE), places)) == 905

    def test_what_the_fund_does_not_pay(self):
        rule = value("fund.not_payable")
        for cause in ("builder_warranty", "utility_company", "damage_by_person", "service_contract"):
            assert refused(lambda cause=cause: spending.payable(cause, rule)) == ["not_payable"]
        assert spending.payable("wear", rule).rule == "FUND-035"

    def test_investing(self):
        rule = value("fund.invest")
        assert spending.investable("new_treasury_bond", to_maturity=True, consented=True, value=rule)
        assert len(refused(lambda: spending.investable("repo", to_maturity=False, consented=False, value=rule))) == 3

    @pytest.mark.parametrize(
        ("place", "budget", "settled", "again"),
        [
            (HANGZHOU, 1000000, 1100000, True),  # 百分之十以上 includes ten
            (HANGZHOU, 1000000, 1099999, False),
            (ZHOUSHAN, 1000000, 1100000, False),
            (ZHOUSHAN, 5000000, 6000000, False),  # more than a tenth, but not by more than 10,000 yuan
            (ZHOUSHAN, 5000000, 6000001, True),
            (ZHOUSHAN, 20000000, 21500000, False),  # by more than 10,000 yuan, but not by more than a tenth
            (LUZHOU, 1000000, 1000001, True),
            (LUZHOU, 1000000, 900000, False),
        ],
    )
    def test_overrun_by_place(self, place, budget, settled, again):
        found = spending.overrun(budget, settled, value("fund.overrun", place))
        assert (found.again, found.excess_fen) == (again, max(0, settled - budget))

    def test_a_small_settlement_may_skip_the_audit(self):
        rule = value("fund.overrun", HANGZHOU)
        assert spending.overrun(2900000, 3000000, rule, committee_agrees=True).audit_may_be_skipped
        assert not spending.overrun(2900000, 3000001, rule, committee_agrees=True).audit_may_be_skipped
        assert not spending.overrun(2900000, 3000000, rule).audit_may_be_skipped
        assert not spending.overrun(100, 100, value("fund.overrun"), committee_agrees=True).audit_may_be_skipped
        assert refused(lambda: spending.overrun(0, 1, rule)) == ["not_positive"]

    def test_usage_rate(self):
        assert spending.usage_rate(2_700_000_000, 450_000_000_000) == Fraction("0.006")
        assert wording.percent(spending.usage_rate(27, 4500)) == "0.6%"
        assert refused(lambda: spending.usage_rate(1, 0)) == ["not_positive"]


class TestEmergency:
    TABLE = {  # rules.md 2.3, the ticks
        LUZHOU: {"lift", "fire", "roof_or_wall_leak", "facade_falling", "water_pump", "drainage"},
        HANGZHOU: {"lift", "fire", "roof_or_wall_leak", "facade_falling", "drainage", "collapse"},
        SHANGHAI: {"lift", "fire", "roof_or_wall_leak", "facade_falling", "water_pump"},
        "330203": {"lift", "fire", "roof_or_wall_leak", "facade_falling", "drainage"},
        ZHOUSHAN: {"lift", "fire", "facade_falling", "water_pump", "fence"},
        ZIBO: {"lift", "fire", "roof_or_wall_leak", "facade_falling", "drainage", "garage_flooding"},
        "371502": {"lift", "fire", "roof_or_wall_leak", "facade_falling", "drainage", "flooding"},
        QINGYUAN: {"lift", "fire", "roof_or_wall_leak", "facade_falling", "drainage", "water_pump"},
    }

    def test_the_table(self):
        for place, ticked in self.TABLE.items():
            rule = value("fund.emergency.categories", place)
            assert {case["category"] for case in rule["cases"]} == ticked, place
            for case in rule["cases"]:
                confirmed = [group[0] for group in rule["confirmers"]]
                done = emergency.emergency_use(case["category"], case["evidence"], confirmed, rule)
                assert "应急使用" in said(done.explain)
        assert value("fund.emergency.categories", LUZHOU, dt.date(2014, 1, 1)) is None

    def test_everything_that_is_missing_at_once(self):
        rule = value("fund.emergency.categories", HANGZHOU)
        found = refused(lambda: emergency.emergency_use("lift", [], ["committee"], rule))
        assert found == ["emergency_evidence_missing", "emergency_confirmer_missing"]
        found = refused(lambda: emergency.emergency_use("water_pump", [], [], rule))
        assert found == ["emergency_unknown", "emergency_confirmer_missing", "emergency_confirmer_missing"]

    def test_posting_and_reserve(self):
        rule = value("fund.emergency.categories", ZIBO)
        assert emergency.emergency_use("lift", ["joint_site_check"], ["committee"], rule).post_days == 5
        assert emergency.reserve(1_000_000, value("fund.emergency.reserve", ZHOUSHAN)) == 50_000
        assert emergency.reserve(1_000_000, value("fund.emergency.reserve", LUZHOU)) == 0


class TestPool:
    PAPERS = frozenset(["owners_opinions", "policy_digest", "pilot_application", "letter_of_contact", "survey_opinion"])

    def policy(self, place=ZHUZHOU, day=DAY):
        keys = ("fund.pool.apply", "fund.pool.notice", "fund.pool.file", "lift.insurance.eligible")
        return pool.PoolPolicy(place, *(value(key, place, day) for key in keys))

    def asked(self, owners=("p1", "p2", "p3"), committee=False, papers=PAPERS, since="2019-05-01"):
        lifts = {"3幢1号梯": dt.date.fromisoformat(since)}
        return pool.Application(frozenset(owners), committee, frozenset(papers), lifts)

    def test_vector_v13_three_different_owners_or_the_committee(self):
        policy = self.policy()
        assert len(pool.may_apply(self.asked(), DAY, policy)) == 2
        assert pool.may_apply(self.asked((), committee=True), DAY, policy)[0].code == "pool_by_committee"
        assert refused(lambda: pool.may_apply(self.asked(("p1", "p2")), DAY, policy)) == ["pool_too_few_owners"]
        three_units_of_one = self.asked(["p1", "p1", "p1"])
        assert refused(lambda: pool.may_apply(three_units_of_one, DAY, policy)) == ["pool_too_few_owners"]

    def test_a_lift_of_five_years_to_the_day(self):
        policy = self.policy()
        assert pool.may_apply(self.asked(since="2019-05-01"), DAY, policy)
        assert refused(lambda: pool.may_apply(self.asked(since="2019-05-02"), DAY, policy)) == ["pool_lift_too_young"]

    def test_everything_at_once_and_nothing_elsewhere(self):
        asked = self.asked(("p1",), papers=("policy_digest",), since="2024-01-01")
        assert refused(lambda: pool.may_apply(asked, DAY, self.policy())) == [
            "pool_too_few_owners", *["pool_document_missing"] * 4, "pool_lift_too_young"
        ]  # fmt: skip
        for place, day in ((LUZHOU, DAY), ("430100", DAY), (ZHUZHOU, dt.date(2021, 6, 30))):
            assert refused(lambda p=place, d=day: pool.may_apply(self.asked(), d, self.policy(p, d))) == [
                "pool_not_here"
            ]

    def test_paying_waits_for_the_notice_the_objections_and_the_money(self):
        policy, calendar = self.policy(), PACKS.calendar_for(ZHUZHOU)
        posting = pool.Posting(dt.date(2024, 5, 1))
        assert pool.may_pay(100, 100, posting, dt.date(2024, 5, 9), policy, calendar)
        late = dt.date(2024, 5, 8)
        assert refused(lambda: pool.may_pay(100, 100, posting, late, policy, calendar)) == ["pool_notice_running"]
        worst = pool.Posting(None, open_objections=2)
        assert refused(lambda: pool.may_pay(101, 100, worst, late, policy, calendar)) == [
            "pool_notice_missing", "pool_objection_open", "pool_short"
        ]  # fmt: skip
        assert refused(lambda: pool.may_pay(0, 0, posting, dt.date(2024, 6, 1), policy, calendar)) == ["not_positive"]


class TestPublicIncome:
    def test_vector_v6(self):
        rule = value("fund.public_income.share", BEIJING)
        assert public_income.least_to_fund(4_000_000, 100_000_000, 29_000_000, rule).fen == 2_000_000
        assert public_income.least_to_fund(4_000_000, 100_000_000, 30_000_000, rule).fen == 0

    def test_by_place(self):
        shanghai = value("fund.public_income.share", SHANGHAI)
        assert public_income.least_to_fund(100, 0, 0, shanghai).fen == 0
        assert public_income.least_to_fund(100, 0, 0, shanghai, mainly_for_fund=True).fen == 51
        qingyuan = value("fund.public_income.share", QINGYUAN)
        assert public_income.least_to_fund(100, 0, 0, qingyuan).fen == 100
        assert public_income.least_to_fund(100, 0, 0, qingyuan, decided=True).fen == 0
        hangzhou = value("fund.public_income.share", HANGZHOU)
        assert [public_income.least_to_fund(100, 50, held, hangzhou).fen for held in (49, 50)] == [51, 0]
        nation = value("fund.public_income.share", LUZHOU)
        found = public_income.least_to_fund(101, 0, 0, nation)
        assert found.fen == 101
        assert "1.01 元" in said(found.explain)

    def test_next_publication(self):
        last = dt.date(2024, 8, 31)
        due = {
            place: public_income.next_publication(
                last, value("fund.publish.cadence", place)["times_per_year"], PACKS.calendar_for("CN")
            )
            for place in (LUZHOU, SHANGHAI)
        }
        assert due == {LUZHOU: dt.date(2025, 8, 31), SHANGHAI: dt.date(2025, 2, 28)}


def test_opposite_rules_of_two_places():
    for place in (ZIBO, "370702"):
        assert value("fund.interest.destination", place)["distributed_times_a_year"] == 1
    assert value("fund.interest.destination", ZHUZHOU)["above_benchmark"] == "building_pool"


def test_every_step_can_be_said_and_no_sentence_is_idle():
    import pathlib

    source = "".join(p.read_text() for p in pathlib.Path(deposits.__file__).parent.glob("*.py"))
    for code in wording.STEPS:
        assert f'"{code}"' in source or code.startswith("term_"), code
    assert (
        wording.say_reason(Reason("x", None, {"given": ["committee", "elsewhere"]})).data["given"]
        == "业委会、elsewhere"
    )
