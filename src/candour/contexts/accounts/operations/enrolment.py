"""Enrolment: an invitation, the password and the passkey that follow it, and the very first administrator."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.notifications import letter
from candour.kernel.notifications.letter import Letter
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Invitation, Organisation, Person, RoleHolding
from candour.kernel.people.roles import OrganisationKind, Role

GOOD_FOR = timedelta(hours=72)
"""How long a link to enrol works. It works once."""

OFFICE_CODE = "oipc"
"""The code of the oversight office's own organisation."""


def create_invitation(
    *, person: Person, organisation: Organisation, purpose: str, actor: Actor | None, door: Door, at: datetime
) -> str:
    """Make a link to enrol and return its token, of which only the digest is kept. Cancels earlier links.

    The database refuses it for oneself and for somebody who also belongs to an organisation that the person asking
    does not look after.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(person=person, used_at=None, cancelled_at=None).update(cancelled_at=at)
        invitation = Invitation(
            person=person,
            organisation=organisation,
            purpose=purpose,
            token_digest=hashlib.sha256(token.encode()).digest(),
            created_at=at,
            expires_at=at + GOOD_FOR,
            created_by_id=actor.person_id if actor else None,
        )
        invitation.save(force_insert=True)
        ledger.append(
            verb="people.invitation.create", subject=invitation.pk, actor=actor, door=door, at=at,
            codes={"purpose": purpose, "person": str(person.pk)},
        )  # fmt: skip
    return token


def link(*, token: str, door: Door) -> str:
    """The address that an invitation is sent as."""
    return f"{settings.DOOR_ADDRESSES[door.value]}/enrol/{token}/"


def send_link(*, person: Person, token: str, door: Door) -> None:
    """Mail the link to the person themselves, and to nobody else: an administrator never sees it.

    Sent inside the transaction, before it commits: when the mail cannot be sent it raises Refused, and no invitation
    was made.
    """
    try:
        _send(person, link(token=token, door=door))
    except OSError as error:  # everything that a mail server does wrong is one
        raise Refused("mail", _("The mail could not be sent, so nothing was changed. Try again later")) from error


def _send(person: Person, address: str) -> None:
    with translation.override(person.language):
        text = gettext(
            "Hello %(name)s,\n\n"
            "Open this link to set up how you sign in. It works once, for the next 3 days:\n\n%(link)s\n\n"
            "If you did not expect this, tell your organisation's administrator and do not open it."
        )
        Letter(
            kind=letter.INVITATION,
            language=person.language,
            subject=gettext("Your link to sign in to Candour"),
            text=text % {"name": person.name, "link": address},
            sender=settings.DEFAULT_FROM_EMAIL,
            to=person.email,
            facts={"link": address},
        ).send()


def find_invitation(*, token: str) -> tuple[Invitation, Person] | None:
    """The invitation behind a link and whom it is for, if it still works. Tells the database that it was brought."""
    context.tell(context.INVITATION, token)
    invitation = (
        Invitation.objects.select_related("organisation")
        .filter(token_digest=hashlib.sha256(token.encode()).digest())
        .first()
    )
    if invitation is None:
        return None
    person = Person.objects.filter(pk=invitation.person_id).first()
    return None if person is None or not _is_good(invitation) else (invitation, person)


def _is_good(invitation: Invitation) -> bool:
    # Whether it has expired is the database's answer: it showed the person, or it did not.
    return invitation.used_at is None and invitation.cancelled_at is None


def door_of(organisation: Organisation) -> Door:
    """At which door the members of an organisation sign in."""
    return Door.OFFICE if organisation.kind == OrganisationKind.OVERSIGHT_OFFICE else Door.DELIVERY


def set_password(*, person: Person, password: str, door: Door, at: datetime) -> None:
    """The password that a person chose while enrolling. The caller has judged its strength."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        ledger.append(
            verb="people.password.enrol", subject=person.pk, actor=Actor(person.pk, person.name, door), door=door, at=at
        )


def use_invitation(*, invitation: Invitation, person: Person, door: Door, at: datetime) -> None:
    """The link did its work and works no more. Refuses one that was used meanwhile."""
    with transaction.atomic():
        used = Invitation.objects.filter(pk=invitation.pk, used_at=None, cancelled_at=None).update(used_at=at)
        if used != 1:
            raise Refused("used", _("This link was used already"))
        ledger.append(
            verb="people.invitation.use", subject=invitation.pk, actor=Actor(person.pk, person.name, door), door=door,
            at=at, codes={"purpose": invitation.purpose},
        )  # fmt: skip


def bootstrap_administrator(*, name: str, email: str, on: date, at: datetime) -> str:
    """The first system administrator of a new installation; returns the link that enrols them. Run by the owner.

    May be repeated until somebody has enrolled, and is refused afterwards: from then on administrators make
    administrators, in pairs of eyes.
    """
    address = email.strip().lower()
    with transaction.atomic():
        enrolled = RoleHolding.objects.filter(
            role=Role.SYSTEM_ADMINISTRATOR, person__is_synthetic=False, person__last_login__isnull=False
        )
        if enrolled.exists():
            raise Refused(
                "has_administrator", _("A system administrator has signed in here: ask them for an invitation")
            )
        office, _made = Organisation.objects.get_or_create(
            kind=OrganisationKind.OVERSIGHT_OFFICE,
            code=OFFICE_CODE,
            defaults={"name": "Office of the Independent Prevent Commissioner", "short_name": "OIPC"},
        )
        person, _known = Person.objects.get_or_create(email=address, defaults={"name": name.strip(), "password": "!"})
        holding, given = RoleHolding.objects.get_or_create(
            person=person, organisation=office, role=Role.SYSTEM_ADMINISTRATOR, ends_on=None, defaults={"starts_on": on}
        )
        if given:
            ledger.append(
                verb="people.holding.give", subject=holding.pk, actor=None, door=Door.OFFICE, at=at,
                codes={"role": holding.role, "person": str(person.pk)},
            )  # fmt: skip
        token = create_invitation(
            person=person, organisation=office, purpose=Invitation.Purpose.ENROL, actor=None, door=Door.OFFICE, at=at
        )
    return link(token=token, door=Door.OFFICE)
