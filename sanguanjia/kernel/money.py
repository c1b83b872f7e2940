"""Money is an integer number of fen. Floats never come near it."""

from fractions import Fraction

FEN_PER_YUAN = 100


def yuan(fen: int) -> str:
    """Word an amount for people: 1234567 fen -> "12,345.67"; negative amounts carry a minus sign."""
    _whole_number(fen)
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{whole:,}.{rest:02d}"


def round_half_up(exact: Fraction) -> int:
    """Round an exact amount of fen to a whole fen, halves away from zero (四舍五入)."""
    magnitude = (abs(exact) * 2 + 1) // 2
    return int(magnitude) if exact >= 0 else -int(magnitude)


def _whole_number(value: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"money is a whole number of fen, not {type(value).__name__}")
