"""Names are shown and never a path."""

from __future__ import annotations

import pytest

from candour.kernel.documents import names


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\amina\\photo.jpg", "photo.jpg"),
        ("a\x00b\r\n.txt", "ab .txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("  two   words .pdf ", "two words .pdf"),
        ("...", "file"),
        ("", "file"),
        ("/", "file"),
        ("ffoto Gŵyl Ddewi.heic", "ffoto Gŵyl Ddewi.heic"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
        ("y" * 400, "y" * 120),
    ],
)
def test_are_cleaned(told: str, shown: str) -> None:
    assert names.clean(told) == shown


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a", ""), ("a.tar.gz", "gz"), ("a.b c", ""), (".txt", "txt")]
)
def test_end_somehow(name: str, extension: str) -> None:
    assert names.extension(name) == extension
