"""What the doctor asks of services outside: only of those that are configured, and without sending or changing anything."""

from __future__ import annotations

import stat

from django.conf import settings
from django.core.cache import cache

from candour.command import mail
from candour.config import environment, outside
from candour.config.walls import Finding
from candour.contexts.accounts.provider import protocol, reach

_PAGE = "see docs/operating/configuration.md"


def of_configuration() -> list[Finding]:
    """Settings that do not make sense, and files with secrets that others can read."""
    found = [Finding("The configuration does not make sense.", fault, _PAGE) for fault in outside.faults()]
    for name, path in outside.secret_files().items():
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            found.append(Finding("The secret can be read by others.", f"{name}: {path}", f"chmod 600 {path}"))
    return found


def of_mail() -> list[Finding]:
    """Mail that goes nowhere is right in the demonstration and nowhere else; a way out that is configured must work."""
    if not settings.NOTIFY and not settings.EMAIL_HOST:
        return [] if environment.is_demonstration() else [_NOT_SENT]
    found = [
        Finding(
            "This kind of mail can leave in no way.", name, "make a template in GOV.UK Notify, or set CANDOUR_MAIL_URL"
        )
        for name in mail.without_a_template()
    ]
    if settings.EMAIL_HOST:
        found += _tried(mail.of_smtp(), "CANDOUR_MAIL_URL")
    if settings.NOTIFY:
        found += _tried(mail.of_notify(), "CANDOUR_NOTIFY_…")
    for name, address in (
        ("CANDOUR_MAIL_FROM", settings.DEFAULT_FROM_EMAIL),
        ("CANDOUR_NUDGE_FROM", settings.NUDGE_FROM_EMAIL),
    ):
        if settings.EMAIL_HOST and address.endswith(".invalid"):
            found.append(Finding("Mail comes from an address that cannot be.", f"{name} = {address}", f"set {name}"))
    return found


_NOT_SENT = Finding(
    "Mail is kept on this machine and not sent: nobody is told that something waits for them.",
    "neither CANDOUR_MAIL_URL nor CANDOUR_NOTIFY_KEY_FILE is set",
    f"set one of them, {_PAGE}",
    grave=False,
)


def _tried(steps: object, where: str) -> list[Finding]:
    try:
        for _step in steps:  # type: ignore[attr-defined]  # an iterator of steps, run to its end
            pass
    except mail.Failed as failed:
        return [Finding(f"{failed.what[:1].upper()}{failed.what[1:]}.", where, failed.mend)]
    return []


def of_providers() -> list[Finding]:
    """Whether each door's identity provider answers, is the one that was configured, and publishes keys."""
    found = []
    for door in ("delivery", "office"):
        name = f"CANDOUR_{door.upper()}_OIDC_ISSUER"
        try:
            told = outside.provider(door)
        except outside.Misconfigured:
            continue  # said by of_configuration
        if told is None:
            continue
        cache.delete(f"provider-description:{told.issuer}")
        try:
            described = protocol.description(told)
            reach.get(described.jwks_uri, authorities=told.authorities)
        except reach.Unreachable as error:
            found.append(
                Finding(
                    "The identity provider does not answer.",
                    f"{name}: {error.code}",
                    "see whether a firewall lets this machine out; for authorities of your own set CANDOUR_CA_FILE",
                )
            )
        except protocol.Faulty as error:
            found.append(
                Finding("The identity provider is not the one that is configured.", f"{name}: {error.code}", _PAGE)
            )
    return found
