"""``candour keys ceremony`` and what follows it: the keys of the two sides that together open a sealed identity.

The ceremony needs neither network nor database: hold it on a machine that is not this one. What it writes for the
installation (``SIDE.json``) opens nothing; the shares and the secrets are for paper and for one person each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from candour.contexts.concerns import ceremony as ceremonies
from candour.contexts.concerns.ceremony import CeremonyError, Made, Published
from candour.contexts.concerns.operations import ceremony as keeping
from candour.kernel.sealing import boxes
from candour.kernel.sealing import shares as slip39
from candour.kernel.sealing.boxes import CannotOpen, Pair


def hold(*, side: str, holders: list[str], into: Path) -> int:
    """Make a side's key: shares and secrets in files for one person each, and the file for the installation."""

    def act() -> None:
        made = ceremonies.hold(side, holders, on=datetime.now(UTC).date())
        if into.exists() and any(into.iterdir()):
            raise CeremonyError(f"{into} is not empty. A ceremony goes into a folder of its own.")
        _write(made, into)
        name = made.published.fingerprint
        print(
            f"The key {name} of the {side} was made. Every two of its three shares and every secret were tried: they open."
        )
        print(f"In {into}:")
        print(
            f"  share-1 to share-3   print each, seal it, give each to another place; any {slip39.NEEDED} make the key again"
        )
        print("  secret-…             print each and give it to that person alone; nobody else reads it")
        print(f"  {side}.json           for the installation: candour keys adopt {side}.json")
        print("Then destroy the folder. Once a year: candour keys rehearse FILE --share … --share …")

    return _expected(act)


def _write(made: Made, into: Path) -> None:
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    side, name = made.published.side, made.published.fingerprint
    for number, share in enumerate(made.shares, 1):
        _private(
            into / f"share-{number}-of-{slip39.OF}-{side}-{name}.txt",
            f"Key {name} of the {side}: share {number} of {slip39.OF}; any {slip39.NEEDED} make the key again.\n"
            f"Written in the words of SLIP-39. Keep it apart from the others and from every secret.\n\n{share}\n",
        )
    for number, (email, secret) in enumerate(made.secrets.items(), 1):
        _private(
            into / f"secret-{number}-{side}-{name}.txt",
            f"For {email} alone. Secret for the key {name} of the {side}: eight words, stored nowhere.\n\n{secret}\n",
        )
    _private(into / f"{side}.json", ceremonies.write(made.published))


def _private(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text, encoding="utf-8")


def adopt(*, file: Path) -> int:
    """Take a side's key into use."""

    def act() -> None:
        key = keeping.adopt(_read(file), at=datetime.now(UTC))
        print(f"The {key.side} hold the key {key.name} now.")
        if left := keeping.left_to_move(key.side):
            print(f"{left:,} identities are sealed to an earlier key: candour keys move {key.side} --share … --share …")

    return _expected(act)


def rehearse(*, file: Path, shares: list[Path], email: str, secret: Path | None) -> int:
    """Try shares or a secret against a side's file. Opens nothing, changes nothing."""

    def act() -> None:
        published = _read(file)
        if shares:
            ceremonies.by_shares(published, _words(shares))
            print(f"These shares make the key {published.fingerprint} again.")
        if secret is not None:
            ceremonies.by_secret(published, email, _words([secret])[0])
            print(f"This secret of {email} opens the key {published.fingerprint}.")
        if not shares and secret is None:
            raise CeremonyError("Say what to try: --share FILE --share FILE, or --holder ADDRESS --secret FILE.")

    return _expected(act)


def let_in(*, side: str, email: str, shares: list[Path]) -> int:
    """Let somebody in who asked to hold a side's key, with two shares: where no holder is left to do it."""

    def act() -> None:
        keeping.let_in(side=side, email=email, pair=_pair(shares), at=datetime.now(UTC))
        print(f"{email} holds the key of the {side} now, under their own secret.")

    return _expected(act)


def move(*, side: str, shares: list[Path]) -> int:
    """Seal a side's halves to its present key, with two shares of the earlier one. Can be started again at any moment."""

    def act() -> None:
        old, moved = _pair(shares), 0
        while rows := keeping.move(side=side, old=old, at=datetime.now(UTC)):
            moved += rows
        left = keeping.left_to_move(side)
        print(f"{moved:,} halves of the {side} were sealed to the present key.")
        if left:
            raise CeremonyError(f"{left:,} lie under yet another key: move them with its shares.")

    return _expected(act)


def _pair(files: list[Path]) -> Pair:
    try:
        return boxes.pair_of(slip39.combine(_words(files)))
    except (slip39.NotShares, CannotOpen) as error:
        raise CeremonyError(f"These shares do not make a key: {error}") from error


def _read(file: Path) -> Published:
    try:
        return ceremonies.read(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CeremonyError(f"{file} cannot be read: {error.strerror}") from error


def _words(files: list[Path]) -> list[str]:
    try:
        return [file.read_text(encoding="utf-8").strip().splitlines()[-1] for file in files]
    except (OSError, IndexError) as error:
        raise CeremonyError(f"A file cannot be read: {error}") from error


def _expected(act: Callable[[], None]) -> int:
    try:
        act()
    except CeremonyError as error:
        print(f"candour: {error}", file=sys.stderr)
        return 1
    return 0
