"""Invent messy rosters with the truth beside them: other words, orders, styles, sheets and file forms for every seed.

The truth is what the maker meant, written down before any cell is dirtied. Persons are of the test range 999999.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from sanguanjia.registry.rules import codes

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红玲飞鹏䶮"
HEADERS: dict[str, list[str]] = {
    "seq": ["序号", "编号", "NO."],
    "building": ["楼栋", "栋号", "幢号", "楼号", "座号", "楼幢"],
    "entrance": ["单元", "单元号", "门栋"],
    "room": ["房号", "室号", "房间号", "门牌号"],
    "address": ["房屋坐落", "房屋地址", "坐落", "楼栋房号", "房屋（栋-单元-室）"],
    "area": ["建筑面积（㎡）", "建筑面积", "面积(平方米)", "房屋面积", "产权面积", "建面"],
    "owner": ["业主姓名", "产权人", "姓名", "业主", "户主", "房主姓名", "权利人"],
    "id_type": ["证件类型", "证件种类"],
    "identity": ["证件号码", "身份证号", "身份证号码", "证件号", "身份证号/统一社会信用代码"],
    "phone": ["联系电话", "手机号", "电话", "联系方式", "手机号码"],
    "share": ["产权份额", "份额", "占比", "所占份额", "产权比例"],
    "use": ["用途", "房屋用途", "使用性质", "物业类型", "规划用途"],
    "delivered": ["交付日期", "交房日期", "交房时间", "收房日期", "入住日期"],
    "remark": ["备注", "说明", "附注"],
}
NOISE = ["户型", "楼层", "不动产权证号", "车牌号", "紧急联系人", "物业费(元)"]


@dataclass
class Line:
    """One owner line before it is dirtied."""

    name: str
    number: str
    id_type: str = "身份证"
    share: Fraction | None = Fraction(1)
    phone: str = ""
    number_cell: Any = None
    share_cell: Any = None


@dataclass
class Flat:
    """One unit before it is dirtied."""

    building: str
    entrance: str
    room: str
    area: int
    lines: list[Line]
    use: str = "住宅"
    unsold: bool = False
    delivered: date | None = None
    kinds: list[str] = field(default_factory=list)
    area_cell: Any = None
    date_cell: Any = None
    phone_cell: Any = None

    @property
    def code(self) -> str:
        return "-".join(p for p in (self.building, self.entrance, self.room) if p)


@dataclass
class Made:
    """A roster file and what `roster check` must say about it."""

    name: str
    data: bytes
    truth: dict[str, Any]


class Maker:
    """One roster per seed."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.seed = seed
        self.taken: set[str] = set()

    # --- what is meant ----------------------------------------------------------------------------------------------

    def person(self) -> tuple[str, str]:
        while True:
            born = date(1944, 1, 1) + timedelta(days=self.r.randrange(22_000))
            first = f"999999{born:%Y%m%d}{self.r.randrange(1000):03d}"
            number = first + codes.identity_check_character(first)
            if number not in self.taken:
                self.taken.add(number)
                return self.r.choice(SURNAMES) + "".join(self.r.choices(GIVEN, k=self.r.choice((1, 2, 2)))), number

    def phone(self) -> str:
        return f"199{self.r.randrange(10**8):08d}"

    def flats(self) -> list[Flat]:
        r = self.r
        self.lettered = r.random() < 0.2
        self.has_entrances = r.random() < 0.75
        known = [self.person() for _ in range(5)]
        flats: list[Flat] = []
        for b in range(1, r.randint(2, 6)):
            building = chr(64 + b) if self.lettered else str(b if b < 5 else b + 6)
            for storey in range(1, r.randint(3, 8)):
                for e in range(1, r.randint(2, 4)):
                    for door in range(1, 3):
                        entrance = str(e) if self.has_entrances else ""
                        room = f"{storey}{door:02d}" if self.has_entrances else f"{storey}{(e - 1) * 2 + door:02d}"
                        flats.append(self.flat(building, entrance, room, known))
        return flats

    def flat(self, building: str, entrance: str, room: str, known: list[tuple[str, str]]) -> Flat:
        r = self.r
        area = r.randrange(5000, 18000)
        handed = date(2012, 1, 1) + timedelta(days=r.randrange(4000)) if r.random() < 0.9 else None
        roll = r.random()
        if roll < 0.04:
            line = Line("株洲示例置业有限公司", "91430211MA4XX0012H", "统一社会信用代码", phone=self.phone())
            return Flat(building, entrance, room, area, [line], unsold=True)
        if roll < 0.08:
            area = r.randrange(100_000, 500_000)
            line = Line("株洲示例商业管理有限公司", "91430211MA4X004340", "统一社会信用代码", phone=self.phone())
            return Flat(building, entrance, room, area, [line], use="商铺", delivered=handed)
        people = [r.choice(known) if r.random() < 0.05 else self.person() for _ in range(r.choice((1, 1, 1, 2, 2, 3)))]
        if len({p[1] for p in people}) < len(people):
            people = people[:1]
        n = len(people)
        shares: list[Fraction | None] = [Fraction(1)] if n == 1 else r.choice(([Fraction(1, n)] * n, [None] * n))
        use = "车位" if r.random() < 0.04 and n == 1 else "住宅"
        lines = [Line(nm, no, share=s, phone=self.phone()) for (nm, no), s in zip(people, shares, strict=True)]
        return Flat(building, entrance, room, area, lines, use=use, delivered=handed)

    def spoil(self, flats: list[Flat], columns: set[str], excel: bool) -> list[Flat]:
        """Put errors in, each into a flat that has none, and write down which."""
        r = self.r
        result: list[Flat] = []
        for flat in flats:
            result.append(flat)
            if r.random() > 0.12:
                continue
            first = flat.lines[0]
            person = first.id_type == "身份证"
            kind = r.choice(
                ("bad_area", "bad_identity", "identity_as_number", "missing_owner", "duplicate_unit",
                    "shares_exceed_whole", "bad_share",
                 "bad_date", "bad_phone", "bad_credit_code")
            )  # fmt: skip
            if kind == "bad_area" and "area" in columns:
                flat.area_cell = r.choice(("见合同", "-88.6", "1.2.3", "", "0", "约90", "待测"))
            elif kind == "bad_identity" and person:
                line = r.choice(flat.lines)
                line.number = line.number[:-1] + r.choice([c for c in "0123456789X" if c != line.number[-1]])
            elif kind == "identity_as_number" and person and first.number[-1] != "X":
                first.number_cell = float(first.number) if excel else f"{float(first.number):.5E}".replace("e", "E")
            elif kind == "missing_owner":
                first.name, first.number = r.choice(("", "  ")), ""
                if len(flat.lines) > 1:
                    del flat.lines[1:]
                    first.share = Fraction(1)
            elif kind == "duplicate_unit":
                name, number = self.person()
                again = Flat(
                    flat.building,
                    flat.entrance,
                    flat.room,
                    flat.area,
                    [Line(name, number, phone=self.phone())],
                    flat.use,
                )
                again.kinds = [kind]
                result.append(again)
                continue
            elif kind == "shares_exceed_whole" and "share" in columns and len(flat.lines) == 2:
                for line in flat.lines:
                    line.share = Fraction(3, 5)
            elif kind == "bad_share" and "share" in columns and len(flat.lines) == 1:
                first.share_cell = r.choice(("不详", "1/0", "0", "150%", "-50%", "abc"))
            elif kind == "bad_date" and "delivered" in columns:
                flat.date_cell = r.choice(("2019-02-30", "2019/13/1", "待定", "2019年", "20191332", "去年"))
            elif kind == "bad_phone" and "phone" in columns:
                first.phone = r.choice(("1991234567", "199123456789", "12345", "忘了", "1991234567a"))
            elif kind == "bad_credit_code" and not person:
                first.number = first.number[:-1] + ("3" if first.number[-1] != "3" else "4")
            else:
                continue
            flat.kinds = [kind]
        return result

    # --- how it is typed --------------------------------------------------------------------------------------------

    def wide(self, text: str) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)

    def building_words(self, b: str) -> str:
        r = self.r
        words = [f"{b}栋", f"{b}幢", f"{b}#", f"第{b}栋", f" {b}栋 ", self.wide(b) + "栋", f"{b}号楼"]
        if self.lettered:
            words = [f"{b}座", f"{b}栋", self.wide(b) + "座"]
        elif b in "12345":
            words.append("零一二三四五"[int(b)] + "栋")
        return r.choice(words)

    def entrance_words(self, e: str) -> Any:
        return (
            self.r.choice((f"{e}单元", f"{e}单元", self.wide(e) + "单元", "零一二三四"[int(e)] + "单元", e))
            if e
            else ""
        )

    def address_words(self, flat: Flat) -> str:
        r, b, e, room = self.r, flat.building, flat.entrance, flat.room
        if e:
            words = [
                f"{b}栋{e}单元{room}",
                f"{b}-{e}-{room}",
                f"{b}#-{e}-{room}",
                f"{b}幢{e}单元{room}室",
                self.wide(f"{b}-{e}-{room}"),
                f"山水文园{b}栋{e}单元{room}",
            ]
            if b in "12345":
                words.append(f"{'零一二三四五'[int(b)]}栋{'零一二三四'[int(e)]}单元{room}室")
        else:
            words = [f"{b}栋{room}", f"{b}-{room}", f"{b}栋{room}室", f"{b}幢-{room}"]
        return r.choice(words)

    def area_words(self, flat: Flat, excel: bool) -> Any:
        if flat.area_cell is not None:
            return flat.area_cell or None
        r = self.r
        text = f"{flat.area / 100:.2f}"
        words: list[Any] = [
            text,
            self.wide(text),
            f" {text} ㎡",
            f"{text}平方米",
            f"{text}m2",
            f"{flat.area / 100:,.2f}",
            f"{text}M²",
        ]
        if excel:
            words += [flat.area / 100] * 5
        return r.choice(words)

    def date_words(self, flat: Flat, excel: bool) -> Any:
        if flat.date_cell is not None:
            return flat.date_cell
        d = flat.delivered
        if d is None:
            return self.r.choice(("", "/", "-", "未交付"))
        words: list[Any] = [f"{d.year}-{d.month}-{d.day}", f"{d:%Y/%m/%d}", f"{d.year}年{d.month}月{d.day}日",
            f"{d:%Y%m%d}", f"{d:%Y.%m.%d}",
                            f"{d.year}.{d.month}.{d.day}", f"{d:%y}-{d.month}-{d.day}",
                            self.wide(f"{d:%Y-%m-%d}")]  # fmt: skip
        if excel:
            words += [d, d, (d - date(1899, 12, 30)).days, int(f"{d:%Y%m%d}")]
        return self.r.choice(words)

    def share_words(self, line: Line, n: int, excel: bool) -> Any:
        if line.share_cell is not None:
            return line.share_cell
        s = line.share
        if s is None:
            return self.r.choice(("", "")) if n > 1 else ""
        if s == 1:
            return self.r.choice(["100%", "1", "全部", "1/1", ""] + ([1, 1.0] if excel else []))
        if s == Fraction(1, 2):
            return self.r.choice(["1/2", "50%", "0.5", "二分之一", "50", "各50%"] + ([0.5, 50] if excel else []))
        if s == Fraction(1, 3):
            return self.r.choice(["1/3", "三分之一", "33.33%", "1／3"])
        return f"{int(s * 100)}%"

    def number_words(self, line: Line) -> Any:
        if line.number_cell is not None:
            return line.number_cell
        r = self.r
        return r.choice(
            (
                line.number,
                line.number,
                line.number.lower(),
                f" {line.number}",
                self.wide(line.number),
                f"{line.number} ",
            )
        )

    def phone_words(self, text: str, excel: bool) -> Any:
        if len(text) != 11 or not text.isdigit():
            return text
        words: list[Any] = [text, f"+86 {text}", f"{text[:3]}-{text[3:7]}-{text[7:]}", self.wide(text),
            f"{text} ", f"{text[:3]} {text[3:7]} {text[7:]}",
                            f"0731-2{text[4:11]}", f"{text}/{text[:10]}9"]  # fmt: skip
        if excel:
            words.append(int(text))
        return self.r.choice(words)

    # --- the file ---------------------------------------------------------------------------------------------------

    def make(self) -> Made:
        r = self.r
        excel = r.random() < 0.6
        fields = ["owner", "identity"]
        self.combined = r.random() < 0.3
        fields = (["address"] if self.combined else ["building", "entrance", "room"]) + fields
        flats = self.flats()
        if not self.has_entrances and "entrance" in fields:
            fields.remove("entrance")
        fields += ["area", "share"]
        fields += [f for f in ("seq", "id_type", "phone", "use", "delivered", "remark") if r.random() < 0.85]
        if "use" not in fields:
            for flat in flats:
                flat.use = "住宅" if flat.use == "车位" else flat.use
        if "remark" not in fields:
            for flat in flats:
                flat.unsold = False
        if r.random() < 0.5:
            start = fields[:3]
            rest = fields[3:]
            r.shuffle(rest)
            fields = start + rest
        noise = r.sample(NOISE, r.randint(0, 2))
        fields += [f"noise:{word}" for word in noise]
        flats = self.spoil(flats, set(fields), excel)
        self.layout = r.choice(("blank", "merge", "repeat")) if excel else r.choice(("blank", "repeat"))
        self.carry = "building" in fields and r.random() < 0.3
        rows, header_row, truth, merges = self.lay_out(fields, flats, excel)
        if excel:
            name, data = f"名册{self.seed}.xlsx", self.to_xlsx(rows, merges)
        else:
            name, data = f"名册{self.seed}.csv", self.to_csv(rows)
        truth["header_row"] = header_row
        truth["columns"] = {f: get_column_letter(i + 1) for i, f in enumerate(fields) if not f.startswith("noise:")}
        return Made(name, data, truth)

    def lay_out(
        self, fields: list[str], flats: list[Flat], excel: bool
    ) -> tuple[list[list[Any]], int, dict[str, Any], list[tuple[int, int, int]]]:
        r = self.r
        rows: list[list[Any]] = []
        merges: list[tuple[int, int, int]] = []
        width = len(fields)
        for title in r.sample(
            ["示例小区业主花名册", "制表单位：物业服务中心  制表日期：2023年6月30日", "单位：平方米"], r.randint(0, 3)
        ):
            rows.append([title] + [None] * (width - 1))
        rows.append([r.choice(HEADERS[f]) if f in HEADERS else f.split(":")[1] for f in fields])
        header_row = len(rows)
        truth: dict[str, Any] = {
            "errors": [],
            "units": 0,
            "owner_rows": 0,
            "area_hundredths": 0,
            "unsold_units": 0,
            "parking_units": 0,
        }
        numbers: set[str] = set()
        seq, last_building, in_building = 0, None, 0
        for flat in flats:
            if last_building is not None and flat.building != last_building:
                if r.random() < 0.6:
                    row = [None] * width
                    row[0] = f"{last_building}栋小计"
                    row[fields.index("owner")] = f"{in_building}户"
                    rows.append(row)
                if r.random() < 0.2:
                    rows.append([None] * width)
                in_building = 0
            seq += 1
            in_building += 1
            start = len(rows) + 1
            show_building = not (self.carry and flat.building == last_building)
            repeat = (
                self.layout == "repeat"
                and len(flat.lines) > 1
                and (all(line.share is not None for line in flat.lines) or "remark" in fields)
            )
            for i, line in enumerate(flat.lines):
                rows.append(
                    self.line_cells(
                        fields,
                        flat,
                        line,
                        i,
                        seq,
                        excel,
                        show_building or (repeat and i > 0 and not self.carry),
                        repeat,
                    )
                )
            if self.layout == "merge" and len(flat.lines) > 1:
                for f in ("seq", "building", "entrance", "room", "address", "area", "delivered"):
                    if f in fields:
                        merges.append((fields.index(f) + 1, start, len(rows)))
            last_building = flat.building
            for kind in flat.kinds:
                truth["errors"].append({"row": start, "unit": flat.code, "kind": kind})
            if not flat.kinds:
                truth["units"] += 1
                truth["owner_rows"] += len(flat.lines)
                truth["area_hundredths"] += flat.area
                truth["unsold_units"] += flat.unsold
                truth["parking_units"] += flat.use == "车位"
                numbers.update(line.number for line in flat.lines)
        if r.random() < 0.7:
            row = [None] * width
            row[0] = "合计"
            row[fields.index("owner")] = f"{seq}户"
            rows.append(row)
            rows.append(["注：本表面积以不动产登记簿为准。"] + [None] * (width - 1))
        truth["persons"] = len(numbers)
        truth["total"] = len(rows)
        return rows, header_row, truth, merges

    def line_cells(
        self,
        fields: list[str],
        flat: Flat,
        line: Line,
        i: int,
        seq: int,
        excel: bool,
        show_building: bool,
        repeat: bool,
    ) -> list[Any]:
        first = i == 0
        place = first or repeat
        shared = len(flat.lines) > 1
        remark = (
            "未售" if flat.unsold else ("共有" if shared else ("重复录入" if flat.kinds == ["duplicate_unit"] else ""))
        )
        room: Any = flat.room
        if excel and self.r.random() < 0.3:
            room = int(flat.room)
        elif self.r.random() < 0.1:
            room = f"{flat.room}室"
        values: dict[str, Any] = {
            "seq": seq if first else None,
            "building": self.building_words(flat.building) if place and show_building else None,
            "entrance": self.entrance_words(flat.entrance) if place else None,
            "room": room if place else None,
            "address": self.address_words(flat) if place else None,
            "area": self.area_words(flat, excel)
            if first or (repeat and flat.area_cell is None)
            else (flat.area_cell or None if repeat else None),
            "owner": line.name if self.r.random() < 0.9 else f" {line.name} ",
            "id_type": line.id_type,
            "identity": self.number_words(line) if line.number else "",
            "phone": self.phone_words(line.phone, excel),
            "share": self.share_words(line, len(flat.lines), excel),
            "use": flat.use,
            "delivered": self.date_words(flat, excel) if first else None,
            "remark": remark,
        }
        return [values[f] if f in values else self.r.choice((None, "三室两厅", "12")) for f in fields]

    def to_xlsx(self, rows: list[list[Any]], merges: list[tuple[int, int, int]]) -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.title = self.r.choice(("业主花名册", "Sheet1", "2023年名册", "业主信息表"))
        if self.r.random() < 0.4:
            other = book.create_sheet("汇总", 0)
            for row in (["楼栋", "户数", "面积"], ["1栋", 20, 1800.5], ["合计", 20, 1800.5]):
                other.append(row)
        for row in rows:
            sheet.append([None if v == "" else v for v in row])
        for col, top, bottom in merges:
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=col, end_column=col)
        if len(rows[0]) > 1 and rows[0][1] is None:
            sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
        sheet.column_dimensions[get_column_letter(len(rows[0]))].hidden = True
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def to_csv(self, rows: list[list[Any]]) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=self.r.choice(",;\t"), lineterminator=self.r.choice(("\n", "\r\n")))
        for row in rows:
            writer.writerow(["" if v is None else v for v in row])
        return out.getvalue().encode(self.r.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")))
