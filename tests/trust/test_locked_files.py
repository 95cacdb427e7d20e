"""Somebody inside, with the office's key, the whole database and the folder of files, looks for what was locked away.

They open every box that the office's key opens, and with whatever lies in it every further one, until nothing more opens; then
they try each key that they have on every file and every name. The same search finds a file that is not locked, and one that
still waits for the worker: otherwise it would prove nothing.
"""

from __future__ import annotations

from contextlib import closing, suppress

import pytest
from django.conf import settings
from django.db import connection
from nacl import bindings

from candour.contexts.concerns import ceremony, sealed
from candour.contexts.concerns.models import Concern, ConcernDocument, DocumentKey
from candour.contexts.concerns.operations import identities
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.conftest import desk
from candour.contexts.concerns.tests.desk import Desk
from candour.contexts.concerns.tests.filing import CANARY, came, kept, note, scanner, work_through
from candour.contexts.concerns.tests.vault import Vault
from candour.kernel.documents import blobs, storage
from candour.kernel.documents import queries as documents
from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen, Pair
from tests.database import AsDoor

__all__ = ["desk", "kept", "scanner"]

pytestmark = pytest.mark.django_db

_COLUMNS = """
select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
 where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.atttypid = 'bytea'::regtype and not a.attisdropped
"""


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


def every_box() -> set[bytes]:
    """Every value of bytes in every table, as a dump has them."""
    found: set[bytes] = set()
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column in cursor.fetchall():
            cursor.execute(f'select "{column}" from "{table}" where "{column}" is not null')
            found |= {bytes(value) for (value,) in cursor.fetchall()}
    return found


def _inside(pair: Pair, box: bytes) -> bytes:
    """What is in a sealed box, whatever it is about."""
    try:
        opened: bytes = bindings.crypto_box_seal_open(box[1:], pair.public, pair.private)
        return boxes._unpadded(opened[boxes._MARK :])
    except (*boxes._REFUSALS, CannotOpen):
        return b""


def keys_to_be_had(*begin: bytes) -> set[bytes]:
    """Every key that somebody gets at who begins with these."""
    every, wraps = every_box(), list(DocumentKey.objects.all())
    found, left = set[bytes](), set(begin)
    of_files: set[bytes] = set()
    while left:
        key = left.pop()
        found.add(key)
        pair = boxes.pair_of(key)
        under = sealed.files_key(pair)  # opens wraps of files and makes no further pair
        of_files.add(under)
        # A key lies alone in its box, or behind the words that say which file it opens.
        left |= {inside[-boxes.KEY :] for box in every if len(inside := _inside(pair, box)) >= boxes.KEY} - found
        for row in wraps:
            for wrapped in (row.for_concern, row.for_reporter):
                with suppress(CannotOpen, TypeError):
                    of_files.add(sealed.unwrap_file_key(under, row.document_id, bytes(wrapped or b"")))
    return found | of_files


def stolen(*begin: bytes) -> set[str]:
    """The words and names that they read with every key that they have."""
    found: set[str] = set()
    keys = keys_to_be_had(*begin)
    for key in keys:
        for address, _ in storage.listed():
            with closing(storage.opened(address)) as file, suppress(blobs.Damaged, ValueError):
                found.add(b"".join(blobs.read(file, key=key, address=address)).decode("utf-8", "replace"))
        for row in ConcernDocument.objects.all():
            with suppress(CannotOpen):
                found.add(documents.details_of(row, key).name)
    return found


def insider() -> set[str]:
    """What the office's key and everything that lies there yield."""
    return stolen(*settings.OFFICE_PRIVATE_KEYS)


def has(found: set[str], words: str) -> bool:
    return any(words in one for one in found)


@pytest.fixture
def case(vault: Vault, desk: Desk) -> Concern:
    return desk.brings(vaults.confidential(), "taken")


def test_a_file_that_is_not_locked_is_found(case: Concern, as_door: AsDoor, scanner: None) -> None:
    came(case, note("payslip of C Wren.txt"), may_be_read=True)
    work_through(as_door)
    found = insider()
    assert has(found, CANARY)
    assert "payslip of C Wren.txt" in found


def test_a_locked_one_is_found_while_it_waits_and_not_afterwards(case: Concern, as_door: AsDoor, scanner: None) -> None:
    came(case, note("payslip of C Wren.txt"))
    assert has(insider(), CANARY)
    work_through(as_door)
    found = insider()
    assert not has(found, CANARY)
    assert not has(found, "payslip")


def test_nor_without_a_scanner(case: Concern, as_door: AsDoor) -> None:
    came(case, note("payslip of C Wren.txt"))
    work_through(as_door)
    found = insider()
    assert not has(found, CANARY)
    assert not has(found, "payslip")


def test_nor_is_one_that_was_refused(case: Concern, as_door: AsDoor) -> None:
    came(case, note("payslip of C Wren.pdf"))
    work_through(as_door)
    assert ConcernDocument.objects.get().state == "refused"
    found = insider()
    assert not has(found, CANARY)
    assert not has(found, "payslip")


def test_nor_is_one_that_a_caseworker_moved(vault: Vault, desk: Desk, as_door: AsDoor, scanner: None) -> None:
    case = desk.brings(make.concern(level="named"), "taken")
    came(case, note("payslip of C Wren.txt"))
    work_through(as_door)
    assert has(insider(), CANARY)
    desk.does(identities.seal_file, case, document_id=ConcernDocument.objects.get().id)
    found = insider()
    assert not has(found, CANARY)
    assert not has(found, "payslip")


@pytest.mark.parametrize("sides", [("officers",), ("deputies",)])
def test_nor_with_the_key_of_one_side_besides(
    case: Concern, vault: Vault, as_door: AsDoor, scanner: None, sides: tuple[str, ...]
) -> None:
    came(case, note("payslip of C Wren.txt"))
    work_through(as_door)
    found = stolen(*settings.OFFICE_PRIVATE_KEYS, *(private(vault, side) for side in sides))
    assert not has(found, CANARY)
    assert not has(found, "payslip")


def test_the_two_sides_together_would_find_it(case: Concern, vault: Vault, as_door: AsDoor, scanner: None) -> None:
    came(case, note("payslip of C Wren.txt"))
    work_through(as_door)
    halves = [keys_to_be_had(private(vault, side)) for side in ("officers", "deputies")]
    joined = {bytes(a ^ b for a, b in zip(one, other, strict=True)) for one in halves[0] for other in halves[1]}
    found = stolen(*joined)
    assert has(found, CANARY)
    assert "payslip of C Wren.txt" in found


def private(vault: Vault, side: str) -> bytes:
    """The private half of one side's key, from two shares of the paper."""
    made = vault.made[side]
    return ceremony.by_shares(made.published, made.shares[:2]).private
