"""Whoever owns the tables may change anything. Whatever is changed is named: which record, which row, what was done."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanguanjia.audit.forms import RECORD_COLUMNS
from tests.audit.scene import Scene, bending, hash_everything_anew, sql

AT = 4  # a place in the middle of the estate's chain

# Every column of a record, bent by hand; `id` and `estate_id` have tests of their own.
BENT = {
    "at": "at + interval '1 microsecond'",
    "act": "act || 'x'",
    "account_id": "coalesce(account_id, 0) + 1",
    "by_system": "NOT by_system",
    "mandate_id": "coalesce(mandate_id, 0) + 1",
    "capacity": "'city_officer'",
    "on_behalf_of": "'unit:1'",
    "permission": "permission || ' '",
    "subjects": "jsonb_set(subjects, '{0,after}', to_jsonb(repeat('0', 64)))",
    "subject_table": "'registry_unit'",
    "subject_id": "subject_id + 1",
    "policy_versions": "policy_versions || '[\"x\"]'::jsonb",
    "reason": "'as told'",
    "suite": "'sm3'",
    "request_digest": "repeat('0', 64)",
    "idempotency_key": "'k'",
    "answer": "'{}'::jsonb",
}


def first(scene: Scene, *, anchored: bool = False) -> tuple[object, ...]:
    """(chain, seq, kind, table, id) of the first fault; empty when there is none."""
    fault = scene.verify(anchored=anchored).first()
    return (fault.chain, fault.seq, fault.kind, fault.table, fault.id) if fault else ()


@pytest.mark.parametrize("anchored", [False, True])
def test_nothing_was_bent(scene: Scene, anchored: bool) -> None:
    report = scene.verify(anchored=anchored)
    assert report.faults == []
    assert report.chains >= 6
    assert report.rows > 20
    assert report.unlinked == 0
    assert (report.anchored_to is not None) == anchored


def test_every_column_of_a_record_is_bent_below() -> None:
    assert set(BENT) | {"id", "estate_id"} == set(RECORD_COLUMNS)


@pytest.mark.parametrize("column", sorted(BENT))
def test_an_edited_record_is_named(scene: Scene, column: str) -> None:
    pk = scene.record_at(AT)
    with bending():
        sql(f"UPDATE kernel_record SET {column} = {BENT[column]} WHERE id = %s AND estate_id = %s", pk, scene.estate)
        assert first(scene) == (scene.estate, AT, "changed", "kernel_record", str(pk))


def test_a_deleted_record_is_named(scene: Scene) -> None:
    pk = scene.record_at(AT)
    with bending():
        sql("DELETE FROM kernel_record WHERE id = %s", pk)
        assert first(scene) == (scene.estate, AT, "missing", "kernel_record", str(pk))


def test_a_deleted_record_with_its_link_is_named(scene: Scene) -> None:
    pk = scene.record_at(AT)
    with bending():
        sql("DELETE FROM kernel_record WHERE id = %s", pk)
        sql("DELETE FROM audit_chainlink WHERE record_id = %s", pk)
        assert first(scene)[:4] == (scene.estate, AT, "missing", "kernel_record")


def test_a_gap_that_was_closed_by_renumbering_is_named(scene: Scene) -> None:
    pk = scene.record_at(AT)
    with bending():
        sql("DELETE FROM kernel_record WHERE id = %s", pk)
        sql("DELETE FROM audit_chainlink WHERE record_id = %s", pk)
        sql("UPDATE audit_chainlink SET seq = -seq WHERE estate_id = %s AND seq > %s", scene.estate, AT)
        sql("UPDATE audit_chainlink SET seq = -seq - 1 WHERE estate_id = %s AND seq < 0", scene.estate)
        assert first(scene)[:3] == (scene.estate, AT, "missing")


def test_a_deleted_link_is_named(scene: Scene) -> None:
    with bending():
        sql("DELETE FROM audit_chainlink WHERE estate_id = %s AND seq = %s", scene.estate, AT)
        assert first(scene)[:3] == (scene.estate, AT, "missing")


def swap(scene: Scene, table: str, column: str, one: int, other: int, key: str) -> None:
    """Exchange a column of two rows (a detour past the unique constraints)."""
    for value, row in ((-1, one), (one, other), (other, -1)):
        sql(f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND estate_id = %s", value, row, scene.estate)


def test_records_in_another_order_are_named(scene: Scene) -> None:
    one, other = scene.record_at(AT), scene.record_at(AT + 1)
    with bending():
        swap(scene, "kernel_record", "id", one, other, "id")
        assert first(scene)[:3] == (scene.estate, AT, "reordered")


def test_links_in_another_order_are_named(scene: Scene) -> None:
    with bending():
        swap(scene, "audit_chainlink", "seq", AT, AT + 1, "seq")
        assert first(scene)[:3] == (scene.estate, AT, "reordered")


def test_links_that_point_to_each_others_records_are_named(scene: Scene) -> None:
    one, other = scene.record_at(AT), scene.record_at(AT + 1)
    with bending():
        swap(scene, "audit_chainlink", "record_id", one, other, "record_id")
        assert first(scene)[:3] == (scene.estate, AT, "reordered")


def cut(scene: Scene, seq: int) -> None:
    """Everything from a place of the chain on is gone, record and link."""
    sql(
        "DELETE FROM kernel_record r USING audit_chainlink l WHERE l.estate_id = r.estate_id AND l.record_id = r.id"
        " AND l.estate_id = %s AND l.seq >= %s", scene.estate, seq,
    )  # fmt: skip
    sql("DELETE FROM audit_chainlink WHERE estate_id = %s AND seq >= %s", scene.estate, seq)


def test_a_cut_tail_is_named(scene: Scene) -> None:
    last = scene.length()
    with bending():
        cut(scene, last - 1)
        assert first(scene)[:4] == (scene.estate, last - 1, "truncated", "kernel_record")


def test_a_tail_of_records_alone_is_named(scene: Scene) -> None:
    last = scene.length()
    with bending():
        sql(
            "DELETE FROM kernel_record r USING audit_chainlink l WHERE l.estate_id = r.estate_id"
            " AND l.record_id = r.id AND l.estate_id = %s AND l.seq >= %s", scene.estate, last - 1,
        )  # fmt: skip
        assert first(scene)[:3] == (scene.estate, last - 1, "truncated")


def test_links_cut_from_the_end_leave_records_that_say_so(scene: Scene) -> None:
    last = scene.length()
    with bending():
        sql("DELETE FROM audit_chainlink WHERE estate_id = %s AND seq = %s", scene.estate, last)
        hash_everything_anew(scene.estate)
        assert first(scene)[:3] == (scene.estate, last, "truncated")


def test_a_cut_tail_with_the_head_put_right_is_named_by_the_anchor_and_by_the_rows(scene: Scene) -> None:
    last = scene.length()
    pk = scene.record_at(last)
    with bending():
        cut(scene, last)
        hash_everything_anew(scene.estate)
        assert first(scene, anchored=True) == (scene.estate, last, "truncated", "kernel_record", str(pk))
        assert first(scene)[2] == "row_differs"


def test_a_whole_chain_that_went_is_named(scene: Scene) -> None:
    with bending():
        cut(scene, 1)
        assert first(scene)[:3] == (scene.estate, 1, "truncated")
        sql("DELETE FROM audit_chainhead WHERE estate_id = %s", scene.estate)
        assert first(scene, anchored=True)[:3] == (scene.estate, 1, "truncated")


def test_an_edited_record_hashed_anew_is_named_by_the_anchor(scene: Scene) -> None:
    pk = scene.record_at(AT)
    with bending():
        sql("UPDATE kernel_record SET at = at - interval '1 day' WHERE id = %s", pk)
        hash_everything_anew(scene.estate)
        assert scene.verify().ok, "without an anchor a chain hashed anew is whole: that is why anchors leave the house"
        assert first(scene, anchored=True) == (scene.estate, AT, "changed", "kernel_record", str(pk))


def test_a_deleted_record_hashed_anew_is_named_by_the_anchor(scene: Scene) -> None:
    pk = scene.record_at(AT)
    with bending():
        sql("DELETE FROM kernel_record WHERE id = %s", pk)
        sql("DELETE FROM audit_chainlink WHERE record_id = %s", pk)
        hash_everything_anew(scene.estate)
        assert first(scene, anchored=True) == (scene.estate, AT, "missing", "kernel_record", str(pk))


def test_records_in_another_order_hashed_anew_are_named_by_the_anchor(scene: Scene) -> None:
    pk = scene.record_at(AT)
    with bending():
        swap(scene, "audit_chainlink", "seq", AT, AT + 1, "seq")
        hash_everything_anew(scene.estate)
        assert first(scene, anchored=True) == (scene.estate, AT, "reordered", "kernel_record", str(pk))


# --- live rows ----------------------------------------------------------------------------------------------------


def seq_of(scene: Scene, table: str, pk: int) -> tuple[int, int]:
    """(chain, seq) of the record that speaks of a row."""
    found = sql(
        "SELECT l.estate_id, l.seq FROM kernel_record r JOIN audit_chainlink l ON l.estate_id = r.estate_id"
        " AND l.record_id = r.id WHERE r.subjects @> %s::jsonb ORDER BY l.seq DESC LIMIT 1",
        f'[{{"table": "{table}", "id": "{pk}"}}]',
    )
    return found[0][0], found[0][1]


def test_an_edited_row_is_named(scene: Scene) -> None:
    pk = scene.buildings[2]
    chain, seq = seq_of(scene, "registry_building", pk)
    with bending():
        sql("UPDATE registry_building SET name = '九号楼' WHERE id = %s", pk)
        assert first(scene) == (chain, seq, "row_differs", "registry_building", str(pk))
        assert chain == scene.estate


def test_a_deleted_row_is_named(scene: Scene) -> None:
    pk = scene.buildings[5]
    with bending():
        sql("DELETE FROM registry_building WHERE id = %s", pk)
        assert first(scene)[2:] == ("row_differs", "registry_building", str(pk))


def test_a_row_put_in_behind_the_acts_is_named(scene: Scene) -> None:
    with bending():
        sql("INSERT INTO registry_building (id, estate_id, code, name) VALUES (77, %s, '77', '')", scene.estate)
        assert first(scene) == (scene.estate, None, "row_differs", "registry_building", "77")


@pytest.mark.parametrize("column", ["name", "password", "username"])
def test_an_edited_personal_column_is_named(scene: Scene, column: str) -> None:
    pk = scene.accounts["wanglan"]
    with bending():
        sql(f"UPDATE access_account SET {column} = {column} || 'x' WHERE id = %s", pk)
        assert first(scene)[2:] == ("row_differs", "access_account", str(pk))


def test_salts_do_not_go_without_an_act(scene: Scene) -> None:
    pk = scene.accounts["wanglan"]
    with bending():
        sql("DELETE FROM kernel_rowsalt WHERE subject_table = 'access_account' AND subject_id = %s", pk)
        assert first(scene)[2:] == ("row_differs", "access_account", str(pk))


def test_a_rule_made_softer_is_named(scene: Scene) -> None:
    pk = sql("SELECT id FROM policy_policyversion ORDER BY id LIMIT 1")[0][0]
    with bending():
        sql("UPDATE policy_policyversion SET effective_from = effective_from - 1 WHERE id = %s", pk)
        assert first(scene)[2:] == ("row_differs", "policy_policyversion", str(pk))


def test_a_bent_part_of_a_bulk_act_is_named(scene: Scene) -> None:
    pk = sql("SELECT id FROM kernel_recordbatch ORDER BY id LIMIT 1")[0][0]
    with bending():
        sql("UPDATE kernel_recordbatch SET rows = jsonb_set(rows, '{0,2}', '\"00\"') WHERE id = %s", pk)
        assert first(scene)[2:] == ("changed", "kernel_recordbatch", str(pk))
        sql("DELETE FROM kernel_recordbatch WHERE id = %s", pk)
        assert first(scene)[2:4] == ("missing", "kernel_recordbatch")


def test_the_waiting_list_does_not_lose_a_record(scene: Scene) -> None:
    pk = scene.record_at(scene.length())
    with bending():
        sql("DELETE FROM audit_chainlink WHERE record_id = %s", pk)
        sql("UPDATE audit_chainhead SET seq = seq - 1, hash = (SELECT hash FROM audit_chainlink WHERE estate_id = %s"
            " ORDER BY seq DESC LIMIT 1) WHERE estate_id = %s", scene.estate, scene.estate)  # fmt: skip
        assert first(scene)[2:] == ("truncated", "kernel_record", str(pk))
        sql("INSERT INTO kernel_unlinked (id, estate_id) VALUES (%s, %s)", pk, scene.estate)
        report = scene.verify()
        assert report.ok
        assert report.unlinked == 1


# --- any byte, anywhere ---------------------------------------------------------------------------------------------

_TEXTS = {
    "kernel_record": ("act", "permission", "request_digest", "subject_table"),
    "audit_chainlink": ("record_digest", "prev", "hash", "suite"),
    "registry_building": ("code", "name"),
    "registry_estate": ("name", "address", "pinyin"),
    "kernel_home": ("name", "path"),
    "access_account": ("name", "password", "phone", "username"),
    "policy_policyversion": ("title", "note", "source_article"),
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_one_changed_character_in_any_covered_column_is_found(scene: Scene, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(sorted(_TEXTS)))
    column = data.draw(st.sampled_from(_TEXTS[table]))
    key = "home_id" if table == "registry_estate" else "id"
    sealed = "" if table != "kernel_home" else "AND id <> 1"
    found = sql(f"SELECT {key}, {column} FROM {table} WHERE length({column}) > 0 {sealed} ORDER BY {key}")
    if not found:
        return
    pk, text = data.draw(st.sampled_from(found[:60]))
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([c for c in "0aZ甲 " if c != text[at]]))
    with bending():
        try:
            sql(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", text[:at] + other + text[at + 1 :], pk)
        except IntegrityError:  # the table itself refuses it
            return
        assert not scene.verify().ok, f"{table}.{column} of {pk}: {text!r} at {at} became {other!r}"
