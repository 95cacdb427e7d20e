"""Changing the office's key: what is held under an old one goes to the new one, and to no other."""

from __future__ import annotations

import pytest

from candour.kernel.sealing import boxes, ring, rotation
from candour.kernel.sealing.ring import CannotOpen, NoOfficeKey, Wrapped
from candour.kernel.sealing.rotation import Holding

ABOUT = b"concerns.key 1"
OLD, NEW = boxes.new_pair(), boxes.new_pair()


def under(pair: boxes.Pair) -> Wrapped:
    return Wrapped(boxes.seal(pair.public, b"key", about=ABOUT), ring.fingerprint(pair.public))


class TestChange:
    """From any key that is held to the first."""

    @pytest.mark.parametrize("pair", [OLD, NEW])
    def test_seals_anew(self, pair: boxes.Pair) -> None:
        moved = rotation.change_to((NEW.private, OLD.private)).rewrap(under(pair), about=ABOUT)
        assert moved.key == ring.fingerprint(NEW.public)
        assert boxes.open_sealed(NEW, moved.sealed, about=ABOUT) == b"key"
        with pytest.raises(CannotOpen):
            boxes.open_sealed(OLD, moved.sealed, about=ABOUT)

    def test_refuses_a_key_that_is_not_held(self) -> None:
        with pytest.raises(NoOfficeKey, match="not among those given"):
            rotation.change_to((NEW.private,)).rewrap(under(OLD), about=ABOUT)

    def test_refuses_what_lies_in_the_wrong_row(self) -> None:
        with pytest.raises(CannotOpen):
            rotation.change_to((NEW.private, OLD.private)).rewrap(under(OLD), about=b"concerns.key 2")

    def test_is_named_after_the_new_key(self) -> None:
        change = rotation.change_to((NEW.private, OLD.private))
        assert change.name == ring.fingerprint(NEW.public)
        assert change.id == rotation.change_to((NEW.private,)).id
        assert change.id != rotation.change_to((OLD.private,)).id


def test_holdings_are_known_by_name_and_the_last_of_a_name_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "_holdings", {})
    first, second = (Holding(name, lambda name: 0, lambda change, most, at: 0) for name in ("b", "a"))
    again = Holding("b", lambda name: 1, lambda change, most, at: 0)
    for holding in (first, second, again):
        rotation.add(holding)
    assert rotation.holdings() == [second, again]
