"""What is handed to a voting system of the city: electorate, agenda, notice, evidence, an empty result (OWN-044)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sanguanjia.kernel.area import square_metres
from sanguanjia.notices import queries as notices
from sanguanjia.registry import queries as registry

from . import proofs, store
from .models import LogLine, OutsideSystem, Vote
from .proof.heads import check_words
from .rules.outside import CHOICES, HEAD, SUM, Known

FORM = "sanguanjia electorate 1"


def system_of(vote: Vote) -> OutsideSystem | None:
    """The system outside in which the vote is held; None: it is held here."""
    return OutsideSystem.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).first()


def roll_of(vote: Vote) -> dict[str, Known]:
    """The frozen roll as the rows of a result are checked against it."""
    return {line.code: Known(line.head, line.area) for line in store.roll_of(vote)}


def package(vote: Vote) -> dict[str, bytes]:
    """File name → content, the same for the same vote. Names of people are not in it: the system asks the register."""
    notice = notices.canonical_of(vote.estate_id, vote.notice_number or 0)
    files = {
        "electorate.csv": _electorate(vote), "agenda.json": _json(_agenda(vote)), "notice.txt": notice.encode(),
        "evidence.json": _json(_evidence(vote)),
        "result.csv": _empty_result(vote), "README.txt": _README.encode(),
    }  # fmt: skip
    marks = {name: sha256(content).hexdigest() for name, content in sorted(files.items())}
    return files | {"MANIFEST.json": _json({"form": FORM, "vote": str(vote.pk), "files": marks})}


def hash_of(files: Mapping[str, bytes]) -> str:
    """What stands for a package: the hash of its list of hashes."""
    return sha256(files["MANIFEST.json"]).hexdigest()


def _electorate(vote: Vote) -> bytes:
    """One line a unit; units of one voter share his number."""
    lines = sorted(store.roll_of(vote), key=lambda line: line.code)
    numbers = {head: n for n, head in enumerate(dict.fromkeys(line.head for line in lines), start=1)}
    rows = [
        (line.code, line.building, numbers[line.head], square_metres(line.area), line.area_source,
         "建设单位" if line.developer else "", len(line.owners))
        for line in lines
    ]  # fmt: skip
    return _table(("房号", "楼栋", "投票人编号", "专有部分面积", "面积依据", "建设单位", "产权人数"), rows)


def _empty_result(vote: Vote) -> bytes:
    """The table that comes back, with its head and the rows of sums to be filled in."""
    rows = [(SUM, item.position, words, "0.00", 0) for item in store.items_of(vote) for words in CHOICES]
    return _table(HEAD, rows)


def _agenda(vote: Vote) -> dict[str, Any]:
    items = [
        {"item": item.position, "matter": item.matter, "title": item.title, "text": item.text}
        for item in store.items_of(vote)
    ]
    return {
        "vote": str(vote.pk), "number": vote.number, "title": vote.title,
        "estate": registry.estate(vote.estate_id).name,
        "opens": vote.opens_on.isoformat(), "closes": vote.closes_on.isoformat(), "items": items,
        "choices": list(CHOICES), "rules": vote.settings,
    }  # fmt: skip


def _evidence(vote: Vote) -> dict[str, Any]:
    first = LogLine.objects.filter(estate_id=vote.estate_id, vote_id=vote.pk).order_by("seq")[:64]
    return {
        "roll_day": str(vote.roll_day or ""), "roll_root": vote.roll_root, "log_root": vote.log_root,
        "check_words": list(check_words(vote.log_root)), "public_key": proofs.public_key(),
        "total": {"area": square_metres(vote.total_area), "n": vote.total_n, "units": vote.total_units},
        "notice": vote.notice_number, "announced_at": vote.announced_at.isoformat() if vote.announced_at else "",
        "log": [json.loads(line.line) for line in first if line.kind in ("config", "roll_root", "correction")],
    }  # fmt: skip


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # spreadsheets know UTF-8 by its mark


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


_README = """这是交给市里电子表决系统的一次业主表决。

electorate.csv  固定的业主名册：房号、投票人编号（同一编号算一人）、专有部分面积；没有姓名
agenda.json     事项全文、投票日期、固定的规则
notice.txt      已公示的通知
evidence.json   名册指纹、日志指纹、核对词、公示编号
result.csv      结果表的式样：每套房屋每项一行，再写合计；同一投票人的各套必须一致
MANIFEST.json   各文件的指纹

表决截止后，把填好的结果表导回本平台。逐行与名册核对，合计不符的不导入。
"""
