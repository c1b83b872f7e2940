"""PDF: Chinese text that a reader can read out again, nothing taken for markup, the same bytes each time."""

import base64
import re
import zlib

from sanguanjia.look.pdf import Facts, Paper, Steps, Table, write


def text_of(file: bytes) -> str:
    """What stands in a file of `look.pdf`: the strings that its pages show, decoded as UniGB-UCS2-H."""
    said = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", file, re.S):
        page = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        for shown in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", page, re.S):
            raw = re.sub(rb"\\([0-7]{3}|.)", _escaped, shown, flags=re.S)
            said.append(raw.decode("utf-16-be"))
    return "\n".join(said)


def _escaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8)]) if len(code) == 3 else {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(code, code)


PAPER = Paper(
    "对账单", [
        Facts([("房屋", "3-1-1403 <b>&")]), "一段话。\U0001f600", Steps("余额", [(0, 10), (50, 10)], 100, 20),
        Table("逐笔", ["日期", "金额"], [["1月1日", f"{n}.00 元"] for n in range(90)], numeric=(1,), last_is_sum=True),
        Table("没有行的", ["甲"], [], empty="本年没有收支"),
    ], kind="山水文园", foot="封存码 abc",
)  # fmt: skip


def test_what_is_written_can_be_read_and_the_head_comes_again_on_each_page():
    file = write(PAPER)
    said = text_of(file)
    for words in ("对账单", "房屋", "3-1-1403 <b>&", "一段话。□", "89.00 元", "本年没有收支", "第 2 页"):
        assert words in said
    assert said.count("封存码 abc") == said.count("日期") >= 2
    assert b"/STSong-Light" in file
    assert b"FontFile" not in file
    assert write(PAPER) == file
