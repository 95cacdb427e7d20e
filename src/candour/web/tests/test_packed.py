"""Static files travel packed to whoever takes them so, and whole to everybody else."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from candour.web import packed
from candour.web.jinja import WEB

STYLE = "/static/vendor/govuk-frontend/govuk-frontend.min.css"


def asked(accept: str | None, **more: str) -> tuple[Any, bytes]:
    headers = {**({} if accept is None else {"accept-encoding": accept}), **more}
    answered: Any = Client().get(STYLE, headers=headers)
    return answered, b"".join(answered.streaming_content)


def style() -> bytes:
    found = next((WEB / "static").rglob("govuk-frontend.min.css"))
    return found.read_bytes()


class TestPackedFiles:
    def test_are_the_same_when_unpacked(self) -> None:
        answered, body = asked("gzip, deflate, br")
        assert answered["Content-Encoding"] == "gzip"
        assert (answered["Vary"], int(answered["Content-Length"])) == ("Accept-Encoding", len(body))
        assert gzip.decompress(body) == style()
        assert len(body) < len(style()) / 4
        assert "max-age" in answered["Cache-Control"]

    @pytest.mark.parametrize("accept", [None, "", "identity", "br", "gzip;q=0", "gzip; q=0.0, br"])
    def test_come_whole_where_they_are_not_taken(self, accept: str | None) -> None:
        answered, body = asked(accept)
        assert "Content-Encoding" not in answered
        assert (answered["Vary"], body) == ("Accept-Encoding", style())

    def test_come_whole_where_a_part_is_asked_for(self) -> None:
        answered, body = asked("gzip", range="bytes=0-9")
        assert (answered.status_code, body) == (206, style()[:10])
        assert "Content-Encoding" not in answered

    def test_are_left_out_where_they_are_known(self) -> None:
        first, _ = asked("gzip")
        again, body = asked("gzip", **{"if-none-match": first["ETag"]})
        assert (again.status_code, body) == (304, b"")

    def test_have_the_headers_of_a_get_when_asked_for_those_alone(self) -> None:
        got, _ = asked("gzip")
        head = Client().head(STYLE, headers={"accept-encoding": "gzip"})
        assert head["Content-Length"] == got["Content-Length"]

    def test_are_the_same_bytes_each_time(self, tmp_path: Path) -> None:
        for name in ("a.css", "b.css"):
            (tmp_path / name).write_text("body { margin: 0 }\n" * 100)
        assert packed.packed(tmp_path / "a.css") == packed.packed(tmp_path / "b.css")

    def test_are_not_made_where_nothing_is_gained(self, tmp_path: Path) -> None:
        (tmp_path / "small.css").write_text("a {}")
        (tmp_path / "picture.png").write_bytes(bytes(5_000))
        assert packed.packed(tmp_path / "small.css") is None
        assert packed.packed(tmp_path / "picture.png") is None
