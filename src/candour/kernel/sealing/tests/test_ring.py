"""What this process can seal and open: the office's key is in it, or it is not."""

from __future__ import annotations

from typing import Any

import pytest

from candour.kernel.sealing import boxes, ring
from candour.kernel.sealing.ring import CannotOpen, NoOfficeKey, Wrapped

ABOUT = b"concerns.key 1"


@pytest.fixture
def pair(settings: Any) -> boxes.Pair:
    made = boxes.new_pair()
    settings.OFFICE_PUBLIC_KEY, settings.OFFICE_PRIVATE_KEYS = made.public, (made.private,)
    return made


class TestRing:
    """Sealing to the office, and opening."""

    def test_opens_what_it_sealed(self, pair: boxes.Pair) -> None:
        wrapped = ring.wrap(b"key", about=ABOUT)
        assert wrapped.key == ring.fingerprint(pair.public)
        assert len(wrapped.key) == 16
        assert ring.unwrap(wrapped, about=ABOUT) == b"key"

    def test_seals_without_a_private_half_and_opens_nothing(self, pair: boxes.Pair, settings: Any) -> None:
        settings.OFFICE_PRIVATE_KEYS = ()
        wrapped = ring.wrap(b"key", about=ABOUT)
        with pytest.raises(NoOfficeKey, match="was not given"):
            ring.unwrap(wrapped, about=ABOUT)

    def test_a_door_that_has_no_such_setting_opens_nothing(self, pair: boxes.Pair, settings: Any) -> None:
        wrapped = ring.wrap(b"key", about=ABOUT)
        del settings.OFFICE_PRIVATE_KEYS
        with pytest.raises(NoOfficeKey):
            ring.unwrap(wrapped, about=ABOUT)

    def test_seals_nothing_without_a_public_half(self, settings: Any) -> None:
        settings.OFFICE_PUBLIC_KEY = b""
        with pytest.raises(NoOfficeKey, match="CANDOUR_OFFICE_KEY"):
            ring.wrap(b"key", about=ABOUT)

    def test_opens_what_lies_under_an_older_key(self, pair: boxes.Pair, settings: Any) -> None:
        wrapped, new = ring.wrap(b"key", about=ABOUT), boxes.new_pair()
        settings.OFFICE_PUBLIC_KEY, settings.OFFICE_PRIVATE_KEYS = new.public, (new.private, pair.private)
        assert ring.unwrap(wrapped, about=ABOUT) == b"key"
        assert ring.wrap(b"key", about=ABOUT).key == ring.fingerprint(new.public)

    def test_does_not_open_in_another_row_or_under_a_false_name(self, pair: boxes.Pair, settings: Any) -> None:
        wrapped, other = ring.wrap(b"key", about=ABOUT), boxes.new_pair()
        with pytest.raises(CannotOpen):
            ring.unwrap(wrapped, about=b"concerns.key 2")
        settings.OFFICE_PRIVATE_KEYS = (pair.private, other.private)
        with pytest.raises(CannotOpen):
            ring.unwrap(Wrapped(wrapped.sealed, ring.fingerprint(other.public)), about=ABOUT)
