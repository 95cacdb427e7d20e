"""Transfers as each side may see them. The row rules say the same and stand behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from candour.contexts.pathway import references
from candour.contexts.pathway.models import Transfer, TransferDeadline, TransferStep
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.procedure import transfer as law
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Doer, Facts

ACCEPT, CHECKPOINT, DECIDE = "pathway.accept_transfer", "pathway.transfer_checkpoint", "pathway.transfer_decide"
PAGE = 50
COUNTED = 10_000
"""A list that is asked for by a number of the board says how many it has, up to here."""
CHASED_FROM = timedelta(days=2)
"""A time limit that passes within so many days may be chased already."""


def bodies(actor: Actor, *roles: str) -> list[UUID]:
    """The organisations in which this person holds one of the roles today."""
    return sorted({holding.organisation_id for holding in actor.holdings if holding.role in roles})


def offered_to(actor: Actor) -> QuerySet[Transfer]:
    """Those offered to services for which this person receives transfers."""
    return Transfer.objects.filter(organisation_id__in=bodies(actor, basis.SERVICE))


def owned_by(actor: Actor) -> QuerySet[Transfer]:
    """Those of this person's force or authority: the side that has to see to it that somebody takes the person on."""
    return Transfer.objects.filter(
        Q(force_id__in=bodies(actor, *basis.POLICE)) | Q(authority_id__in=bodies(actor, *basis.PANEL))
    )


def visible_to(actor: Actor) -> QuerySet[Transfer]:
    """Those of either side."""
    return offered_to(actor) | owned_by(actor)


class Row(NamedTuple):
    """One line of a list, as values: fifty models cost more than the page that shows them."""

    id: UUID
    reference: str
    about: str
    state: str
    next_due_on: date | None
    offered_on: date
    owner_id: UUID
    service: str
    force: str | None
    authority: str | None


_OF_ROW = (
    "id", "reference", "about", "state", "next_due_on", "offered_on", "owner_id",
    "organisation__name", "force__name", "authority__name",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Part of a list. How long the whole is, is not asked: counting a quarter of a million takes longer than the page."""

    rows: list[Row]
    number: int
    has_next: bool


# Written out, because a service opens it all day, and putting the statement together cost as much as showing the page.
_OFFERED = """
select t.id, t.reference, t.about, t.state, t.next_due_on, t.offered_on, t.owner_id, o.name, f.name, a.name
  from pathway_transfer t
  join people_organisation o on o.id = t.organisation_id
  left join people_organisation f on f.id = t.force_id
  left join people_organisation a on a.id = t.authority_id
 where t.organisation_id in ({services})
 order by t.is_open desc, t.next_due_on, t.offered_on desc, t.id limit %(limit)s offset %(start)s
"""


def page_offered_to(actor: Actor, number: str) -> Page:
    """The page of this number of those offered to services for which this person receives transfers, in the same order."""
    wanted = _wanted(number)
    # A list and no array: with one service it is an equality, and an index gives the rows in their order.
    services = {f"service_{place}": service for place, service in enumerate(bodies(actor, basis.SERVICE))}
    names = ", ".join(f"%({name})s" for name in services) or "null"
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED.format(services=names), {"limit": PAGE + 1, "start": (wanted - 1) * PAGE, **services})
        found = [Row(*row) for row in cursor.fetchall()]
    return Page(found[:PAGE], wanted, len(found) > PAGE)


def page_of(rows: QuerySet[Transfer], number: str) -> Page:
    """The page of this number, what runs by due date, then what is finished, the newest first; the first page for what is
    no number."""
    wanted = _wanted(number)
    start = (wanted - 1) * PAGE
    in_order = rows.order_by(
        F("is_open").desc(), F("next_due_on").asc(nulls_last=True), F("offered_on").desc(), "id"
    ).values_list(*_OF_ROW)
    found = [Row(*row) for row in in_order[start : start + PAGE + 1]]
    return Page(found[:PAGE], wanted, len(found) > PAGE)


def _wanted(number: str) -> int:
    return int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1


def counted(rows: QuerySet[Transfer]) -> tuple[int, bool]:
    """How many there are, and whether there are more than were counted."""
    found = rows.order_by()[: COUNTED + 1].count()
    return min(found, COUNTED), found > COUNTED


def found_for(actor: Actor, reference: str) -> Transfer | None:
    """The transfer of this reference; None for absent, misspelt and somebody else's alike."""
    known = references.read(reference)
    if known is None or known != reference:
        return None
    rows = visible_to(actor).select_related("organisation", "force", "authority")
    return rows.filter(reference=known).first()


def address_for(typed: str, actor: Actor) -> str | None:
    """Where a reference that somebody typed leads, or None: absent and forbidden are not told apart."""
    known = references.read(typed)
    found = found_for(actor, known) if known else None
    return reverse("transfers:transfer", args=[found.reference]) if found else None


def is_service(transfer: Transfer, actor: Actor) -> bool:
    """Whether this person receives transfers for the service to which it was offered."""
    return transfer.organisation_id in bodies(actor, basis.SERVICE)


def is_owner(transfer: Transfer, actor: Actor) -> bool:
    """Whether this person is of the force or the authority that has it."""
    return transfer.force_id in bodies(actor, *basis.POLICE) or transfer.authority_id in bodies(actor, *basis.PANEL)


def services() -> QuerySet[Organisation]:
    """The services to which a transfer can be offered: those in which somebody would see it today."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_receiving_services()")
        row = cursor.fetchone()
    found: list[UUID] = list(row[0] or ()) if row else []
    return Organisation.objects.filter(id__in=found, ended_on=None).order_by("name")


@dataclass(frozen=True)
class Colleague:
    """Somebody who can own a transfer."""

    person_id: UUID
    name: str
    organisation: str


def owners(*, force_id: UUID | None, authority_id: UUID | None, individual_id: UUID) -> list[Colleague]:
    """Who can own a transfer of this force and authority today: they work with referrals there, or with cases, and
    declared no interest in the person. Nobody, for whoever is of neither."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, name, organisation from pathway_transfer_owners(%s, %s, %s)",
            [force_id, authority_id, individual_id],
        )
        return [Colleague(*row) for row in cursor.fetchall()]


def names_in(transfers: Collection[Transfer | Row]) -> dict[UUID, str]:
    """The names of those who own or acted on these transfers, on both sides. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, name from pathway_transfer_names(%s)", [[transfer.id for transfer in transfers]]
        )
        return dict(cursor.fetchall())


def without_owner(actor: Actor) -> QuerySet[Transfer]:
    """Those whose owner can no longer act on them, for a supervisor, a chair or a coordinator of the body that has it."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_transfers_without_owner()")
        row = cursor.fetchone()
    return owned_by(actor).filter(id__in=list(row[0] or ()) if row else [])


def facts_of(transfer: Transfer, doer: Doer, *, on: date) -> Facts:
    """The facts that the procedure judges on this day. Two queries. A declared interest never gets here: the database
    shows such a person no transfer."""
    due = dict(deadlines.running(TransferDeadline).filter(transfer=transfer).values_list("code", "due_on"))
    return Facts(
        subject=transfer.id,
        state=transfer.state,
        records=_records(due.values(), on),
        history=procedures.history_facts(TransferStep, transfer.id, door=Door.DELIVERY),
        fields={"accept_has_passed": ACCEPT in due and due[ACCEPT] < on, "assigned_to": transfer.owner_id},
        due=due,
    )


def _records(due: Collection[date], on: date) -> frozenset[str]:
    return frozenset({"late"} if any(day <= on + CHASED_FROM for day in due) else ())


def has_lapsed(transfer: Transfer | Row, on: date) -> bool:
    """Whether the time to accept is over on this day, whether or not the worker has noted it yet."""
    return transfer.state == law.OFFERED and transfer.next_due_on is not None and transfer.next_due_on < on
