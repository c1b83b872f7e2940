"""A vote from the draft to what binds everybody: one success per act, one test per refusal."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from sanguanjia.decisions import actions, jobs, proofs, queries
from sanguanjia.decisions.actions.casting import Confirmed
from sanguanjia.decisions.models import Ballot, LogLine, Standing
from sanguanjia.decisions.proof import effective
from sanguanjia.decisions.proof.keeping import Kept, LogBent, check
from sanguanjia.decisions.proof.verify import verify
from sanguanjia.decisions.tests.scene import CLOSES, NOON, OPENS, VOTING, Scene, refused
from sanguanjia.kernel import clock
from sanguanjia.notices import public


def test_from_the_notice_to_what_binds_all(scene: Scene) -> None:
    with clock.turned_to(NOON):
        ref = scene.announced(5)
    row = scene.row(ref)
    # 10 units of 100 m2: six owners (one with two units), a couple, the developer: eight heads.
    assert (row.total_area, row.total_n, row.total_units) == (100_000, 8, 10)
    assert row.notice_number is not None
    actions.open_vote(scene.desk, estate_id=scene.home, vote_id=ref.id)
    for number, code in enumerate(("101", "102", "201", "202", "301"), start=1):
        scene.cast(ref, f"业主{number}", code, "for" if number < 5 else "against")
    scene.cast(ref, "夫", "401", "abstain")
    assert queries.results(scene.row(ref)) == ()
    seen = queries.turnout(scene.row(ref))
    assert (seen.part.area, seen.part.n, seen.units) == (70_000, 6, 7)
    assert scene.cast(ref, "开发商", "501").replaced is False  # all its units at once
    assert queries.turnout(scene.row(ref)).part.n == 7
    (result,) = scene.counted(ref)
    assert result.sums["for"] == {"area": 70_000, "n": 5}
    assert result.sums["against"] == {"area": 10_000, "n": 1}
    assert result.sums["abstain"] == {"area": 10_000, "n": 1}
    assert result.passed
    assert queries.differences(scene.row(ref)) == []
    with clock.turned_to(dt.datetime(2024, 6, 11, 9, tzinfo=clock.SHANGHAI)):
        vote = {"estate_id": scene.home, "vote_id": ref.id}
        assert refused(lambda: actions.post_result(scene.desk, **vote)) == {"not_signed_yet"}
        certificate, signed = queries.certificate(scene.row(ref)) or (None, None)
        assert signed == []
        assert refused(lambda: actions.sign(scene.desk, digest="00", **vote)) == {"other_certificate"}
        actions.sign(scene.desk, digest=certificate.digest, **vote)
        assert refused(lambda: actions.sign(scene.desk, digest=certificate.digest, **vote)) == {"signed_already"}
        actions.post_result(scene.desk, **vote)
        assert refused(lambda: actions.put_in_force(scene.desk, **vote)) == {"result_not_settled"}
    with clock.turned_to(dt.datetime(2024, 6, 19, 9, tzinfo=clock.SHANGHAI)):
        assert actions.put_in_force(scene.desk, **vote).state == "in_force"
        assert public.standing(scene.home, scene.row(ref).result_notice_id).is_settled


def test_the_log_tells_the_same_as_what_stands(scene: Scene) -> None:
    ref = scene.opened(5, 7)
    scene.cast(ref, "业主1", "101", "for", 2)
    scene.cast(ref, "业主2", "102", "for", 2)
    scene.cast(ref, "业主1", "601", "against", 2)  # the same head again: both units, both items
    lines = list(LogLine.objects.filter(estate_id=scene.home, vote_id=ref.id).order_by("seq"))
    assert [line.seq for line in lines] == list(range(len(lines)))
    assert [line.kind for line in lines[:4]] == ["config", "roll_root", "roll_root", "open"]
    counting = effective.after(line.line for line in lines)
    assert {item: len(found) for item, found in counting.items()} == {"1": 3, "2": 3}
    assert Ballot.objects.filter(estate_id=scene.home, vote_id=ref.id).count() == 10
    assert Standing.objects.filter(estate_id=scene.home, vote_id=ref.id).count() == 6
    assert queries.differences(scene.row(ref)) == []
    one = scene.counted(ref)[0]
    assert one.sums["against"] == {"area": 20_000, "n": 1}
    assert one.sums["for"] == {"area": 10_000, "n": 1}
    assert not one.passed


def test_a_draft_is_refused_with_everything_that_is_wrong(scene: Scene) -> None:
    wrong = scene.wish(12, title=" ", scope="building", scope_id=7, precedence="x")
    codes = refused(lambda: actions.draft_vote(scene.desk, estate_id=scene.home, wish=wrong))
    assert codes == {"missing", "bad_matter", "unknown_scope", "unknown_precedence"}
    wrong = scene.wish(5, caller="mayor", closes_on=OPENS + dt.timedelta(days=1), form="smoke")
    codes = refused(lambda: actions.draft_vote(scene.desk, estate_id=scene.home, wish=wrong))
    assert codes == {"may_not_call", "window_too_short", "form_not_allowed"}
    subdistrict = scene.wish(5, caller="subdistrict")
    assert refused(lambda: actions.draft_vote(scene.desk, estate_id=scene.home, wish=subdistrict)) == {"may_not_call"}
    asked = scene.wish(5, caller="owners_20_percent")
    assert refused(lambda: actions.draft_vote(scene.desk, estate_id=scene.home, wish=asked)) == {"proposal_not_reached"}
    owner = scene.owner("业主1")
    assert refused(lambda: actions.draft_vote(owner, estate_id=scene.home, wish=scene.wish())) == {"not_permitted"}


def test_what_was_announced_is_locked(scene: Scene) -> None:
    vote = {"estate_id": scene.home}
    with clock.turned_to(NOON):
        draft = actions.draft_vote(scene.desk, **vote, wish=scene.wish(5))
        assert actions.change_vote(scene.desk, **vote, vote_id=draft.id, wish=scene.wish(5, 7)).state == "draft"
        actions.announce(scene.desk, **vote, vote_id=draft.id)
        for call in (
            lambda: actions.change_vote(scene.desk, **vote, vote_id=draft.id, wish=scene.wish(4)),
            lambda: actions.announce(scene.desk, **vote, vote_id=draft.id),
            lambda: actions.count_vote(scene.desk, **vote, vote_id=draft.id),
        ):
            assert refused(call) == {"vote_wrong_state"}
        assert refused(lambda: actions.open_vote(scene.desk, **vote, vote_id=draft.id)) == {"vote_opens_later"}
    assert [item.matter for item in queries.items(scene.row(draft))] == [5, 7]
    late = actions.draft_vote(scene.desk, **vote, wish=scene.wish(5, opens_on=dt.date(2024, 6, 17),
                                                                 closes_on=dt.date(2024, 6, 30)))  # fmt: skip
    codes = refused(lambda: actions.announce(scene.desk, **vote, vote_id=late.id))
    assert codes == {"notice_too_late", "roll_posted_too_late"}


def test_a_roll_without_areas_is_not_announced(scene: Scene) -> None:
    from sanguanjia.registry.models import Unit
    from tests.support.guard import preparing

    with preparing():
        Unit.objects.filter(estate_id=scene.home, code="302").update(exclusive_area=None, exclusive_area_source="")
    with clock.turned_to(NOON):
        assert refused(lambda: scene.announced(5)) == {"roll_area_missing"}


def test_the_roll_is_corrected_in_the_open_until_the_vote_opens(scene: Scene) -> None:
    from sanguanjia.registry.models import Unit
    from tests.support.guard import preparing

    with clock.turned_to(NOON):
        ref = scene.announced(5)
        root, vote = scene.row(ref).roll_root, {"estate_id": scene.home, "vote_id": ref.id}
        assert refused(lambda: actions.correct_roll(scene.desk, reason="核对", **vote)) == {"roll_unchanged"}
        with preparing():
            Unit.objects.filter(estate_id=scene.home, code="302").update(exclusive_area="90.00")
        scene.own("701", "业主7")
        assert refused(lambda: actions.correct_roll(scene.desk, reason=" ", **vote)) == {"missing"}
        actions.correct_roll(scene.desk, reason="302 的面积登记错了", **vote)
    row = scene.row(ref)
    assert (row.total_area, row.total_n, row.total_units) == (109_000, 9, 11)
    assert row.roll_root != root
    said = LogLine.objects.filter(estate_id=scene.home, vote_id=ref.id).order_by("seq").values_list("kind", flat=True)
    assert list(said) == ["config", "roll_root", "correction", "correction", "roll_root", "correction"]
    actions.open_vote(scene.desk, **vote)
    assert refused(lambda: actions.correct_roll(scene.desk, reason="再改", **vote)) == {"vote_wrong_state"}


def test_casting_refuses_what_is_no_ballot(scene: Scene) -> None:
    ref = scene.opened(5)
    unit = scene.units["101"].pk

    def cast(actor, unit_id=unit, choices=None, fits=True):
        wish = {"1": "for"} if choices is None else choices
        return lambda: actions.cast(actor, estate_id=scene.home, vote_id=ref.id, unit_id=unit_id, choices=wish,
                                    confirmed=Confirmed(fits))  # fmt: skip

    owner = scene.owner("业主1")
    assert refused(cast(scene.owner("业主2"))) == {"not_permitted"}
    assert refused(cast(scene.desk)) == {"not_permitted"}
    assert refused(cast(owner, unit_id=7)) == {"not_on_roll"}
    assert refused(cast(owner, choices={})) == {"missing"}
    assert refused(cast(owner, choices={"1": "perhaps"})) == {"unknown_choice"}
    assert refused(cast(owner, fits=False)) == {"wrong_vote_code"}
    with clock.turned_to(dt.datetime(2024, 6, 11, 0, 0, tzinfo=clock.SHANGHAI)):
        assert refused(cast(owner)) == {"vote_not_open"}, "the day is over, whatever the job has done"
        jobs.tend_due()
        assert refused(cast(owner)) == {"vote_not_open"}
    assert Ballot.objects.filter(estate_id=scene.home).count() == 0


def test_the_first_co_owner_stands_and_a_dispute_freezes(scene: Scene) -> None:
    ref = scene.opened(5)
    vote = {"estate_id": scene.home, "vote_id": ref.id, "unit_id": scene.units["401"].pk}
    assert refused(lambda: actions.dispute(scene.owner("妻"), **vote)) == {"nothing_to_dispute"}
    scene.cast(ref, "夫", "401", "for")
    assert refused(lambda: scene.cast(ref, "妻", "401", "against")) == {"co_owner_cast_already"}
    assert refused(lambda: actions.dispute(scene.owner("夫"), **vote)) == {"nothing_to_dispute"}
    actions.dispute(scene.owner("妻"), **vote)
    assert queries.turnout(scene.row(ref)).part.n == 0
    assert refused(lambda: scene.cast(ref, "夫", "401", "against")) == {"ballot_frozen"}
    assert [line.code for line in queries.disputes(scene.row(ref))] == ["401"]
    settle = lambda words="约定书": actions.settle_dispute(scene.desk, document=words, **vote)  # noqa: E731
    assert refused(lambda: settle(" ")) == {"missing"}
    settle()
    assert refused(settle) == {"nothing_to_settle"}
    assert queries.turnout(scene.row(ref)).part.n == 1
    assert queries.differences(scene.row(ref)) == []


def test_where_the_first_counts_nobody_changes_it(scene: Scene) -> None:
    ref = scene.opened(5)
    from sanguanjia.decisions.models import Vote
    from tests.support.guard import preparing

    with preparing():
        Vote.objects.filter(estate_id=scene.home, pk=ref.id).update(last_counts=False)
    scene.cast(ref, "业主1", "101", "for")
    assert refused(lambda: scene.cast(ref, "业主1", "101", "against")) == {"cast_once_only"}


def test_a_guardian_votes_for_the_ward(scene: Scene) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange

    from sanguanjia.registry.models import Guardianship
    from tests.support.guard import preparing

    with preparing():
        Guardianship.objects.create(
            estate=scene.city.estate, ward=scene.parties["业主3"], guardian=scene.parties["业主4"],
            kind="incapacitated", period=DateRange(dt.date(2024, 1, 1), None), evidence="判决",
        )  # fmt: skip
    ref = scene.opened(5)
    assert refused(lambda: scene.cast(ref, "业主3", "201")) == {"guardian_votes"}
    scene.cast(ref, "业主4", "201")
    assert Ballot.objects.get(estate_id=scene.home).capacity == "guardian"
    assert len(queries.voices(scene.owner("业主4"), scene.row(ref))) == 2


def test_two_typists_and_a_third(scene: Scene) -> None:
    ref = scene.opened(5)
    one, two, three = (scene.city.actor(r) for r in ("committee_member", "neighbourhood_officer", "grid_worker"))
    vote = {"estate_id": scene.home, "vote_id": ref.id}
    assert actions.issue_forms(scene.desk, **vote) == 8
    assert refused(lambda: actions.issue_forms(scene.desk, **vote)) == {"forms_issued_already"}
    done = scene.paper(ref, one, (1, "for"), (2, "against"), (3, "invalid"))
    assert (done.counted, done.waiting, done.differing) == ((), (1, 2, 3), ())
    assert refused(lambda: scene.paper(ref, one, (1, "for"))) == {"typed_already"}
    done = scene.paper(ref, two, (1, "for"), (2, "for"), (3, "invalid"))
    assert (done.counted, done.waiting, done.differing) == ((1, 3), (), (2,))
    done = scene.paper(ref, three, (2, "for"))
    assert done.counted == (2,)
    assert refused(lambda: scene.paper(ref, three, (1, "for"))) == {"form_counted"}
    codes = refused(lambda: scene.paper(ref, three, (99, "for"), (4, "maybe"), (5, "for"), (5, "for")))
    assert codes == {"unknown_form", "choices_not_fitting", "form_twice"}
    assert queries.differences(scene.row(ref)) == []
    (result,) = scene.counted(ref)
    assert result.sums["part"]["n"] == 2, "an invalid paper does not take part (own.ballot.invalid)"
    assert result.channels["paper"]["n"] == 2


def test_paper_of_the_owner_wins_where_that_was_fixed(scene: Scene) -> None:
    ref = scene.opened(5)
    one, two = scene.city.actor("committee_member"), scene.city.actor("neighbourhood_officer")
    actions.issue_forms(scene.desk, estate_id=scene.home, vote_id=ref.id)
    number = next(f.number for f, lines in queries.forms_to_print(scene.row(ref), 1, 99) if lines[0].code == "102")
    scene.cast(ref, "业主2", "102", "against")
    scene.paper(ref, one, (number, "for"))
    scene.paper(ref, two, (number, "for"))
    assert refused(lambda: scene.cast(ref, "业主2", "102", "against")) == {"paper_counts"}
    (result,) = scene.counted(ref)
    assert result.sums["for"] == {"area": 10_000, "n": 1}
    assert result.sums["against"] == {"area": 0, "n": 0}


def test_a_proxy_gives_way_to_the_owner(scene: Scene) -> None:
    ref = scene.opened(5)
    vote = {"estate_id": scene.home, "vote_id": ref.id}

    def record(code="102", username="v-业主1", document="cd" * 32, **opinions):
        return lambda: actions.record_proxy(scene.desk, **vote, unit_id=scene.units[code].pk, username=username,
                                            document=document, opinions=opinions)  # fmt: skip

    assert refused(record(username="nobody")) == {"unknown_proxy"}
    assert refused(record(document="oral")) == {"proxy_not_written"}
    assert refused(record(**{"1": "maybe"})) == {"unknown_choice"}
    record(**{"1": "for"})()
    assert refused(record()) == {"proxy_given_already"}
    assert refused(lambda: scene.cast(ref, "业主1", "102", "against")) == {"against_opinion"}
    scene.cast(ref, "业主1", "102", "for")
    record("201")(), record("202")()
    assert refused(record("301")) == {"proxy_for_too_many"}
    scene.cast(ref, "业主2", "102", "against")  # the owner's own voice
    assert refused(lambda: scene.cast(ref, "业主1", "102", "for")) == {"co_owner_cast_already"}
    actions.revoke_proxy(scene.owner("业主3"), **vote, unit_id=scene.units["201"].pk)
    assert refused(lambda: scene.cast(ref, "业主1", "201")) == {"not_permitted"}
    again = lambda: actions.revoke_proxy(scene.owner("业主3"), **vote, unit_id=scene.units["201"].pk)  # noqa: E731
    assert refused(again) == {"no_proxy"}
    assert queries.differences(scene.row(ref)) == []


def test_days_move_only_back_and_a_vote_is_called_off(scene: Scene) -> None:
    ref = scene.opened(5)
    vote = {"estate_id": scene.home, "vote_id": ref.id}
    later = CLOSES + dt.timedelta(days=5)
    move = lambda **more: actions.move_days(scene.desk, **vote, **{"opens_on": OPENS, "closes_on": later,  # noqa: E731
                                                                  "reason": "参与不够", **more})  # fmt: skip
    assert refused(lambda: move(reason="")) == {"missing"}
    assert refused(lambda: move(closes_on=CLOSES)) == {"only_later"}
    assert refused(lambda: move(closes_on=CLOSES + dt.timedelta(days=90))) == {"window_too_long"}
    move()
    assert scene.row(ref).closes_on == later
    assert refused(lambda: actions.close_vote(scene.desk, **vote)) == {"vote_closes_later"}
    assert actions.remind(scene.desk, **vote) == 9
    for number, code in enumerate(("101", "102", "201", "202", "301", "302"), start=1):
        scene.cast(ref, f"业主{number}", code)
    assert actions.remind(scene.desk, **vote) == 3
    scene.cast(ref, "夫", "401"), scene.cast(ref, "开发商", "501")
    assert refused(lambda: actions.remind(scene.desk, **vote)) == {"nobody_to_remind"}
    assert refused(lambda: actions.cancel_vote(scene.desk, reason="", **vote)) == {"missing"}
    actions.cancel_vote(scene.desk, reason="另案处理", **vote)
    assert refused(lambda: scene.cast(ref, "业主1", "101")) == {"vote_not_open"}
    assert refused(lambda: actions.cancel_vote(scene.desk, reason="再取消", **vote)) == {"vote_wrong_state"}


def test_a_recount_stands_beside_the_first(scene: Scene) -> None:
    ref = scene.opened(5)
    scene.cast(ref, "业主1", "101")
    (first,) = scene.counted(ref)
    vote = {"estate_id": scene.home, "vote_id": ref.id}
    assert refused(lambda: actions.recount_vote(scene.desk, reason="", **vote)) == {"missing"}
    actions.recount_vote(scene.desk, reason="有业主异议", **vote)
    (second,) = queries.results(scene.row(ref))
    assert (second.count, second.sums) == (2, first.sums)


def test_twenty_percent_of_the_owners_ask(scene: Scene) -> None:
    home = {"estate_id": scene.home}
    propose = lambda who, code, **more: actions.propose(  # noqa: E731
        scene.owner(who), **home, unit_id=scene.units[code].pk,
        **{"matter": 5, "title": "换电梯", "text": "老旧", **more},
    )  # fmt: skip
    assert refused(lambda: propose("业主2", "101")) == {"not_permitted"}
    assert refused(lambda: propose("业主2", "102", matter=11, title="")) == {"missing", "bad_matter"}
    made = propose("业主2", "102")
    assert refused(lambda: actions.support(scene.owner("业主2"), **home, proposal_id=made.id,
                                           unit_id=scene.units["102"].pk)) == {"supported_already"}  # fmt: skip
    wish = scene.wish(5, caller="owners_20_percent", proposal_id=made.id, opens_on=dt.date(2024, 7, 1),
                      closes_on=dt.date(2024, 7, 10))  # fmt: skip
    assert refused(lambda: actions.draft_vote(scene.desk, **home, wish=wish)) == {"proposal_not_reached"}
    actions.support(scene.owner("业主1"), **home, proposal_id=made.id, unit_id=scene.units["101"].pk)
    other = scene.wish(7, caller="owners_20_percent", proposal_id=made.id)
    assert refused(lambda: actions.draft_vote(scene.desk, **home, wish=other)) == {"proposal_not_reached"}
    actions.draft_vote(scene.desk, **home, wish=wish)
    over = lambda: actions.support(scene.owner("业主3"), **home, proposal_id=made.id,  # noqa: E731
                                   unit_id=scene.units["201"].pk)  # fmt: skip
    assert refused(over) == {"proposal_is_over"}


def test_anyone_recounts_the_bundle_and_an_owner_checks_the_receipt(scene: Scene, tmp_path) -> None:
    ref = scene.opened(5, 7)
    for number, code in enumerate(("101", "102", "201", "202", "301"), start=1):
        scene.cast(ref, f"业主{number}", code, "for" if number < 4 else "against", 2)
    scene.cast(ref, "业主2", "102", "abstain", 2)
    scene.cast(ref, "夫", "401", "for", 2)
    actions.dispute(scene.owner("妻"), estate_id=scene.home, vote_id=ref.id, unit_id=scene.units["401"].pk)
    row = scene.row(ref)
    first = proofs.sign_head(row, VOTING)
    voice = queries.voices(scene.owner("业主2"), row)[0]
    paper = proofs.receipts(row, voice, VOTING)[0]
    assert paper["opening"]["choice"] == "abstain"
    results = scene.counted(ref)
    row = scene.row(ref)
    for auditor in (False, True):
        made = proofs.write_bundle(row, tmp_path / str(auditor), VOTING, auditor=auditor)
        found = verify(tmp_path / str(auditor), proofs.public_key(), row.log_root, paper)
        assert found["ok"], found
        assert made["ballots"] == found["ballots"] == 12
    assert [result.passed for result in results] == [found["result"][n] == "pass" for n in ("1", "2")]
    assert first.size < proofs.sign_head(row, VOTING).size
    nobody = proofs.absences(row, queries.voices(scene.owner("业主6"), row)[0])
    close = LogLine.objects.get(estate_id=scene.home, vote_id=ref.id, kind="close")
    for one in nobody:
        assert effective.absent(one, json.loads(close.line)["effective"][one["item"]]["root"])
    bent = [row if row.seq != 6 else Kept(6, row.line + " ", row.leaf, row.stamp) for row in proofs.kept(row)]
    with pytest.raises(LogBent):
        check(bent, proofs.key_of(scene.row(ref)), [first])
