"""The child process that opens pictures: limits first, then the picture. Run as `python -I picture_child.py`.

The sent file comes on standard input, one JSON line of options first; out go one JSON line and then the two new JPEGs.
A decoder of pictures is C code that reads what strangers send: here it has no files to write, no network, no database,
no keys, and the kernel takes memory and time away from it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import Any

MEMORY, CPU_SECONDS = 768 * 2**20, 20
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn", "shutil.",
              "os.remove", "os.rename", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.truncate")  # fmt: skip


def fence() -> None:
    """Limits that cannot be lifted again, and an audit hook against what a decoder has no business with."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))

    def hook(event: str, args: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
        if event.startswith(_FORBIDDEN) or writes:
            raise PermissionError(event)

    sys.addaudithook(hook)


def main() -> None:
    """Answer {"ok": [width, height, bytes, bytes of the thumbnail]} or {"refused": code}."""
    from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    _loaded = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)  # before the fence closes
    options = json.loads(sys.stdin.buffer.readline())
    raw = sys.stdin.buffer.read()
    fence()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=options["formats"]) as image:
                if image.width * image.height > options["pixels"]:  # from the header, before anything is decoded
                    return _say({"refused": "photo_too_large"})
                side = options["sides"][0]
                image.draft("RGB", (side, side))  # JPEG: decode at a fraction of the size, which saves memory
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except Exception:  # whatever a strange file does to a decoder, it is not a picture we can use
        return _say({"refused": "photo_unreadable"})
    made = []
    for side, quality in zip(options["sides"], options["qualities"], strict=True):
        smaller = upright.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        clean = Image.new("RGB", smaller.size)
        clean.paste(smaller)  # a new picture has no info dictionary to leak from
        out = io.BytesIO()
        clean.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        made.append((clean.size, out.getvalue()))
    (width, height), full = made[0]
    return _say({"ok": [width, height, len(full), len(made[1][1])]}, full, made[1][1])


def _say(answer: dict[str, Any], *parts: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(parts))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
