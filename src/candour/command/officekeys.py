"""``candour keys``: make the office's key, change it, and keep a copy of it in several hands."""

from __future__ import annotations

import getpass
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import shamir_mnemonic
from django.db import transaction
from shamir_mnemonic import MnemonicError

from candour.command import officekey
from candour.kernel.sealing import boxes, keyfile, ring, rotation
from candour.kernel.sealing.boxes import CannotOpen
from candour.kernel.sealing.keyfile import KeyFileError
from candour.kernel.sealing.ring import NoOfficeKey

BATCH = 200
_SHORTEST = 14


def create(*, file: Path, of: Path | None, passphrase_file: Path | None, without_passphrase: bool) -> int:
    """Make a new key, or write an existing one anew with another passphrase."""
    try:
        pair = boxes.pair_of(officekey.opened(of)) if of else boxes.new_pair()
        passphrase = "" if without_passphrase else _new_passphrase(file, passphrase_file)
        made = keyfile.write(file, pair, passphrase)
    except KeyFileError as error:
        return _wrong(error)
    print(f"The office key {made.fingerprint} is in {file}.")
    print("Keep it off the machine's own disk, keep its passphrase in another place, and make shares of it:")
    print(f"    candour keys escrow {file} --into FOLDER")
    print(f"Then: CANDOUR_OFFICE_KEY={file} candour run")
    return 0


def show(*, file: Path) -> int:
    """Say which key a file holds, without opening it."""
    try:
        found = keyfile.read(file)
    except KeyFileError as error:
        return _wrong(error)
    print(f"{found.fingerprint}  {'with a passphrase' if found.needs_passphrase else 'WITHOUT a passphrase'}")
    return 0


def rotate() -> int:
    """Seal everything to the first of the configured keys. Can be ended and started again at any moment."""
    try:
        change = rotation.change_to(officekey.obtain().privates)
    except KeyFileError as error:
        return _wrong(error)
    begun, done = time.monotonic(), 0
    for holding in rotation.holdings():
        total = holding.left(change.name)
        print(f"{holding.name}: {total:,} to be sealed to {change.name}", flush=True)
        moved = 0
        try:
            while rows := _batch(holding, change):
                moved += rows
                print(f"\r  {moved:,} of {total:,}", end="", flush=True)
        except (NoOfficeKey, CannotOpen) as error:
            print()
            return _wrong(
                f"{holding.name}: {str(error) or 'a box does not open'}. What was sealed anew stays so; nothing is lost. "
                "Give the old key too: CANDOUR_OFFICE_KEY=NEW:OLD candour keys rotate"
            )
        print()
        done += moved
        if left := holding.left(change.name):
            return _wrong(f"{holding.name}: {left:,} are being written to at this moment. Run it again.")
    print(f"{done:,} sealed anew in {time.monotonic() - begun:.1f} s. Nothing lies under another key.")
    print("Keep the old key until every backup made under it is past its date, then destroy it.")
    return 0


def _batch(holding: rotation.Holding, change: rotation.Change) -> int:
    with transaction.atomic():
        return holding.batch(change, BATCH, datetime.now(UTC))


def escrow(*, file: Path, into: Path, shares: int, needed: int) -> int:
    """Write shares of a key, one a file, in words: any ``needed`` of them make the key again, fewer say nothing."""
    if not 2 <= needed <= shares <= 9:
        return _wrong("Between 2 and 9 shares, and at least 2 of them needed.")
    try:
        private = officekey.opened(file)
    except KeyFileError as error:
        return _wrong(error)
    (words,) = shamir_mnemonic.generate_mnemonics(1, [(needed, shares)], private)
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = ring.fingerprint(boxes.pair_of(private).public)
    for number, share in enumerate(words, 1):
        path = into / f"share-{number}-of-{shares}-{name}.txt"
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(
            f"Office key {name}: share {number} of {shares}; any {needed} together make the key again.\n"
            f"Written in the words of SLIP-39. Keep it apart from the others.\n\n{share}\n",
            encoding="utf-8",
        )
    print(f"{shares} shares of {name} are in {into}; {needed} of them make the key again.")
    print(
        f"Give each to one person, remove the folder, and rehearse: candour keys recover NEW_FILE SHARE ({needed} of them)"
    )
    return 0


def recover(*, file: Path, shares: list[Path], passphrase_file: Path | None) -> int:
    """Make a key again from its shares."""
    try:
        words = [path.read_text(encoding="utf-8").strip().splitlines()[-1] for path in shares]
        pair = boxes.pair_of(shamir_mnemonic.combine_mnemonics(words))
        made = keyfile.write(file, pair, _new_passphrase(file, passphrase_file))
    except (OSError, IndexError) as error:
        return _wrong(f"A share cannot be read: {error}")
    except MnemonicError as error:
        return _wrong(f"These shares do not make a key: {error}")
    except (KeyFileError, CannotOpen) as error:
        return _wrong(error)
    print(f"The office key {made.fingerprint} was made again: {file}")
    return 0


def _new_passphrase(file: Path, passphrase_file: Path | None) -> str:
    """A new passphrase, typed twice or read from a file. Long enough, or KeyFileError."""
    if passphrase_file:
        try:
            given = passphrase_file.read_text(encoding="utf-8").strip("\r\n")
        except OSError as error:
            raise KeyFileError(f"The passphrase file {passphrase_file} cannot be read: {error.strerror}") from error
    elif not sys.stdin.isatty():
        raise KeyFileError("There is no terminal to ask for a passphrase at: say --passphrase-file FILE.")
    else:
        given = getpass.getpass(f"New passphrase for {file}: ")
        if given != getpass.getpass("The same again: "):
            raise KeyFileError("The two are not the same. Nothing was written.")
    if len(given) < _SHORTEST:
        raise KeyFileError(
            f"A passphrase needs at least {_SHORTEST} characters: five words do well. Nothing was written."
        )
    return given


def _wrong(error: object) -> int:
    print(f"candour: {error}", file=sys.stderr)
    return 1
