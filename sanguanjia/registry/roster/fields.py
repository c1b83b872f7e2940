"""Which header word means which field: the guesses of the mapping step. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from sanguanjia.registry.roster.text import Number, squeeze
from sanguanjia.registry.roster.types import Cells, Unreadable

FIELDS: Final = (
    "seq", "address", "building", "entrance", "room", "area", "inner_area", "owner", "id_type", "identity",
    "credit_code", "phone", "phone2", "share", "tenure", "use", "status", "delivered", "remark",
    "co_owner", "co_id_type", "co_identity", "co_phone", "co_share", "origin",
)  # fmt: skip

_EXACT: Final[dict[str, str]] = {
    "seq": "序号 编号 行号 序 no no. num # 顺序号 序列 index 流水号",
    "address": "房屋坐落 坐落 房屋地址 地址 房产地址 详细地址 楼栋房号 楼房号 房屋 物业地址 房产坐落 不动产坐落 坐落位置 房屋位置 房屋坐落位置 "
    "住址 楼盘地址 房源 单元楼室 房产 栋单元室 栋-单元-室 楼栋单元房号 幢单元室 楼栋-单元-房号 栋-单元-房号 门牌地址 小区地址 家庭住址 房屋信息 位置 address",
    "building": "楼栋 楼号 栋号 幢号 座号 楼栋号 栋 幢 楼幢 楼宇 座 楼幢号 栋数 楼 楼座 楼栋名称 楼宇名称 楼栋编号 自然幢号 楼盘栋号 楼宇号 building bldg block 栋座",
    "entrance": "单元 单元号 单元名称 门栋 门洞 楼门 梯 梯号 门栋号 单元门 楼单元 单元编号 楼门号 entrance 门 单元数",
    "room": "房号 室号 房间号 房间 门牌号 门牌 户号 房屋编号 房屋号 室 房室号 房间编号 单元房号 房室 户室号 室户号 房号室号 铺号 商铺号 户 车位号 房屋代码 room roomno 门号",
    "area": "建筑面积 面积 建面 房屋面积 产权面积 房屋建筑面积 产证面积 登记面积 测绘面积 建筑面积平方米 面积平方米 房产面积 计费面积 实测面积 产权建筑面积 "
    "实测建筑面积 证载面积 area builtarea grossarea 平方数 平米数 平方米 ㎡ m2 建筑 收费面积 住房面积 总面积",
    "inner_area": "套内面积 套内建筑面积 专有面积 专有部分面积 专有部分建筑面积 实用面积 使用面积 套内 室内面积 innerarea",
    "owner": "业主 业主姓名 姓名 户主 产权人 房主 所有权人 权利人 产权人姓名 业主名称 购房人 买受人 名称 户主姓名 房主姓名 所有人 不动产权利人 权属人 产权所有人 "
    "业主名 业主姓名或名称 业主姓名名称 房屋所有权人 姓名名称 姓名或名称 所有权人姓名 权利人姓名 权利人名称 买方 客户姓名 客户名称 owner ownername name 业主信息 产权单位 产权人名称 业主产权人 购房人姓名",
    "id_type": "证件类型 证件种类 证件名称 证照类型 证件类别 证照种类 idtype 证件",
    "identity": "证件号码 身份证 身份证号 身份证号码 证件号 证件编号 公民身份号码 有效证件号码 证照号码 证照号 居民身份证号 居民身份证号码 身份号码 身份证件号码 身份证件号 "
    "证号 证件号码或信用代码 id idno idnumber identity 身份证或信用代码 身份证号统一社会信用代码 业主身份证号 业主身份证 身份证编号 有效证件号",
    "credit_code": "统一社会信用代码 信用代码 社会信用代码 组织机构代码 营业执照号 营业执照 机构代码 企业代码 creditcode uscc",
    "phone": "联系电话 电话 手机 手机号 联系方式 移动电话 电话号码 手机号码 业主电话 联系手机 业主联系方式 业主联系电话 联系号码 本人电话 联络电话 phone tel mobile telephone 常用电话 业主手机 业主手机号 联系电话1 电话1 通讯方式 手机电话",
    "phone2": "固定电话 座机 宅电 家庭电话 备用电话 联系电话2 电话2 其他电话 固话 办公电话 第二联系电话",
    "share": "产权份额 份额 共有份额 占比 产权比例 所占份额 持有比例 份额比例 权属比例 占有份额 比例 产权占比 拥有份额 共有比例 持有份额 房屋份额 产权份额比例 share 权利份额 所占比例 所有权份额 按份份额 占有比例",
    "tenure": "共有情况 共有方式 共有类型 产权形式 共有形式 所有形式 权属性质 产权方式 产权共有情况",
    "use": "用途 房屋用途 使用性质 房屋性质 物业类型 房屋类型 类型 业态 性质 规划用途 房产类型 房产性质 设计用途 物业性质 房屋使用性质 使用用途 房产用途 房屋类别 类别 use usage 房屋使用用途 产品类型 物业业态 登记用途",
    "status": "状态 销售状态 房屋状态 销售情况 售出情况 房态 是否售出 出售情况 是否已售 使用状态 房屋现状 使用情况 入住状态 入住情况 是否入住 是否未售 是否交付 销售 在售状态",
    "delivered": "交付日期 交付时间 交房日期 交房时间 收房日期 收楼日期 接房日期 入伙日期 入住日期 入住时间 领房日期 收房时间 收楼时间 接房时间 入伙时间 领房时间 交楼日期 交楼时间 deliverydate "
    "delivered 日期 交付 交房 房屋交付日期 房屋交付时间 钥匙交付日期 验房日期 入户日期 交付使用日期 交接日期 入伙 办理入住日期",
    "remark": "备注 说明 备考 附注 其他 其它 备注说明 备 remark note notes 备注信息 其他说明",
    "co_owner": "共有人 共有人姓名 产权共有人 共有权人 其他共有人 共有人名称 第二产权人 共同所有人 业主2 姓名2 业主姓名2 第二业主 共有权人姓名 联名人 共同买受人",
    "co_id_type": "共有人证件类型 共有人证件种类 证件类型2",
    "co_identity": "共有人证件号码 共有人证件号 共有人身份证 共有人身份证号 共有人身份证号码 共有权人证件号 共有权人身份证号 证件号码2 身份证号2 第二产权人身份证号 身份证2 证件号2",
    "co_phone": "共有人电话 共有人联系电话 共有人手机 共有人手机号 共有人联系方式 联系电话(共有人)",
    "origin": "原行号",
    "co_share": "共有人份额 共有人比例 共有人占比 共有人产权份额 份额2 产权份额2",
}
_BY_WORD: Final = {word: field for field, words in _EXACT.items() for word in words.split()}

_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("", r"产权证|房产证|不动产权证|不动产证|权证|合同|车牌|户型|户籍|紧急|物业公司|公摊|分摊|单价|金额|总价|费|款|水表|电表|性别|年龄|民族|职业|政治|人口|邮箱|邮编"
     r"|学历|单位名称|工作单位|租户|租客|承租|经办|登记日期|签约|购房日期|购房时间|贷款|抵押|花园|露台|阁楼|邮政|微信|代码类型|楼面|户数|编码|楼层|层数|所在层|小区名|项目名|社区|街道|网格|层高"),
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
    """Field → column for a header row: the surest guess wins a field, the left one on a tie; a second 姓名 is a co-owner's."""
    guesses = sorted(
        ((-score, col, name) for col, text in headers.items() for name, score in (guess_field(text),) if name)
    )
    columns: dict[str, int] = {}
    for _, col, name in guesses:
        if name not in columns:
            columns[name] = col
        elif (
            name in ("owner", "identity", "phone", "share", "id_type")
            and col > columns["owner" if "owner" in columns else name]
        ):
            spare = "phone2" if name == "phone" and "co_owner" not in columns else f"co_{name}"
            columns.setdefault(spare, col)
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


def letter(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for c in letters.upper():
        index = index * 26 + ord(c) - 64
    return index - 1


_ALIASES: Final = {
    "unit": "room", "room_no": "room", "block": "building", "id": "identity", "id_number": "identity", "id_no": "identity",
    "identity_number": "identity", "name": "owner", "owner_name": "owner", "mobile": "phone", "tel": "phone", "telephone": "phone",
    "date": "delivered", "delivery_date": "delivered", "delivered_on": "delivered", "built_area": "area", "usage": "use", "note": "remark",
    "location": "address", "identity_type": "id_type", "notes": "remark", "comment": "remark", "handover": "delivered",
}  # fmt: skip


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
            name, col = field_named(str(value)), _column_of(key, words)
        if not name or col is None:
            raise Unreadable("bad_map", f"{key}={value}")
        columns[name] = col
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
