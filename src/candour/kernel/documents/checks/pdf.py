"""PDFs: where they begin and end, what they unpack to, and whether they do anything.

Bytes are searched and streams unpacked within limits; nothing is believed about the file's own structure, because a
hostile one has two. What hides from this (an object stream in a rarer coding) is asked once more of the renderer,
which reads the file as a reader would (``rendering.pages``).
"""

from __future__ import annotations

import re
import zlib

from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.limits import MB, Limits

_ACTS: dict[bytes, str] = {
    b"/JavaScript": "acts",
    b"/Launch": "acts",
    b"/ImportData": "acts",
    b"/SubmitForm": "acts",
    b"/RichMedia": "acts",
    b"/EmbeddedFile": "files_inside",
    b"/EmbeddedFiles": "files_inside",
    b"/Encrypt": "password",
}
_ACTION = re.compile(rb"/S\s*/(?:JavaScript|Launch|ImportData|SubmitForm|Rendition)\b")
_FORM = re.compile(rb"/XFA\s*[\[\d(<]")
_DISGUISED = re.compile(rb"/[A-Za-z0-9]{0,24}#[0-9A-Fa-f]{2}[A-Za-z0-9#]{0,48}")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_OBJECT = re.compile(rb"\d{1,10}\s+\d{1,5}\s+obj\b")
_UNPACKED_TWICE = re.compile(
    rb"/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\s*/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\b"
)
_RARE = re.compile(rb"/(?:ASCIIHexDecode|AHx|ASCII85Decode|A85|LZWDecode|LZW|RunLengthDecode|RL)\b")
_DICTIONARY = 1024
"""How far before a stream its dictionary is looked for."""
_PIECE = 1 * MB
_OVERLAP = 64
_SMALL = 2 * MB
_END = 2048


def check(data: bytes, limits: Limits) -> None:
    """Raises Unsafe for a PDF that does not end as one, explodes, holds files or programs, or is locked."""
    end = data.rfind(b"%%EOF")
    if end == -1 or len(data) - end > _END:
        raise Unsafe("damaged" if end == -1 else "two_files_in_one")
    if len(_OBJECT.findall(data)) > limits.pdf_objects:
        raise Unsafe("explodes")
    if _UNPACKED_TWICE.search(data):
        raise Unsafe("explodes")
    _search(data)
    unpacked = 0
    for found in _STREAM.finditer(data):
        begins = found.end()
        dictionary = data[max(0, found.start() - _DICTIONARY) : found.start()].rpartition(b" obj")[2]
        holds_objects = b"/ObjStm" in dictionary
        if holds_objects and _RARE.search(dictionary):
            raise Unsafe("acts")
        if data[begins : begins + 1] in {b"\x78", b"\x58", b"\x68", b"\x48", b"\x38", b"\x28", b"\x18", b"\x08"}:
            unpacked += _unpack(
                memoryview(data)[begins:], limits, limits.pdf_unpacked - unpacked, holds_objects=holds_objects
            )


def _search(piece: bytes) -> None:
    for name, code in _ACTS.items():
        if name in piece and re.search(name + rb"(?![A-Za-z])", piece):
            raise Unsafe(code)
    if _ACTION.search(piece) or _FORM.search(piece):
        raise Unsafe("acts")
    if b"#" in piece:
        for name in _DISGUISED.findall(piece):
            plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)
            if plain in _ACTS:
                raise Unsafe(_ACTS[plain])


def _unpack(packed: memoryview, limits: Limits, allowed: int, *, holds_objects: bool) -> int:
    """Unpack one stream within limits, searching what comes out; how many bytes that was."""
    unpacker, produced, place, before = zlib.decompressobj(), 0, 0, b""
    waiting: bytes = b""
    while not unpacker.eof:
        if not waiting:
            waiting = bytes(packed[place : place + 65_536])
            place += len(waiting)
            if not waiting:
                break
        try:
            piece = unpacker.decompress(waiting, _PIECE)
        except zlib.error:
            break  # not a packed stream after all, or one that ends early: readers stop here too
        waiting = unpacker.unconsumed_tail
        produced += len(piece)
        if produced > min(limits.pdf_stream, allowed):
            raise Unsafe("explodes")
        if holds_objects or produced <= _SMALL:
            _search(before + piece)
        before = piece[-_OVERLAP:]
    return produced
