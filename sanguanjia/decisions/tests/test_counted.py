"""The page 我家的票: the path to the signed root, and what a bent database looks like from there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sanguanjia.decisions import inclusion, proofs, queries
from sanguanjia.decisions.models import LogLine
from sanguanjia.decisions.proof import merkle
from sanguanjia.kernel import clock, sealed

from .scene import OPENS, Scene, make_scene

pytestmark = pytest.mark.django_db
VOTING = dt.datetime.combine(OPENS, dt.time(10), clock.SHANGHAI)


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Path) -> Iterator[Scene]:
    before = settings.DATA_DIR
    settings.DATA_DIR = tmp_path / "data"  # the heads of the log lie there; so do the keys, which are looked for anew
    sealed.keyring(fresh=True)
    with clock.turned_to(VOTING):
        yield make_scene()
    settings.DATA_DIR = before


def test_my_ballot_is_counted_under_a_signed_root(scene: Scene, tmp_path: Path) -> None:
    ref = scene.opened(5)
    scene.cast(ref, "业主2", "102")
    vote = scene.row(ref)
    voice = queries.voices(scene.owner("业主2"), vote)[0]
    (waiting,) = inclusion.entries(vote, voice, inclusion.last_head(vote))
    assert (waiting.included, waiting.path) == (None, ())
    head = proofs.sign_head(vote, VOTING)
    scene.cast(ref, "业主3", "201")
    (entry,) = inclusion.entries(vote, voice, inclusion.last_head(vote))
    assert entry.included
    line = LogLine.objects.get(estate_id=scene.home, vote_id=ref.id, seq=entry.seq).line
    path = [bytes.fromhex(step) for step in entry.path]
    assert merkle.included(merkle.leaf_hash(line), entry.seq, head.size, path, bytes.fromhex(head.root))
    client = Client()
    client.force_login(scene.accounts["业主2"])
    here = reverse("decisions:counted", args=[scene.home, ref.id, scene.units["102"].pk])
    page = client.get(here).content.decode()
    assert "已计入，在签名的树根里" in page
    assert "没有改过" in page
    assert "2024年6月1日 10 时" in page, "the hour in China"
    assert client.get(reverse("decisions:counted", args=[scene.home, ref.id, scene.units["201"].pk])).status_code == 404
    kept = tmp_path / "data" / "votes" / f"{ref.id}.heads.jsonl"
    kept.write_text(kept.read_text().replace(head.root, "00" * 32))  # as if the lines below had been other ones
    assert "不符" in client.get(here).content.decode()


def test_nobody_voted_for_me(scene: Scene) -> None:
    ref = scene.opened(5)
    client = Client()
    client.force_login(scene.accounts["业主4"])
    page = client.get(reverse("decisions:counted", args=[scene.home, ref.id, scene.units["202"].pk])).content.decode()
    assert "没有人替您家投票" in page
