"""Pictures that explode, break their decoder, or know where they were taken."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import pi_heif
from PIL import Image, PngImagePlugin

from tests.trust.hostile import CANARY, REFUSED, SAFE, Case
from tests.trust.hostile.lies import picture

GPS = 0x8825


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, rows: bytes = b"", *further: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG that says what it is told to say."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + b"".join(further) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    )


def _with_place(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x9C9D] = CANARY, "2026:11:23 02:14:07", CANARY.encode("utf-16-le")
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 5.0), 3: "W", 4: (0.0, 7.0, 31.0), 29: CANARY})
    return picture(kind, exif=exif.tobytes())


def _bombs() -> Iterator[Case]:
    codes = frozenset({"too_many_pixels", "damaged", "too_slow", "explodes", "cannot_be_shown"})
    for side in (20_000, 50_000, 65_535, 2**31 - 1):
        yield Case(f"PNG of {side} squared", "a.png", png(side, side, bytes(60_000)), REFUSED, codes)
    for width, height in ((1, 100_000_000), (100_000_000, 1), (0, 10), (10, 0)):
        yield Case(f"PNG of {width} by {height}", "a.png", png(width, height, bytes(100)), REFUSED, codes)
    big = 7_700
    rows = bytes((big * 3 + 1) * big)
    yield Case("PNG of 59 million black pixels", "a.png", png(big, big, rows), SAFE)
    yield Case(
        "PNG of 59 million pixels in 16 bits",
        "a.png",
        png(big, big, bytes((big * 8 + 1) * big), depth=16, colour=6),
        REFUSED,
        codes,
    )
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(60_000_000), 9))
    yield Case("PNG whose comment unpacks to 60 MB", "a.png", png(10, 10, bytes(310), text), SAFE)
    profile = _chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(60_000_000), 9))
    yield Case("PNG whose profile unpacks to 60 MB", "a.png", png(10, 10, bytes(310), profile), SAFE)
    many = b"".join(_chunk(b"tEXt", b"k\0v") for _ in range(50_000))
    yield Case("PNG of fifty thousand comments", "a.png", png(10, 10, bytes(310), many), SAFE)
    yield Case("PNG with rows missing", "a.png", png(4_000, 4_000, bytes(10)), REFUSED)
    broken = bytearray(picture())
    broken[40:60] = bytes(20)
    yield Case("PNG with wrong sums", "a.png", bytes(broken), REFUSED)
    jpeg = bytearray(picture("JPEG"))
    place = jpeg.find(b"\xff\xc0")
    jpeg[place + 5 : place + 9] = struct.pack(">HH", 65_535, 65_535)
    yield Case("JPEG of 65,535 squared", "a.jpg", bytes(jpeg), REFUSED, codes)
    gif = bytearray(picture("GIF"))
    gif[6:10] = struct.pack("<HH", 65_535, 65_535)
    yield Case("GIF of 65,535 squared", "a.gif", bytes(gif), REFUSED, codes)
    yield Case("GIF of two thousand frames", "a.gif", _frames(2_000), REFUSED, codes)
    yield Case("GIF of ten frames", "a.gif", _frames(10), SAFE)
    webp = bytearray(picture("WEBP", lossless=True))
    webp[21:25] = (0x3FFF | 0x3FFF << 14).to_bytes(4, "little")
    yield Case("WebP of 16,384 squared", "a.webp", bytes(webp), REFUSED, codes)


def _frames(count: int) -> bytes:
    out = io.BytesIO()
    frames = [Image.frombytes("L", (4, 4), number.to_bytes(2, "big") * 8) for number in range(count)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=20)
    return out.getvalue()


def _heic() -> Iterator[Case]:
    box = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1"
    yield Case("HEIC that is only a beginning", "a.heic", box, REFUSED)
    yield Case(
        "HEIC of four thousand million squared", "a.heic", box + b"\0\0\0\x14ispe\0\0\0\0" + b"\xff" * 8, REFUSED
    )
    yield Case("HEIC of nothing", "a.heic", box + b"\0\0\0\x14ispe\0\0\0\0" + bytes(8), REFUSED)
    yield Case(
        "HEIC of noise", "a.heic", box + b"\0\0\0\x14ispe\0\0\0\0\0\0\0\x10\0\0\0\x10" + bytes(range(256)) * 40, REFUSED
    )
    assert pi_heif.libheif_info()["decoders"], "pictures of telephones can be read"


def cases() -> Iterator[Case]:
    """Bombs, broken ones, and those that say where they were taken."""
    yield from _bombs()
    yield from _heic()
    for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")):
        yield Case(f"{kind} with a place", f"{CANARY}.{ending}", _with_place(kind), SAFE)
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", CANARY)
    told.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{CANARY}</x:xmpmeta>", zip=True)
    yield Case("PNG with an author", "a.png", picture("PNG", pnginfo=told), SAFE)
    yield Case("JPEG with XMP", "a.jpg", picture("JPEG", xmp=f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()), SAFE)
    yield Case("JPEG with a comment", "a.jpg", picture("JPEG", comment=CANARY.encode()), SAFE)
    yield Case("GIF with a comment", "a.gif", picture("GIF", comment=CANARY.encode()), SAFE)
    film = b"\x00\x00\x00\x20ftypmp42" + CANARY.encode() * 20
    yield Case("JPEG with a moment of film", "a.jpg", picture("JPEG") + film, SAFE)
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        honest = bytearray(picture(kind, (64, 64)))
        for step in (7, 11, 13):
            bent = bytearray(honest)
            for place in range(60, len(bent), step * 9):
                bent[place] ^= 0xA5
            yield Case(f"{kind} bent every {step * 9} bytes", f"a.{kind.lower()}", bytes(bent), SAFE)
