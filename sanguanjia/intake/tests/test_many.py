"""Filing many sheets at once leaves exactly what filing them one by one leaves; large exports go part by part."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models, transaction

from sanguanjia.access.models import Mandate
from sanguanjia.cases import actions as cases
from sanguanjia.cases import filing_many, stamping
from sanguanjia.cases.models import Case, CaseClock, CaseEvent
from sanguanjia.cases.tests.scene import Scene
from sanguanjia.intake import actions, filing, queries, work
from sanguanjia.intake.models import HotlineBatch, HotlineFile, HotlineSheet
from sanguanjia.intake.tests.test_sheets import DESK, code_of, committed, line, sheets, staged, upload
from sanguanjia.kernel import batches
from sanguanjia.kernel.actor import SYSTEM
from sanguanjia.kernel.digest import shape_of
from sanguanjia.kernel.models import Counter, Record, RecordBatch, RowSalt, Unlinked
from sanguanjia.kernel.refusal import Refusal
from sanguanjia.kernel.scoped import cross_estate
from sanguanjia.notices.models import Errand, Message, Notice
from sanguanjia.words.models import Choice
from tests.support.guard import preparing

WORDS = (
    "楼道灯不亮", "门口垃圾没人清", "电梯老是停", "水压太低", "再次来电反映：楼道灯不亮", "市民再次来电，电梯老是停",
    "吵", "三楼着火了，快来", "法院已经立案了", "厨房有一股煤气味",
    "水压太低\t\"早上\"\n第二行\\N 100%(id)s {a}", "水压太低，%d \\. 楼",
)  # fmt: skip
PLACES = ("山水文园", "山水文园小区", "红旗小区", "新桂都", "没听过花园")
EARLIER = [
    line("E1", "楼道灯不亮"),
    line("E2", "电梯老是停", estate="新桂都"),
    line("E3", "水压太低", phone="13900002222"),
]


def drawn(seed: int, count: int = 14) -> list[list[str]]:
    dice = random.Random(seed)
    phones = ("13900001111", "13900002222", "", "0731-28881234", "不详")
    found = [
        line(f"R{n}", dice.choice(WORDS), estate=dice.choice(PLACES), phone=dice.choice(phones),
             secret=dice.choice("是否否"))
        for n in range(count)
    ]  # fmt: skip
    found.append(line("E1", "楼道灯不亮"))  # known before
    return found


def one_by_one(scene: Scene, batch_id: int) -> None:
    """The same sheets by the public acts of the cases room, each on its own."""
    batch = HotlineBatch.objects.get(estate_id=DESK, pk=batch_id)
    placed: dict[str, tuple[int, int]] = {}
    for sheet in HotlineSheet.objects.filter(estate_id=DESK, filed=True, case_id__isnull=False):
        placed[sheet.sheet_no] = (sheet.at_estate_id or 0, sheet.case_id or 0)
    with preparing():
        for sheet in HotlineSheet.objects.filter(estate_id=DESK, batch_id=batch_id).order_by("row"):
            if sheet.outcome in ("duplicate_row", "bad_row", "bad_date"):
                continue
            of = placed.get(sheet.of_number)
            if sheet.outcome == "repeat_of" and of and Case.objects.get(estate_id=of[0], pk=of[1]).ended_at is None:
                words = filing.words_again(sheet, batch.door)
                cases.add_note(scene.hotline, estate_id=of[0], case_id=of[1], words=words)
            elif sheet.outcome in ("load", "repeat_of"):
                ref = cases.report(scene.hotline, estate_id=sheet.at_estate_id or 0, **filing.wish_of(sheet))
                of = placed[sheet.of_number or sheet.sheet_no] = (ref.estate_id, ref.case_id)
                sheet.outcome, sheet.of_number = "load", ""
            if of:
                placed[sheet.sheet_no] = of
                sheet.at_estate_id, sheet.case_id = of
            sheet.filed = True
            sheet.save()


class Picture:
    """Everything that filing leaves, with ids and drawn codes replaced by what they stand for."""

    def __init__(self) -> None:
        with cross_estate():
            rows = list(Case.objects.order_by("estate_id", "number"))
            self.names = {row.pk: f"{row.estate_id}/{row.number}" for row in rows}
            self.codes = {row.tracking_code: self.names[row.pk] for row in rows}
            self.found = {
                "cases": [self._row(row, "tracking_code") for row in rows],
                "events": self._all(CaseEvent.objects.order_by("estate_id", "case__number", "seq")),
                "clocks": self._all(CaseClock.objects.order_by("estate_id", "case__number", "step")),
                "notices": self._all(Notice.objects.order_by("id")),
                "errands": Errand.objects.count(), "messages": Message.objects.count(),
                "counters": sorted(Counter.objects.values_list("estate_id", "kind", "value")),
                "sheets": self._all(HotlineSheet.objects.order_by("id")),
                "records": [self._record(r) for r in Record.objects.filter(act__startswith="cases.").order_by("id")],
                "choices": self._all(Choice.objects.order_by("id")),
            }  # fmt: skip
            assert set(Record.objects.values_list("pk", flat=True)) == set(
                Unlinked.objects.values_list("pk", flat=True)
            )

    def _all(self, rows: Any) -> list[dict[str, Any]]:
        return [self._row(row) for row in rows]

    def _row(self, row: models.Model, *but: str) -> dict[str, Any]:
        left_out = {"id", "cause", "batch_id", *but}
        names = [field.attname for field in type(row)._meta.concrete_fields if field.attname not in left_out]
        return {name: self._said(name, getattr(row, name)) for name in names}

    def _said(self, name: str, value: Any) -> Any:
        if name == "case_id":
            return self.names.get(value)
        if name == "href":
            return self.names.get(int(value.rstrip("/").rpartition("/")[2]))
        return value

    def _record(self, row: Record) -> dict[str, Any]:
        subjects = [(s["table"], s["before"] is None, s["after"] is None, "personal" in s) for s in row.subjects]
        answer = {**row.answer, "case_id": self.names[row.answer["case_id"]],
                  "tracking_code": self.codes[row.answer["tracking_code"]]}  # fmt: skip
        return self._row(row, "subjects", "subject_id", "answer") | {"subjects": subjects, "answer": answer}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[Any]:
    """What differs, row by row and column by column."""
    found: list[Any] = []
    for kind, rows in one.items():
        if not isinstance(rows, list) or len(rows) != len(other[kind]):
            found += [] if rows == other[kind] else [(kind, rows, other[kind])]
            continue
        for row, beside in zip(rows, other[kind], strict=True):
            if isinstance(row, dict):
                found += [(kind, name, row[name], beside[name]) for name in row if row[name] != beside[name]]
            elif row != beside:
                found.append((kind, row, beside))
    return found


def records_fit() -> int:
    """Checks that the last word of the records on every row is the row as it stands, with a salt that opens it."""
    tables = {m._meta.db_table: m for m in (Case, CaseEvent, CaseClock, Notice, HotlineSheet, HotlineBatch)}
    said: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    with cross_estate():
        salts = {(s.subject_table, s.subject_id): bytes(s.salt) for s in RowSalt.objects.all()}
        for record in Record.objects.order_by("id"):
            for subject in record.subjects:
                if "part" in subject:
                    part = RecordBatch.objects.get(record_id=record.pk, part=subject["part"])
                    said |= {(part.table, pk): (after, personal) for pk, _, after, personal in part.rows}
                else:
                    said[(subject["table"], int(subject["id"]))] = (subject["after"], subject.get("personal"))
        for (table, pk), (after, personal) in said.items():
            row = tables[table]._base_manager.get(pk=pk) if table in tables else None
            if row is not None and getattr(row, "outcome", "") != "solved":  # that one was ended without an act
                shape = shape_of(type(row))
                assert after == batches.digest(shape.facts(row), "sha256"), table
                if personal:
                    secret = batches.commitment(salts[(table, pk)], table, str(pk), shape.secrets(row), "sha256")
                    assert personal == secret, table
    return len(said)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def picture_of(do: Callable[[], object]) -> dict[str, Any]:
    with undone():
        do()
        return Picture().found


def earlier(scene: Scene, tmp_path: Any) -> None:
    """Matters of earlier sheets: two run, one has ended."""
    committed(scene, tmp_path, EARLIER)
    ended = sheets("E3")[0]
    with preparing():
        Case.objects.filter(estate_id=ended.at_estate_id, pk=ended.case_id).update(
            state="closed", ended_at="2024-04-25T03:00:00Z", closed_at="2024-04-25T02:00:00Z", outcome="solved"
        )


@pytest.mark.parametrize("seed", range(6))
def test_at_once_leaves_what_one_by_one_leaves(scene, tmp_path, monkeypatch, seed):
    monkeypatch.setattr(filing_many, "FEW", seed % 2)  # stamped from the second, or from the third of a kind on
    pressed: list[int] = []
    press = stamping.MatterStamp.press
    monkeypatch.setattr(stamping.MatterStamp, "press", lambda *given: pressed.append(1) or press(*given))
    earlier(scene, tmp_path)
    batch = staged(scene, tmp_path, drawn(seed, 24))
    alone = picture_of(lambda: one_by_one(scene, batch))
    together = picture_of(lambda: actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch))
    assert differences(alone, together) == []
    actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    assert records_fit() > 60
    assert len(pressed) >= 2


@pytest.fixture
def small(monkeypatch):
    """A world in which six rows are many."""
    for room, name, value in (
        ("actions.upload_sheets", "IN_REQUEST", 5), ("actions.commit_sheets", "IN_REQUEST", 5),
        ("work", "PART_READ", 4), ("actions.file_sheets", "PART_FILED", 3),
    ):  # fmt: skip
        monkeypatch.setattr(sys.modules[f"sanguanjia.intake.{room}"], name, value)


def test_a_large_export_goes_in_part_by_part_as_it_would_at_once(scene, tmp_path, monkeypatch, request):
    earlier(scene, tmp_path)
    rows = drawn(7, 17)
    at_once = picture_of(
        lambda: actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=staged(scene, tmp_path, rows))
    )
    request.getfixturevalue("small")
    batch = staged(scene, tmp_path, rows)
    assert queries.batch(DESK, batch).state == "reading"
    assert not sheets("R1")
    work.read(DESK, batch)
    work.read(DESK, batch)  # a job may run twice
    assert queries.batch(DESK, batch).state == "ready"
    assert not HotlineFile.objects.filter(estate_id=DESK).exists()
    assert actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch).state == "committing"
    work.file(DESK, batch)
    work.file(DESK, batch)
    assert queries.batch(DESK, batch).state == "done"
    parts = Picture().found
    for kind in ("cases", "events", "clocks", "sheets", "counters", "errands"):
        assert parts[kind] == at_once[kind], kind
    assert records_fit() > 60


def test_a_worker_that_dies_leaves_whole_parts_and_another_goes_on(scene, tmp_path, monkeypatch, small):
    batch = staged(scene, tmp_path, [line(f"D{n}", "水压太低", phone=f"139000011{n:02}") for n in range(8)])
    work.read(DESK, batch)
    actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    whole = filing_many.Filing.write
    calls: list[int] = []

    def dies_at_the_second(self: filing_many.Filing) -> None:
        calls.append(1)
        whole(self)
        if len(calls) == 2:
            raise MemoryError

    monkeypatch.setattr(filing_many.Filing, "write", dies_at_the_second)
    with pytest.raises(MemoryError):
        work.file(DESK, batch)
    assert Case.objects.filter(estate_id=scene.estate).count() == 3
    row = queries.batch(DESK, batch)
    assert (row.state, row.done) == ("committing", 3)
    with pytest.raises(Refusal) as caught:
        actions.withdraw_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    assert code_of(caught) == "sheets_not_now"
    actions.nudge_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    work.file(DESK, batch)
    assert list(Case.objects.filter(estate_id=scene.estate).order_by("number").values_list("number", flat=True)) == [
        *range(1, 9)
    ]


def test_a_part_that_is_refused_stops_the_batch_and_another_person_goes_on(scene, tmp_path, small):
    batch = staged(scene, tmp_path, [line(f"S{n}", "水压太低", phone=f"139000011{n:02}") for n in range(7)])
    work.read(DESK, batch)
    actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
    with preparing():
        Mandate.objects.filter(account=scene.accounts["hotline"]).delete()
    work.file(DESK, batch)
    row = queries.batch(DESK, batch)
    assert (row.state, row.verdict) == ("stopped", "not_permitted")
    assert actions.commit_sheets(scene.centre, estate_id=DESK, batch_id=batch).state == "committing"
    work.file(DESK, batch)
    assert set(Case.objects.filter(estate_id=scene.estate).values_list("entered_by_account_id", flat=True)) == {
        scene.centre.account_id
    }


def test_a_number_that_came_in_meanwhile_stays_out(scene, tmp_path, small):
    rows = [line(f"T{n}", "水压太低", phone=f"139000011{n:02}") for n in range(7)]
    one, two = staged(scene, tmp_path, rows), staged(scene, tmp_path, rows)
    for batch in (one, two):
        work.read(DESK, batch)
    for batch in (one, two):
        actions.commit_sheets(scene.hotline, estate_id=DESK, batch_id=batch)
        work.file(DESK, batch)
    assert Case.objects.filter(estate_id=scene.estate).count() == 7
    assert set(HotlineSheet.objects.filter(estate_id=DESK, batch_id=two).values_list("outcome", flat=True)) == {
        "duplicate_row"
    }


def test_two_readings_of_one_file_keep_each_row_once(scene, tmp_path, small):
    batch = staged(scene, tmp_path, [line(f"U{n}", "水压太低") for n in range(7)])
    found = list(work.staging.judged(upload(tmp_path, [line("U0", "水压太低")]).path, {"山水文园": 1}))
    actions.stage_sheets(SYSTEM, estate_id=DESK, batch_id=batch, found=found, run=1, done=0, last=False)
    assert queries.rows_to_do(queries.batch(DESK, batch)) == 1  # those that are kept: nobody counted the file
    actions.stage_sheets(SYSTEM, estate_id=DESK, batch_id=batch, found=found, run=2, done=0, last=False, expected=7)
    assert queries.rows_to_do(queries.batch(DESK, batch)) == 7
    with pytest.raises(Refusal) as caught:
        actions.stage_sheets(SYSTEM, estate_id=DESK, batch_id=batch, found=found, run=1, done=1, last=True)
    assert code_of(caught) == "sheets_not_now"
    work.read(DESK, batch)
    assert HotlineSheet.objects.filter(estate_id=DESK, batch_id=batch).count() == 7
    with pytest.raises(Refusal) as caught:
        actions.stage_sheets(scene.hotline, estate_id=DESK, batch_id=batch, found=[], run=1, done=0, last=True)
    assert code_of(caught) == "not_permitted"


def test_a_file_says_how_many_rows_it_has_before_it_is_read(tmp_path):
    rows = [line(f"C{n}", "水压太低\n早上洗不了澡") for n in range(9)]
    assert work.staging.rows_in(upload(tmp_path, rows).path) == 9
    broken = tmp_path / "x.csv"
    broken.write_bytes(b"\x00\x01\x02")
    assert work.staging.rows_in(broken) == 0


def test_a_large_file_that_turns_out_unfit_is_refused_whole(scene, tmp_path, monkeypatch, small):
    batch = staged(scene, tmp_path, [line(f"V{n}", "水压太低") for n in range(9)])
    monkeypatch.setattr(sys.modules["sanguanjia.intake.staging"], "MOST_ROWS", 6)
    work.read(DESK, batch)
    row = queries.batch(DESK, batch)
    assert (row.state, row.verdict) == ("refused", "sheets_too_many")
    assert not HotlineSheet.objects.filter(estate_id=DESK, batch_id=batch).exists()
    assert not HotlineFile.objects.filter(estate_id=DESK).exists()


def test_codes_that_are_taken_are_drawn_again(scene, tmp_path, monkeypatch):
    first = committed(scene, tmp_path, [line("W1", "水压太低")])
    assert first.opened == 1
    taken = Case.objects.get(estate_id=scene.estate).tracking_code
    chances = iter([1, 1, 2, 2, 3, 4, 5, 6, 7, 8])
    drawing = SimpleNamespace(randbits=lambda _bits: next(chances))
    monkeypatch.setattr(filing_many, "secrets", drawing)
    with preparing():
        code = filing_many.tracking.make(scene.estate, lambda: 1)
        Case.objects.filter(estate_id=scene.estate, tracking_code=taken).update(tracking_code=code)
    rows = [line("W2", "门口垃圾没人清"), line("W3", "电梯老是停")]
    assert committed(scene, tmp_path, rows).opened == 2
    assert len(set(Case.objects.filter(estate_id=scene.estate).values_list("tracking_code", flat=True))) == 3
