"""Dates, money, areas and masked persons as people say them. Pure: no Django, no clock, no floats."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MINUS = "−"


def local(moment: datetime) -> datetime:
    """An aware moment in Shanghai time; a naive one is a mistake of the caller and raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(SHANGHAI)


def day(value: datetime | date | None, today: date | None = None) -> str:
    """``6月30日 周五``; with the year when it is not the year of ``today``. None gives a dash."""
    if value is None:
        return "—"
    that = local(value).date() if isinstance(value, datetime) else value
    year = "" if today is not None and today.year == that.year else f"{that.year}年"
    return f"{year}{that.month}月{that.day}日 {WEEKDAYS[that.weekday()]}"


def moment(value: datetime | date | None, today: date | None = None) -> str:
    """``6月30日 周五 17:30``; a plain date is shown as a day."""
    if value is None:
        return "—"
    if not isinstance(value, datetime):
        return day(value, today)
    there = local(value)
    return f"{day(there, today)} {there:%H:%M}"


def stamp(value: datetime | date | None) -> str:
    """The exact stamp, ``2026-06-30 17:30:05``, in Shanghai time."""
    if value is None:
        return "—"
    if not isinstance(value, datetime):
        return value.isoformat()
    return local(value).strftime("%Y-%m-%d %H:%M:%S")


def count(number: int | None) -> str:
    """``1,234,567``; None gives a dash."""
    if number is None:
        return "—"
    return f"{number:,}".replace("-", MINUS)


def yuan(fen: int | None) -> str:
    """Integer fen as ``1,234.56 元``; a negative amount begins with a minus sign. None gives a dash."""
    if fen is None:
        return "—"
    cents = int(fen)
    sign = MINUS if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole:,}.{rest:02d} 元"


def area(value: Decimal | int | None) -> str:
    """Square metres: a Decimal in m², or an integer in hundredths of m². None gives a dash."""
    if value is None:
        return "—"
    hundredths = value if isinstance(value, int) else int((Decimal(value) * 100).to_integral_value())
    sign = MINUS if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole:,}.{rest:02d} ㎡"


def percent(numerator: int, denominator: int, places: int = 1) -> str:
    """A share as ``68.2 %``, cut off, never rounded up: 99.97 % must not read as 100 %. A zero denominator: a dash."""
    if denominator == 0:
        return "—"
    scale = 10**places
    units = abs(numerator) * 100 * scale // abs(denominator)
    sign = MINUS if (numerator < 0) != (denominator < 0) and units else ""
    whole, rest = divmod(units, scale)
    return f"{sign}{whole}.{rest:0{places}d} %" if places else f"{sign}{whole} %"


def bar_width(numerator: int, denominator: int) -> str:
    """The share of a bar as an SVG length with three decimals, between 0 % and 100 %."""
    if denominator <= 0:
        return "0%"
    share = min(max(Fraction(numerator, denominator), Fraction(0)), Fraction(1))
    thousandths = share * 100_000
    whole, rest = divmod(int(thousandths), 1000)
    return f"{whole}.{rest:03d}%"


def masked_phone(number: str | None) -> str:
    """``138****5678``; a short or landline number keeps only its last two digits."""
    if not number:
        return ""
    if len(number) >= 11:
        return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
    return "*" * max(len(number) - 2, 0) + number[-2:]


def masked_email(address: str | None) -> str:
    """``z***@example.com``: whose mailbox it is its owner knows by that."""
    if not address:
        return ""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def masked_contact(text: str | None) -> str:
    """A phone number or a mailbox, hidden as such."""
    return masked_email(text) if "@" in (text or "") else masked_phone(text)


def masked_id(code: str | None) -> str:
    """An identity number with its birthday and district hidden: first one and last four remain."""
    if not code:
        return ""
    if len(code) <= 6:
        return "*" * len(code)
    return f"{code[:1]}{'*' * (len(code) - 5)}{code[-4:]}"


def masked_name(name: str | None) -> str:
    """``王*芳``, ``王*``; one character is hidden entirely."""
    if not name:
        return ""
    if len(name) == 1:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
