"""Which header word means which field: the guesses of the mapping step. Pure."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sanguanjia.kernel.sheets.text import Number, squeeze
from sanguanjia.kernel.sheets.types import Cells, Unreadable, column_index

FIELDS: Final = (
    "seq", "address", "building", "entrance", "room", "area", "inner_area", "owner", "id_type", "identity",
    "credit_code", "phone", "phone2", "share", "tenure", "use", "status", "delivered", "remark",
    "co_owner", "co_id_type", "co_identity", "co_phone", "co_share", "origin",
)  # fmt: skip

_WORDS: Final[dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "headers.toml").read_text(encoding="utf-8")
)
_BY_WORD: Final = {word: field for field, words in _WORDS.items() for word in words}

_NOT_OURS: Final = (
    r"产权证|房产证|不动产权证|不动产证|权证|合同|车牌|户型|户籍|紧急|物业公司|公摊|分摊|"
    r"单价|金额|总价|费|款|水表|电表|性别|年龄|民族|职业|政治|人口|邮箱|邮编|学历|"
    r"单位名称|工作单位|租户|租客|承租|经办|登记日期|签约|购房日期|购房时间|贷款|抵押|"
    r"花园|露台|阁楼|邮政|微信|代码类型|楼面|户数|编码|楼层|层数|所在层|小区名|项目名|"
    r"社区|街道|网格|层高"
)
"""Columns that look like ours by a part of their word: a deed's number is no identity number."""

_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("", _NOT_OURS),
    ("co_identity", r"(共有|第二|配偶).*(证件号|身份证|证号)"),
    ("co_phone", r"(共有|第二|配偶).*(电话|手机|联系)"),
    ("co_share", r"共有人.*(份额|比例|占比)"),
    ("co_id_type", r"共有人.*(类型|种类)"),
    ("co_owner", r"共有人|共有权人"),
    ("inner_area", r"(套内|专有|实用|使用|室内).*面积"),
    ("area", r"面积"),
    ("id_type", r"(证件|证照).*(类型|种类|类别|名称)"),
    ("credit_code", r"^(?!.*(身份|证件)).*(信用代码|机构代码|营业执照)"),
    ("identity", r"身份证|证件号|证照号|公民身份|证件.*号"),
    ("phone2", r"固定电话|座机|备用电话|宅电"),
    ("phone", r"电话|手机|联系方式|phone|mobile"),
    ("tenure", r"共有(情况|方式|类型|形式)"),
    ("share", r"份额|占比|比例"),
    ("delivered", r"(交付|交房|收房|收楼|接房|入伙|入住|领房|交楼|验房|交接).*(日期|时间|日|期)"),
    ("use", r"用途|性质|业态|(物业|房屋|房产|产品)类[型别]"),
    ("status", r"状态|销售情况|是否(已|未)?售|入住情况"),
    ("owner", r"业主(姓名|名称)|产权人|所有权人|权利人|房主|户主|购房人|买受人|姓名"),
    ("address", r"坐落|地址|(栋|幢|楼).*(单元|门).*(室|房|户)"),
    ("entrance", r"单元|门洞|门栋"),
    ("room", r"房间?号|室号|门牌|铺号|户号"),
    ("building", r"[楼栋幢座]号?"),
    ("seq", r"序号"),
    ("remark", r"备注|说明|附注"),
)  # fmt: skip
_COMPILED: Final = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS)
_BRACKETS: Final = re.compile(r"[(\[【《<][^)\]】》>]*[)\]】》>]")
_NOISE: Final = re.compile(r"[\s*★☆:;,，、。./\\|_\"'“”‘’()\[\]【】-]+")


def header_words(text: str) -> str:
    """A header as it is looked up: half-width, lower case, no brackets with units or hints, no spaces or stars."""
    narrow = unicodedata.normalize("NFKC", text).lower()
    without = _NOISE.sub("", _BRACKETS.sub("", narrow))
    return without or _NOISE.sub("", narrow)


def guess_field(text: str) -> tuple[str, int]:
    """Field a header word means and how sure: 100 for a known word, 60 for a part of one, ("", 0) for none."""
    word = header_words(text)
    if not word or len(word) > 40:
        return "", 0
    if word in _BY_WORD:
        return _BY_WORD[word], 100
    inside = _NOISE.sub("", unicodedata.normalize("NFKC", text).lower())
    if inside in _BY_WORD:
        return _BY_WORD[inside], 100
    if len(word) > 16:
        return "", 0
    for name, pattern in _COMPILED:
        if pattern.search(word):
            return name, 60 if name else 0
    return "", 0


def assign(headers: Mapping[int, str]) -> dict[str, int]:
    """Field → column for a header row. The surest guess wins a field, then the commoner word, then the left column.

    A second column under the very same word (姓名 … 姓名) is a co-owner's; under another word (手机 beside 电话) only a
    second telephone is of use, anything else is left alone.
    """
    guesses = sorted(
        (-score, _rank(name, text), col, name)
        for col, text in headers.items()
        for name, score in (guess_field(text),)
        if name
    )
    columns: dict[str, int] = {}
    for _, _, col, name in guesses:
        if name not in columns:
            columns[name] = col
        elif name in ("owner", "identity", "phone", "share", "id_type"):
            same_word = header_words(headers[col]) == header_words(headers[columns[name]])
            if same_word and col > columns[name]:
                columns.setdefault(f"co_{name}", col)
            elif name == "phone":
                columns.setdefault("phone2", col)
    if "co_owner" not in columns:
        for name in [name for name in columns if name.startswith("co_")]:
            del columns[name]
    if "entrance" in columns and "room" not in columns and "address" not in columns and "building" in columns:
        # English "Unit", or 单元 that holds 1-1403: with no room column the entrance column is where the room stands.
        columns["room"] = columns.pop("entrance")
    if "identity" not in columns and "credit_code" in columns:
        columns["identity"] = columns.pop("credit_code")
    if "identity" not in columns and "id_type" in columns and header_words(headers[columns["id_type"]]) == "证件":
        columns["identity"] = columns.pop("id_type")
    if "area" not in columns and "inner_area" in columns:
        columns["area"] = columns["inner_area"]
    return dict(sorted(columns.items(), key=lambda item: item[1]))


def _rank(name: str, text: str) -> int:
    """Place of a header word in the list of its field: the words at the front are the usual ones."""
    words = _WORDS.get(name, [])
    word = header_words(text)
    return words.index(word) if word in words else len(words)


def enough(columns: Mapping[str, int]) -> bool:
    """A header must at least say which home and whose it is."""
    return "owner" in columns and ("room" in columns or "address" in columns)


_IDENTITY: Final = re.compile(r"\d{17}[\dXx]")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_SHARE: Final = re.compile(r"\d{1,3}%|\d/\d|0\.\d+|二分之一")
_ADDRESS: Final = re.compile(r".*[栋幢座#].*\d{3,4}.*|\w+-\w+-\w+")


def sniff(columns: dict[str, int], headers: Mapping[int, str], sample: list[Cells]) -> dict[str, int]:
    """Columns whose header word nobody knows, guessed by what stands in them (identity, telephone, share, address)."""
    taken = set(columns.values())
    for col in sorted({c for row in sample for c in row}):
        if col in taken or guess_field(headers.get(col, ""))[0]:
            continue
        cells = [squeeze(str(row[col])) for row in sample if col in row and not isinstance(row[col], Number)]
        for name, pattern in (("identity", _IDENTITY), ("phone", _MOBILE), ("share", _SHARE), ("address", _ADDRESS)):
            if name in columns or (name == "address" and "room" in columns):
                continue
            if len(cells) >= 3 and sum(1 for c in cells if pattern.fullmatch(c)) * 10 >= len(cells) * 6:
                columns[name] = col
                taken.add(col)
                break
    return columns


_ALIASES: Final = {
    alias: name
    for name, aliases in {
        "room": "unit room_no roomno door flat apartment house_no unit_no",
        "building": "block building_no tower bldg",
        "entrance": "entrance_no stair staircase unit_entrance",
        "address": "location full_address place home",
        "identity": "id id_number id_no identity_number identity_no id_card idcard idno certificate_no cert_no number",
        "id_type": "identity_type document_type doc_type certificate_type cert_type document certificate",
        "credit_code": "uscc unified_credit_code organisation_code organization_code",
        "owner": "name owner_name ownername holder proprietor",
        "phone": "mobile tel telephone contact phone_number phone_no cell",
        "area": "built_area area_m2 floor_area gross_area build_area",
        "inner_area": "exclusive_area inside_area net_area",
        "share": "ownership_share portion fraction owner_share shares",
        "use": "usage purpose use_type kind",
        "delivered": "date delivery_date delivered_on handover handover_date delivery delivered_at deliver_date",
        "remark": "note notes remarks comment comments memo",
        "seq": "no index serial serial_no",
    }.items()
    for alias in aliases.split()
}


def field_named(word: str) -> str:
    """The field a key of a map file names: our own word, a common English alias, or a Chinese header word."""
    plain = word.strip()
    low = plain.lower().replace(" ", "_").replace("-", "_")
    if low in FIELDS:
        return low
    return _ALIASES.get(low) or guess_field(plain)[0]


def apply_map(mapping: Mapping[str, object], headers: Mapping[int, str]) -> dict[str, int]:
    """Field → column from a map file: {field: "E" or header word or 1-based number}, or the other way round.

    Raises `Unreadable("bad_map")` for a field nobody knows or a column the sheet does not have.
    """
    columns: dict[str, int] = {}
    words = {header_words(text): col for col, text in reversed(list(headers.items()))}
    for key, value in mapping.items():
        if value is None or value == "":
            continue
        name, col = field_named(key), _column_of(value, words)
        if not name or col is None:
            back = field_named(str(value)), _column_of(key, words)
            name, col = back if back[0] and back[1] is not None else (name, col)
        if col is None:
            raise Unreadable("bad_map", f"{key}={value}")
        if name:  # a field we have no use for (floor, contract) is nobody's fault
            columns["entrance" if name == "room" and key == "unit" and "room" in mapping else name] = col
    return columns


def _column_of(value: object, words: Mapping[str, int]) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value - 1 if 1 <= value <= 16_384 else None
    text = str(value).strip()
    if header_words(text) in words:
        return words[header_words(text)]
    if re.fullmatch(r"[A-Za-z]{1,3}", text):
        return column_index(text)
    return int(text) - 1 if re.fullmatch(r"[1-9]\d{0,4}", text) else None
