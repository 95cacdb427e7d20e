"""Where blobs lie: a folder, S3, and what is swept."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from moto import mock_aws
from pytest_django import Settings

from candour.kernel.documents import arrivals, blobs, storage
from candour.kernel.documents.arrivals import Arrival

AT = datetime.now(UTC)
CANARY = b"a sentence that must not lie anywhere in the clear"


def whole(address: str, key: bytes) -> bytes:
    with closing(storage.opened(address)) as file:
        return b"".join(blobs.read(file, key=key, address=address))


class TestTheFolder:
    def test_has_what_was_kept_and_nothing_beside_it(self, kept: Path, key: bytes) -> None:
        found = arrivals.take("../../etc/note.txt", CANARY * 40_000, key=key)
        assert whole(found.address, key) == CANARY * 40_000
        assert [path.name for path in kept.rglob("*") if path.is_file()] == [found.address]
        assert list(storage.arriving().iterdir()) == []
        assert found.name == "note.txt"

    def test_is_readable_by_its_owner_alone_and_tells_no_hour(self, kept: Path, key: bytes) -> None:
        found = arrivals.take("a", b"words", key=key)
        path = kept / storage.name_of(found.address)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0
        assert path.stat().st_mtime % 86_400 == 0

    def test_keeps_the_same_file_once(self, kept: Path, key: bytes) -> None:
        first, second = (arrivals.take("a", b"the same", key=key) for _ in range(2))
        assert first.address == second.address
        assert len(list(storage.listed())) == 1
        assert whole(first.address, key) == b"the same"

    def test_takes_nothing_that_did_not_arrive(self, kept: Path, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="arrived"):
            storage.store().save(storage.name_of("0" * 64), ContentFile(b"x", name=str(tmp_path / "elsewhere")))

    @pytest.mark.parametrize("address", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "0" * 65])
    def test_knows_no_name_but_an_address(self, kept: Path, address: str) -> None:
        with pytest.raises(ValueError, match="address"):
            storage.opened(address)

    def test_is_empty_before_anything_came(self, kept: Path) -> None:
        assert list(storage.listed()) == []
        assert storage.remove_left_behind(AT) == 0


class TestArriving:
    def test_never_lies_anywhere_in_the_clear(self, kept: Path, tmp_path: Path, key: bytes) -> None:
        with Arrival("note.txt") as arrival:
            for _ in range(30):
                arrival.write(CANARY * 2_000)
                files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
                assert files
                assert not any(CANARY[:16] in data for data in files)

    def test_leaves_nothing_when_it_is_not_kept(self, kept: Path) -> None:
        with Arrival("note.txt") as arrival:
            arrival.write(b"words")
        assert list(storage.arriving().iterdir()) == []

    def test_of_more_than_the_limit_is_refused_and_let_run_past(self, kept: Path) -> None:
        with Arrival("big.bin") as arrival:
            for _ in range(30):
                arrival.write(bytes(2**20))
            arrival.end()
            assert arrival.refused == "too_big"
            assert list(storage.arriving().iterdir()) == []

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "empty"),
            (b"MZ\x90", "kind"),
            (b"\x7fELF", "kind"),
            (b"Rar!\x1a\x07", "archive"),
            (b"\xd0\xcf\x11\xe0", "kind"),
            (b"\0\0\0\x20ftypisom", "recording"),
            (b"RIFF\0\0\0\0WAVE", "recording"),
            (b"ID3\x04", "recording"),
            (b"%PDF-1.7", ""),
            (b"\0\0\0\x20ftypheic", ""),
            (b"words", ""),
        ],
    )
    def test_says_at_once_what_is_plain(self, kept: Path, data: bytes, reason: str) -> None:
        with Arrival("a") as arrival:
            arrival.write(data)
            arrival.end()
            assert arrival.refused == reason

    def test_is_refused_where_the_disk_is_nearly_full(self, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 10, 2**20))
        with Arrival("a") as arrival:
            arrival.write(b"words")
            arrival.end()
            assert arrival.refused == "no_room"
            with pytest.raises(ValueError, match="refused"):
                arrival.keep(secrets.token_bytes(32))

    def test_is_refused_where_the_disk_refuses(self, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with Arrival("a") as arrival:
            monkeypatch.setattr(arrival._writer, "write", _no_space)
            arrival.write(b"words")
            assert arrival.refused == "no_room"

    def test_that_was_interrupted_is_swept_after_a_day(self, kept: Path) -> None:
        arrival = Arrival("a")
        arrival.write(b"words")
        assert storage.remove_left_behind(AT) == 0
        (path,) = storage.arriving().iterdir()
        long_ago = (AT - timedelta(days=2)).timestamp()
        os.utime(path, (long_ago, long_ago))
        assert storage.remove_left_behind(AT) == 1
        arrival.close()


def _no_space(_data: bytes) -> None:
    raise OSError(28, "No space left on device")


S3 = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": "files",
        "endpoint_url": "https://s3.eu-west-2.amazonaws.com",
        "access_key": "AKIAEXAMPLE",
        "secret_key": "se/cret",
        "region_name": "eu-west-2",
        "default_acl": None,
        "file_overwrite": True,
        "querystring_auth": True,
        "max_memory_size": 64 * 2**20,
    },
}
"""What an installation's setting is made into (config/tests/test_files.py)."""


class TestS3:
    @pytest.fixture
    def bucket(self, kept: Path, settings: Settings) -> str:
        settings.STORAGES = settings.STORAGES | {"documents": S3}
        return "files"

    @mock_aws
    def test_holds_the_same_blobs(self, bucket: str, key: bytes) -> None:
        client = boto3.client("s3", region_name="eu-west-2", aws_access_key_id="a", aws_secret_access_key="b")
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        found = arrivals.take("a.txt", CANARY * 30_000, key=key)
        assert arrivals.take("a.txt", CANARY * 30_000, key=key).address == found.address
        assert whole(found.address, key) == CANARY * 30_000
        assert storage.is_there(found.address)
        assert [address for address, _ in storage.listed()] == [found.address]
        stored = client.get_object(Bucket=bucket, Key=storage.name_of(found.address))["Body"].read()
        assert CANARY[:16] not in stored
        assert list(storage.arriving().iterdir()) == []
        storage.remove(found.address)
        assert not storage.is_there(found.address)
        with pytest.raises(FileNotFoundError):
            storage.opened(found.address)
