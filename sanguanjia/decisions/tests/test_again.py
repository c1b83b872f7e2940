"""A vote that came to nothing is held again: from the same proposal, from one called off, of what failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.test import Client

from sanguanjia.decisions import actions, outcomes, proposing, queries
from sanguanjia.decisions.asking import AnswerWish, QuestionWish
from sanguanjia.decisions.models import Proposal, Slate
from sanguanjia.decisions.tests.election_scene import HOMES, slate
from sanguanjia.decisions.tests.scene import NOON, Scene, refused
from sanguanjia.decisions.types import VoteRef
from sanguanjia.kernel import clock

LATER = {"opens_on": dt.date(2024, 8, 10), "closes_on": dt.date(2024, 8, 20)}
AFTER = dt.datetime(2024, 7, 1, 9, tzinfo=clock.SHANGHAI)


def proposed(scene: Scene) -> int:
    """Two heads of eight with three of ten homes ask for matter five: enough to have it voted."""
    home = {"estate_id": scene.home}
    made = actions.propose(scene.owner("业主2"), **home, unit_id=scene.units["102"].pk, matter=5, title="换电梯",
                           text="老旧")  # fmt: skip
    actions.support(scene.owner("业主1"), **home, proposal_id=made.id, unit_id=scene.units["101"].pk)
    return made.id


def posted(scene: Scene, ref: VoteRef) -> None:
    """Counted, signed and posted."""
    scene.counted(ref)
    own = {"estate_id": scene.home, "vote_id": ref.id}
    with clock.turned_to(AFTER):
        found = queries.certificate(scene.row(ref))
        actions.sign(scene.desk, **own, digest=found[0].digest if found else "")
        actions.post_result(scene.desk, **own)


def browser(scene: Scene, role: str) -> Client:
    client = Client()
    client.force_login(scene.city.person(role))
    return client


def test_a_proposal_whose_vote_was_called_off_is_voted_again(scene: Scene) -> None:
    home = {"estate_id": scene.home}
    with clock.turned_to(NOON):
        number = proposed(scene)
        wish = scene.wish(5, caller="owners_20_percent", proposal_id=number)
        first = actions.draft_vote(scene.desk, **home, wish=wish)
        assert refused(lambda: actions.draft_vote(scene.desk, **home, wish=wish)) == {"proposal_voted_already"}
        running = scene.wish(7, after_id=first.id)
        assert refused(lambda: actions.draft_vote(scene.desk, **home, wish=running)) == {"vote_wrong_state"}
        actions.change_vote(scene.desk, **home, vote_id=first.id, wish=replace(wish, title="换三台电梯"))
        actions.announce(scene.desk, **home, vote_id=first.id)
        actions.cancel_vote(scene.desk, **home, vote_id=first.id, reason="通知有误")
        desk, page = browser(scene, "committee_member"), f"/decisions/{scene.home}/"
        assert "按原来的事项再次发起" in desk.get(f"{page}{first.id}/").content.decode()
        form = desk.get(f"{page}new/?proposal={number}").content.decode()
        assert f'name="after" value="{first.id}"' in form
        assert "换三台电梯" in form
        typed = {"title": "再换电梯", "caller": "owners_20_percent", "scope": "estate", "form": "electronic",
                 "precedence": "paper", "run_by": "estate", "proposal": str(number), "after": str(first.id),
                 "matter_1": "5", "title_1": "换电梯", "text_1": "三台",
                 "opens_on": "2024-06-01", "closes_on": "2024-06-10"}  # fmt: skip
        answer = desk.post(f"{page}new/", typed)
        assert answer.status_code == 302, answer.content.decode()
        asked = Proposal.objects.get(**home, pk=number)
        assert [vote.pk for vote in proposing.votes_about(asked)] == [first.id, asked.vote_id]
        assert scene.row(VoteRef(asked.vote_id or 0, scene.home, 2, "draft")).after_id == first.id
        assert "第 1 次表决" in desk.get(answer.url).content.decode()
        shown = desk.get(f"{page}proposals/").content.decode()
        assert shown.count("次表决</a>") == 2
        assert "再次发起表决" not in shown
        # A draft that no longer asks for the proposal gives it back to the vote before.
        second = scene.row(VoteRef(asked.vote_id or 0, scene.home, 2, "draft"))
        actions.change_vote(scene.desk, **home, vote_id=second.pk, wish=scene.wish(5))
        asked.refresh_from_db()
        assert asked.vote_id == first.id


def test_too_few_took_part_and_the_proposal_stands(scene: Scene) -> None:
    with clock.turned_to(NOON):
        number = proposed(scene)
    ref = scene.opened(5, caller="owners_20_percent", proposal_id=number)
    scene.cast(ref, "业主1", "101", "against")
    asked = Proposal.objects.get(estate_id=scene.home, pk=number)
    assert not proposing.may_be_voted(asked), "it is being voted"
    posted(scene, ref)
    assert proposing.may_be_voted(asked)
    with clock.turned_to(AFTER):
        wish = scene.wish(5, caller="owners_20_percent", proposal_id=number, **LATER)
        again = actions.draft_vote(scene.desk, estate_id=scene.home, wish=wish)
    assert scene.row(again).after_id == ref.id


def test_what_the_owners_refused_is_not_asked_again_by_the_same_proposal(scene: Scene) -> None:
    with clock.turned_to(NOON):
        number = proposed(scene)
    ref = scene.opened(5, caller="owners_20_percent", proposal_id=number)
    for name, code in HOMES.items():
        scene.cast(ref, name, code, "against")
    posted(scene, ref)
    with clock.turned_to(AFTER):
        wish = scene.wish(5, caller="owners_20_percent", proposal_id=number, **LATER)
        draft = lambda: actions.draft_vote(scene.desk, estate_id=scene.home, wish=wish)  # noqa: E731
        assert refused(draft) == {"proposal_voted_already"}


def test_an_election_that_was_called_off_keeps_its_candidates(scene: Scene) -> None:
    slate_id = slate(scene, tuple(HOMES))
    with clock.turned_to(NOON):
        ref = scene.announced(items=(), questions=(QuestionWish("elect", "选举", "选。", slate_id=slate_id),))
        assert Slate.objects.get(estate_id=scene.home, pk=slate_id).state == "used"
        actions.cancel_vote(scene.desk, estate_id=scene.home, vote_id=ref.id, reason="通知有误")
        again = scene.announced(
            items=(), questions=(QuestionWish("elect", "选举", "选。", slate_id=slate_id),), after_id=ref.id
        )
    assert [item.title for item in queries.items(scene.row(again))] == list(HOMES)


def test_of_what_failed_only_the_chosen_is_held_again(scene: Scene) -> None:
    """Five kinds at once: a text that carried, two texts and a choice that failed, and an election of too few."""
    slate_id = slate(scene, tuple(HOMES))
    plans = (AnswerWish("甲", "一"), AnswerWish("乙", "二"))
    elect = QuestionWish("elect", "选举", "选。", slate_id=slate_id)
    ref = scene.opened(5, 7, 9, questions=(elect, QuestionWish("choose", "选方案", "选。", 9, answers=plans)))
    items = len(queries.items(scene.row(ref)))
    for name, code in HOMES.items():
        choices = {str(n): "for" if n == 1 else "against" for n in range(1, items + 1)}
        actions.cast(scene.owner(name), estate_id=scene.home, vote_id=ref.id, unit_id=scene.units[code].pk,
                     choices=choices, confirmed=actions.casting.Confirmed(True))  # fmt: skip
    posted(scene, ref)
    row, own = scene.row(ref), {"estate_id": scene.home, "vote_id": ref.id, **LATER}
    assert outcomes.failed(row) == ["2", "3", "q1", "q2"]
    with clock.turned_to(AFTER):
        repeat = lambda *chosen: actions.repeat_vote(scene.desk, **own, chosen=chosen)  # noqa: E731
        assert refused(lambda: repeat("1", "2")) == {"not_failed"}
        assert refused(lambda: repeat("q9")) == {"not_failed"}
        desk, here = browser(scene, "committee_member"), f"/decisions/{scene.home}/{ref.id}/"
        page = desk.get(here).content.decode()
        assert page.count('type="checkbox" name="chosen"') == 4
        typed: dict[str, Any] = {"verb": "again", "opens_on_again": "2024-08-10", "closes_on_again": "2024-08-20"}
        assert "再次表决的事项" in desk.post(f"{here}move/again/", typed).content.decode()
        assert desk.post(f"{here}move/again/", typed | {"chosen": ["3"]}).status_code == 302
        (one,) = queries.held_again(row)
        assert [item.matter for item in queries.items(one)] == [9]
        assert queries.questions(one) == []
        assert f"第 {one.number} 次表决" in desk.get(here).content.decode()
        for chosen, matters, kinds in (
            (("q1",), [], ["elect"]), (("q2", "2"), [7], ["choose"]), ((), [7, 9], ["elect", "choose"]),
        ):  # fmt: skip
            made = scene.row(repeat(*chosen))
            assert [item.matter for item in queries.items(made) if item.question_id is None] == matters
            assert [question.kind for question in queries.questions(made)] == kinds
            assert made.after_id == ref.id
