"""What a clerk's cell means: areas, shares, days, telephones, homes, names and numbers."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanguanjia.kernel.sheets import days, phones
from sanguanjia.kernel.sheets.text import DateNumber, Number, chinese_number
from sanguanjia.registry.roster import areas, homes, people, shares

patient = settings(deadline=None)  # the machine may be busy: time is no property of a code


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("９６．１４", 9614), (Number("104.37"), 10437), (Number("96"), 9600), ("1,430.04", 143004),
        ("１，４３０．０４", 143004), (" 96.09 ㎡", 9609),
        ("103.26平方米", 10326), ("88.5M2", 8850), ("88.5m²", 8850), ("88.5 平米", 8850), ("88.5平", 8850),
        (Number("104.37000000000001"), 10437),
        (Number("9.614E1"), 9614), ("88。12", 8812), ("88.120", 8812),
        ("见合同", None), ("", None), ("-88.6", None), ("1.2.3", None), ("0", None), ("88.123", None),
        (Number("88.123"), None), ("约90", None),
        ("88,12", None), ("1,23.45", None), ("90+12", None), ("1e3", None), (Number("1E300"), None),
        ("99999999999", None), (Number("nan"), None),
    ],
)  # fmt: skip
def test_areas(typed: str, hundredths: int | None) -> None:
    assert areas.read_area(typed) == hundredths


@patient
@given(st.integers(1, areas.LARGEST))
def test_every_area_survives_printing(area: int) -> None:
    text = f"{area // 100}.{area % 100:02d}"
    assert areas.read_area(text) == area
    assert areas.read_area(f"{area // 100:,}.{area % 100:02d}平方米") == area
    assert areas.read_area(Number(repr(area / 100))) == area


HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("1/2", HALF), ("50%", HALF), ("0.5", HALF), ("50", HALF), ("二分之一", HALF), ("各50%", HALF),
        ("各占1/2", HALF), ("百分之五十", HALF), ("５０％", HALF),
        ("五成", HALF), ("一半", HALF), ("各占一半", HALF), ("1／2", HALF), ("按份共有50%", HALF),
        ("占50%", HALF), ("2分之1", HALF), (Number("0.5"), HALF),
        (Number("50"), HALF), (Number("0.333333333333333"), THIRD), ("三分之一", THIRD), ("1/3", THIRD),
        ("33.33%", Fraction(3333, 10000)),
        ("100%", Fraction(1)), ("1", Fraction(1)), (Number("1"), Fraction(1)), ("100", Fraction(1)),
        ("全部", Fraction(1)), ("单独所有", Fraction(1)), ("1/1", Fraction(1)),
        ("共同共有", shares.JOINT), ("共有", shares.JOINT),
        ("", None), ("0", None), ("0%", None), ("150%", None), ("-50%", None), ("3/2", None), ("1/0", None),
        ("不详", None), ("abc", None), (DateNumber("43832"), None),
        ("50%%", None), ("1/2/3", None),
    ],
)  # fmt: skip
def test_shares(typed: str, share: Fraction | str | None) -> None:
    assert shares.read_share(typed) == share


@patient
@given(st.integers(1, 200), st.integers(1, 200))
def test_fractions_are_read_exactly(a: int, b: int) -> None:
    assert shares.read_share(f"{a}/{b}") == (Fraction(a, b) if a <= b else None)


def test_rounded_equal_shares_become_exact() -> None:
    assert shares.settle([Fraction(3333, 10000)] * 3) == [THIRD] * 3
    assert shares.settle([Fraction(1667, 10000)] * 6) == [Fraction(1, 6)] * 6
    assert shares.settle([Fraction(33, 100)] * 3) == [THIRD] * 3
    assert shares.settle([Fraction(3, 5)] * 2) == [Fraction(3, 5)] * 2
    assert shares.settle([Fraction(33, 100), Fraction(67, 100)]) == [Fraction(33, 100), Fraction(67, 100)]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (text, date(2019, 3, 5))
        for text in ("2019-3-5", "2019/3/5", "2019年3月5日", "20190305", "2019.3.5", "2019.03.05",
            "２０１９－０３－０５", "2019-03-05 00:00:00", "2019-03-05T00:00:00",
                     "2019/3/5 星期二", "19-3-5", "19.3.5", "二〇一九年三月五日", "2019年3月5号", "2019、3、5",
                     "2019 3 5", "43529", DateNumber("43529"), Number("43529"),
                     Number("20190305"), DateNumber("43529.5"), "2019 年 3 月 5 日", " 2019-3-5 ", "'2019-3-5")
    ] + [("31/12/2019", date(2019, 12, 31)), ("12/31/2019", date(2019, 12, 31)), ("98-7-1", date(1998, 7, 1)),
    ("5/5/2019", date(2019, 5, 5))]
    + [(text, None) for text in ("2019-02-30", "2019/13/1", "待定", "2019年", "2019年3月", "20191332",
        "3/5/2019", "190305", "abc", "3-5", "", Number("5"), Number("1E99"), "0000-00-00")],
)  # fmt: skip
def test_days(typed: str, day: date | None) -> None:
    assert days.read_day(typed) == day


def test_days_of_1904_books() -> None:
    assert days.read_day(DateNumber("42067"), date1904=True) == date(2019, 3, 5)


@patient
@given(st.dates(date(1955, 1, 1), date(2063, 1, 1)))
def test_every_way_to_write_a_day(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    serial = (day - date(1899, 12, 30)).days
    for text in (
        f"{y}-{m}-{d}",
        f"{y}/{m:02d}/{d:02d}",
        f"{y}年{m}月{d}日",
        f"{y}{m:02d}{d:02d}",
        f"{y}.{m}.{d}",
        DateNumber(serial),
        Number(serial),
    ):
        assert days.read_day(text) == day
    assert days.EPOCH + timedelta(days=serial) == day


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("19912345678", "19912345678"), ("+86 19912345678", "19912345678"), ("199-1234-5678", "19912345678"),
        ("１９９１２３４５６７８", "19912345678"),
        ("19912345678 ", "19912345678"), (Number("1.9912345678E10"), "19912345678"),
        ("0086-19912345678", "19912345678"), ("8619912345678", "19912345678"),
        ("0731-28812345", "073128812345"), ("(0731)28812345", "073128812345"),
        ("0731-28812345-801", "073128812345-801"), ("28812345", "28812345"),
        ("0731-28812345转801", "073128812345-801"), ("010-62345678", "01062345678"),
        ("400-123-4567", "4001234567"), ("手机：19912345678", "19912345678"),
        ("19912345678/19912345679", "19912345678;19912345679"),
        ("19912345678、0731-28812345", "19912345678;073128812345"),
        ("19912345678 19912345679", "19912345678;19912345679"),
        ("19912345678\n19912345679", "19912345678;19912345679"), ("+852 91234567", "+85291234567"),
        ("19912345678（李）", "19912345678"), ("'19912345678", "19912345678"),
        ("1991234567", None), ("199123456789", None), ("12345", None), ("忘了", None), ("1991234567a", None),
        ("12912345678", None), ("", None), ("0", None),
        ("19912345678/123", None),
    ],
)  # fmt: skip
def test_phones(typed: str, clean: str | None) -> None:
    assert phones.read_phone(typed) == clean


@pytest.mark.parametrize(
    ("typed", "building"),
    [(t, "3") for t in ("3栋", "第3栋", " 3 栋", "３栋", "3#", "3幢", "3号楼", "三栋", "第三栋", "3", "03栋",
        "3＃", "3号", "山水文园3栋", "3#楼", "叁栋", "3座", "3楼")]
    + [("A座", "A"), ("a栋", "A"), ("12栋", "12"), ("十二栋", "12"), ("二期3栋", "二期3"),
        ("山水文园二期3栋", "二期3"), ("东区3栋", "东区3"), ("S1栋", "S1"), ("地下车库", "地下车库")],
)  # fmt: skip
def test_buildings(typed: str, building: str) -> None:
    assert homes.read_building(typed) == building


@pytest.mark.parametrize(
    ("typed", "code"),
    [(t, "3-1-1403") for t in ("3栋1单元1403", "3-1-1403", "3#-1-1403", "三栋一单元1403室", "3幢1单元1403房",
        "山水文园3栋1单元1403室", "３－１－１４０３", "3栋-1单元-1403", "3#1-1403",
                               "3号楼1单元1403号", "第3栋第1单元1403", "3 栋 1 单元 1403", "3栋1门1403",
                               "3/1/1403", "3号楼1号门1403", "03-01-1403")]
    + [("3栋1403", "3-1403"), ("3-1403", "3-1403"), ("A座1403", "A-1403"), ("A栋2单元301", "A-2-301"),
        ("1403", "1403"), ("1403号", "1403")],
)  # fmt: skip
def test_homes(typed: str, code: str) -> None:
    assert homes.read_home(typed).code == code


@pytest.mark.parametrize(
    ("typed", "entrance"),
    [
        ("1单元", "1"),
        ("一单元", "1"),
        ("1", "1"),
        ("01", "1"),
        ("甲单元", "甲"),
        ("第2单元", "2"),
        ("无", ""),
        ("东单元", "东"),
        ("A单元", "A"),
        ("２单元", "2"),
    ],
)
def test_entrances(typed: str, entrance: str) -> None:
    assert homes.read_entrance(typed) == entrance


def test_chinese_numbers() -> None:
    assert [chinese_number(t) for t in ("十", "十二", "二十", "二十一", "一百零三", "二〇一九", "", "三x")] == [
        10,
        12,
        20,
        21,
        103,
        2019,
        None,
        None,
    ]


def test_names() -> None:
    assert people.names_in("张伟") == ["张伟"]
    assert people.names_in(" 张 伟 ") == ["张伟"]
    assert people.names_in("张伟、李娜") == ["张伟", "李娜"]
    assert people.names_in("张伟\n李娜") == ["张伟", "李娜"]
    assert people.names_in("张伟/李娜") == ["张伟", "李娜"]
    assert people.names_in("John Smith") == ["John Smith"]
    assert people.names_in("阿依古丽·买买提") == ["阿依古丽·买买提"]
    for nobody in ("", "  ", "无", "/", "空置", "不详"):
        assert people.names_in(nobody) == []
    assert people.is_organisation("株洲示例置业有限公司")
    assert not people.is_organisation("张伟")


@pytest.mark.parametrize(
    ("name", "id_type", "cell", "problem", "kind"),
    [
        ("张伟", "身份证", "11010519491231002x", None, "person"),
        ("张伟", "", "11010519491231002X", None, "person"),
        ("张伟", "身份证", "110105194912310021", "bad_identity", "person"),
        ("张伟", "身份证", Number("1.10105194912310E17"), "identity_as_number", "person"),
        ("张伟", "身份证", "1.10105E+17", "identity_as_number", "person"),
        ("张伟", "身份证", "440524800101001", "bad_identity", "person"),
        ("张伟", "护照", "E12345678", None, "person"),
        ("John Smith", "", "E12345678", None, "person"),
        ("张伟", "护照", "??", "bad_identity", "person"),
        ("张伟", "港澳居民来往内地通行证", "H1234567801", None, "person"),
        ("张伟", "港澳台居民居住证", "810000199408230021", None, "person"),
        ("某某有限公司", "统一社会信用代码", "91350100M000100Y43", None, "organisation"),
        ("某某有限公司", "", "91350100m000100y43", None, "organisation"),
        ("某某有限公司", "营业执照", "91350100M000100Y44", "bad_credit_code", "organisation"),
        ("某某有限公司", "身份证", "91350100M000100Y43", None, "organisation"),
        ("某某有限公司", "组织机构代码证", "80210043-3", None, "organisation"),
        ("某某有限公司", "统一社会信用代码", Number("914302110000000000"), "identity_as_number", "organisation"),
        ("小张面馆", "", "91350100M000100Y43", None, "organisation"),
    ],
)
def test_numbers(name: str, id_type: str, cell: str, problem: str | None, kind: str) -> None:
    found = people.read_number(name, id_type, cell)
    assert (found.problem, found.kind) == (problem, kind)


@patient
@given(st.text(max_size=60))
def test_no_cell_breaks_a_reader(text: str) -> None:
    for read in (
        areas.read_area,
        shares.read_share,
        days.read_day,
        phones.read_phone,
        homes.read_home,
        homes.read_building,
        homes.read_entrance,
        people.names_in,
    ):
        read(text)
        read(Number(text))
    people.read_number(text, text, text)
