"""What the workers do every minute, and marking notices as read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from candour.kernel.doors import Door
from candour.kernel.notifications import jobs, registry
from candour.kernel.notifications.letter import FACTS, Letter
from candour.kernel.notifications.models import OF_DOOR
from candour.kernel.people.actor import Actor

MAIL = "mail"
WORK = "work"
AFTER_MAIL = -10
"""Work may take a while: whoever waits for a mail does not wait for all of it."""
SWEEP = "sweep"
TIDY = "tidy"


class MailFailed(Exception):
    """A mail did not go out. Says how, by the name of the fault alone: its own words may hold an address."""


def sweep(*, door: Door) -> int:
    """Make the notices that are due at this door, then put a job into its queue for each mail and each piece of work
    that waits.

    Each sweep is a transaction of its own. One that fails stops neither the others nor what waits: it is raised when they
    are through, so that it is seen. Returns how many jobs were put into the queue; what waits there already is not put
    there twice.
    """
    failed: list[Exception] = []
    for make in registry.sweeps(door):
        try:
            with transaction.atomic():
                make()
        except Exception as error:  # noqa: BLE001  # raised below; a fault in one context must not silence another's mail
            failed.append(error)
    deferred = _put_into_queue(door)
    if failed:
        raise ExceptionGroup("sweeps failed", failed)
    return deferred


def _put_into_queue(door: Door) -> int:
    """A job for each mail and each piece of work that waits; how many."""
    deferred = 0
    for mailing in registry.mailings(door):
        if _must_not_be_kept(mailing):
            continue
        with transaction.atomic():
            for key in mailing.pending():
                once = f"{mailing.name}.{key}"
                deferred += jobs.defer(door=door, task=MAIL, once=once, mailing=mailing.name, key=key)
    for work in registry.works(door):
        with transaction.atomic():
            for key in work.pending():
                once = f"{work.name}.{key}"
                deferred += jobs.defer(door=door, task=WORK, once=once, priority=AFTER_MAIL, work=work.name, key=key)
    return deferred


def do(*, work_name: str, key: UUID) -> object:
    """Do one piece of work; it opens its own transactions. What it raises, the job is tried again for."""
    return registry.work(work_name).do(key)


def send(*, mailing_name: str, key: UUID) -> bool:
    """Send one mail, and note that it was sent; False when it is no longer due. Raises MailFailed.

    Noted first and sent inside the same transaction: what fails is not noted, and is tried again. Should the commit
    fail after the mail went out, it goes out twice; a mail that says nothing does no harm by that.
    """
    mailing = registry.mailing(mailing_name)
    if _must_not_be_kept(mailing):
        return False
    with transaction.atomic():
        address = mailing.address(key)
        if address is None:
            return False
        mailing.done(key)
        sender: str = getattr(settings, mailing.sender or "DEFAULT_FROM_EMAIL", settings.DEFAULT_FROM_EMAIL)
        with translation.override(address.language):
            text = mailing.text(key) if callable(mailing.text) else str(mailing.text)
            message = Letter(
                kind=mailing.kind,
                language=address.language,
                subject=str(mailing.subject),
                text=text,
                sender=sender,
                to=address.email,
                facts=dict.fromkeys(FACTS[mailing.kind], text) if callable(mailing.text) else None,
            )
        try:
            message.send()
        except Exception as error:  # noqa: BLE001  whatever the mail server's client raises may quote an address
            raise MailFailed(type(error).__name__) from None
    return True


def _must_not_be_kept(mailing: registry.Mailing) -> bool:
    return mailing.is_to_outsiders and bool(settings.KEEPS_MAIL)


@transaction.atomic
def mark_read(*, notices: Collection[UUID] | None, actor: Actor, at: datetime) -> int:
    """Mark these notices, or all with None, as read; how many were unread. Only a person's own can be marked."""
    rows = OF_DOOR[actor.door].objects.filter(person_id=actor.person_id, read_on=None)
    if notices is not None:
        rows = rows.filter(id__in=notices)
    return rows.update(read_on=localdate(at))
