"""What the stranger's program refuses, each with its own words, and how it is called."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest

from candour.kernel.ledger import export, sequencing, verifier
from candour.kernel.ledger.log import INNER, PUBLIC, Cursor
from candour.kernel.ledger.notes import Checkpoint, Signer
from candour.kernel.ledger.sequencing import Signers
from candour.kernel.ledger.tests.conftest import NOW
from candour.kernel.ledger.verifier import Fault

HEAD = "candour-ledger-export/1\n"


@pytest.fixture
def exported(cursor: Cursor, signers: Signers) -> tuple[bytes, bytes]:
    """The inner and the public tree after one closed day."""
    sequencing.close_day(cursor, signers, NOW.date(), NOW)
    return b"".join(export.export(cursor, INNER)), b"".join(export.export(cursor, PUBLIC))


def refused(data: bytes, *keys: str) -> str:
    with pytest.raises(Fault) as raised:
        verifier.verify_export(io.BytesIO(data), keys)
    return str(raised.value)


class TestVerifyExport:
    def test_refuses_what_is_no_export(self) -> None:
        assert refused(b"a letter\n") == "this is not an export of a ledger"

    @pytest.mark.parametrize(
        "head",
        ["tree other\norigin o\nleaves entries\nsize 1\n\n", "tree inner\norigin o\nleaves some\nsize 1\n\n", "\n"],
    )
    def test_refuses_a_kind_that_it_does_not_know(self, head: str) -> None:
        assert "of a kind that this program does not know" in refused((HEAD + head).encode())

    def test_refuses_more_leaves_than_it_says(self, exported: tuple[bytes, bytes], signers: Signers) -> None:
        assert refused(exported[0] + b"one more\n", signers.inner.public) == "the export has more leaves than it says"

    def test_refuses_a_checkpoint_of_another_tree(self, exported: tuple[bytes, bytes], signers: Signers) -> None:
        """Even one that a trusted key signed: keys are trusted for the tree that they name."""
        other = base64.b64encode(
            signers.public.sign(Checkpoint("example.org/public", 1, bytes(32))).encode()
        )  # fmt: skip
        head, gap, leaves = exported[0].partition(b"\n\n")
        assert (
            refused(head + b"\ncheckpoint " + other + gap + leaves, signers.inner.public, signers.public.public)
            == "a checkpoint is of another tree"
        )


class TestReadKeys:
    def test_refuses_a_key_under_another_name(self, signers: Signers) -> None:
        with pytest.raises(Fault, match="this is not a key: other"):
            verifier.read_keys([signers.inner.public.replace("example.org/inner", "other")])


class TestDailyRoots:
    def test_refuses_a_day_that_the_inner_tree_never_had(self) -> None:
        leaves = [b'{"digest":"%s","kind":"daily_root","on":"2026-11-2%d"}' % (bytes(root.hex(), "ascii"), day)
                  for day, root in enumerate((bytes(32), bytes([1] * 32)))]  # fmt: skip
        inner = verifier.Export(1, [Checkpoint("o", 1, bytes([1] * 32))], [])  # type: ignore[list-item]  # has its fields
        with pytest.raises(Fault, match="the root published for 2026-11-20 is not one of the inner tree's"):
            verifier.check_daily_roots(inner, verifier.Export(2, [], leaves))


class TestProofs:
    def test_refuse_something_else(self) -> None:
        with pytest.raises(Fault, match="this is not such a proof"):
            verifier.verify_inclusion("a letter\n\n", [])

    def test_refuse_an_index_beyond_the_tree_and_a_path_to_another_root(self, signers: Signers) -> None:
        note = signers.public.sign(Checkpoint("example.org/public", 1, bytes(32)))
        for index in ("7", "0", "none"):
            proof = f"c2sp.org/tlog-proof@v1\nextra AAAA\nindex {index}\n\n{note}"
            with pytest.raises(Fault, match="does not lead to the root"):
                verifier.verify_inclusion(proof, [signers.public.public])

    def test_refuse_another_document(self, cursor: Cursor, exported: tuple[bytes, bytes], signers: Signers) -> None:
        leaf = exported[1].partition(b"\n\n")[2].rstrip(b"\n")
        proof = export.inclusion(cursor, PUBLIC, 0, leaf)
        assert verifier.verify_inclusion(proof, [signers.public.public]) == leaf
        with pytest.raises(Fault, match="the document is not the one"):
            verifier.verify_inclusion(proof, [signers.public.public], b"another")

    def test_hold_no_two_trees_against_each_other(self) -> None:
        one = verifier.Checkpoint("one", 1, bytes(32))
        for other in (one._replace(origin="other"), one._replace(size=0)):
            with pytest.raises(Fault, match="not to be held against each other"):
                verifier.check_consistency(one, other, [])


class TestMain:
    def test_needs_something_to_check(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            verifier.main(["--key", "k"])
        assert "name an export or a proof" in capsys.readouterr().err

    def test_says_what_it_found(
        self, exported: tuple[bytes, bytes], signers: Signers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "export"
        file.write_bytes(exported[1])
        assert verifier.main([str(file), "--key", signers.public.public]) == 0
        assert verifier.main([str(file), "--key", Signer.make("example.org/public").public]) == 1
        good, bad = capsys.readouterr().out.splitlines()
        assert good == "VERIFIED. 1 leaves are those that were signed, at 1 checkpoints."
        assert bad.startswith("NOT VERIFIED: the export is signed with a key that you do not trust")
