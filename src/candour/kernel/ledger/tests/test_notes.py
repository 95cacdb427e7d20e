"""Checkpoints in the C2SP forms: against an example that others made, and both of our readers against each other."""

from __future__ import annotations

import base64

import pytest
from nacl.signing import SigningKey

from candour.kernel.ledger import notes, verifier
from candour.kernel.ledger.notes import Checkpoint, NotSigned, Signer

CHECKPOINT = Checkpoint("example.org/inner", 12, bytes(range(32)))

PETER_NEUMANN = (
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
)
"""A pair of keys from the tests of the Go project's note package, which the forms come from."""


@pytest.fixture
def signer() -> Signer:
    return Signer.make("example.org/inner")


class TestSigner:
    def test_reads_what_others_wrote(self) -> None:
        secret, public = PETER_NEUMANN
        signer = Signer.read(secret)
        assert (signer.public, signer.secret()) == (public, secret)

    def test_writes_three_lines_a_gap_and_its_signature(self, signer: Signer) -> None:
        lines = signer.sign(CHECKPOINT).split("\n")
        assert lines[:4] == ["example.org/inner", "12", base64.b64encode(CHECKPOINT.root).decode(), ""]
        assert lines[4].startswith("— example.org/inner ")
        assert lines[5:] == [""]

    def test_signs_for_no_other_tree(self, signer: Signer) -> None:
        with pytest.raises(ValueError, match="does not sign"):
            signer.sign(Checkpoint("example.org/public", 1, bytes(32)))

    @pytest.mark.parametrize("name", ["", "two words", "a+b", "Ä"])
    def test_refuses_a_name_that_cannot_stand_in_a_note(self, name: str) -> None:
        with pytest.raises(ValueError, match="name"):
            Signer.make(name)

    @pytest.mark.parametrize("line", ["", "PRIVATE+KEY+a+b", "PRIVATE+KEY+a+00000000+AAAA", PETER_NEUMANN[1]])
    def test_reads_no_key_where_none_is(self, line: str) -> None:
        with pytest.raises(ValueError, match="not the line of a signing key"):
            Signer.read(line)

    def test_says_nothing_of_a_broken_key(self) -> None:
        broken = PETER_NEUMANN[0].replace("c74f", "c74e")
        with pytest.raises(ValueError, match="not the line") as raised:
            Signer.read(broken)
        assert "AYEKF" not in str(raised.value)


def judged(note: str, keys: list[str]) -> tuple[bool, bool]:
    """Whether each of the two readers believes it."""
    try:
        notes.opened(note, keys)
        first = True
    except NotSigned:
        first = False
    try:
        verifier.read_note(note, verifier.read_keys(keys))
        second = True
    except verifier.Fault:
        second = False
    return first, second


class TestOpened:
    def test_is_believed_by_both_readers(self, signer: Signer) -> None:
        note = signer.sign(CHECKPOINT)
        assert notes.opened(note, [signer.public]) == CHECKPOINT
        assert verifier.read_note(note, verifier.read_keys([signer.public])) == (
            "example.org/inner",
            12,
            bytes(range(32)),
        )

    def test_passes_over_signatures_of_others(self, signer: Signer) -> None:
        other = Signer.make("witness.example")
        extra = base64.b64encode(other.identity + other.key.sign(CHECKPOINT.text().encode()).signature).decode()
        note = signer.sign(CHECKPOINT) + f"— witness.example {extra}\n"
        assert judged(note, [signer.public]) == (True, True)
        assert judged(note, [other.public]) == (False, False)

    def test_is_not_believed_from_a_stranger_with_the_same_name(self, signer: Signer) -> None:
        assert judged(Signer.make("example.org/inner").sign(CHECKPOINT), [signer.public]) == (False, False)

    def test_is_not_believed_when_any_byte_was_changed(self, signer: Signer) -> None:
        note = signer.sign(CHECKPOINT)
        raw = note.encode()
        for place in range(len(raw)):
            changed = (raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]).decode("utf-8", "replace")
            assert judged(changed, [signer.public]) == (False, False), (place, changed)

    @pytest.mark.parametrize(
        "text", ["o\n1\n", "example.org/inner\n01\n" + "A" * 43 + "=\n", "example.org/inner\n1\nAAAA\n"]
    )
    def test_is_not_believed_when_it_is_no_checkpoint(self, text: str) -> None:
        signer = Signer("example.org/inner", SigningKey(bytes(32)))
        signature = base64.b64encode(signer.identity + signer.key.sign(text.encode()).signature).decode()
        assert judged(f"{text}\n— example.org/inner {signature}\n", [signer.public]) == (False, False)

    def test_is_not_believed_in_base64_of_another_form(self, signer: Signer) -> None:
        """One signature in two spellings would be two notes that say the same."""
        lines = signer.sign(CHECKPOINT).split("\n")
        last = lines[4].rstrip("=")
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        spelt = last[:-1] + letters[letters.index(last[-1]) + 1] + lines[4][len(last) :]
        assert lines[4].endswith("=")
        assert judged("\n".join([*lines[:4], spelt, ""]), [signer.public]) == (False, False)

    def test_is_believed_by_no_key_under_another_name(self, signer: Signer) -> None:
        with pytest.raises(ValueError, match="not a verifier's key"):
            notes.opened(signer.sign(CHECKPOINT), [signer.public.replace("inner", "other")])
