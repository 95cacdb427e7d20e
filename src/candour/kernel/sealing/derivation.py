"""Keys from secrets: HKDF (RFC 5869) with SHA-256, one block of 32 bytes."""

from __future__ import annotations

import hashlib
import hmac


def derive(secret: bytes, *, salt: bytes, purpose: bytes) -> bytes:
    """32 bytes for one purpose. Two purposes give keys that say nothing about one another."""
    extracted = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(extracted, purpose + b"\x01", hashlib.sha256).digest()
