"""Files that lie about what they are, and files that are two."""

from __future__ import annotations

import io
import itertools
import random
import zipfile
from collections.abc import Iterator

from PIL import Image

from tests.trust.hostile import CANARY, EICAR, REFUSED, SAFE, SCANNED, Case

PROGRAMS: dict[str, bytes] = {
    "windows": b"MZ\x90\x00\x03" + bytes(200) + b"PE\x00\x00" + bytes(400),
    "linux": b"\x7fELF\x02\x01\x01" + bytes(300),
    "mac": b"\xca\xfe\xba\xbe" + bytes(300),
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "batch": b"@echo off\r\nformat c:\r\n",
    "page": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "page with spaces before": b"  \n\t<html><body onload=alert(1)>",
    "picture in words": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "php": b"<?php system($_GET['c']); ?>",
    "rich text": b"{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}",
    "postscript": b"%!PS-Adobe-3.0\n(%pipe%id) (w) file\n",
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000),
    "shortcut": b"\x4c\x00\x00\x00\x01\x14\x02\x00" + bytes(200),
    "tar": b"evil.sh".ljust(257, b"\0") + b"ustar\x0000" + bytes(500),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(100),
    "seven": b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "cab": b"MSCF" + bytes(100),
    "film": b"\x00\x00\x00\x20ftypisom" + bytes(500),
    "sound": b"ID3\x04" + bytes(500),
    "noise": bytes(random.Random(7).randbytes(4_000)),
    "nul bytes": bytes(4_000),
    "mail": b"From somebody\nMIME-Version: 1.0\n\n",
    "calendar": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
    "text with controls": b"hello\x00\x01\x02\x1b[2Jworld",
    "disk": b"\x00" * 32769 + b"CD001" + bytes(100),
    "swf": b"CWS\x09" + bytes(200),
    "java": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(100),
    "xz": b"\xfd7zXZ\x00" + bytes(100),
}
ENDINGS = ("pdf", "jpg", "docx", "txt")


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A small honest picture."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def packed(**entries: bytes) -> bytes:
    """A small ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def cases() -> Iterator[Case]:
    """Programs and packed files under honest names, beginnings without an end, polyglots."""
    for (label, data), ending in itertools.product(PROGRAMS.items(), ENDINGS):
        yield Case(f"{label} called {ending}", f"report.{ending}", data, REFUSED)
    yield Case("empty", "empty.pdf", b"", REFUSED, frozenset({"empty"}))
    yield Case("too big", "big.jpg", picture("JPEG") + bytes(30 * 2**20), REFUSED, frozenset({"too_big"}))
    for kind, data in (
        ("PNG", picture()),
        ("JPEG", picture("JPEG")),
        ("GIF", picture("GIF")),
        ("WEBP", picture("WEBP")),
    ):
        ending = kind.lower()
        yield Case(f"{kind} cut short", f"a.{ending}", data[: len(data) // 4], REFUSED)
        yield Case(f"{kind} of eight bytes", f"a.{ending}", data[:8], REFUSED)
        yield Case(f"{kind} that is an archive", f"a.{ending}", data + packed(evil__exe=b"MZ"), REFUSED)
        yield Case(f"{kind} that is a RAR", f"a.{ending}", data + b"Rar!\x1a\x07\x01\x00" + bytes(90), REFUSED)
        yield Case(f"{kind} that is a 7z", f"a.{ending}", data + b"7z\xbc\xaf\x27\x1c" + bytes(90), REFUSED)
        yield Case(f"{kind} that ends as a page", f"a.{ending}", data + b"<script>alert(1)</script>", REFUSED)
        yield Case(f"{kind} that ends as PHP", f"a.{ending}", data + b"<?php system('id') ?>", REFUSED)
        secret = data + CANARY.encode()
        yield Case(f"{kind} with something behind it", f"a.{ending}", secret, SAFE)
        yield Case(f"{kind} called text", "a.txt", data, SAFE)
    comment = picture("JPEG", comment=b"<script>alert(1)</script>")
    yield Case("JPEG whose comment is a script", "a.jpg", comment, REFUSED)
    yield Case("JPEG that begins as a PDF", "a.jpg", picture("JPEG", comment=b"%PDF-1.4 1 0 obj"), REFUSED)
    yield Case("EICAR", "eicar.txt", EICAR, SCANNED, frozenset({"malware"}))
    yield Case("EICAR called PDF", "eicar.pdf", EICAR, REFUSED)
    yield Case(
        "text of a page's length", "long.txt", b"a line\n" * 2_000_000, REFUSED, frozenset({"too_big", "too_long"})
    )
    yield Case("text that turns around", "note.txt", "abc \u202egnp.exe\u202c def".encode(), SAFE)
    yield Case("formulas", "list.csv", b'=cmd|"/C calc"!A0,+1,-1,@SUM(1)\n', SAFE)
    yield Case("a page called csv", "list.csv", b"<html>", REFUSED)
    for name in (
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "C:\\a.png",
        "a\x00.png",
        "a" * 5_000 + ".png",
        "\u202egnp.exe",
    ):
        yield Case(f"path trick {name[:20]!r}", name, picture(), SAFE)
