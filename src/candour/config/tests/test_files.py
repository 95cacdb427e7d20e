"""Where files lie and who scans them, as an installation says it; and S3 itself, as far as it can be had without one."""

from __future__ import annotations

import secrets
from contextlib import closing
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from pytest_django import Settings

from candour.config import outside
from candour.config.outside import Misconfigured
from candour.kernel.documents import arrivals, blobs, storage

CANARY = b"a sentence that must not lie anywhere in the clear"


@pytest.fixture
def key() -> bytes:
    """The key of a record."""
    return secrets.token_bytes(32)


def whole(address: str, key: bytes) -> bytes:
    with closing(storage.opened(address)) as file:
        return b"".join(blobs.read(file, key=key, address=address))


class TestS3:
    @pytest.fixture
    def bucket(self, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
        url = "s3://AKIAEXAMPLE:se%2Fcret@s3.eu-west-2.amazonaws.com/files?region=eu-west-2"
        monkeypatch.setenv("CANDOUR_DOCUMENTS_URL", url)
        settings.DOCUMENTS_ARRIVING = tmp_path / "arriving"
        settings.STORAGES = settings.STORAGES | {"documents": outside.documents()}
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

    @pytest.mark.parametrize("url", ["https://host/bucket", "s3://host", "s3:///bucket", "ftp://a/b"])
    def test_is_not_guessed_from_a_wrong_address(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_DOCUMENTS_URL", url)
        with pytest.raises(Misconfigured, match="CANDOUR_DOCUMENTS_URL"):
            outside.documents()


class TestScanner:
    @pytest.mark.parametrize("told", ["unix:/run/clamav/clamd.ctl", "tcp:localhost:3310", ""])
    def test_takes_a_socket(self, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_CLAMD", told)
        assert outside.clamd() == told

    @pytest.mark.parametrize("told", ["/run/clamav/clamd.ctl", "localhost", "tcp:host", "yes"])
    def test_never_takes_a_mistyped_scanner_for_none(self, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_CLAMD", told)
        with pytest.raises(Misconfigured, match="CANDOUR_CLAMD"):
            outside.clamd()
