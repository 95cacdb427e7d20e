"""Questions about accounts. The row rules decide which rows there are; these narrow and arrange them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django_stubs_ext import StrPromise

from candour.contexts.accounts import vocabulary
from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Cover, Invitation, Organisation, Person, ProviderLink, RoleHolding
from candour.kernel.people.roles import OrganisationKind, Role

FOUND_AT_MOST = 50
"""How many organisations a search shows."""


@dataclass
class Demonstrated:
    """A synthetic person whom anybody may be in a demonstration."""

    person_id: UUID
    email: str
    name: str
    organisation: str
    roles: list[tuple[str | StrPromise, str | StrPromise]] = field(default_factory=list)
    """(role, what it lets one do)"""


@dataclass
class Member:
    """A person of an organisation, as its administrator sees them."""

    person: Person
    holdings: list[RoleHolding] = field(default_factory=list)
    has_open_invitation: bool = False

    @property
    def has_signed_in(self) -> bool:
        """Whether they ever finished setting up."""
        return self.person.last_login is not None


def demonstrated() -> list[Demonstrated]:
    """The people of a demonstration who sign in at this door, in order of organisation and name; else nobody."""
    names = dict(Role.choices)
    with connection.cursor() as cursor:
        cursor.execute("select person_id, email, name, organisation, role from people_demonstration()")
        rows = cursor.fetchall()
    people: dict[UUID, Demonstrated] = {}
    for person_id, email, name, organisation, role in rows:
        one = people.setdefault(person_id, Demonstrated(person_id, email, name, organisation))
        told = (names.get(role, role), vocabulary.CAN.get(role, ""))
        if told not in one.roles:
            one.roles.append(told)
    return list(people.values())


def has_role_here(person: Person) -> bool:
    """Whether a person holds any role today that is used at this door."""
    with connection.cursor() as cursor:
        cursor.execute("select access_has_role(%s)", [person.pk])
        found: bool = cursor.fetchone()[0]
    return found


def as_told(door: Door, issuer: str, subject: str) -> str:
    """A provider's subject as the database is told it and keeps its digest: the same person at another door, or of
    another issuer, is another subject."""
    return f"{door.value}\n{issuer}\n{subject}"


def linked_address(told: str) -> str | None:
    """The email address of the person who linked this subject at this door; None for nobody."""
    context.tell(context.SUBJECT, told)
    with connection.cursor() as cursor:
        cursor.execute("select people_linked()")
        row = cursor.fetchone()
    context.tell(context.SUBJECT, "")
    return row[0] if row else None


def provider_link(person_id: UUID, door: Door, issuer: str) -> ProviderLink | None:
    """A person's link with the provider that this door has now."""
    return ProviderLink.objects.filter(person_id=person_id, door=door.value, issuer=issuer).first()


def own_holdings(actor: Actor, on: date) -> list[RoleHolding]:
    """The roles that a person holds now or will hold, in their own right."""
    return list(
        RoleHolding.objects.filter(_not_ended(on), person_id=actor.person_id)
        .select_related("organisation")
        .order_by("organisation__name", "role")
    )


def administers(actor: Actor, organisation_id: UUID) -> bool:
    """Whether somebody looks after the accounts of an organisation today."""
    if actor.door is Door.OFFICE:
        return actor.has(Role.SYSTEM_ADMINISTRATOR)
    return any(
        held.role == Role.ORGANISATION_ADMINISTRATOR and held.organisation_id == organisation_id
        for held in actor.holdings
    )


def administered(actor: Actor) -> list[Organisation]:
    """At delivery the organisations that somebody looks after; at the office the office itself."""
    if actor.door is Door.OFFICE:
        return list(Organisation.objects.filter(kind=OrganisationKind.OVERSIGHT_OFFICE, ended_on=None).order_by("name"))
    mine = {held.organisation_id for held in actor.holdings if held.role == Role.ORGANISATION_ADMINISTRATOR}
    return list(Organisation.objects.filter(pk__in=mine).order_by("name"))


def organisation(actor: Actor, organisation_id: UUID) -> Organisation | None:
    """An organisation that this person looks after."""
    return Organisation.objects.filter(pk=organisation_id).first() if administers(actor, organisation_id) else None


def members(organisations: Sequence[Organisation], on: date) -> dict[UUID, list[Member]]:
    """Per organisation, who holds a role in it now or later or did in the last 30 days; by name. Three queries."""
    holdings = (
        RoleHolding.objects.filter(_not_ended(on - timedelta(days=30)), organisation__in=organisations)
        .select_related("person")
        .order_by("person__name", "person_id", "role")
    )
    people = {holding.person_id for holding in holdings}
    invited = set(
        Invitation.objects.filter(person_id__in=people, used_at=None, cancelled_at=None).values_list(
            "person_id", flat=True
        )
    )
    found: dict[UUID, dict[UUID, Member]] = {one.pk: {} for one in organisations}
    for holding in holdings:
        member = found[holding.organisation_id].setdefault(
            holding.person_id, Member(holding.person, has_open_invitation=holding.person_id in invited)
        )
        member.holdings.append(holding)
    return {key: list(by_person.values()) for key, by_person in found.items()}


def member(actor: Actor, organisation_id: UUID, person_id: UUID) -> tuple[Organisation, Person] | None:
    """A person who holds or held a role in an organisation that somebody looks after."""
    body = organisation(actor, organisation_id)
    if body is None or not RoleHolding.objects.filter(organisation=body, person_id=person_id).exists():
        return None
    person = Person.objects.filter(pk=person_id).first()
    return (body, person) if person is not None else None


def holdings_in(body: Organisation, person: Person) -> list[RoleHolding]:
    """Every role that a person holds or held in an organisation, newest first."""
    return list(
        RoleHolding.objects.filter(organisation=body, person=person).order_by(F("ends_on").desc(nulls_first=True))
    )


def covers_of(holdings: Sequence[RoleHolding], on: date) -> list[Cover]:
    """Who stands in for these roles now or later."""
    return list(
        Cover.objects.filter(_not_ended(on), holding__in=holdings)
        .select_related("covered_by", "holding")
        .order_by("starts_on")
    )


def holding_to_change(actor: Actor, holding_id: UUID) -> RoleHolding | None:
    """A role that somebody may arrange cover for: their own, or one in an organisation they look after."""
    found = RoleHolding.objects.filter(pk=holding_id).select_related("organisation", "person").first()
    if found is None:
        return None
    return found if found.person_id == actor.person_id or administers(actor, found.organisation_id) else None


def cover_to_end(actor: Actor, cover_id: UUID) -> Cover | None:
    """A standing-in that somebody may end: for their own role, or in an organisation they look after."""
    found = Cover.objects.filter(pk=cover_id).select_related("holding", "covered_by").first()
    if found is None:
        return None
    mine = found.holding.person_id == actor.person_id
    return found if mine or administers(actor, found.holding.organisation_id) else None


def colleagues(body: Organisation, *, but: set[UUID], on: date) -> list[tuple[str, str]]:
    """(id, name) of those who hold a role in an organisation on a day, without some."""
    people = Person.objects.filter(
        pk__in=RoleHolding.objects.filter(_not_ended(on), organisation=body).values("person_id"), deactivated_on=None
    ).exclude(pk__in=but)
    return [(str(pk), name) for pk, name in people.order_by("name").values_list("pk", "name")]


def search_organisations(words: str, kind: str) -> list[Organisation]:
    """Organisations whose name holds these words, of a kind or of any; at most 50, by name."""
    found = Organisation.objects.filter(ended_on=None)
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    if kind:
        found = found.filter(kind=kind)
    return list(found.order_by("name")[: FOUND_AT_MOST + 1])


def _not_ended(on: date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=on)
