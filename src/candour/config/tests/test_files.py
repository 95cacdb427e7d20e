"""Where files are kept and who scans them, read from the environment and never guessed."""

from __future__ import annotations

import pytest

from candour.config import environment
from candour.kernel.documents.tests.test_storage import S3


class TestScanner:
    @pytest.mark.parametrize("told", ["unix:/run/clamav/clamd.ctl", "tcp:localhost:3310", ""])
    def test_takes_a_socket(self, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_CLAMD", told)
        assert environment.clamd() == told

    @pytest.mark.parametrize("told", ["/run/clamav/clamd.ctl", "localhost", "tcp:host", "yes"])
    def test_never_takes_a_mistyped_scanner_for_none(self, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_CLAMD", told)
        with pytest.raises(ValueError, match="CANDOUR_CLAMD"):
            environment.clamd()


class TestStorage:
    def test_is_the_bucket_that_was_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        url = "s3://AKIAEXAMPLE:se%2Fcret@s3.eu-west-2.amazonaws.com/files?region=eu-west-2"
        monkeypatch.setenv("CANDOUR_DOCUMENTS_URL", url)
        assert environment.documents() == S3

    @pytest.mark.parametrize("url", ["https://host/bucket", "s3://host", "s3:///bucket", "ftp://a/b"])
    def test_is_not_guessed_from_a_wrong_address(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_DOCUMENTS_URL", url)
        with pytest.raises(ValueError, match="CANDOUR_DOCUMENTS_URL"):
            environment.documents()
