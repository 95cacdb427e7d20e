"""What a reader downloads to see the tracker for the first time, on a telephone with little left of its month."""

from __future__ import annotations

import gzip
import re

import pytest

from candour.contexts.recommendations.tests.asked import Desk
from candour.contexts.recommendations.tests.public_side import Reader
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db

LIMIT = 150_000
_LOADED = re.compile(r'<(?:link|script|img|source|use)\b[^>]*?(?:href|src)="(/static/[^"]+)"')
_OF_STYLE = re.compile(r"url\([\"']?(/static/[^\"')]+)")


def loaded(page: str) -> set[str]:
    """Everything that a page makes a browser ask for; of pictures in the bar of a browser all sizes."""
    return set(_LOADED.findall(page))


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


class TestFirstView:
    def test_is_light(self, desk: Desk) -> None:
        reader = Reader(desk)
        for number in range(30):
            desk.asked(f"Body of number {number}")
        page = reader.text("/recommendations/")
        files = loaded(page)
        assert {file.rpartition(".")[2].partition("?")[0] for file in files} >= {"css", "js"}
        weight, whole = len(page.encode()), len(page.encode())
        while files:
            address = files.pop()
            answered = reader.get(address.partition("?")[0], accept_encoding="gzip, deflate, br")
            assert answered.status_code == 200, address
            body = answered.read_to_its_end
            packed = answered.headers.get("Content-Encoding") == "gzip"
            text = gzip.decompress(body) if packed else body
            assert int(answered["Content-Length"]) == len(body)
            weight, whole = weight + len(body), whole + len(text)
            if ".css" in address:
                files |= set(_OF_STYLE.findall(text.decode()))
        assert weight <= LIMIT < whole, (weight, whole)
