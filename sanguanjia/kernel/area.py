"""Areas are exact: hundredths of a square metre as an integer (0.01 m2, the precision of the register)."""

from decimal import Decimal, InvalidOperation

HUNDREDTHS_PER_SQUARE_METRE = 100


def hundredths(text: str | Decimal | int) -> int:
    """Read square metres exactly: "88.12" -> 8812.

    Raises ValueError when the text is no number, is not finite, or is finer than 0.01 m2.
    """
    if isinstance(text, float):
        raise TypeError("areas are never floats: pass a string or a Decimal")
    try:
        exact = Decimal(text) * HUNDREDTHS_PER_SQUARE_METRE
    except InvalidOperation as error:
        raise ValueError(f"not an area: {text!r}") from error
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise ValueError(f"an area is given to 0.01 m2: {text!r}")
    return int(exact)


def square_metres(area_hundredths: int) -> str:
    """Word an area for people and for JSON: 8812 -> "88.12"."""
    sign = "-" if area_hundredths < 0 else ""
    whole, rest = divmod(abs(area_hundredths), HUNDREDTHS_PER_SQUARE_METRE)
    return f"{sign}{whole}.{rest:02d}"
