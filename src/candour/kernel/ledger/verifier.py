#!/usr/bin/env python3
"""Check an export of a Candour ledger on a computer of your own, believing nothing that the export says of itself.

Needs Python 3.10 or later and PyNaCl (python -m pip install pynacl), and nothing of Candour. What the files hold and what
they prove: docs/ledger-format.md. Keys and checkpoints are worth most when you kept them from before.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

BLOCK = 4096
NUMBER = re.compile(r"(0|[1-9][0-9]{0,18})\Z")
Keys = dict[tuple[str, bytes], VerifyKey]


class Fault(Exception):
    """Something is not as it should be; the message says what."""


class Checkpoint(NamedTuple):
    """What somebody signed: which tree, how many leaves, which root."""

    origin: str
    size: int
    root: bytes


class Export(NamedTuple):
    """What was verified. ``leaves`` are kept of a public tree alone."""

    size: int
    checkpoints: list[Checkpoint]
    leaves: list[bytes]


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def fold(row: list[bytes]) -> bytes:
    """The root over a row of leaves' hashes."""
    while len(row) > 1:
        alone = row[-1:] if len(row) % 2 else []
        pairs = iter(row)
        row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)] + alone
    return row[0] if row else sha256().digest()


class Tree:
    """A tree that grows to the right and can say its root at every size."""

    def __init__(self) -> None:
        self.size = 0
        self.whole: list[tuple[int, bytes]] = []  # subtrees from the left: of how many blocks, and their root
        self.open: list[bytes] = []  # the leaves after them, fewer than a block

    def extend(self, hashes: list[bytes]) -> None:
        """Add leaves, by their hashes."""
        self.size += len(hashes)
        self.open = self.open + hashes
        while len(self.open) >= BLOCK:
            blocks, root = 1, fold(self.open[:BLOCK])
            self.open = self.open[BLOCK:]
            while self.whole and self.whole[-1][0] == blocks:
                root = node(self.whole.pop()[1], root)
                blocks *= 2
            self.whole.append((blocks, root))

    def root(self) -> bytes:
        """The root at the present size."""
        row = [root for _, root in self.whole] + ([] if self.whole and not self.open else [fold(self.open)])
        found = row.pop()
        while row:
            found = node(row.pop(), found)
        return found


def climb(number: int, last: int, old: bytes, new: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Follow a path upwards from one node, for the tree that ends there and for the one that goes on (RFC 9162)."""
    for step in path:
        if last == 0:
            raise Fault("the proof is too long")
        if number % 2 or number == last:
            old, new = node(step, old), node(step, new)
            while number % 2 == 0 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node(new, step)
        number, last = number >> 1, last >> 1
    if last != 0:
        raise Fault("the proof is too short")
    return old, new


def check_consistency(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> None:
    """Raise Fault unless the path proves that the newer tree begins with the older."""
    if old.origin != new.origin or not 0 < old.size <= new.size:
        raise Fault("these two checkpoints are not to be held against each other")
    row = list(path) if old.size & (old.size - 1) and old.size < new.size else [old.root, *path]
    number, last = old.size - 1, new.size - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    if old.size == new.size:
        number = last = 0  # nothing to climb: the roots are the same or they are not
    if not row or climb(number, last, row[0], row[0], row[1:]) != (old.root, new.root):
        raise Fault("the newer checkpoint does not continue the older: the ledger was forked")


def decode(text: str, what: str, length: int | None = None) -> bytes:
    """Base64 in its one canonical form, of so many bytes."""
    try:
        raw = a2b_base64(text.encode())  # lenient, so that the next line must be strict
    except Error:
        raise Fault(f"{what} is not base64") from None
    if b2a_base64(raw, newline=False).decode() != text or length not in (None, len(raw)):
        raise Fault(f"{what} is malformed")
    return raw


def read_keys(keys: Sequence[str]) -> Keys:
    """Public keys as they are published: name+identity+base64."""
    found: Keys = {}
    for key in keys:
        name, identity, encoded = (key.strip() + "++").split("+", 2)
        raw = decode(encoded.removesuffix("++"), "a key", 33)
        wanted = sha256(name.encode() + b"\n" + raw).digest()[:4]
        if raw[0] != 1 or wanted.hex() != identity:
            raise Fault(f"this is not a key: {key}")
        found[name, wanted] = VerifyKey(raw[1:])
    return found


def read_note(note: str, keys: Keys) -> Checkpoint:
    """The checkpoint in a signed note (C2SP tlog-checkpoint), if one of the keys signed it for the tree it names."""
    text, gap, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not gap or len(lines) != 3 or not NUMBER.match(lines[1]) or not signatures.endswith("\n"):
        raise Fault("a checkpoint is malformed")
    signed = False
    for line in signatures[:-1].split("\n"):
        parts = re.fullmatch(r"— (\S+) (\S+)", line) or ("", "", "")
        raw = decode(parts[2], "a signature")
        if key := keys.get((parts[1], raw[:4])):
            try:
                key.verify(f"{text}\n".encode(), raw[4:])
            except (BadSignatureError, ValueError):
                raise Fault("a signature does not fit what it signs") from None
            signed = signed or parts[1] == lines[0]
    if not signed:
        raise Fault("a checkpoint is not signed by a key that you trust")
    return Checkpoint(lines[0], int(lines[1]), decode(lines[2], "a root", 32))


def verify_export(file: BinaryIO, keys: Sequence[str], kept: Sequence[str] = ()) -> Export:
    """Compute the tree from its leaves and hold it against every checkpoint: the export's own, and those you kept."""
    told: dict[str, list[str]] = {word: [] for word in ("tree", "origin", "leaves", "size", "key", "checkpoint")}
    if file.readline() != b"candour-ledger-export/1\n":
        raise Fault("this is not an export of a ledger")
    for line in iter(file.readline, b"\n"):
        word, gap, rest = line.decode("utf-8", "replace").partition(" ")
        if word not in told or not gap or not rest.endswith("\n"):
            raise Fault("the export's head is malformed or cut short")
        told[word].append(rest[:-1])
    kind, origin, form, number = (" ".join(told[word]) for word in ("tree", "origin", "leaves", "size"))
    if kind not in ("inner", "public") or form not in ("entries", "hashes") or not NUMBER.match(number):
        raise Fault("the export's head is incomplete, or of a kind that this program does not know")
    trusted = read_keys(keys)
    if strange := set(told["key"]) - {key.strip() for key in keys}:
        raise Fault(f"the export is signed with a key that you do not trust: {strange.pop()}")
    signed = [
        read_note(decode(note, "a checkpoint").decode("utf-8", "replace"), trusted) for note in told["checkpoint"]
    ]
    if max((one.size for one in signed), default=-1) != (size := int(number)):
        raise Fault("the export is not signed as far as it goes")
    signed = sorted({*signed, *(read_note(note, trusted) for note in kept)}, key=lambda one: one.size)
    if {one.origin for one in signed} != {origin}:
        raise Fault("a checkpoint is of another tree")
    if signed[-1].size > size:
        raise Fault(f"the ledger was cut or rolled back: {signed[-1].size} leaves were signed, {size} are here")
    tree, leaves = Tree(), list[bytes]()
    for one in signed:
        while tree.size < one.size:
            lines = list(itertools.islice(file, min(BLOCK - tree.size % BLOCK, one.size - tree.size)))
            if not lines or not lines[-1].endswith(b"\n"):
                raise Fault(f"the export was cut short: {tree.size + len(lines)} leaves of {size} are here")
            if form == "hashes":
                tree.extend([decode(line[:-1].decode("latin-1"), "a leaf's hash", 32) for line in lines])
            else:
                tree.extend([sha256(b"\x00" + line[:-1]).digest() for line in lines])
            leaves += lines if kind == "public" else []
        if one.root != tree.root():
            raise Fault(f"the first {one.size} leaves are not those that were signed")
    if file.readline():
        raise Fault("the export has more leaves than it says")
    return Export(size, signed, leaves)


def check_daily_roots(inner: Export, public: Export) -> tuple[int, int]:
    """How many of the days published the inner tree bears out, and how many are later than it. Raises Fault."""
    known = {one.root.hex() for one in inner.checkpoints}
    days = [leaf for leaf in map(json.loads, public.leaves) if leaf["kind"] == "daily_root"]
    last = max((place for place, leaf in enumerate(days) if leaf["digest"] in known), default=-1)
    if wrong := [leaf["on"] for leaf in days[: last + 1] if leaf["digest"] not in known]:
        raise Fault(f"the root published for {wrong[0]} is not one of the inner tree's")
    return last + 1, len(days) - last - 1


def read_proof(text: str, first: str) -> tuple[dict[str, str], list[bytes]]:
    """The named lines of a proof, and its hashes."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0] != first:
        raise Fault("this is not such a proof")
    named = dict(line.partition(" ")[::2] for line in lines[1:] if " " in line)
    return named, [decode(line, "a hash of the proof", 32) for line in lines[1:] if " " not in line]


def verify_inclusion(text: str, keys: Sequence[str], document: bytes | None = None) -> bytes:
    """The leaf whose place in the signed tree this proves (C2SP tlog-proof). Raises Fault."""
    head, _, note = text.partition("\n\n")
    named, path = read_proof(head, "c2sp.org/tlog-proof@v1")
    leaf, tree = decode(named.get("extra", ""), "the leaf"), read_note(note, read_keys(keys))
    index = int(named["index"]) if NUMBER.match(named.get("index", "")) else tree.size
    start = sha256(b"\x00" + leaf).digest()
    if index >= tree.size or climb(index, tree.size - 1, start, start, path)[1] != tree.root:
        raise Fault("the proof does not lead to the root that was signed")
    if document is not None and json.loads(leaf).get("digest") != sha256(document).hexdigest():
        raise Fault("the document is not the one in the ledger")
    return leaf


def verify_consistency(text: str, keys: Sequence[str]) -> tuple[Checkpoint, Checkpoint]:
    """The older and the newer checkpoint, of which this proves that one continues the other. Raises Fault."""
    named, path = read_proof(text, "candour-ledger-consistency/1")
    notes = (decode(named.get(word, ""), "a checkpoint").decode("utf-8", "replace") for word in ("old", "new"))
    old, new = (read_note(note, read_keys(keys)) for note in notes)
    check_consistency(old, new, path)
    return old, new


def say(told: argparse.Namespace) -> str:
    """Do what was asked for, and say what was found. Raises Fault."""
    if told.proof:
        document = told.document.read_bytes() if told.document else None
        return f"In the ledger: {verify_inclusion(told.proof.read_text('utf-8'), told.key, document).decode()}"
    if told.consistency:
        old, new = verify_consistency(told.consistency.read_text("utf-8"), told.key)
        return f"The ledger of {new.size} leaves continues the one of {old.size}."
    with told.export.open("rb") as file:
        found = verify_export(file, told.key, [path.read_text("utf-8") for path in told.checkpoint])
    said = f"{found.size} leaves are those that were signed, at {len(found.checkpoints)} checkpoints."
    if told.public:
        with told.public.open("rb") as file:
            good, later = check_daily_roots(found, verify_export(file, told.key))
        said += f" So are the roots published on {good} days; {later} later ones are beyond this export."
    return said


def main(words: Sequence[str] | None = None) -> int:
    """0 when everything fits, 1 when something does not."""
    parser = argparse.ArgumentParser(description="Check an export of a Candour ledger, or a proof from one.")
    parser.add_argument("export", nargs="?", type=Path, help="the export to check")
    parser.add_argument("--key", action="append", required=True, help="a public key that you trust; may be repeated")
    parser.add_argument(
        "--checkpoint", action="append", default=[], type=Path, help="one that you kept; may be repeated"
    )
    parser.add_argument(
        "--public", type=Path, help="for holders of the inner tree: the public export to hold it against"
    )
    parser.add_argument("--proof", type=Path, help="instead of an export: that a leaf is in the ledger")
    parser.add_argument("--document", type=Path, help="with --proof: the document that the leaf should name")
    parser.add_argument("--consistency", type=Path, help="instead: that one checkpoint continues another")
    told = parser.parse_args(words)
    if not (told.export or told.proof or told.consistency):
        parser.error("name an export or a proof")
    try:
        print(f"VERIFIED. {say(told)}")
    except (Fault, OSError, ValueError) as fault:
        print(f"NOT VERIFIED: {fault}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
