"""Pictures: how large they say they are, read from their first bytes before a decoder believes it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import Limits

Size = tuple[int, int]


def check(data: bytes, kind: Kind, limits: Limits) -> None:
    """Raises Unsafe for a picture that is broken at its beginning or larger than any camera makes."""
    try:
        width, height = _SIZES[kind](data)
        frames = _gif_frames(data) if kind is Kind.GIF else 1
    except (struct.error, IndexError, ValueError):
        raise Unsafe("damaged") from None
    if width < 1 or height < 1:
        raise Unsafe("damaged")
    if width * height > limits.pixels or frames > limits.frames:
        raise Unsafe("too_many_pixels")


def _png(data: bytes) -> Size:
    if data[12:16] != b"IHDR":
        raise ValueError
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg(data: bytes) -> Size:
    place = 2
    while True:
        if data[place] != 0xFF:
            raise ValueError
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        if marker == 0xDA or length < 2:
            raise ValueError
        place += 2 + length


def _gif(data: bytes) -> Size:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _gif_frames(data: bytes) -> int:
    """How many frames; their own sizes must lie within the picture's."""
    width, height = _gif(data)
    flags = data[10]
    place = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    frames = 0
    while place < len(data) and data[place] != 0x3B:
        if data[place] == 0x21:
            place = _past_blocks(data, place + 2)
        elif data[place] == 0x2C:
            left, top, wide, high, own = struct.unpack_from("<HHHHB", data, place + 1)
            if left + wide > max(width, 1) or top + high > max(height, 1):
                raise ValueError
            place = _past_blocks(data, place + 11 + (3 << ((own & 7) + 1) if own & 0x80 else 0))
            frames += 1
        else:
            raise ValueError
    if not frames:
        raise ValueError
    return frames


def _past_blocks(data: bytes, place: int) -> int:
    while data[place]:
        place += 1 + data[place]
    return place + 1


def _webp(data: bytes) -> Size:
    name = data[12:16]
    if name == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if name == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if name == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError


def _heic(data: bytes) -> Size:
    largest = max(_image_sizes(data), key=lambda size: size[0] * size[1], default=None)
    if largest is None:
        raise ValueError
    return largest


def _image_sizes(data: bytes) -> Iterator[Size]:
    """Every ``ispe`` property: one for each tile and for the picture they make."""
    place = data.find(b"ispe")
    while place != -1:
        width, height = struct.unpack_from(">II", data, place + 8)
        yield width, height
        place = data.find(b"ispe", place + 4, 1_000_000)


_SIZES: dict[Kind, Callable[[bytes], Size]] = {
    Kind.PNG: _png,
    Kind.JPEG: _jpeg,
    Kind.GIF: _gif,
    Kind.WEBP: _webp,
    Kind.HEIC: _heic,
}
