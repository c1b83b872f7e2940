"""Elections and choices: who may stand, how ballots are marked, what the counts become, who sits and who no longer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sanguanjia.access.queries import actor_of, mandates_of
from sanguanjia.decisions import actions, committees, outcomes, proofs, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.asking import AnswerWish, QuestionWish
from sanguanjia.decisions.models import Ballot, Candidate, Seat, Vote
from sanguanjia.decisions.proof import bundle, events, heads, merkle
from sanguanjia.decisions.proof.verify import verify
from sanguanjia.decisions.rules import elections
from sanguanjia.decisions.tests.election_scene import (
    AFTER,
    HOMES,
    MET,
    NAMING,
    SETTLED,
    election,
    guide,
    in_force,
    pick,
    seated,
    slate,
)
from sanguanjia.decisions.tests.scene import NOON, Scene, refused
from sanguanjia.decisions.types import PaperLine, VoteRef
from sanguanjia.kernel import clock
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.notices.models import Message
from tests.support.guard import preparing

SIX = tuple(HOMES)


def test_an_election_from_the_first_name_to_the_seats(scene: Scene, tmp_path: Path) -> None:
    ref = election(scene, slate(scene, SIX))
    items = queries.items(scene.row(ref))
    assert [item.title for item in items] == list(SIX)
    assert refused(lambda: pick(scene, ref, "业主1", "101", 1, 2, 3, 4, 5, 6)) == {"too_many_chosen"}
    for name, code in HOMES.items():
        pick(scene, ref, name, code, *(n for n in range(1, 7) if n != int(name[-1])))  # nobody names himself
    pick(scene, ref, "夫", "401", 1, 2, 3, 4, 5)
    pick(scene, ref, "业主6", "302", 6)  # again: the last counts
    scene.counted(ref)
    row = scene.row(ref)
    found = outcomes.outcomes_of(row)[1]
    # 业主6 has six heads; the others five, the first with less area, since his own two homes did not name him.
    assert (found.elected, found.tied, found.alternates, found.holds) == ([6, 2, 3, 4, 5], [], [], True)
    assert queries.differences(row) == []
    with clock.turned_to(AFTER):
        for kind in (False, True):
            proofs.write_bundle(row, tmp_path / str(kind), clock.now(), auditor=kind)
            said = verify(tmp_path / str(kind))
            assert said["ok"], said
            assert len(said["result"]) == 6


def test_a_committee_is_seated_with_its_roles(scene: Scene) -> None:
    row = seated(scene)
    assert (row.number, row.size, row.begins, row.ends) == (1, 5, dt.date(2024, 7, 1), dt.date(2029, 6, 30))
    seats = committees.seats_of(row)
    assert [committees.name_of(seat) for seat in seats] == list(SIX[:5])
    told = Message.objects.filter(estate_id=scene.home, notice__template="decisions.elected")
    assert {one.account_id for one in told} == {scene.accounts[name].pk for name in SIX[:5]}
    with clock.turned_to(SETTLED):
        assert actor_of(scene.accounts["业主1"]).has_role("committee_member")
        assert not actor_of(scene.accounts["业主6"]).has_role("committee_member")
        actions.set_post(guide(scene), estate_id=scene.home, seat_id=seats[0].pk, post="head")
        actions.set_post(guide(scene), estate_id=scene.home, seat_id=seats[1].pk, post="head")
        assert [seat.post for seat in committees.seats_of(row)][:2] == ["member", "head"]
        owner = scene.owner("业主1")
        own = {"estate_id": scene.home, "seat_id": seats[0].pk}
        assert refused(lambda: actions.end_seat(owner, why="health", document="病历", **own)) == {
            "assembly_decides_health"
        }
        assert refused(lambda: actions.end_seat(owner, why="tired", document="x", **own)) == {"bad_reason"}
        assert refused(lambda: actions.end_seat(scene.owner("业主2"), why="resigned", document="x", **own)) == {
            "not_permitted"
        }
        actions.end_seat(owner, why="resigned", document="辞职书", **own)
        assert not actor_of(scene.accounts["业主1"]).has_role("committee_member")
        assert committees.empty_seats(row) == 1
        assert refused(lambda: actions.end_seat(guide(scene), why="resigned", document="x", **own)) == {
            "seat_ended_already"
        }
        assert refused(lambda: actions.set_post(guide(scene), post="head", **own)) == {"seat_ended_already"}
        wrong = {"estate_id": scene.home, "seat_id": seats[1].pk}
        assert refused(lambda: actions.set_post(guide(scene), post="king", **wrong)) == {"bad_post"}


def test_seats_and_terms_that_end_by_themselves(scene: Scene) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.registry.models import Ownership

    row = seated(scene)
    review = {"estate_id": scene.home, "committee_id": row.pk}
    with clock.turned_to(SETTLED):
        assert refused(lambda: actions.review_committee(SYSTEM, **review)) == {"nothing_to_review"}
        for code in ("102", "201", "202"):
            with preparing():
                Ownership.objects.filter(estate_id=scene.home, unit_id=scene.units[code].pk).update(
                    period=DateRange(dt.date(2020, 1, 1), dt.date(2024, 6, 20))
                )
        actions.review_committee(SYSTEM, **review)
        ended = Seat.objects.filter(estate_id=scene.home, committee_id=row.pk, why="not_owner")
        assert ended.count() == 3
        assert not committees.stands(row), "two of five: fewer than half"
        held = [m for m in mandates_of(scene.accounts["业主2"].pk) if m.role == "committee_member" and m.in_force]
        assert held == []
        words = {"words": "居委会代行职责"}
        actions.arrange_interim(guide(scene), **review, **words)
        filling = {"estate_id": scene.home, "title": "补选", "until": dt.date(2024, 8, 1), "by_election": True}
        assert refused(lambda: actions.open_slate(guide(scene), seats=2, **filling)) == {"no_empty_seats"}
        assert actions.open_slate(guide(scene), seats=3, **filling).state == "naming"
    with clock.turned_to(dt.datetime(2029, 4, 15, 10, tzinfo=clock.SHANGHAI)):
        actions.review_committee(SYSTEM, **review)
        row.refresh_from_db()
        assert row.reminded_on == dt.date(2029, 4, 15), "three months before the end"
    with clock.turned_to(dt.datetime(2029, 7, 1, 10, tzinfo=clock.SHANGHAI)):
        actions.review_committee(SYSTEM, **review)
        row.refresh_from_db()
        assert (row.state, row.why) == ("ended", "term_over")
        day = {"day": dt.date(2029, 7, 1)}
        actions.record_handover(guide(scene), **review, **day)
        assert refused(lambda: actions.record_handover(guide(scene), **review, **day)) == {"handed_over_already"}


def test_a_committee_is_dismissed_for_cause(scene: Scene) -> None:
    row = seated(scene)
    with clock.turned_to(dt.datetime(2024, 8, 1, 10, tzinfo=clock.SHANGHAI)):
        owner, wish = scene.owner("业主6"), {"unit_id": scene.units["302"].pk, "text": "账目不公开"}
        ask = {"estate_id": scene.home, "committee_id": row.pk, "seat_id": None, **wish}
        assert refused(lambda: actions.propose_removal(owner, ground="dislike", **ask)) == {"no_ground_for_removal"}
        made = actions.propose_removal(owner, ground="lost_qualification", **ask)
        actions.support(scene.owner("业主5"), estate_id=scene.home, proposal_id=made.id, unit_id=scene.units["301"].pk)
        draft = scene.wish(
            3, caller="owners_20_percent", proposal_id=made.id, opens_on=dt.date(2024, 9, 1),
            closes_on=dt.date(2024, 9, 10),
        )  # fmt: skip
        street = scene.city.actor("subdistrict_officer")
        ref = actions.draft_vote(street, estate_id=scene.home, wish=draft)
        actions.announce(street, estate_id=scene.home, vote_id=ref.id)
    vote = {"estate_id": scene.home, "vote_id": ref.id}
    with clock.turned_to(dt.datetime(2024, 9, 2, 10, tzinfo=clock.SHANGHAI)):
        actions.open_vote(SYSTEM, **vote)
        for name, code in HOMES.items():
            scene.cast(ref, name, code, "for" if name != "业主1" else "against")
    with clock.turned_to(dt.datetime(2024, 9, 11, 10, tzinfo=clock.SHANGHAI)):
        actions.close_vote(SYSTEM, **vote)
        actions.count_vote(SYSTEM, **vote)
        actions.sign(street, **vote, digest=queries.certificate(scene.row(ref))[0].digest)
        actions.post_result(street, **vote)
    with clock.turned_to(dt.datetime(2024, 10, 8, 10, tzinfo=clock.SHANGHAI)):
        assert actor_of(scene.accounts["业主1"]).has_role("committee_member"), "until the result is in force"
        actions.put_in_force(SYSTEM, **vote)
        row.refresh_from_db()
        assert (row.state, row.why, row.ended_by_id) == ("ended", "dismissed", ref.id)
        for name in SIX[:5]:
            assert not actor_of(scene.accounts[name]).has_role("committee_member")
        assert committees.sitting(scene.home) is None


def test_one_of_several_companies(scene: Scene) -> None:
    question = QuestionWish(
        "choose", "选聘物业服务企业", "三家报价。", 4,
        answers=tuple(AnswerWish(name, "每平方米 1.20 元") for name in ("甲物业", "乙物业", "丙物业")),
    )  # fmt: skip
    with clock.turned_to(NOON):
        ref = actions.draft_vote(scene.desk, estate_id=scene.home, wish=scene.wish(5, questions=(question,)))
        actions.announce(scene.desk, estate_id=scene.home, vote_id=ref.id)
    actions.open_vote(scene.desk, estate_id=scene.home, vote_id=ref.id)
    items = queries.items(scene.row(ref))
    assert [item.title for item in items][1:] == ["甲物业", "乙物业", "丙物业"]
    for name, code in HOMES.items():
        pick(scene, ref, name, code, 1, 3 if name in SIX[:4] else 2)
    assert refused(lambda: pick(scene, ref, "夫", "401", 2, 3)) == {"too_many_chosen"}
    scene.counted(ref)
    found = outcomes.outcomes_of(scene.row(ref))[1]
    assert (found.elected, found.holds) == ([3], True)
    with pytest.raises(Refusal):
        actions.draft_vote(
            scene.desk, estate_id=scene.home,
            wish=scene.wish(questions=(QuestionWish("choose", "一家", "x", 4, answers=(AnswerWish("甲", ""),)),)),
        )  # fmt: skip


def test_paper_marks_names_and_too_many_spoil_the_question_alone(scene: Scene) -> None:
    slate_id = slate(scene, SIX)
    question = QuestionWish("elect", "选举委员", "选。", slate_id=slate_id)
    with clock.turned_to(NOON):
        ref = actions.draft_vote(scene.desk, estate_id=scene.home, wish=scene.wish(5, questions=(question,)))
        actions.announce(scene.desk, estate_id=scene.home, vote_id=ref.id)
    vote = {"estate_id": scene.home, "vote_id": ref.id}
    actions.open_vote(scene.desk, **vote)
    actions.issue_forms(scene.desk, **vote)
    lines = (
        PaperLine(1, ("for", *("for",) * 5, "abstain")),
        PaperLine(2, ("against", *("for",) * 6)),  # six of five: the question cannot be read
    )
    for who in (scene.desk, guide(scene)):
        actions.enter_papers(who, **vote, lines=lines, scans="ab" * 32)
    rows = Ballot.objects.filter(estate_id=scene.home, vote_id=ref.id)
    by_form = {n: sorted({row.item for row in rows if row.form == n}) for n in (1, 2)}
    assert by_form == {1: [1, 2, 3, 4, 5, 6, 7], 2: [1]}


def test_who_may_stand(scene: Scene) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.access.models import Mandate

    home, desk = scene.home, guide(scene)
    with clock.turned_to(NAMING):
        new = {"estate_id": home, "title": "第一届", "until": dt.date(2024, 4, 20)}
        assert refused(lambda: actions.open_slate(desk, seats=4, **new)) == {"too_few_seats", "seats_not_odd"}
        assert refused(lambda: actions.open_slate(scene.desk, seats=5, **new)) == {"not_permitted"}
        ref = actions.open_slate(desk, seats=5, **new)
        assert refused(lambda: actions.open_slate(desk, seats=5, **new)) == {"another_slate_runs"}
        own = {"estate_id": home, "slate_id": ref.id, "unit_id": scene.units["101"].pk, "statement": ""}
        one = actions.stand(scene.owner("业主1"), **own)
        assert refused(lambda: actions.stand(scene.owner("业主1"), **own)) == {"named_already"}
        assert refused(lambda: actions.stand(scene.owner("业主2"), **own)) == {"not_permitted"}
        named = {"estate_id": home, "slate_id": ref.id, "unit_code": "102", "route": "neighbourhood", "document": "一"}
        assert refused(lambda: actions.name_candidate(desk, name="某人", **named)) == {"not_owner_of_unit"}
        two = actions.name_candidate(desk, name="业主2", **named)
        check = {"estate_id": home, "candidate_id": one.id}
        missing = refused(lambda: actions.verify_candidate(desk, met=("able",), **check))
        assert missing == {f"candidate_{code}" for code in MET if code != "able"}
        with preparing():
            Mandate.objects.create(
                account=scene.accounts["业主1"], role="company_worker", home=scene.city.estate,
                organisation_id=1, valid=DateRange(dt.date(2024, 1, 1), None), document="聘用",
            )  # fmt: skip
        assert refused(lambda: actions.verify_candidate(desk, met=MET, **check)) == {"candidate_is_staff"}
        post = {"estate_id": home, "slate_id": ref.id}
        assert refused(lambda: actions.post_slate(desk, **post)) == {"unverified_candidates"}
        assert refused(lambda: actions.refuse_candidate(desk, why=" ", **check)) == {"missing"}
        actions.refuse_candidate(desk, why="在物业公司任职", **check)
        actions.withdraw_candidate(desk, estate_id=home, candidate_id=two.id)
        assert refused(lambda: actions.post_slate(desk, **post)) == {"too_few_candidates"}
        assert refused(lambda: actions.settle_slate(desk, **post)) == {"slate_wrong_state"}
        actions.end_slate(desk, **post, reason="人数不够")
        assert Candidate.objects.filter(estate_id=home, slate_id=ref.id, state="refused").count() == 1
    wish = scene.wish(items=(), questions=(QuestionWish("elect", "选举", "选。", slate_id=ref.id),))
    with clock.turned_to(NOON):
        assert refused(lambda: actions.draft_vote(scene.desk, estate_id=home, wish=wish)) == {"slate_not_settled"}


def tie(scene: Scene) -> VoteRef:
    """Six for five seats: the last three have five heads and 60,000 each."""
    ref = election(scene, slate(scene, SIX))
    for name in ("业主2", "业主3"):
        pick(scene, ref, name, HOMES[name], 1, 2, 3, 4, 5)
    for name in ("业主5", "业主6"):
        pick(scene, ref, name, HOMES[name], 1, 2, 3, 4, 6)
    pick(scene, ref, "业主4", "202", 1, 2, 3, 5, 6)
    pick(scene, ref, "夫", "401", 1, 2, 3, 5, 6)
    pick(scene, ref, "开发商", "501", 1, 2, 4, 5, 6)
    scene.counted(ref)
    return ref


def test_a_tie_for_the_last_seat_is_left_to_the_place(scene: Scene, tmp_path: Path) -> None:
    row = scene.row(tie(scene))
    found = outcomes.outcomes_of(row)[1]
    assert (found.elected, found.tied, found.left, found.holds) == ([1, 2, 3], [4, 5, 6], 2, False)
    assert [check["code"] for check in found.finding["checks"] if not check["met"]] == ["tie_for_last_seat"]
    in_force(scene, VoteRef(row.pk, scene.home, row.number, row.state))
    assert committees.sitting(scene.home) is None, "nobody sits before the tie is settled"
    _run_off(scene, row)
    with clock.turned_to(AFTER):
        assert verify(resigned(row, tmp_path / "lot", "lot", lambda order: order[:2]))["ok"]
        wrong = resigned(row, tmp_path / "wrong", "lot", lambda order: order[1:])
        assert verify(wrong)["first_wrong"]["kind"] == "seats"
        assert verify(resigned(row, tmp_path / "none", "runoff", lambda _order: []))["ok"]
        taken = resigned(row, tmp_path / "taken", "runoff", lambda _order: ["4", "5"])
        assert verify(taken)["first_wrong"]["kind"] == "seats"


def _run_off(scene: Scene, row: Vote) -> None:
    """The tied alone stand again; whoever is elected then sits with the three above them."""
    call = {"opens_on": dt.date(2024, 8, 1), "closes_on": dt.date(2024, 8, 10)}
    with clock.turned_to(SETTLED):
        ref = actions.repeat_vote(scene.desk, estate_id=scene.home, vote_id=row.pk, **call)
        assert [item.title for item in queries.items(scene.row(ref))] == ["业主4", "业主5", "业主6"]
        vote = {"estate_id": scene.home, "vote_id": ref.id}
        actions.announce(scene.desk, **vote)
    with clock.turned_to(dt.datetime(2024, 8, 2, 9, tzinfo=clock.SHANGHAI)):
        actions.open_vote(SYSTEM, **vote)
        for name, code in HOMES.items():
            pick(scene, ref, name, code, 2, 3)
    with clock.turned_to(dt.datetime(2024, 8, 11, 9, tzinfo=clock.SHANGHAI)):
        actions.close_vote(SYSTEM, **vote)
        actions.count_vote(SYSTEM, **vote)
        actions.sign(scene.desk, **vote, digest=queries.certificate(scene.row(ref))[0].digest)
        actions.post_result(scene.desk, **vote)
        again = {"estate_id": scene.home, "vote_id": ref.id, **call}
        assert refused(lambda: actions.repeat_vote(scene.desk, **again)) == {"nothing_failed"}
    with clock.turned_to(dt.datetime(2024, 9, 10, 9, tzinfo=clock.SHANGHAI)):
        actions.put_in_force(SYSTEM, **vote)
        sits = committees.sitting(scene.home)
        names = [committees.name_of(seat) for seat in committees.members_of(sits)]
        assert (sits.size, names) == (5, ["业主1", "业主2", "业主3", "业主5", "业主6"])


def resigned(row: Vote, out: Path, tie_rule: str, taken: Callable[[list[str]], list[str]]) -> Path:
    """A bundle whose log has another tie rule, signed anew by whoever holds the city's key; `taken`: who of the tied is
    said to be in, out of their order by lot."""
    whole, signer = proofs.whole(row), heads.signing_key(proofs.folder())
    lines = [json.loads(line) for line in whole.lines]
    lines[0]["rules"]["questions"]["q1"]["tie"] = tie_rule
    close = next(n for n, line in enumerate(lines) if line["kind"] == "close")
    root = merkle.root(merkle.leaf_hash(events.canonical(line)) for line in lines[: close + 1]).hex()
    places = elections.drawn(root, [str(n) for n in range(1, 7)])
    first = sorted(["1", "2"], key=lambda item: places[item] if tie_rule == "lot" else item)  # equal, both in
    tied = sorted(["4", "5", "6"], key=lambda item: places[item])
    lines[-1]["facts"]["elected"] = [*first, "3", *taken(tied)]
    log = [events.canonical(line) for line in lines]
    top = merkle.root(merkle.leaf_hash(line) for line in log)
    head = heads.sign_head(str(row.pk), len(log), top, clock.now(), signer)
    bundle.write(out, replace(whole, lines=log, heads=[head]), signer)
    return out


def test_nobody_votes_for_two_answers_by_a_crafted_request(scene: Scene) -> None:
    ref = election(scene, slate(scene, SIX))
    everything = {str(n): "for" for n in range(1, 7)}
    call = {"estate_id": scene.home, "vote_id": ref.id, "unit_id": scene.units["101"].pk, "confirmed": Confirmed(True)}
    assert refused(lambda: actions.cast(scene.owner("业主1"), choices=everything, **call)) == {"too_many_chosen"}
    assert "missing" in refused(lambda: actions.cast(scene.owner("业主1"), choices={"1": "for"}, **call))
