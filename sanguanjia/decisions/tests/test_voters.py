"""Who casts, which ballot counts, which area weighs (rules.md 1.2, 1.3, 1.4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanguanjia.decisions.rules.law import Held, Law
from sanguanjia.decisions.rules.voters import (
    Cast,
    Proxy,
    Voter,
    delivery,
    effective,
    may_deem,
    may_vote,
    named,
    proxy,
    representative,
    weighing_area,
)
from sanguanjia.decisions.types import Level
from sanguanjia.kernel.refusal import Refusal

from .law import law, unmet

BEIJING, SHANGHAI, ZHOUSHAN, WEIFANG, LIAOCHENG = "110105", "310101", "330902", "370702", "371502"


def test_register_before_survey_before_contract():
    assert weighing_area(law(), {"contract": 3, "registry": 1, "surveyed": 2}) == (1, "registry")
    assert weighing_area(law(), {"contract": 3, "surveyed": 2}) == (2, "surveyed")
    assert weighing_area(law(), {"contract": 3}) == (3, "contract")
    with pytest.raises(Refusal) as refused:
        weighing_area(law(), {"roster": 4})
    assert refused.value.reasons[0].code == "no_area_source"


@pytest.mark.parametrize(
    ("place", "voter", "codes"),
    [
        ("CN", Voter("registered"), []),
        ("CN", Voter("contract_possession"), []),
        ("CN", Voter("gift"), ["not_an_owner"]),
        (BEIJING, Voter("gift"), []),
        ("CN", Voter("", is_tenant=True), ["tenants_do_not_vote"]),
        ("CN", Voter("registered", is_tenant=True), []),
        ("CN", Voter(""), ["not_an_owner"]),
        ("CN", Voter("inheritance", age=7), ["guardian_votes"]),
        ("CN", Voter("inheritance", age=17), ["guardian_votes"]),
        ("CN", Voter("inheritance", age=17, by_guardian=True), []),
        ("CN", Voter("inheritance", age=18), []),
        ("CN", Voter("registered", incapacitated=True), ["guardian_votes"]),
        ("CN", Voter("registered", in_arrears=True), []),  # law gives no power to strip votes
    ],
)
def test_may_vote(place, voter, codes):
    assert unmet(may_vote(law(place), voter)) == codes


@pytest.mark.parametrize(
    ("place", "authority", "codes"),
    [
        ("CN", Proxy(True, 3), []),
        ("CN", Proxy(False, 4), ["proxy_not_written", "proxy_for_too_many"]),
        (WEIFANG, Proxy(True, 4), ["proxy_for_too_many"]),
        (SHANGHAI, Proxy(True, 1), ["proxy_without_opinion"]),
        (SHANGHAI, Proxy(True, 1, opinion_on_item=True), []),
        (ZHOUSHAN, Proxy(True, 1, property_staff=True), ["proxy_is_property_staff"]),
        ("CN", Proxy(True, 1, property_staff=True), []),
    ],
)
def test_proxies(place, authority, codes):
    assert unmet(proxy(law(place), authority)) == codes


def test_the_last_word_of_the_first_co_owner_counts():
    casts = [
        Cast("wife", "for", valid=False),
        Cast("husband", "for"),
        Cast("wife", "against"),
        Cast("husband", "abstain"),
    ]
    assert effective(law(), casts).index == 3
    assert effective(law(), casts[:3]).index == 1
    assert effective(law(), casts[:1]).index is None
    assert effective(law(), []).why == "none_valid"
    frozen = effective(law(), casts, disputed=True)
    assert (frozen.index, unmet(frozen.finding)) == (None, ["co_owners_dispute"])


def test_voting_oneself_revokes_the_proxy():
    casts = [Cast("owner", "for", proxy=True), Cast("owner", "against"), Cast("owner", "for", proxy=True)]
    assert effective(law(), casts).index == 1
    assert effective(law(), [casts[0], casts[2]]).index == 1  # two by the proxy: the last


def test_the_first_word_counts_where_that_was_agreed(monkeypatch):
    original = Law.held
    monkeypatch.setattr(
        Law,
        "held",
        lambda self, key: (
            Held({"counts": "first"}, original(self, key).clause) if key == "own.ballot.revote" else original(self, key)
        ),
    )
    assert effective(law(), [Cast("a", "for"), Cast("a", "against")]).index == 0


@given(
    st.lists(st.builds(Cast, st.sampled_from("ab"), st.sampled_from(["for", "against"]), st.booleans(), st.booleans()))
)
def test_an_effective_ballot_is_valid_and_at_most_one(casts):
    found = effective(law(), casts).index
    assert (found is None) is (not any(cast.valid for cast in casts))
    assert found is None or casts[found].valid


def test_paper_and_representatives():
    assert delivery(law(), delivered=False, posted_in_estate=True).holds
    assert unmet(delivery(law(LIAOCHENG), delivered=False, posted_in_estate=False)) == ["neither_delivered_nor_posted"]
    assert unmet(named(law(), False)) == ["ballot_not_signed"]
    assert named(law("410105"), True).holds
    found = representative(law(LIAOCHENG), days_before=4, signed=False, handed_on=True)
    assert unmet(found) == ["representative_handed_on", "opinions_too_late", "opinions_not_signed"]
    assert representative(law(LIAOCHENG), days_before=5, signed=True, handed_on=False).holds


def test_deeming_needs_a_covenant_and_proof():
    ask = {"covenant_version": "2023-1", "covenant_names_qualified": False, "proven": 584, "counted": 584}
    assert may_deem(law(), Level.ORDINARY, **ask).holds
    assert unmet(may_deem(law(), Level.QUALIFIED, **ask)) == ["never_deemed_when_qualified"]
    assert may_deem(law(), Level.QUALIFIED, **{**ask, "covenant_names_qualified": True}).holds
    assert unmet(may_deem(law(), Level.ORDINARY, **{**ask, "covenant_version": "", "proven": 583})) == [
        "no_covenant_for_deeming",
        "delivery_not_proven",
    ]
