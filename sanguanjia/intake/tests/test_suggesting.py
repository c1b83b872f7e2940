"""The classifier at the desk: it suggests with its words, a person taps, the choice is learned from; none is needed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from sanguanjia.cases.models import Case
from sanguanjia.intake import actions
from sanguanjia.intake.tests.test_sheets import DESK, code_of, line, sheets, staged
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.words import queries as words
from sanguanjia.words.models import Choice
from sanguanjia.words.types import Suggestion

OIL = "楼下饭馆的油烟天天往我家窗户里飘"


@pytest.fixture
def model(monkeypatch):
    """As if a training were there."""
    found = (
        Suggestion("M24", Decimal("0.81"), ("油烟", "饭馆")), Suggestion("M25", Decimal("0.11"), ("饭馆",)),
        Suggestion("M26", Decimal("0.01"), ()),
    )  # fmt: skip
    monkeypatch.setattr(words, "suggest", lambda text: found if "油烟" in text else ())


def test_the_preview_offers_and_a_tap_is_kept_and_learned_from(scene, tmp_path, model):
    batch = staged(scene, tmp_path, [line("P1", OIL), line("P2", "楼道灯不亮")])
    client = Client()
    client.force_login(scene.accounts["hotline"])
    here = f"/intake/{DESK}/sheets/{batch}/"
    page = client.get(here).content.decode()
    row = sheets("P1")[0]
    assert f'value="{row.pk}:M24"' in page
    assert "依据：油烟、饭馆" in page
    assert "M26" not in page  # hardly likely
    assert row.matter == ""  # nothing is decided
    client.post(f"{here}needs/", {"matter": f"{row.pk}:M24", "idempotency_key": "m1"})
    assert sheets("P1")[0].matter == "M24"
    assert "已确认" in client.get(here).content.decode()
    with pytest.raises(Refusal) as caught:
        actions.choose_needs(scene.hotline, estate_id=DESK, batch_id=batch, needs={}, matters={row.pk: "M99"})
    assert code_of(caught) == "unknown_matter"
    actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    case = Case.objects.get(estate_id=scene.estate, pk=sheets("P1")[0].case_id)
    choice = Choice.objects.get(estate_id=scene.estate)
    assert (choice.case_id, choice.code) == (case.pk, "M24")


def test_the_counter_offers_and_what_is_tapped_counts(scene, model):
    client = Client()
    client.force_login(scene.accounts["hotline"])
    here = f"/intake/{DESK}/counter/"
    given = {"estate": "山水文园", "text": OIL, "contact_phone": "13900001111", "idempotency_key": "k"}
    page = client.post(here, given).content.decode()
    assert 'name="matter" value="M24"' in page
    assert "checked" not in page.partition('value="M24"')[2][:20]
    assert not Case.objects.filter(estate_id=scene.estate).exists()
    for _ in range(2):  # the same form sent twice
        client.post(here, {**given, "matter": "M24"})
    assert Case.objects.filter(estate_id=scene.estate).count() == 1
    assert list(Choice.objects.filter(estate_id=scene.estate).values_list("code", flat=True)) == ["M24"]


def test_without_a_training_nothing_is_offered_and_all_goes_on(scene, tmp_path):
    batch = staged(scene, tmp_path, [line("P3", OIL)])
    client = Client()
    client.force_login(scene.accounts["hotline"])
    assert "依据" not in client.get(f"/intake/{DESK}/sheets/{batch}/").content.decode()
    assert actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch).opened == 1
