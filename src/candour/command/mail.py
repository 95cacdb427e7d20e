"""``candour mail test``: one mail that says nothing, sent step by step, with what to do about the first step that fails.

The doctor goes the same way without sending anything. Nothing of what a server says is repeated but its number: its
words may hold anything.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.validators import validate_email
from django.forms import ValidationError
from django.utils import translation

from candour.config import environment, outside
from candour.kernel.notifications import letter, notify, smtp, staff
from candour.kernel.notifications.letter import Letter

PATIENCE = 10


class Failed(Exception):
    """A step that did not work: what, and what to do next."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


@dataclass(frozen=True)
class Step:
    """A step that worked."""

    what: str


def test(*, address: str) -> int:
    """Send one mail to ``address`` and print each step; 1 when it did not leave."""
    try:
        validate_email(address)
    except ValidationError:
        print(f"{address!r} is not an email address.")
        return 1
    try:
        for step in sent(address):
            print(f"   done  {step.what}")
    except Failed as failed:
        print(f" failed  {failed.what}\n   mend  {failed.mend}")
        return 1
    return 0


def sent(address: str) -> Iterator[Step]:
    """The steps of sending one mail. Raises Failed."""
    if settings.NOTIFY and notify.template_for(settings.NOTIFY, letter.STAFF, "en-gb"):
        yield from of_notify()
        yield from _by_notify(address)
    elif settings.EMAIL_HOST:
        yield from of_smtp(address)
    else:
        _the_mail(address).send()
        yield Step(
            f"written to {environment.home() / 'mail'}, and not sent: set CANDOUR_MAIL_URL or CANDOUR_NOTIFY_KEY_FILE"
        )


def _the_mail(address: str) -> Letter:
    with translation.override("en-gb"):
        return Letter(
            kind=letter.STAFF,
            language="en-gb",
            subject=str(staff.SUBJECT),
            text=str(staff.TEXT),
            sender=settings.DEFAULT_FROM_EMAIL,
            to=address,
        )


# -- SMTP


def of_smtp(recipient: str = "") -> Iterator[Step]:
    """Look up, connect, TLS, log in, and with a ``recipient`` send. Raises Failed."""
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    with _explained(host, port):
        found = sorted({str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
        yield Step(f"{host} is {', '.join(found[:3])}")
        begun = time.monotonic()
        trust = smtp.trust()
        server: smtplib.SMTP
        if settings.EMAIL_USE_SSL:
            server = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=trust)
        else:
            server = smtplib.SMTP(host, port, timeout=PATIENCE)
        with server:
            yield Step(f"connected to port {port} in {time.monotonic() - begun:.1f} s")
            server.ehlo()
            if settings.EMAIL_USE_TLS:
                if not server.has_extn("starttls"):
                    raise Failed(
                        f"{host} offers no TLS on port {port}: nothing is sent to it",
                        "use the port on which it does (587, or 465 with smtps://), or ask whoever runs it",
                    )
                server.starttls(context=trust)
                server.ehlo()
            yield _of_tls(server)
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
                yield Step("logged in")
            if recipient:
                server.send_message(_the_mail(recipient).message())
                yield Step(
                    "the server took the mail. If it does not arrive, look in that server's own log and in the"
                    " recipient's spam folder, and check SPF, DKIM and DMARC of the sender's domain"
                )


def _of_tls(server: smtplib.SMTP) -> Step:
    made = server.sock
    if not isinstance(made, ssl.SSLSocket):
        return Step("no TLS, as configured: the relay is on this machine")
    until = dict(made.getpeercert() or {}).get("notAfter", "?")
    return Step(f"{made.version()}, and the certificate holds (until {until})")


@contextmanager
def _explained(host: str, port: int) -> Iterator[None]:
    """What the client raises, in words."""
    try:
        yield
    except socket.gaierror as error:
        raise Failed(
            f"{host} cannot be looked up", "check the name in CANDOUR_MAIL_URL, and this machine's DNS"
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise Failed(
            f"the certificate of {host} does not hold: {error.verify_message}",
            "use the name that stands in the certificate; for authorities of your own set CANDOUR_CA_FILE",
        ) from error
    except ssl.SSLError as error:
        raise Failed(
            f"no TLS with {host} on port {port} ({error.reason or 'the connection was closed'})",
            "smtps:// is for port 465, smtp:// for 587; it must speak TLS 1.2 or later",
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Failed(
            f"the server refuses the user or the password ({error.smtp_code})",
            "check both in CANDOUR_MAIL_URL; write @ as %40, / as %2F and : as %3A in them",
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Failed("the server takes no login", "remove user and password from CANDOUR_MAIL_URL") from error
    except smtplib.SMTPSenderRefused as error:
        raise Failed(
            f"the server does not take mail from {settings.DEFAULT_FROM_EMAIL} ({error.smtp_code})",
            "set CANDOUR_MAIL_FROM to an address that it does; some want a login first",
        ) from error
    except smtplib.SMTPRecipientsRefused as error:
        (number,) = {code for code, _words in error.recipients.values()} or {0}
        raise Failed(
            f"the server does not take mail to this address ({number})",
            "try an address elsewhere; a server that takes only its own addresses must let this machine relay",
        ) from error
    except smtplib.SMTPResponseException as error:
        raise Failed(f"the server answered {error.smtp_code}", "look it up in the server's own log") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Failed(
            f"{host} does not answer as a mail server on port {port} ({type(error).__name__})",
            "check host and port in CANDOUR_MAIL_URL, and whether a firewall lets this machine out",
        ) from error


# -- GOV.UK Notify

_MENDS: dict[type[notify.NotifyFailed], str] = {
    notify.NotifyKeyRefused: "make a live key in Notify and put it in the file; set this machine's clock; ask for the"
    " service to leave trial mode",
    notify.NotifyTemplateMissing: "copy the id of a template of the service that the key belongs to",
    notify.NotifyLimitReached: "wait, or ask for a higher limit; Candour tries again by itself",
    notify.NotifyRefused: "check the address and the template; its ((fields)) must be those of the documentation",
    notify.NotifyDown: "try again; see whether a firewall lets this machine out to Notify",
}


def of_notify() -> Iterator[Step]:
    """Ask Notify for each configured template, and hold it against what its kind may say. Raises Failed."""
    told = settings.NOTIFY
    assert told is not None
    for (kind, language), template in sorted(told["templates"].items()):
        found: dict[str, Any] = {}
        with _notify_explained(f"the {kind} template in {language}"):
            found = notify.client(told).get_template(template)
        if faults := notify.faults_of(kind, found):
            raise Failed(
                f"the {kind} template in {language} does not fit: {', and '.join(faults)}",
                "see “GOV.UK Notify” in docs/operating/configuration.md",
            )
        yield Step(f"the {kind} template in {language} is there (version {found.get('version')})")


def _by_notify(address: str) -> Iterator[Step]:
    with _notify_explained("the mail"):
        _the_mail(address).send()
    yield Step("Notify took the mail. Its own pages show whether it was delivered")


@contextmanager
def _notify_explained(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        fault = error if isinstance(error, notify.NotifyFailed) else notify.fault(error)
        raise Failed(f"{what}: {type(fault).__name__} ({fault})", _MENDS[type(fault)]) from None


def without_a_template() -> list[str]:
    """The settings of kinds of mail that can leave in no way at all."""
    if not settings.NOTIFY or settings.EMAIL_HOST:
        return []
    return [
        f"CANDOUR_NOTIFY_{kind.upper()}_EN"
        for kind in letter.KINDS
        if notify.template_for(settings.NOTIFY, kind, outside.LANGUAGES["EN"]) is None
    ]
