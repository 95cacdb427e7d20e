"""A case with twenty messages, opened: against the same page with everything opened beforehand, plus the bare calls of the
library that open the same boxes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  after setup
from nacl import bindings  # noqa: E402  after setup

from candour.kernel.sealing import boxes, ring  # noqa: E402  after setup
from tests.bench import asking, figures, house  # noqa: E402  after setup

TIMES, ROUNDS = 40, 7
COOKIE = f"candour_office_session={house.TOKEN}"


def _page(application: WSGIHandler, address: str) -> bytes:
    status, body = asking.answer(application, address, cookie=COOKIE)
    assert status.startswith("200"), status
    assert body.count(b"moj-message-item ") >= 20, "the page does not show twenty messages"
    return body


def _spent(work: Callable[[], Any]) -> float:
    began = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - began) / TIMES * 1000


class Opened:
    """Every box that a page opens, with what was in it and the pair that opened it."""

    def __init__(self) -> None:
        self.sealed: list[tuple[boxes.Pair, bytes]] = []
        self.known: dict[bytes, bytes] = {}
        self.pairs: dict[bytes, boxes.Pair] = {}

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Notes what is opened."""
        real_open, real_pair = boxes.open_sealed, boxes.pair_of

        def noting_open(pair: boxes.Pair, sealed: bytes, *, about: bytes) -> bytes:
            found = real_open(pair, sealed, about=about)
            self.sealed.append((pair, bytes(sealed)))
            self.known[bytes(sealed)] = found
            return found

        def noting_pair(private: bytes) -> boxes.Pair:
            self.pairs[private] = real_pair(private)
            return self.pairs[private]

        boxes.open_sealed, boxes.pair_of = noting_open, noting_pair
        try:
            yield
        finally:
            boxes.open_sealed, boxes.pair_of = real_open, real_pair

    @contextmanager
    def beforehand(self) -> Iterator[None]:
        """Nothing is opened: what was noted is given back."""
        real_open, real_pair = boxes.open_sealed, boxes.pair_of
        boxes.open_sealed = lambda pair, sealed, *, about: self.known[bytes(sealed)]
        boxes.pair_of = lambda private: self.pairs[private]
        try:
            yield
        finally:
            boxes.open_sealed, boxes.pair_of = real_open, real_pair

    def bare(self) -> None:
        """The calls of the library alone."""
        for pair, box in self.sealed:
            bindings.crypto_box_seal_open(box[1:], pair.public, pair.private)
        for private in self.pairs:
            bindings.crypto_scalarmult_base(private)


def main(reference: str) -> None:
    """Alternate the three; the median of the rounds' ratios counts."""
    address = f"/concerns/{reference}/"
    application, opened = WSGIHandler(), Opened()
    _page(application, address)
    ring._held.cache_clear()
    with opened.noting():
        _page(application, address)
    rounds = []
    for _ in range(ROUNDS):
        whole = _spent(lambda: _page(application, address))
        with opened.beforehand():
            page = _spent(lambda: _page(application, address))
        rounds.append((whole, page, _spent(opened.bare)))
    report = figures.Report()
    middle = figures.median
    whole, page, bare = (middle([one[place] for one in rounds]) for place in range(3))
    report.at_most(
        "a case with 20 messages, against page and bare cryptography",
        middle([whole / (page + bare) for whole, page, bare in rounds]),
        1.5,
        note=f"{whole:.1f} CPU-ms against {page:.1f} + {bare:.1f} ({len(opened.sealed)} boxes)",
    )
    report.hand_over()


if __name__ == "__main__":
    main(sys.argv[1])
