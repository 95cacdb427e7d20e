"""Ten thousand ways of tampering with a ledger, all noticed by the verifier that a stranger runs; and hundreds in the
tables themselves, all noticed by ``candour ledger verify`` and the checkpoint that a holder kept."""

from __future__ import annotations

import random

import psycopg
import pytest
from django.db import connection, transaction

from candour.kernel.ledger import queries, verification
from candour.kernel.ledger.log import Cursor
from candour.kernel.ledger.notes import Checkpoint, Signer
from candour.kernel.ledger.verifier import Fault, verify_export
from tests.trust import tampering

pytestmark = pytest.mark.django_db

OFTEN, SELDOM = 10_000, 220
IN_TABLES_OFTEN, IN_TABLES_SELDOM = 25, 1


def own_cursor() -> Cursor:
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


def faults(cursor: Cursor, held: str, keys: list[str]) -> list[str]:
    """What the command would say."""
    return [
        *queries.verify().faults,
        *verification.verify(cursor).faults,
        *verification.faults_of_checkpoint(cursor, held, keys),
    ]


class TestExports:
    def test_are_verified_as_they_are(self) -> None:
        ledger = tampering.a_ledger(own_cursor())
        for of in (ledger.inner, ledger.public):
            assert not ledger.detected(of.bytes(), of)
            assert len(of.leaves) >= 13
            assert len(of.checkpoints) >= 12

    def test_tell_when_anything_was_tampered_with(self) -> None:
        tried, missed = tampering.undetected(tampering.a_ledger(own_cursor()), SELDOM, seed=1)
        assert missed == []
        assert tried >= SELDOM * 0.99

    @pytest.mark.slow
    def test_tell_ten_thousand_times(self) -> None:
        tried, missed = tampering.undetected(tampering.a_ledger(own_cursor()), OFTEN + 100, seed=2)
        assert missed == []
        assert tried >= OFTEN

    @pytest.mark.parametrize("kind", tampering.KINDS, ids=lambda kind: kind.__name__)
    def test_of_each_kind_change_something(self, kind: tampering.Tampering) -> None:
        """A tampering that does nothing would prove nothing."""
        ledger, drawn = tampering.a_ledger(own_cursor()), random.Random(3)
        assert any(kind(ledger, of, drawn) != of.bytes() for of in (ledger.inner, ledger.public))

    @pytest.mark.parametrize("kind", [tampering.forked, tampering.rolled_back])
    def test_need_what_was_kept_elsewhere_against_the_holder_of_the_key(self, kind: tampering.Tampering) -> None:
        """Said plainly: without a checkpoint from before, whoever has the key can tell another story."""
        import io

        ledger, drawn = tampering.a_ledger(own_cursor()), random.Random(4)
        story = kind(ledger, ledger.inner, drawn)
        verify_export(io.BytesIO(story), [ledger.signers.inner.public])
        with pytest.raises(Fault):
            verify_export(io.BytesIO(story), [ledger.signers.inner.public], [ledger.held(ledger.inner)])


def tampered(statement: str, drawn: random.Random, cursor: Cursor) -> bytes:
    """The statement, aimed at something."""
    entries = [
        entry for (entry,) in cursor.execute(b"select entry_id from ledger_innerleaf where entry_id is not null")
    ]
    place, other = drawn.sample(range(200), 2)
    stranger = Signer.make("trust.example/inner")
    note = stranger.sign(Checkpoint("trust.example/inner", 1024, drawn.randbytes(32)))
    told = {
        "entry": f"'{drawn.choice(entries)}'", "place": place, "other": other, "node": drawn.randrange(12),
        "public": drawn.randrange(12), "stranger": f"'{note}'", "strangers_key": f"'{stranger.public}'",
    }  # fmt: skip
    return statement.format(**told).encode()


class TestTables:
    def tell(self, times: int, seed: int) -> None:
        cursor, drawn = own_cursor(), random.Random(seed)
        ledger = tampering.a_ledger(cursor)
        keys = [ledger.signers.inner.public, ledger.signers.public.public]
        held = ledger.held(ledger.inner)
        assert faults(cursor, held, keys) == []
        for name, statement in tampering.IN_THE_TABLES:
            for _ in range(times):
                with transaction.atomic():
                    for one in tampered(statement, drawn, cursor).split(b"; "):
                        cursor.execute(one)
                    assert faults(cursor, held, keys), name
                    transaction.set_rollback(True)
        assert faults(cursor, held, keys) == []

    def test_tell_when_anything_was_tampered_with(self) -> None:
        self.tell(IN_TABLES_SELDOM, seed=5)

    @pytest.mark.slow
    def test_tell_hundreds_of_times(self) -> None:
        self.tell(IN_TABLES_OFTEN, seed=6)
