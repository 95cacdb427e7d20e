"""Ways of tampering with a ledger: with an export on its way to a stranger, and with the tables themselves.

Each is what somebody could do who has the file, the database, or even the signing key. What they cannot have is the
checkpoint that a holder kept.
"""

from __future__ import annotations

import base64
import io
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from candour.kernel.ledger import canonical, export, merkle, notes, sequencing, verifier
from candour.kernel.ledger.log import INNER, PUBLIC, Cursor
from candour.kernel.ledger.notes import Signer
from candour.kernel.ledger.sequencing import Signers

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def grow(cursor: Cursor, signers: Signers, *, days: int = 12, each: int = 25) -> None:
    """A ledger with some days behind it, in both trees; without padding, so that nearly every leaf is an entry."""
    for day in range(days):
        at, on = NOW + timedelta(days=day), TODAY + timedelta(days=day)
        for _ in range(each):
            entry_id = uuid.uuid4()
            entry = canonical.encode(
                entry_id=entry_id, verb="concerns.concern.answer", subject=uuid.uuid4(), actor=uuid.uuid4(),
                door="office", at=at, codes={"from": "open", "to": "answered", "version": 1},
            )  # fmt: skip
            cursor.execute(b"insert into ledger_entry (id, entry) values (%s, %s)", [entry_id, entry])
        sequencing.integrate(cursor, each)
        sequencing.sign(cursor, INNER, signers, at, on)
        cursor.execute(
            b"insert into ledger_publication (id, kind, digest, on_date) values (%s, 'report', %s, %s)",
            [uuid.uuid4(), f"{day:064x}", on],
        )
        sequencing.publish_waiting(cursor, signers, at)
    sequencing.close_day(cursor, signers, TODAY + timedelta(days=days), NOW + timedelta(days=days))


@dataclass
class Export:
    """An export taken apart, as somebody would who wants to put it together differently."""

    tree: str
    origin: str
    keys: list[str]
    checkpoints: list[str]
    leaves: list[bytes]
    size: int | None = None
    extra: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, cursor: Cursor, tree: str) -> Export:
        head, _, body = b"".join(export.export(cursor, tree)).partition(b"\n\n")
        told: dict[str, list[str]] = {}
        for line in head.decode().split("\n")[1:]:
            word, _, rest = line.partition(" ")
            told.setdefault(word, []).append(rest)
        checkpoints = [base64.b64decode(note).decode() for note in told["checkpoint"]]
        leaves = body.split(b"\n")[:-1]
        return cls(told["tree"][0], told["origin"][0], told["key"], checkpoints, leaves)

    def copy(self) -> Export:
        return Export(self.tree, self.origin, list(self.keys), list(self.checkpoints), list(self.leaves))

    def bytes(self) -> bytes:
        size = len(self.leaves) if self.size is None else self.size
        lines = [
            "candour-ledger-export/1",
            f"tree {self.tree}",
            f"origin {self.origin}",
            "leaves entries",
            f"size {size}",
        ]
        lines += [f"key {key}" for key in self.keys]
        lines += [f"checkpoint {base64.b64encode(note.encode()).decode()}" for note in self.checkpoints] + self.extra
        body = b"".join(leaf + b"\n" for leaf in self.leaves)
        return "\n".join([*lines, "", ""]).encode() + body

    def sizes(self) -> list[int]:
        return [int(note.split("\n")[1]) for note in self.checkpoints]

    def sign(self, signer: Signer, sizes: list[int]) -> None:
        """Sign everything anew, with whatever key."""
        hashes = [merkle.leaf_hash(leaf) for leaf in self.leaves]
        self.checkpoints = [
            signer.sign(notes.Checkpoint(self.origin, size, merkle.fold(hashes[:size]))) for size in sizes
        ]
        self.keys = [signer.public]


@dataclass
class Ledger:
    """What there was before anybody tampered: the exports, the keys, and what a holder kept."""

    inner: Export
    public: Export
    signers: Signers

    def held(self, of: Export) -> str:
        return of.checkpoints[-1]

    def detected(self, tampered: bytes, of: Export) -> bool:
        """Whether the stand-alone verifier refuses it, given the right key and the checkpoint that was kept."""
        signer = self.signers.inner if of is self.inner else self.signers.public
        try:
            verifier.verify_export(io.BytesIO(tampered), [signer.public], [self.held(of)])
        except (verifier.Fault, ValueError):
            return True
        return False


def flipped(data: bytes, drawn: random.Random) -> bytes:
    place, bit = drawn.randrange(len(data)), 1 << drawn.randrange(8)
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


Tampering = Callable[[Ledger, Export, random.Random], bytes]


def an_entry_edited(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    made, place = of.copy(), drawn.randrange(len(of.leaves))
    made.leaves[place] = flipped(made.leaves[place], drawn)
    return made.bytes()


def an_entry_deleted(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    made = of.copy()
    del made.leaves[drawn.randrange(len(made.leaves))]
    made.size = drawn.choice((None, len(of.leaves)))
    return made.bytes()


def an_entry_inserted(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    made = of.copy()
    new = drawn.choice((drawn.randbytes(40), drawn.choice(made.leaves)))
    made.leaves.insert(drawn.randrange(len(made.leaves) + 1), new)
    made.size = drawn.choice((None, len(of.leaves)))
    return made.bytes()


def two_entries_swapped(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    made = of.copy()
    one, other = drawn.sample(range(len(made.leaves)), 2)
    made.leaves[one], made.leaves[other] = made.leaves[other], made.leaves[one]
    return made.bytes()


def cut_short(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    """Leaves left out at the end, as if the file were whole: or bytes, as if it had not arrived."""
    if drawn.random() < 0.5:
        whole = of.bytes()
        return whole[: drawn.randrange(len(whole) - 1)]
    made = of.copy()
    made.leaves = made.leaves[: -drawn.randrange(1, len(made.leaves))]
    made.size = drawn.choice((None, len(of.leaves)))
    return made.bytes()


def rolled_back(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    """An earlier state, exactly as it was and rightly signed: only what was kept elsewhere shows it."""
    made, number = of.copy(), drawn.randrange(1, len(of.checkpoints))
    made.checkpoints = made.checkpoints[:number]
    made.leaves = made.leaves[: made.sizes()[-1]]
    return made.bytes()


def forked(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    """Another history, by somebody who has the signing key: only what was kept elsewhere shows it."""
    made = of.copy()
    signer = ledger.signers.inner if of is ledger.inner else ledger.signers.public
    place = drawn.randrange(len(made.leaves))
    made.leaves[place] = flipped(made.leaves[place], drawn)
    if drawn.random() < 0.3:
        del made.leaves[drawn.randrange(len(made.leaves))]
    if drawn.random() < 0.3:
        made.leaves += [drawn.randbytes(40) for _ in range(drawn.randrange(1, 30))]
    made.sign(signer, sorted({*(size for size in of.sizes() if size < len(made.leaves)), len(made.leaves)}))
    return made.bytes()


def signed_by_a_stranger(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    """Everything as it was, or not, under a key of the same name."""
    made = of.copy()
    if drawn.random() < 0.5:
        made.leaves[drawn.randrange(len(made.leaves))] = b"{}"
    made.sign(Signer.make(of.origin), of.sizes())
    if drawn.random() < 0.5:
        made.keys = list(of.keys)
    return made.bytes()


def a_checkpoint_changed(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    made, place = of.copy(), drawn.randrange(len(of.checkpoints))
    made.checkpoints[place] = flipped(made.checkpoints[place].encode(), drawn).decode("latin-1")
    return made.bytes()


def a_checkpoint_of_the_other_tree(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    made, other = of.copy(), ledger.public if of is ledger.inner else ledger.inner
    made.checkpoints[drawn.randrange(len(made.checkpoints))] = drawn.choice(other.checkpoints)
    return made.bytes()


def a_byte_flipped_anywhere(ledger: Ledger, of: Export, drawn: random.Random) -> bytes:
    return flipped(of.bytes(), drawn)


KINDS: tuple[Tampering, ...] = (
    an_entry_edited, an_entry_deleted, an_entry_inserted, two_entries_swapped, cut_short, rolled_back, forked,
    signed_by_a_stranger, a_checkpoint_changed, a_checkpoint_of_the_other_tree, a_byte_flipped_anywhere,
)  # fmt: skip


def a_ledger(cursor: Cursor) -> Ledger:
    """A ledger to tamper with."""
    signers = Signers(Signer.make("trust.example/inner"), Signer.make("trust.example/public"))
    grow(cursor, signers)
    return Ledger(Export.of(cursor, INNER), Export.of(cursor, PUBLIC), signers)


def undetected(ledger: Ledger, times: int, seed: int) -> tuple[int, list[str]]:
    """Tamper so many times; how many really changed something, and those that nobody would have noticed."""
    drawn, tried, missed = random.Random(seed), 0, []
    for number in range(times):
        kind = KINDS[number % len(KINDS)]
        of = drawn.choice((ledger.inner, ledger.public))
        tampered = kind(ledger, of, drawn)
        if tampered == of.bytes():
            continue
        tried += 1
        if not ledger.detected(tampered, of):
            missed.append(f"{kind.__name__} of the {of.tree} tree")
    return tried, missed


IN_THE_TABLES: tuple[tuple[str, str], ...] = (
    ("an entry edited", "update ledger_entry set entry = entry || ' ' where id = {entry}"),
    ("an entry deleted", "delete from ledger_entry where id = {entry}"),
    ("an entry replaced by padding", "delete from ledger_entry where id = {entry}; update ledger_innerleaf set entry_id = null,"
     " padding = 'candour padding x' where entry_id = {entry}"),
    ("an entry and its leaf edited alike", "update ledger_entry set entry = entry || ' ' where id = {entry}; update"
     " ledger_innerleaf l set leaf_hash = e.leaf_hash from ledger_entry e where e.id = {entry} and l.entry_id = e.id"),
    ("a leaf deleted", "delete from ledger_innerleaf where position = {place}"),
    ("a leaf edited", "update ledger_innerleaf set leaf_hash = sha256('x') where position = {place}"),
    ("two leaves swapped", "update ledger_innerleaf set position = -1 where position = {place}; update ledger_innerleaf"
     " set position = {place} where position = {other}; update ledger_innerleaf set position = {other} where position = -1"),
    ("a leaf inserted at the end", "insert into ledger_innerleaf (position, leaf_hash, padding)"
     " select max(position) + 1, sha256('x'), 'x' from ledger_innerleaf"),
    ("the end cut off", "delete from ledger_innerleaf where position > {place}"),
    ("a rollback of everything", "delete from ledger_entry where id in (select entry_id from ledger_innerleaf where"
     " position >= 25); delete from ledger_innerleaf where position >= 25; delete from ledger_innernode where (number + 1)"
     " << height > 25; delete from ledger_innercheckpoint where size > 25"),
    ("a stored hash edited", "update ledger_innernode set node_hash = sha256('x') where number = {node} and height = 4"),
    ("a stored hash deleted", "delete from ledger_innernode where number = {node} and height = 4"),
    ("an entry that never waited", "insert into ledger_entry (id, entry) values (gen_random_uuid(), '{{}}');"
     " delete from ledger_pending"),
    ("a checkpoint by a stranger", "update ledger_innercheckpoint set note = {stranger}, key = {strangers_key}"
     " where size = (select max(size) from ledger_innercheckpoint)"),
    ("a checkpoint edited", "update ledger_innercheckpoint set note = replace(note, 'inner', 'Inner')"),
    ("a public leaf edited", "update ledger_publicleaf set digest = repeat('0', 63) || 'f' where position = {public}"),
    ("a public leaf edited through", "update ledger_publicleaf set leaf = leaf || ' ' where position = {public}"),
    ("a public leaf deleted", "delete from ledger_publicleaf where position = {public}"),
)  # fmt: skip
"""What somebody could do who owns the database, and a statement that does it."""
