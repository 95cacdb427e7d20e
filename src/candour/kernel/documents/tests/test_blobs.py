"""Blobs: what goes in comes out, and nothing else does."""

from __future__ import annotations

import hashlib
import io
import secrets
import tempfile
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel.documents import blobs
from candour.kernel.documents.blobs import CHUNK, HEAD, Damaged

KEY = secrets.token_bytes(32)


def written(data: bytes, key: bytes = KEY, piece: int = 100_000) -> tuple[bytes, str]:
    """The blob and its address."""
    with tempfile.TemporaryFile() as file:
        writer = blobs.Writer(file)
        for place in range(0, len(data), piece):
            writer.write(data[place : place + piece])
        content = writer.finish(key)
        assert content.size == len(data)
        file.seek(0)
        return file.read(), content.address


def read(blob: bytes | IO[bytes], address: str, key: bytes = KEY) -> bytes:
    file = io.BytesIO(blob) if isinstance(blob, bytes) else blob
    return b"".join(blobs.read(file, key=key, address=address))


class TestABlob:
    @pytest.mark.parametrize("size", [0, 1, 2, 1_000, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 1_700_001, 2**24 + 1])
    def test_gives_back_what_was_written(self, size: int) -> None:
        data = secrets.token_bytes(size)
        blob, address = written(data)
        assert read(blob, address) == data
        assert blobs.size_of(io.BytesIO(blob), key=KEY, address=address) == size

    @given(st.binary(max_size=2_000), st.integers(1, 700))
    def test_does_so_however_it_arrives(self, data: bytes, piece: int) -> None:
        blob, address = written(data, piece=piece)
        assert read(blob, address) == data

    def test_holds_nothing_in_the_clear(self) -> None:
        words = b"a sentence that nobody else may read" * 40
        blob, _ = written(words)
        assert words[:20] not in blob
        assert hashlib.sha256(words).digest() not in blob

    def test_of_the_same_bytes_has_the_same_address_and_looks_otherwise(self) -> None:
        first, second = written(b"the same"), written(b"the same")
        assert first[1] == second[1]
        assert first[0] != second[0]

    def test_cannot_be_recognised_by_who_knows_the_file(self) -> None:
        """Neither by a hash, because that is under the record's key, nor by its size, because that is padded."""
        _, address = written(b"a leaflet that many have")
        _, elsewhere = written(b"a leaflet that many have", secrets.token_bytes(32))
        assert address != elsewhere
        assert address != hashlib.sha256(b"a leaflet that many have").hexdigest()
        assert len(written(bytes(1_000_000))[0]) == len(written(bytes(999_990))[0])

    def test_is_padded_by_an_eighth_at_most(self) -> None:
        for size in (1, 10, 999, 12_345, 10 * 2**20, 26_214_399):
            assert size <= blobs.padded(size) <= size * 1.13 + 1


class TestSomebodyWithTheFolder:
    def test_opens_nothing_with_another_key(self) -> None:
        blob, address = written(b"words")
        with pytest.raises(Damaged):
            read(blob, address, secrets.token_bytes(32))

    def test_cannot_put_one_blob_in_anothers_place(self) -> None:
        first, second = written(b"one"), written(b"two")
        with pytest.raises(Damaged):
            read(first[0], second[1])

    @pytest.mark.parametrize("place", [0, 9, 40, HEAD - 30, HEAD - 1, HEAD, HEAD + 5, -1, -17])
    def test_cannot_change_a_bit(self, place: int) -> None:
        blob, address = written(secrets.token_bytes(400_000))
        bent = bytearray(blob)
        bent[place] ^= 1
        with pytest.raises(Damaged):
            read(bytes(bent), address)

    @pytest.mark.parametrize("cut", [1, 20, 100_000, 350_000, 399_990])
    def test_cannot_cut_it_short(self, cut: int) -> None:
        blob, address = written(secrets.token_bytes(400_000))
        with pytest.raises(Damaged):
            read(blob[:-cut], address)

    def test_cannot_add_to_it(self) -> None:
        blob, address = written(b"words")
        with pytest.raises(Damaged):
            read(blob + b"more", address)

    def test_cannot_repeat_or_swap_a_part(self) -> None:
        blob, address = written(secrets.token_bytes(4 * CHUNK))
        part = CHUNK + 17
        parts = [blob[HEAD + number * part : HEAD + (number + 1) * part] for number in range(4)]
        for order in ([0, 0, 2, 3], [1, 0, 2, 3], [0, 1, 3]):
            with pytest.raises(Damaged):
                read(blob[:HEAD] + b"".join(parts[number] for number in order), address)

    def test_is_told_when_it_is_no_blob(self) -> None:
        for data in (b"", b"short", b"PK\x03\x04" + bytes(300)):
            with pytest.raises(Damaged):
                read(data, "0" * 64)


class TestSomebodyWithTheKeyOfARecord:
    def test_cannot_put_other_words_at_the_address_of_these(self, monkeypatch: pytest.MonkeyPatch) -> None:
        _, address = written(b"words")
        with monkeypatch.context() as lying:
            lying.setattr(blobs, "address_of", lambda *_given: address)
            blob, _ = written(b"other words")
        with pytest.raises(Damaged, match="address is not that"):
            read(blob, address)

    def test_cannot_say_another_length(self) -> None:
        with tempfile.TemporaryFile() as file:
            writer = blobs.Writer(file)
            writer.write(b"words")
            writer.size = 1_000
            address = writer.finish(KEY).address
            file.seek(0)
            with pytest.raises(Damaged, match="not what its head says"):
                read(file, address)


class TestAKey:
    def test_of_another_length_is_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            blobs.address_of(b"short", bytes(32))
