"""Mail by GOV.UK Notify (``EMAIL_BACKEND`` where a key is configured): templates there hold the words.

What is sent to it is an address, the template's id and, to enrol, the link. What it answers is told apart by kind and
never repeated, because its words may quote an address: the job's page and the log show the name of the fault alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from candour.kernel.notifications import smtp
from candour.kernel.notifications.letter import FACTS, Letter

PATIENCE = 20
"""Seconds to wait for an answer."""
FALLBACK = "en-gb"


class NotifyFailed(OSError):
    """A mail was not taken. Every kind is tried again later, as those of a mail server are."""


class NotifyLimitReached(NotifyFailed):
    """429: too many in this minute or this day."""


class NotifyKeyRefused(NotifyFailed):
    """401 or 403: a wrong or revoked key, a clock that is off, or a service still in trial mode."""


class NotifyTemplateMissing(NotifyFailed):
    """404, or no template configured for this kind of mail."""


class NotifyRefused(NotifyFailed):
    """Any other 4xx: an address that it does not take, or a template that asks for more than it is given."""


class NotifyDown(NotifyFailed):
    """5xx, a time-out, no connection."""


_KINDS = {401: NotifyKeyRefused, 403: NotifyKeyRefused, 404: NotifyTemplateMissing, 429: NotifyLimitReached}


def client(told: dict[str, Any]) -> NotificationsAPIClient:
    """The service's own client, which follows no proxy of the environment and believes whom we believe."""
    made = NotificationsAPIClient(told["key"], base_url=told["address"], timeout=PATIENCE)
    made.request_session.trust_env = False
    made.request_session.max_redirects = 0
    made.request_session.verify = settings.MAIL_AUTHORITIES or True
    return made


def fault(error: Exception) -> NotifyFailed:
    """Which kind of failure this is, without its words."""
    status = error.status_code if isinstance(error, APIError) else 503
    kind = _KINDS.get(status, NotifyDown if status >= 500 or status < 400 else NotifyRefused)
    return kind(status)


class Backend(BaseEmailBackend):
    """Sends letters by their template; those of a kind without one by SMTP, where that is configured too."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were taken. Raises NotifyFailed, or what the mail server's client raises."""
        for message in email_messages:
            self._send(message)
        return len(email_messages)

    def _send(self, message: EmailMessage) -> None:
        told = settings.NOTIFY
        assert told is not None  # this backend is chosen where there is a key
        template = template_for(told, message.kind, message.language) if isinstance(message, Letter) else None
        if template is None and settings.EMAIL_HOST:
            smtp.Backend().send_messages([message])
            return
        if template is None or not isinstance(message, Letter):
            raise NotifyTemplateMissing
        (recipient,) = message.to
        try:
            taken = client(told).send_email_notification(recipient, template, personalisation=message.facts or None)
        except Exception as error:  # noqa: BLE001  whatever the client raises may quote an address
            raise fault(error) from None
        if not isinstance(taken, dict) or "id" not in taken:
            raise NotifyDown("no receipt")


def template_for(told: dict[str, Any], kind: str, language: str) -> str | None:
    """The template of this kind in this language, else in English, else None."""
    templates: dict[tuple[str, str], str] = told["templates"]
    return templates.get((kind, language)) or templates.get((kind, FALLBACK))


def faults_of(kind: str, template: dict[str, Any]) -> list[str]:
    """What is wrong with a template, as the service describes it: it must be for mail, and ask for what its kind gives
    and nothing else."""
    found = []
    if template.get("type") != "email":
        found.append("it is not a template for email")
    asked = set(template.get("personalisation") or {})
    if asked - FACTS[kind]:
        found.append("it asks for ((" + ")), ((".join(sorted(asked - FACTS[kind])) + ")), which is never given")
    if FACTS[kind] - asked:
        found.append("it does not contain ((" + ")), ((".join(sorted(FACTS[kind] - asked)) + "))")
    return found
