"""The matter a report is about: suggested with its words, confirmed with one tap, learned from; never in the way."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from sanguanjia.cases import actions, matters
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.words import actions as words_actions
from sanguanjia.words import jobs, learning, queries, shipped
from sanguanjia.words.models import Choice, LearnedModel
from sanguanjia.words.rules.model import Model
from sanguanjia.words.types import Example

from .scene import Scene

pytestmark = pytest.mark.django_db
OIL = "楼下饭馆的油烟天天往我家窗户里飘"


@pytest.fixture
def learned(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    """A small training, so that the test stays quick."""
    few = tuple(each for each in shipped.examples() if each.code in ("M24", "M22", "M51", "M38"))
    monkeypatch.setattr(shipped, "examples", lambda: few)
    queries.forget()
    assert jobs.learn_if_new()
    yield scene
    queries.forget()


def browser(scene: Scene, who: str) -> Client:
    found = Client()
    found.force_login(scene.accounts[who])
    return found


def reported(scene: Scene, text: str = OIL) -> tuple[int, int]:
    ref = actions.report(scene.owner, key=None, estate_id=scene.estate, need="N99", text=text)
    return ref.estate_id, ref.case_id


def test_the_form_shows_what_may_be_meant_and_why(learned):
    page = browser(learned, "owner").get(f"/cases/new/needs/?estate={learned.estate}&text={OIL}").content.decode()
    assert "油烟、焚烧" in page
    assert re.search(r"您写到：[^<]*油烟", page)
    assert "checked" not in page  # nothing is chosen for anybody


def test_without_a_model_the_form_is_as_it_was(scene):
    queries.forget()
    page = browser(scene, "owner").get(f"/cases/new/needs/?estate={scene.estate}&text={OIL}").content.decode()
    assert 'name="need"' in page
    assert "您写到" not in page


def test_a_model_that_cannot_be_read_stops_nobody(learned, monkeypatch):
    def broken(_data: bytes) -> Model:
        raise ValueError("no model")

    monkeypatch.setattr(Model, "from_bytes", broken)
    queries.forget()
    assert queries.suggest(OIL) == ()
    page = browser(learned, "owner").get(f"/cases/new/needs/?estate={learned.estate}&text={OIL}")
    assert page.status_code == 200


def test_one_tap_confirms_and_the_next_training_learns_it(learned):
    estate_id, case_id = reported(learned)
    officer = browser(learned, "officer")
    page = officer.get(f"/cases/{estate_id}/{case_id}/").content.decode()
    assert "依据：" in page
    key = re.search(r'/matter/".*?name="idempotency_key" value="([^"]+)"', page, re.DOTALL)
    assert key
    for _ in range(2):  # a double tap has one effect
        officer.post(f"/cases/{estate_id}/{case_id}/matter/", {"idempotency_key": key[1], "code": "M24"})
    row = Choice.objects.get(estate_id=estate_id, case_id=case_id)
    assert (row.code, row.suggested[0], row.model) == ("M24", "M24", queries.current().digest)
    assert "已确认" in officer.get(f"/cases/{estate_id}/{case_id}/").content.decode()
    officer.post(f"/cases/{estate_id}/{case_id}/matter/", {"other": "M38"})
    assert list(matters.confirmed()) == [Example(OIL, "M38")]
    assert jobs.learn_if_new()
    assert not jobs.learn_if_new()
    assert LearnedModel.objects.order_by("-id").first().confirmed == 1
    assert not jobs.learn()  # once a day is enough


def test_choosing_refuses_what_is_no_matter_and_who_has_no_part_in_it(learned):
    estate_id, case_id = reported(learned)
    with pytest.raises(Refusal) as refused:
        actions.choose_matter(learned.officer, key=None, estate_id=estate_id, case_id=case_id, code="M99")
    assert refused.value.reasons[0].code == "unknown_matter"
    with pytest.raises(Refusal) as refused:
        actions.choose_matter(learned.neighbour, key=None, estate_id=estate_id, case_id=case_id, code="M24")
    assert refused.value.reasons[0].code == "not_found"
    officer = browser(learned, "officer")
    officer.post(f"/cases/{estate_id}/{case_id}/matter/", {})
    assert not Choice.objects.filter(estate_id=estate_id).exists()


def test_only_the_platform_learns(learned):
    body = learning.train(shipped.examples()[:60]).to_bytes()
    with pytest.raises(Refusal):
        words_actions.learn(learned.officer, key=None, estate_id=1, body=body, shipped="", examples=1, confirmed=0)
