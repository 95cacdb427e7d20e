"""The ceremony at which a side's key is made: shares for paper, a secret for each holder, and what may be published.

It needs no database and no network, so that it can be held on a machine that is neither this one nor ever connected.
What leaves it for the installation (``Made.published``) opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from candour.contexts.concerns import codes, identity
from candour.kernel.sealing import boxes, holders, ring, shares
from candour.kernel.sealing.boxes import CannotOpen, Pair
from candour.kernel.sealing.keyfile import Cost

FORMAT = "candour side key 1"
MOST_HOLDERS = 6


class CeremonyError(ValueError):
    """It cannot be held so, or the file is not of one. The message says why."""


@dataclass(frozen=True)
class NewHolder:
    """What is published of a holder: by which address they sign in, and the side's key sealed to their secret."""

    email: str
    public: bytes
    salt: bytes
    cost: Cost
    sealed: bytes


@dataclass(frozen=True)
class Published:
    """What the installation learns of a side's key."""

    side: str
    public: bytes
    made_on: date
    holders: tuple[NewHolder, ...]

    @property
    def fingerprint(self) -> str:
        """How the key is named to people."""
        return ring.fingerprint(self.public)


@dataclass(frozen=True)
class Made:
    """Everything that the ceremony gives: ``shares`` for three safes, ``secrets`` by address for each holder alone."""

    published: Published
    shares: tuple[str, ...] = field(repr=False)
    secrets: dict[str, str] = field(repr=False)


def hold(
    side: str, emails: Sequence[str], *, on: date, cost: Cost = holders.USUAL, known: dict[str, str] | None = None
) -> Made:
    """Make a side's key for these holders, and rehearse it: every two shares and every secret are tried.

    ``known`` gives secrets instead of drawing them, for a demonstration whose secrets are no secrets. Raises CeremonyError.
    """
    addresses = [email.strip().lower() for email in emails]
    if side not in codes.Side.values:
        raise CeremonyError(f"There are two sides: {' and '.join(codes.Side.values)}.")
    if not 1 <= len(set(addresses)) == len(addresses) <= MOST_HOLDERS:
        raise CeremonyError(f"Between one and {MOST_HOLDERS} holders, each named once. Two at least are wise.")
    pair = boxes.new_pair()
    drawn = {email: (known or {}).get(email) or holders.new_secret() for email in addresses}
    made = tuple(_holder(pair, email, secret, cost) for email, secret in drawn.items())
    published = Published(side, pair.public, on, made)
    result = Made(published, tuple(shares.make(pair.private)), drawn)
    _rehearse(result)
    return result


def _holder(pair: Pair, email: str, secret: str, cost: Cost) -> NewHolder:
    salt = holders.new_salt()
    public = holders.pair_of(secret, salt, cost).public
    about = identity.about_holder(ring.fingerprint(pair.public), public)
    return NewHolder(email, public, salt, cost, boxes.seal(public, pair.private, about=about))


def _rehearse(made: Made) -> None:
    for two in combinations(made.shares, shares.NEEDED):
        by_shares(made.published, two)
    for holder in made.published.holders:
        by_secret(made.published, holder.email, made.secrets[holder.email])


def by_shares(published: Published, words: Sequence[str]) -> Pair:
    """The side's pair, made again from two shares. Raises CeremonyError for shares of another key, or none."""
    try:
        pair = boxes.pair_of(shares.combine(words))
    except (shares.NotShares, CannotOpen) as error:
        raise CeremonyError(f"These shares do not make a key: {error}") from error
    if pair.public != published.public:
        raise CeremonyError(f"These shares make the key {ring.fingerprint(pair.public)}, not {published.fingerprint}.")
    return pair


def by_secret(published: Published, email: str, typed: str) -> Pair:
    """The side's pair, opened with a holder's secret. Raises CeremonyError."""
    holder = next((one for one in published.holders if one.email == email), None)
    if holder is None:
        raise CeremonyError(f"{email} is not among the holders of {published.fingerprint}.")
    try:
        own = holders.pair_of(holders.read(typed), holder.salt, holder.cost)
        about = identity.about_holder(published.fingerprint, holder.public)
        return boxes.pair_of(boxes.open_sealed(own, holder.sealed, about=about))
    except (holders.NotASecret, CannotOpen) as error:
        raise CeremonyError(f"This secret of {email} does not open {published.fingerprint}.") from error


def write(published: Published) -> str:
    """What is published, as text for a file."""
    body = {
        "format": FORMAT,
        "side": published.side,
        "fingerprint": published.fingerprint,
        "public": _text(published.public),
        "made_on": published.made_on.isoformat(),
        "holders": [
            {
                "email": holder.email,
                "public": _text(holder.public),
                "salt": _text(holder.salt),
                "operations": holder.cost.operations,
                "memory": holder.cost.memory,
                "sealed": _text(holder.sealed),
            }
            for holder in published.holders
        ],
    }
    return json.dumps(body, indent=1) + "\n"


def read(text: str) -> Published:
    """The same from a file's text. Raises CeremonyError."""
    try:
        body: dict[str, Any] = json.loads(text)
        if body["format"] != FORMAT or body["side"] not in codes.Side.values:
            raise CeremonyError("This is not the file of a side's key.")
        found = Published(
            body["side"],
            base64.b64decode(body["public"], validate=True),
            date.fromisoformat(body["made_on"]),
            tuple(
                NewHolder(
                    str(one["email"]),
                    base64.b64decode(one["public"], validate=True),
                    base64.b64decode(one["salt"], validate=True),
                    Cost(int(one["operations"]), int(one["memory"])),
                    base64.b64decode(one["sealed"], validate=True),
                )
                for one in body["holders"]
            ),
        )
    except CeremonyError:
        raise
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise CeremonyError("This is not the file of a side's key, or it is damaged.") from error
    if len(found.public) != boxes.KEY or found.fingerprint != body["fingerprint"]:
        raise CeremonyError("This is not the file of a side's key, or it is damaged.")
    return found


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
