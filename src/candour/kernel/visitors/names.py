"""Names for connections that say nothing about them and do not last: keyed hashes under a key of one day and one process."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import date, datetime


@dataclass
class DailyNames:
    """The names of one day. A new day begins with a new key, so that no name of yesterday can be told again."""

    _day: date = date.min
    _key: bytes = b""

    def begin(self, at: datetime) -> bool:
        """Whether a new day has begun since this was asked last; then every name is another one."""
        if at.date() == self._day:
            return False
        self._day, self._key = at.date(), secrets.token_bytes(32)
        return True

    def of(self, address: str) -> bytes | None:
        """The name of this connection today; None for an address that many share, or that is none."""
        try:
            if not ipaddress.ip_address(address).is_global:
                return None
        except ValueError:
            return None
        return hashlib.blake2b(address.encode(), key=self._key, digest_size=16).digest()
