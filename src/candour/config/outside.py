"""What the installation was told of services outside, read in one place like ``environment``.

Nothing here is on by itself: where a setting is missing, no process calls anybody. What is set and does not make sense
raises ValueError with the name of the setting: a door must not start as if it could do what it cannot.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from candour.contexts.accounts.provider import terms

NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
"""This very machine: what goes there needs no TLS."""


def authorities() -> str:
    """A file of certificate authorities that outgoing connections believe instead of the well-known ones; or ''."""
    told = os.environ.get("CANDOUR_CA_FILE", "").strip()
    if told and not Path(told).is_file():
        raise ValueError(f"CANDOUR_CA_FILE: there is no file {told}")
    return told


def content(variable: str) -> str:
    """The one line of the file that a setting names. Raises ValueError when it cannot be read or is empty."""
    told = os.environ.get(variable, "").strip()
    try:
        found = Path(told).read_text(encoding="utf-8").strip() if told else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{variable}: {told} cannot be read") from error
    if not found or "\n" in found:
        raise ValueError(f"{variable} must name a file with one line, the secret")
    return found


def provider(door: str) -> terms.Provider | None:
    """The OpenID Connect provider of a staff door: ``CANDOUR_<DOOR>_OIDC_…``; None unless its issuer is set."""
    begins = f"CANDOUR_{door.upper()}_OIDC_"
    issuer = os.environ.get(f"{begins}ISSUER", "").strip()
    if not issuer:
        if left := sorted(name for name in os.environ if name.startswith(begins) and os.environ[name].strip()):
            raise ValueError(f"{left[0]} is set without {begins}ISSUER")
        return None
    parts = urlsplit(issuer)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR)
    if not safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"{begins}ISSUER must be the provider's https address, exactly as the provider writes it")
    client = os.environ.get(f"{begins}CLIENT_ID", "").strip()
    if not client:
        raise ValueError(f"{begins}ISSUER is set without {begins}CLIENT_ID")
    factors = frozenset(os.environ.get(f"{begins}SECOND_FACTORS", "").split())
    if strange := sorted(one for one in factors if not one.startswith(("amr:", "acr:")) or len(one) < 5):
        raise ValueError(f"{begins}SECOND_FACTORS: {strange[0]} is neither amr:… nor acr:…")
    return terms.Provider(
        issuer=issuer,
        client_id=client,
        name=os.environ.get(f"{begins}NAME", "").strip() or parts.hostname,
        secret=content(f"{begins}SECRET_FILE"),
        second_factors=factors,
        authorities=authorities(),
    )
