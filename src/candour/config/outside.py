"""What the installation was told of services outside, read in one place like ``environment``.

Nothing here is on by itself: where a setting is missing, no process calls anybody. What is set and does not make sense
raises Misconfigured with the name of the setting: a door must not start as if it could do what it cannot.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from candour.config import environment
from candour.contexts.accounts.provider import terms
from candour.kernel.notifications import letter

NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
"""This very machine: what goes there needs no TLS."""


SMTP = "candour.kernel.notifications.smtp.Backend"
NOTIFY = "candour.kernel.notifications.notify.Backend"
KEPT_HERE = "django.core.mail.backends.filebased.EmailBackend"
LANGUAGES = {"EN": "en-gb", "CY": "cy"}
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Misconfigured(ValueError):
    """A setting that does not make sense. The message begins with its name, and never holds a secret."""


def authorities() -> str:
    """A file of certificate authorities that outgoing connections believe instead of the well-known ones; or ''."""
    told = os.environ.get("CANDOUR_CA_FILE", "").strip()
    if told and not Path(told).is_file():
        raise Misconfigured(f"CANDOUR_CA_FILE: there is no file {told}")
    return told


def content(variable: str) -> str:
    """The one line of the file that a setting names. Raises Misconfigured when it cannot be read or is empty."""
    told = os.environ.get(variable, "").strip()
    try:
        found = Path(told).read_text(encoding="utf-8").strip() if told else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{variable}: {told} cannot be read") from error
    if not found or "\n" in found:
        raise Misconfigured(f"{variable} must name a file with one line, the secret")
    return found


def provider(door: str) -> terms.Provider | None:
    """The OpenID Connect provider of a staff door: ``CANDOUR_<DOOR>_OIDC_…``; None unless its issuer is set."""
    begins = f"CANDOUR_{door.upper()}_OIDC_"
    issuer = os.environ.get(f"{begins}ISSUER", "").strip()
    if not issuer:
        if left := sorted(name for name in os.environ if name.startswith(begins) and os.environ[name].strip()):
            raise Misconfigured(f"{left[0]} is set without {begins}ISSUER")
        return None
    parts = urlsplit(issuer)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR)
    if not safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Misconfigured(f"{begins}ISSUER must be the provider's https address, exactly as the provider writes it")
    client = os.environ.get(f"{begins}CLIENT_ID", "").strip()
    if not client:
        raise Misconfigured(f"{begins}ISSUER is set without {begins}CLIENT_ID")
    factors = frozenset(os.environ.get(f"{begins}SECOND_FACTORS", "").split())
    if strange := sorted(one for one in factors if not one.startswith(("amr:", "acr:")) or len(one) < 5):
        raise Misconfigured(f"{begins}SECOND_FACTORS: {strange[0]} is neither amr:… nor acr:…")
    return terms.Provider(
        issuer=issuer,
        client_id=client,
        name=os.environ.get(f"{begins}NAME", "").strip() or parts.hostname,
        secret=content(f"{begins}SECRET_FILE"),
        second_factors=factors,
        authorities=authorities(),
    )


def mail() -> dict[str, Any]:
    """Django's settings for sending mail. With a key for GOV.UK Notify that is how mail leaves, and by SMTP what has no
    template there; with ``CANDOUR_MAIL_URL`` alone by SMTP; with neither it is written to ``CANDOUR_HOME/mail``."""
    return _smtp() | ({"EMAIL_BACKEND": NOTIFY} if notify() else {})


def keeps_mail() -> bool:
    """Whether mail to real people is kept here for want of a mail server. Their addresses must not lie in that folder."""
    return mail()["EMAIL_BACKEND"] == KEPT_HERE and not environment.is_demonstration()


def _smtp() -> dict[str, Any]:
    """From ``CANDOUR_MAIL_URL``: ``smtp://user:password@host:587`` (with STARTTLS) or ``smtps://…:465`` (TLS from the
    first byte). Without TLS only with ``?tls=none``, and only to a relay on this very machine."""
    url = os.environ.get("CANDOUR_MAIL_URL", "").strip()
    if not url:
        return {"EMAIL_BACKEND": KEPT_HERE, "EMAIL_FILE_PATH": environment.home() / "mail", "EMAIL_HOST": ""}
    try:
        parts = urlsplit(url)
        port, host, options = parts.port, parts.hostname or "", parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise Misconfigured("CANDOUR_MAIL_URL is not an address") from None
    plain = options == {"tls": ["none"]}
    if parts.scheme not in {"smtp", "smtps"} or not host or (options and not plain) or parts.path not in {"", "/"}:
        raise Misconfigured("CANDOUR_MAIL_URL must be smtp://user:password@host:port or smtps://...")
    if plain and (host not in NEAR or parts.scheme == "smtps"):
        raise Misconfigured("CANDOUR_MAIL_URL: tls=none is only for a relay on this very machine, by smtp://localhost")
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 25 if plain else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not plain,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def notify() -> dict[str, Any] | None:
    """From ``CANDOUR_NOTIFY_KEY_FILE`` and a template for each kind of mail and language, ``CANDOUR_NOTIFY_STAFF_EN`` and
    so on; None unless there is a key."""
    named = {
        (kind, language): f"CANDOUR_NOTIFY_{kind.upper()}_{code}"
        for kind in letter.KINDS
        for code, language in LANGUAGES.items()
    }
    templates = {which: os.environ[name].strip() for which, name in named.items() if os.environ.get(name, "").strip()}
    if not os.environ.get("CANDOUR_NOTIFY_KEY_FILE", "").strip():
        if templates:
            raise Misconfigured(f"{named[next(iter(templates))]} is set without CANDOUR_NOTIFY_KEY_FILE")
        return None
    key = content("CANDOUR_NOTIFY_KEY_FILE")
    if not re.fullmatch(rf".*{_UUID}-{_UUID}", key):
        raise Misconfigured("CANDOUR_NOTIFY_KEY_FILE: what it holds is not a key of GOV.UK Notify")
    for which, template in templates.items():
        if not re.fullmatch(_UUID, template):
            raise Misconfigured(f"{named[which]} must be the id of a template, as GOV.UK Notify shows it")
    address = os.environ.get("CANDOUR_NOTIFY_ADDRESS", "https://api.notifications.service.gov.uk").strip()
    parts = urlsplit(address)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR)):
        raise Misconfigured("CANDOUR_NOTIFY_ADDRESS must be an https address")
    return {"key": key, "address": address, "templates": templates}


def faults() -> Iterator[str]:
    """Every setting here that does not make sense, each in one sentence that begins with its name."""
    for read in (authorities, mail, lambda: provider("delivery"), lambda: provider("office")):
        try:
            read()
        except Misconfigured as error:
            yield str(error)


def secret_files() -> dict[str, Path]:
    """The settings that name a file with a secret, and the files: nobody else should be able to read them."""
    names = ("CANDOUR_NOTIFY_KEY_FILE", "CANDOUR_DELIVERY_OIDC_SECRET_FILE", "CANDOUR_OFFICE_OIDC_SECRET_FILE")
    return {name: Path(os.environ[name].strip()) for name in names if os.environ.get(name, "").strip()}
