"""A zip file read with suspicion: sizes are counted while inflating, never believed.

The central directory is read with the standard library; the data itself is inflated here,
so that a part that lies about
its size, overlaps another or swells beyond the ratio is caught by what comes out and not by what was promised.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from sanguanjia.kernel.sheets import limits
from sanguanjia.kernel.sheets.types import Refused

_LOCAL = struct.Struct("<4s5H3L2H")


class Archive:
    """The parts of a workbook by name. Construction refuses what the directory alone gives away."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream = stream
        self.size = size
        self.total = 0
        try:
            with zipfile.ZipFile(stream) as source:
                infos = source.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError, struct.error) as error:
            raise Refused("wrong_type", f"zip: {type(error).__name__}") from None
        if len(infos) > limits.ENTRIES:
            raise Refused("zip_bomb", f"{len(infos)} entries")
        self.parts: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or "\0" in info.orig_filename:
                raise Refused("wrong_type", "path")
            if info.flag_bits & 0x1:
                raise Refused("wrong_type", "encrypted")
            if name.lower() in self.parts:
                raise Refused("wrong_type", "two parts of one name")
            self.parts[name.lower()] = info
        self._promises(infos)

    def _promises(self, infos: list[zipfile.ZipInfo]) -> None:
        """What the directory says about itself: overlapping data, ratio and total size."""
        end = 0
        for info in sorted(infos, key=lambda i: i.header_offset):
            if info.header_offset < end:
                raise Refused("zip_bomb", "overlapping parts")
            end = info.header_offset + 30 + info.compress_size
            if _swollen(info.file_size, info.compress_size):
                raise Refused("zip_bomb", "ratio promised")
        promised = sum(i.file_size for i in infos)
        if _swollen(promised, sum(i.compress_size for i in infos)):
            raise Refused("zip_bomb", "ratio promised")
        if promised > limits.UNPACKED_BYTES:
            raise Refused("too_large", "unpacked")

    def has(self, name: str) -> bool:
        """True when the archive has that part (names are compared without case)."""
        return name.lower() in self.parts

    def read(self, name: str, most: int = 16 * 1024 * 1024) -> bytes:
        """A small part as a whole; `too_large` beyond `most` bytes."""
        got = bytearray()
        for chunk in self.inflate(name):
            got += chunk
            if len(got) > most:
                raise Refused("too_large", name)
        return bytes(got)

    def inflate(self, name: str) -> Iterator[bytes]:
        """The bytes of one part, piece by piece, with the ratio watched over every piece."""
        info = self.parts.get(name.lower())
        if info is None:
            raise Refused("wrong_type", f"no {name}")
        self.stream.seek(info.header_offset)
        header = self.stream.read(_LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
            raise Refused("wrong_type", "local header")
        fields = _LOCAL.unpack(header)
        start = info.header_offset + _LOCAL.size + fields[9] + fields[10]
        if start + info.compress_size > self.size:
            raise Refused("wrong_type", "cut off")
        if info.compress_type == zipfile.ZIP_STORED:
            yield from self._stored(start, info)
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            yield from self._deflated(start, info)
        else:
            raise Refused("wrong_type", "compression")

    def _stored(self, start: int, info: zipfile.ZipInfo) -> Iterator[bytes]:
        left, crc = info.compress_size, 0
        while left:
            self.stream.seek(start)
            chunk = self.stream.read(min(limits.CHUNK, left))
            if not chunk:
                raise Refused("wrong_type", "cut off")
            start += len(chunk)
            left -= len(chunk)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if crc != info.CRC:
            raise Refused("wrong_type", "checksum")

    def _deflated(self, start: int, info: zipfile.ZipInfo) -> Iterator[bytes]:
        engine = zlib.decompressobj(-15)
        left, out, crc = info.compress_size, 0, 0
        pending = b""
        while not engine.eof:
            if not pending:
                self.stream.seek(start)
                pending = self.stream.read(min(limits.CHUNK // 4, left))
                start += len(pending)
                left -= len(pending)
            if not pending:
                raise Refused("wrong_type", "cut off")
            try:
                chunk = engine.decompress(pending, limits.CHUNK)
            except zlib.error:
                raise Refused("wrong_type", "broken data") from None
            pending = engine.unconsumed_tail
            out += len(chunk)
            crc = zlib.crc32(chunk, crc)
            if out > info.file_size or _swollen(out, info.compress_size):
                raise Refused("zip_bomb", "more than promised" if out > info.file_size else "ratio")
            if chunk:
                yield chunk
        if out != info.file_size or crc != info.CRC:
            raise Refused("wrong_type", "checksum")


def _swollen(unpacked: int, packed: int) -> bool:
    return unpacked > limits.RATIO_FROM_BYTES and unpacked > limits.RATIO * max(packed, 1)
