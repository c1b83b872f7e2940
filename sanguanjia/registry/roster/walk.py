"""Walk a table from top to bottom and hand out units, judged, and the rows that are no units. Pure.

The state is one open unit and what carries down (building, entrance, merged cells), so that 200,000 rows need no more
memory than the set of unit keys (duplicates) asks for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.text import DateNumber, Number, is_blank, narrow, number_text, squeeze
from sanguanjia.kernel.sheets.types import Cells, Merge, Table
from sanguanjia.registry.roster import homes, lines
from sanguanjia.registry.roster.fields import header_words
from sanguanjia.registry.roster.types import Layout, Skipped, Unit

_TOTAL: Final = re.compile(r"小计|合计|总计|共计|累计|总数|汇总|本页计|页计")
_NOTE: Final = re.compile(
    r"^(备注|注|说明|填表|制表|审核|复核|单位负责|编制|打印|第\d+页|共\d+页|以上|以下空白|以下无正文|统计|经办|联系人|盖章|负责人|日期|截止|注意|特此|\*|※|★)"
)
_COUNT: Final = re.compile(r"(共|计|合计)?\d+(户|套|人|个|间|处)")
_HEADING: Final = re.compile(
    r"(?:\w{0,8}?(?:期|[东南西北中A-Z]区|组团))?第?\w{1,4}(?:号楼|#楼|栋|幢|座|楼|#)(?:-?第?\w{1,3}单元)?|第?\w{1,3}单元|(?:地下|底层|临街)?(?:商铺|商业|车位|车库|储藏室)"
)
_HEADING_TAIL: Final = re.compile(
    r"(?:[(,:].*|的?(?:业主|住户|房屋|花名册|名册|名单|信息|明细|清册|情况|登记|一览|汇总|表)+)$"
)


class _Merged:
    """Vertically merged cells of one column, met in rising row order."""

    __slots__ = ("at", "blocks", "value")

    def __init__(self, blocks: list[tuple[int, int]]) -> None:
        self.blocks = sorted(blocks)
        self.at = 0
        self.value = ""

    def at_row(self, row: int, typed: str) -> str:
        """The value that covers this row from above, or the empty string."""
        blocks = self.blocks
        while self.at < len(blocks) and blocks[self.at][1] < row:
            self.at += 1
            self.value = ""
        if self.at >= len(blocks) or blocks[self.at][0] > row:
            return ""
        if blocks[self.at][0] == row:
            self.value = typed
            return ""
        return self.value


class Walker:
    """Reads one table by its layout. `units_and_skips()` yields every row exactly once, inside a unit or skipped."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self.table = table
        self.layout = layout
        self.columns = dict(layout.columns)
        self.judge = lines.Judge(layout, date1904=table.date1904)
        self._merged = self._vertical(table.merges())
        self._seen: dict[tuple[str, str, str], int] = {}
        self._open: lines.Draft | None = None
        self._building = self._from_sheet_name()
        self._entrance = ""
        self._own_unit_columns = [
            self.columns[f] for f in ("building", "entrance", "room", "address") if f in self.columns
        ]
        self._header = {col: header_words(text) for col, text in layout.headers.items()}

    def _from_sheet_name(self) -> str:
        name = squeeze(self.table.name)
        if "building" in self.columns or not re.fullmatch(r"第?\w{1,4}(栋|幢|座|号楼|#)", name):
            return ""
        return homes.read_building(name)

    def _vertical(self, merges: list[Merge]) -> dict[int, _Merged]:
        blocks: dict[int, list[tuple[int, int]]] = defaultdict(list)
        wanted = set(self.columns.values())
        for m in merges:
            if m.left in wanted and m.bottom > m.top > self.layout.header_row:
                blocks[m.left].append((m.top, m.bottom))
        return {col: _Merged(found) for col, found in blocks.items()}

    def units_and_skips(self) -> Iterator[Unit | Skipped]:
        """Units in order of their first row, and skipped rows, each as soon as it is certain."""
        last = 0
        for row, cells in self.table.rows():
            if row > last + 1:
                yield from self._close_if(row - last > 50)
                yield Skipped(last + 1, "blank", until=row - 1)
            last = row
            if row <= self.layout.header_row:
                why = "header" if row >= self.layout.header_top else "title"
                yield Skipped(row, why if any(not is_blank(c) for c in cells.values()) else "blank", _text_of(cells))
                continue
            yield from self._row(row, cells)
        yield from self._close()

    def _close_if(self, far: bool) -> Iterator[Unit]:
        if far:
            yield from self._close()

    def _close(self) -> Iterator[Unit]:
        if self._open is not None:
            draft, self._open = self._open, None
            yield self.judge.finish(draft)

    def _row(self, row: int, cells: Cells) -> Iterator[Unit | Skipped]:
        covered = {col: value for col, m in self._merged.items() if (value := m.at_row(row, cells.get(col, "")))}
        typed = {f: cells[c] for f, c in self.columns.items() if c in cells}
        if any(len(text) > limits.READ_CHARACTERS for text in typed.values()):
            typed = {
                f: text if len(text) <= limits.READ_CHARACTERS else text[: limits.READ_CHARACTERS]
                for f, text in typed.items()
            }
        why = "header" if self._numbers_the_columns(row, cells) else self._why_no_unit(cells, typed, covered)
        if why:
            yield from self._close()
            yield Skipped(row, why, _text_of(cells))
            return
        yield from self._unit_row(row, cells, typed, covered)

    # --- rows that are no units -------------------------------------------------------------------------------------

    def _why_no_unit(self, cells: Cells, typed: dict[str, str], covered: dict[int, str]) -> str:
        has_person = "identity" in typed and not is_blank(typed["identity"])
        if (
            has_person
            and "owner" in typed
            and ("room" in typed or "address" in typed)
            and not self._repeats_header(cells)
        ):
            return ""  # the ordinary line, decided at once
        words = [(col, squeeze(text)) for col, text in sorted(cells.items()) if not isinstance(text, Number)]
        if not has_person and any(self._is_total(col, word) for col, word in words):
            return "total"
        if self._repeats_header(cells):
            return "header"
        room = typed.get("room", typed.get("address", ""))
        if words and not has_person:
            first = words[0][1]
            alone = len(cells) <= 2 or not re.search(r"\d{2,}", squeeze(room)) or _NOTE.match(squeeze(room))
            if alone and (_NOTE.match(first) or len(first) > 30):
                return "remark"
        if len(words) == 1 and len([c for c in cells.values() if c.strip()]) == 1 and not covered:
            return self._heading(words[0][0], words[0][1])
        return ""

    def _numbers_the_columns(self, row: int, cells: Cells) -> bool:
        """The row of 1, 2, 3, 4 … (or 甲, 乙, 1, 2 …) that official forms print under their header."""
        if row > self.layout.header_row + 2 or len(cells) < 4:
            return False
        figures = [int(n) for _, text in sorted(cells.items()) if (n := number_text(squeeze(text))).isdecimal()]
        words = len(cells) - len(figures)
        return len(figures) >= 3 and words <= 3 and figures == list(range(figures[0], figures[0] + len(figures)))

    def _repeats_header(self, cells: Cells) -> bool:
        owner = self.columns["owner"]
        if cells.get(owner, "") != self.layout.headers.get(owner):
            return False
        return sum(1 for col, text in cells.items() if header_words(text) == self._header.get(col)) >= 3

    def _is_total(self, col: int, word: str) -> bool:
        if col == self.columns["owner"]:
            whole = re.fullmatch(r"(本页|本栋|\w{1,3}栋)?(小计|合计|总计|共计)[:]?\d*户?", word)
            return whole is not None or _COUNT.fullmatch(word) is not None
        if col in (self.columns.get("remark"), self.columns.get("status")):
            return False
        return len(word) <= 24 and _TOTAL.search(word) is not None

    def _heading(self, col: int, word: str) -> str:
        """A row with one word: a building's name over its rows carries down, a remark in the remark column does not."""
        if col == self.columns.get("room") and re.fullmatch(r"#?\d{3,4}[A-Z]?[室房号]?", word):
            return ""
        if col in (self.columns.get("owner"), self.columns.get("identity"), self.columns.get("phone")):
            return ""
        plain = _HEADING_TAIL.sub("", _HEADING_TAIL.sub("", word))
        if not _HEADING.fullmatch(plain):
            return "remark"
        if col == self.columns.get("building") and "单元" not in plain and "room" in self.columns:
            self._carried_building({"building": plain})
            return "heading"
        home = homes.read_home(plain + "-0" if "单元" in plain else plain)
        self._building = home.building or (self._building if plain.endswith("单元") else homes.read_building(plain))
        self._entrance = home.entrance
        return "heading"

    # --- rows of a unit ---------------------------------------------------------------------------------------------

    def _unit_row(
        self, row: int, cells: Cells, typed: dict[str, str], covered: dict[int, str]
    ) -> Iterator[Unit | Skipped]:
        home = self._home(typed, covered)
        if home is None:
            yield from self._continuation(row, cells, typed, covered)
            return
        if self._open is not None and home.key == self._open.home.key and self.judge.adds_co_owner(self._open, typed):
            self.judge.add_line(self._open, row, typed, covered)
            return
        yield from self._close()
        first = self._seen.get(home.key) if home.room else None
        if home.room and first is None:
            self._seen[home.key] = row
        self._open = self.judge.begin(row, home, typed, covered, duplicate_of=first)

    def _continuation(
        self, row: int, cells: Cells, typed: dict[str, str], covered: dict[int, str]
    ) -> Iterator[Unit | Skipped]:
        says_who = any(f in typed and not is_blank(typed[f]) for f in ("owner", "identity", "credit_code"))
        has_phone = "phone" in typed and not is_blank(typed["phone"])
        has_type = "id_type" in typed and not is_blank(typed["id_type"])
        adds = says_who or ("share" in typed and not is_blank(typed["share"])) or (has_phone and has_type)
        if not adds and not has_phone and "remark" not in typed:
            yield Skipped(row, "blank", _text_of(cells))  # a line numbered or pre-filled, but never filled in
            return
        if self._open is None:
            if says_who:
                yield self.judge.finish(self.judge.begin(row, homes.Home(), typed, covered))
            else:
                yield Skipped(row, "remark", _text_of(cells))
            return
        if "area" in typed and says_who and not self.judge.same_area(self._open, typed["area"]):
            # A line of its own that forgot to say which home it is: another area than the unit above.
            yield from self._close()
            yield self.judge.finish(self.judge.begin(row, homes.Home(), typed, covered))
            return
        if adds and not self._owner_covered(covered):
            self.judge.add_line(self._open, row, typed, covered)
        else:
            self.judge.more(self._open, row, typed)
        return

    def _owner_covered(self, covered: dict[int, str]) -> bool:
        """The owner's cell is merged over both lines: the line adds a telephone or a remark, not an owner."""
        return self.columns["owner"] in covered

    def _home(self, typed: dict[str, str], covered: dict[int, str]) -> homes.Home | None:
        """The unit named on this line; None when the line names none of its own."""
        room = typed.get("room", "")
        if "room" in self.columns:
            return self._home_from_parts(room, typed, covered)
        address = typed.get("address", "")
        if is_blank(address):
            return None
        home = homes.read_home(address)
        building = home.building or self._carried_building(typed)
        entrance = home.entrance or (homes.read_entrance(typed["entrance"]) if "entrance" in typed else "")
        if not home.building and not entrance:
            entrance = self._entrance
        if home.building:
            self._entrance = home.entrance
            self._building = home.building
        return homes.Home(building, entrance, home.room)

    def _carried_building(self, typed: dict[str, str]) -> str:
        if "building" in typed and not is_blank(typed["building"]):
            building = homes.read_home(typed["building"]) if "单元" in squeeze(typed["building"]) else None
            name = (building.building if building else "") or homes.read_building(typed["building"])
            if name != self._building:
                self._building, self._entrance = name, ""
            if building and building.entrance:
                self._entrance = building.entrance
        return self._building

    def _home_from_parts(self, room: str, typed: dict[str, str], covered: dict[int, str]) -> homes.Home | None:
        if is_blank(room):
            return self._roomless(typed, covered)
        building = self._carried_building(typed)
        if "entrance" in typed:
            self._entrance = homes.read_entrance(typed["entrance"])
        if isinstance(room, DateNumber):
            return homes.Home(building, self._entrance, "")
        plain = homes.read_room(room)
        if plain.isalnum() and plain.isascii():
            return homes.Home(building, self._entrance, plain)
        return self._home_in_room(room, plain, building)

    def _home_in_room(self, room: str, plain: str, building: str) -> homes.Home:
        """A room cell that says more than the room: 1-1403, 1单元1403, 3栋1单元1403."""
        home = homes.read_home(room)
        if "building" not in self.columns and not self._building and home.room:
            return home if home.building or home.entrance else homes.Home("", self._entrance, home.room)
        if home.building and home.entrance:
            return home
        if home.entrance and not home.building:
            return homes.Home(building, home.entrance, home.room)
        short = re.fullmatch(r"(\w{1,2})-(\w{3,5})", plain)
        if short and "entrance" not in self.columns:
            return homes.Home(building, homes.read_entrance(short[1]), short[2])
        if short and homes.read_entrance(short[1]) == self._entrance:
            return homes.Home(building, self._entrance, short[2])
        if home.building and home.building == building and home.room:
            return homes.Home(building, self._entrance, home.room)
        return homes.Home(building, self._entrance, plain)

    def _roomless(self, typed: dict[str, str], covered: dict[int, str]) -> homes.Home | None:
        """No room on the line. A villa is its building; a covered room or nothing new is another line of the unit
        above."""
        if self.columns["room"] in covered or "owner" not in typed:
            return None
        if "building" not in typed or "area" not in typed:
            return None
        before = self._building
        building = self._carried_building(typed)
        if "entrance" in typed:
            self._entrance = homes.read_entrance(typed["entrance"])
        use = squeeze(typed.get("use", ""))
        if "别墅" in use or "独栋" in use:
            return homes.Home(building, self._entrance, "1" if not self._entrance else "")
        if self._open is not None and before == building and self.judge.same_area(self._open, typed["area"]):
            return self._open.home
        return homes.Home(building, self._entrance, "")


def _text_of(cells: Cells) -> str:
    return " ".join(narrow(text) for _, text in sorted(cells.items()) if text.strip())[:200]
