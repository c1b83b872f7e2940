"""Plain pictures drawn by code, so that demo matters have photographs and nobody's home is shown.

Each looks like what its name says, as far as rectangles can: a dark stairwell, a full bin, a lift that stands open.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Final

from PIL import Image, ImageDraw

from .dice import Dice

SIZE: Final = (960, 720)  # as drawn
SENT: Final = (640, 480)  # as sent


@cache
def jpeg(kind: str, seed: int, mended: bool = False) -> bytes:
    """A JPEG of about 15 to 40 KB. The same kind, seed and state always give the same picture."""
    dice = Dice(seed, f"picture/{kind}/{mended}")
    picture = _PAINTERS.get(kind, _ground)(dice, mended).resize(SENT, Image.Resampling.BILINEAR)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _blank(colour: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, colour)
    return image, ImageDraw.Draw(image)


def _grey(level: int) -> tuple[int, int, int]:
    return (level, level, max(0, level - 4))


def _stairwell(dice: Dice, mended: bool) -> Image.Image:
    light = 175 if mended else 34
    image, draw = _blank(_grey(light))
    draw.polygon([(0, 720), (960, 720), (700, 300), (260, 300)], fill=_grey(light - 14))
    for step in range(9):
        y = 700 - step * 44
        inset = step * 30
        draw.rectangle([inset, y, 960 - inset, y + 18], fill=_grey(light + 26))
        draw.rectangle([inset, y + 18, 960 - inset, y + 44], fill=_grey(light - 18 if light > 18 else 8))
    draw.rectangle([430, 60, 530, 90], fill=(250, 244, 210) if mended else _grey(52))
    if mended:
        draw.ellipse([330, 30, 630, 260], outline=(236, 228, 190), width=6)
    draw.line([(90, 720), (300, 240)], fill=_grey(light + 40), width=10)
    for _ in range(dice.between(2, 5)):
        x, y = dice.between(40, 880), dice.between(120, 420)
        draw.line([(x, y), (x + dice.between(-40, 40), y + dice.between(20, 90))], fill=_grey(light + 12), width=3)
    return image


def _lift(dice: Dice, mended: bool) -> Image.Image:
    image, draw = _blank((168, 166, 160))
    draw.rectangle([240, 60, 720, 720], fill=(120, 122, 126))
    gap = 4 if mended else dice.between(90, 190)
    draw.rectangle([260, 90, 480 - gap, 720], fill=(198, 201, 204))
    draw.rectangle([480 + gap, 90, 700, 720], fill=(198, 201, 204))
    draw.rectangle([480 - gap, 90, 480 + gap, 720], fill=(30, 30, 34))
    draw.rectangle([430, 20, 530, 54], fill=(20, 20, 20))
    draw.rectangle([460, 30, 500, 44], fill=(90, 200, 90) if mended else (214, 60, 40))
    draw.rectangle([770, 330, 810, 420], fill=(80, 80, 84))
    return image


def _rubbish(dice: Dice, mended: bool) -> Image.Image:
    image, draw = _blank((186, 192, 186))
    draw.rectangle([0, 470, 960, 720], fill=(150, 148, 142))
    for index in range(3):
        x = 150 + index * 230
        draw.rectangle([x, 250, x + 170, 560], fill=[(52, 96, 66), (58, 80, 120), (92, 92, 92)][index])
        draw.rectangle([x - 10, 230, x + 180, 262], fill=(40, 44, 44))
    for _ in range(0 if mended else 70):
        x, y, size = dice.between(80, 860), dice.between(430, 640), dice.between(18, 60)
        draw.ellipse([x, y, x + size, y + size * 3 // 4], fill=_grey(dice.between(70, 220)))
    return image


def _garden(dice: Dice, mended: bool) -> Image.Image:
    image, draw = _blank((196, 208, 214))
    draw.rectangle([0, 330, 960, 720], fill=(96, 128, 76))
    tall = (20, 40) if mended else (60, 190)
    for _ in range(520):
        x, y = dice.between(0, 960), dice.between(360, 720)
        draw.line(
            [(x, y), (x + dice.between(-16, 16), y - dice.between(*tall))],
            fill=(dice.between(50, 110), dice.between(110, 160), 60),
            width=3,
        )
    draw.rectangle([600, 120, 640, 420], fill=(96, 72, 52))
    draw.ellipse([480, 20, 780, 260], fill=(70, 112, 66))
    return image


def _cars(dice: Dice, mended: bool) -> Image.Image:
    image, draw = _blank((170, 174, 178))
    draw.rectangle([0, 300, 960, 720], fill=(110, 112, 114))
    for x in range(60, 960, 220):
        draw.line([(x, 320), (x - 60, 720)], fill=(230, 226, 190), width=8)
    for index in range(1 if mended else 4):
        x, y = 70 + index * 220, 380 + dice.between(0, 80)
        colour = dice.pick(((60, 70, 90), (150, 40, 36), (225, 225, 222), (40, 42, 44)))
        draw.rounded_rectangle([x, y, x + 190, y + 110], 26, fill=colour)
        draw.rounded_rectangle([x + 30, y - 50, x + 160, y + 30], 22, fill=colour)
        draw.ellipse([x + 20, y + 85, x + 66, y + 131], fill=(24, 24, 26))
        draw.ellipse([x + 126, y + 85, x + 172, y + 131], fill=(24, 24, 26))
    return image


def _leak(dice: Dice, mended: bool) -> Image.Image:
    image, draw = _blank((226, 224, 216))
    draw.line([(0, 220), (960, 220)], fill=(190, 188, 180), width=6)
    for _ in range(0 if mended else 16):
        x, y, size = dice.between(120, 760), dice.between(20, 330), dice.between(40, 170)
        draw.ellipse([x, y, x + size, y + size * 2 // 3], fill=(200 - dice.between(0, 30), 184, 150))
    for _ in range(0 if mended else 9):
        x = dice.between(160, 800)
        draw.line([(x, 230), (x, 230 + dice.between(60, 380))], fill=(190, 176, 146), width=dice.between(3, 9))
    return image


def _door(dice: Dice, mended: bool) -> Image.Image:
    image, draw = _blank((160, 152, 142))
    draw.rectangle([300, 90, 660, 720], fill=(54, 50, 50))
    shift = 0 if mended else dice.between(60, 140)
    draw.polygon([(310, 100), (650 - shift, 100 + shift // 2), (650 - shift, 700), (310, 715)], fill=(120, 48, 40))
    draw.rectangle([590 - shift, 380, 620 - shift, 450], fill=(206, 190, 120))
    draw.rectangle([720, 320, 800, 440], fill=(60, 64, 70))
    draw.rectangle([738, 336, 782, 366], fill=(130, 190, 140) if mended else (40, 42, 44))
    return image


def _ground(dice: Dice, mended: bool) -> Image.Image:
    image, draw = _blank((158, 156, 150))
    for y in range(0, 720, 90):
        for x in range(-60 if (y // 90) % 2 else 0, 960, 160):
            draw.rectangle([x, y, x + 152, y + 82], fill=_grey(dice.between(142, 172)))
    for _ in range(0 if mended else 5):
        x, y = dice.between(200, 680), dice.between(160, 520)
        draw.polygon(
            [(x, y), (x + dice.between(60, 150), y + 20), (x + 90, y + dice.between(60, 130)), (x - 30, y + 70)],
            fill=(64, 58, 50),
        )
    return image


_PAINTERS: Final[dict[str, Callable[[Dice, bool], Image.Image]]] = {
    "stairwell": _stairwell, "lift": _lift, "rubbish": _rubbish, "garden": _garden,
    "cars": _cars, "leak": _leak, "door": _door, "ground": _ground,
}  # fmt: skip
KINDS: Final = tuple(_PAINTERS)
