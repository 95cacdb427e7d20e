"""What an administrator does with the accounts of an organisation. The database refuses first (people.models);
these say why in words, and write what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from candour.contexts.accounts.operations import enrolment
from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Cover, Invitation, Organisation, Person, RoleHolding
from candour.kernel.people.roles import ROLES_OF_KIND, OrganisationKind


@dataclass(frozen=True)
class Invited:
    """Who was invited, and whether a link was mailed: somebody who signs in already needs none."""

    person_id: UUID
    was_sent_link: bool


def invite(
    *,
    organisation: Organisation,
    name: str,
    email: str,
    role: str,
    area: str,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    door: Door,
    at: datetime,
) -> Invited:
    """Give somebody a role, by their email address. Somebody new is made known and mailed a link to enrol;
    somebody who signs in already (here or elsewhere) just has the role, under the name they are known by."""
    address = email.strip().lower()
    with transaction.atomic():
        known = _known(address)
        if known is None:
            person = _make_known(name=name.strip(), address=address)
            ledger.append(verb="people.person.create", subject=person.pk, actor=actor, door=door, at=at)
            person_id = person.pk
        else:
            person_id = known
        give_holding(
            person_id=person_id, organisation=organisation, role=role, area=area, starts_on=starts_on, ends_on=ends_on,
            actor=actor, door=door, at=at,
        )  # fmt: skip
        if known is None:
            token = enrolment.create_invitation(
                person=person,
                organisation=organisation,
                purpose=Invitation.Purpose.ENROL,
                actor=actor,
                door=door,
                at=at,
            )
            enrolment.send_link(person=person, token=token, door=enrolment.door_of(organisation))
    return Invited(person_id, known is None)


def give_holding(
    *,
    person_id: UUID,
    organisation: Organisation,
    role: str,
    area: str,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    door: Door,
    at: datetime,
) -> RoleHolding:
    """Give a role. Refuses oneself, a role that such a body does not have, dates the wrong way round, and a second
    time what is held already."""
    if person_id == actor.person_id:
        raise Refused("oneself", _("Nobody gives a role to themselves. Ask another administrator to give it to you"))
    if role not in ROLES_OF_KIND[organisation.kind]:
        raise Refused("misfit", _("This kind of organisation does not have that role"))
    if ends_on is not None and ends_on <= starts_on:
        raise Refused("dates", _("The last day must be after the first day"))
    if organisation.code and area not in {"", organisation.code}:
        raise Refused("area", _("An authority or a force gives roles for its own area only"))
    with transaction.atomic():
        same = RoleHolding.objects.filter(person_id=person_id, organisation=organisation, role=role, area=area)
        if same.exclude(ends_on__lte=starts_on).exists():
            raise Refused("held", _("This person holds that role already"))
        holding = RoleHolding(
            person_id=person_id,
            organisation=organisation,
            role=role,
            area=area,
            starts_on=starts_on,
            ends_on=ends_on,
            given_by_id=actor.person_id,
        )
        holding.save(force_insert=True)
        ledger.append(
            verb="people.holding.give", subject=holding.pk, actor=actor, door=door, at=at,
            codes={"role": role, "person": str(person_id)},
        )  # fmt: skip
    return holding


def end_holding(*, holding: RoleHolding, ends_on: date, reason: str, actor: Actor, door: Door, at: datetime) -> None:
    """End a role with a reason; ``ends_on`` is the first day on which it is no longer held. Ends the sessions of its
    holder, so that nobody works on with what they no longer have."""
    if ends_on < holding.starts_on:
        raise Refused("dates", _("A role cannot end before it began"))
    with transaction.atomic():
        ended = RoleHolding.objects.filter(pk=holding.pk).update(
            ends_on=ends_on, ended_by_id=actor.person_id, end_reason=reason.strip()
        )
        if ended != 1:
            raise Refused("not_yours", _("You do not look after this organisation's accounts"))
        ledger.append(
            verb="people.holding.end", subject=holding.pk, actor=actor, door=door, at=at,
            codes={"role": holding.role, "person": str(holding.person_id)},
        )  # fmt: skip


def arrange_cover(
    *,
    holding: RoleHolding,
    covered_by_id: UUID,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    door: Door,
    at: datetime,
) -> Cover:
    """Name a deputy, or arrange cover for leave, for one's own role or for one in an organisation one looks after."""
    if covered_by_id == actor.person_id:
        raise Refused("oneself", _("Nobody gives a role to themselves, not even as cover. Ask another administrator"))
    if covered_by_id == holding.person_id:
        raise Refused("same", _("Choose somebody else than the person who holds the role"))
    if kind == Cover.Kind.LEAVE and ends_on is None:
        raise Refused("no_end", _("Say when the leave ends"))
    if ends_on is not None and ends_on <= starts_on:
        raise Refused("dates", _("The last day must be after the first day"))
    with transaction.atomic():
        cover = Cover(
            holding=holding,
            covered_by_id=covered_by_id,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            arranged_by_id=actor.person_id,
        )
        cover.save(force_insert=True)
        ledger.append(
            verb="people.cover.arrange", subject=cover.pk, actor=actor, door=door, at=at,
            codes={"kind": kind, "holding": str(holding.pk), "person": str(covered_by_id)},
        )  # fmt: skip
    return cover


def end_cover(*, cover: Cover, on: date, actor: Actor, door: Door, at: datetime) -> None:
    """End a deputy's or a cover's standing in, as of today (or as of its first day, if that is still to come)."""
    with transaction.atomic():
        ended = Cover.objects.filter(pk=cover.pk).update(ends_on=max(on, cover.starts_on))
        if ended != 1:
            raise Refused("not_yours", _("You do not look after this organisation's accounts"))
        ledger.append(
            verb="people.cover.end",
            subject=cover.pk,
            actor=actor,
            door=door,
            at=at,
            codes={"holding": str(cover.holding_id)},
        )


def renew_enrolment(
    *, person: Person, organisation: Organisation, forget_password: bool, actor: Actor, door: Door, at: datetime
) -> None:
    """After a lost passkey (and password, with ``forget_password``): removes what was lost, ends every session, and
    mails the person a new link.

    The database asks for a fresh proof of identity, and refuses it for oneself and for somebody whom another
    organisation trusts too.
    """
    if person.pk == actor.person_id:
        raise Refused(
            "oneself",
            _("Add or remove your own passkeys on your account page. If you cannot sign in, ask another administrator"),
        )
    if not belongs_only_to(person.pk):
        raise Refused(
            "elsewhere",
            _("This person has also held a role in another organisation, so only the Commissioner's office can renew "
              "how they sign in"),
        )  # fmt: skip
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select people_reset_authenticators(%s, %s)", [person.pk, forget_password])
        ledger.append(
            verb="people.authenticator.reset", subject=person.pk, actor=actor, door=door, at=at,
            codes={"password": int(forget_password)},
        )  # fmt: skip
        purpose = Invitation.Purpose.ENROL if forget_password else Invitation.Purpose.REPLACE_PASSKEY
        token = enrolment.create_invitation(
            person=person, organisation=organisation, purpose=purpose, actor=actor, door=door, at=at
        )
        enrolment.send_link(person=person, token=token, door=enrolment.door_of(organisation))


def add_organisation(
    *, name: str, short_name: str, kind: str, nation: str, region: str, actor: Actor, door: Door, at: datetime
) -> Organisation:
    """Make a body known that is not in the shipped lists. Refuses a second of the same kind and name, and a second
    oversight office."""
    if kind == OrganisationKind.OVERSIGHT_OFFICE:
        raise Refused("second_office", _("There is one office of the Commissioner"))
    with transaction.atomic():
        if Organisation.objects.filter(kind=kind, name__iexact=name.strip(), ended_on=None).exists():
            raise Refused("known", _("There is an organisation of this kind with this name already"))
        organisation = Organisation(
            name=name.strip(), short_name=short_name.strip(), kind=kind, nation=nation, region=region.strip()
        )
        organisation.save(force_insert=True)
        ledger.append(
            verb="people.organisation.add", subject=organisation.pk, actor=actor, door=door, at=at, codes={"kind": kind}
        )
    return organisation


def belongs_only_to(person_id: UUID) -> bool:
    """Whether every role that this person ever held was in organisations that whoever asks looks after."""
    with connection.cursor() as cursor:
        cursor.execute("select people_belongs_only_to(%s, (select access_administered()))", [person_id])
        return bool(cursor.fetchone()[0])


def _make_known(*, name: str, address: str) -> Person:
    person = Person(email=address, name=name, password="!")  # noqa: S106  no password: "!" matches none
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("at_once", _("Somebody else is inviting this person at this moment. Try again")) from error
    return person


def _known(address: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("select people_known(%s)", [address])
        found: UUID | None = cursor.fetchone()[0]
    return found
