"""Anchors: signed, readable by standard tools, refused when bent; the hourly file grows by what is new."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest

from sanguanjia.audit import anchors, signing
from sanguanjia.audit.rules.merkle import root
from sanguanjia.audit.verify import verify
from sanguanjia.kernel.digest import canonical
from sanguanjia.kernel.suites import SUITES
from tests.audit.scene import Scene


def test_the_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first, second = signing.signing_key(tmp_path), signing.signing_key(tmp_path)
    assert signing.public_bytes(first) == signing.public_bytes(second)
    assert stat.S_IMODE((tmp_path / signing.NAME).stat().st_mode) == 0o600


def test_a_key_from_a_secrets_manager_is_known_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing.known_public(tmp_path) is None
    monkeypatch.setenv("SGJ_AUDIT_SIGNING_KEY", base64.b64encode(bytes(32)).decode())
    assert signing.known_public(tmp_path) == signing.public_bytes(signing.signing_key(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_tree_is_that_of_rfc_6962() -> None:
    leaves = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", b"\x50\x51\x52\x53\x54\x55\x56\x57"]
    leaves.append(bytes(range(0x60, 0x70)))
    known = {  # the roots of the RFC's reference implementation
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    assert {n: root(leaves[:n], SUITES["sha256"]).hex() for n in known} == known


@pytest.mark.parametrize("key", ["at", "suite", "root", "chains", "note", "key", "form"])
def test_a_bent_anchor_is_refused(scene: Scene, key: str) -> None:
    anchor = anchors.take(scene.data)
    public = signing.known_public(scene.data)
    assert anchors.read(canonical(anchor), public)
    bent = json.loads(canonical(anchor))
    if key == "chains":
        bent["chains"][0]["seq"] += 1
    elif key == "key":
        bent["key"] = base64.b64encode(bytes(32)).decode()
    elif key == "note":
        bent["note"] = bent["note"].replace("at 2", "at 1", 1)
    elif key == "suite":
        bent["suite"] = "sm3"
    else:
        bent[key] = "2020-01-01T00:00:00+00:00"
    if key in ("root", "key"):  # not what is trusted: the root is computed, the key is the one known here
        assert anchors.read(json.dumps(bent), public)[0].root == anchor["root"]
        return
    with pytest.raises(anchors.BadAnchor):
        anchors.read(json.dumps(bent), public)


def test_an_anchor_of_another_city_is_refused(scene: Scene, tmp_path: Path) -> None:
    text = canonical(anchors.take(tmp_path))
    with pytest.raises(anchors.BadAnchor, match="anchor_signature"):
        anchors.read(text, signing.known_public(scene.data))


def test_the_hourly_file_marks_each_record_once(scene: Scene, tmp_path: Path) -> None:
    first, second = anchors.write(tmp_path, scene.data), anchors.write(tmp_path, scene.data)
    assert all(chain["from"] == 1 for chain in first["chains"])
    assert all(chain["marks"] == "" and chain["from"] == chain["seq"] + 1 for chain in second["chains"])
    kept = anchors.read((tmp_path / anchors.FILE).read_text(), signing.known_public(scene.data))
    assert [len(each.heads) for each in kept] == [len(first["chains"])] * 2
    assert verify(anchors=kept).faults == [], "a chain that stood still between two anchors is whole"
