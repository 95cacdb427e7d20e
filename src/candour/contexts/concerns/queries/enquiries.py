"""Enquiries as each side may see them. The row rules say the same and stand behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from candour.contexts.concerns import procedure, references
from candour.contexts.concerns.models import (
    Concern,
    ConcernEnquiry,
    Enquiry,
    EnquiryDeadline,
    EnquiryReply,
    EnquiryStep,
)
from candour.contexts.concerns.queries import visible
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts


def visible_to(actor: Actor) -> QuerySet[Enquiry]:
    """At the office, those of concerns that this person may know of; at delivery, those put to bodies for which they
    answer the Commissioner's enquiries."""
    if actor.door is Door.OFFICE:
        concerns = visible.concerns_visible_to(actor).values("id")
        links = ConcernEnquiry.objects.filter(concern_id__in=concerns)
        return Enquiry.objects.filter(id__in=links.values("enquiry_id"))
    return Enquiry.objects.filter(organisation_id__in=answers_for(actor))


def answers_for(actor: Actor) -> list[UUID]:
    """The bodies for which this person answers."""
    contact = procedure.roles.BODY_CONTACT
    return [holding.organisation_id for holding in actor.holdings if holding.role == contact]


def listed_for(actor: Actor) -> QuerySet[Enquiry]:
    """By due date: first what waits, the latest last; then what is finished, the newest first."""
    rows = visible_to(actor).select_related("organisation")
    return rows.order_by(F("is_open").desc(), F("next_due_on").asc(nulls_last=True), F("sent_on").desc(), "id")


def found_for(actor: Actor, reference: str) -> Enquiry | None:
    """The enquiry of this reference; None for absent, misspelt and somebody else's alike."""
    known = references.read(reference)
    if known is None or known != reference:
        return None
    return visible_to(actor).select_related("organisation").filter(reference=known).first()


def address_for(typed: str, actor: Actor) -> str | None:
    """Where a reference that somebody typed leads, or None: absent and forbidden are not told apart."""
    known = references.read(typed)
    found = found_for(actor, known) if known else None
    return reverse("enquiries:enquiry", args=[found.reference]) if found else None


def concern_of(enquiry: Enquiry) -> Concern | None:
    """The concern behind an enquiry, for the office alone; None where the person may not know of it."""
    link = ConcernEnquiry.objects.filter(enquiry=enquiry).select_related("concern").first()
    return link.concern if link else None


def askable() -> QuerySet[Organisation]:
    """The bodies that can be asked: those at which somebody answers enquiries today. For whoever handles concerns."""
    with connection.cursor() as cursor:
        cursor.execute("select concerns_askable()")
        row = cursor.fetchone()
    found: list[UUID] = list(row[0] or ()) if row else []
    return Organisation.objects.filter(id__in=found, ended_on=None).order_by("kind", "name")


def facts_of(enquiry: Enquiry, *, door: Door) -> Facts:
    """The facts that the procedure judges. Two queries."""
    clocks = deadlines.running(EnquiryDeadline).filter(enquiry=enquiry)
    return Facts(
        subject=enquiry.id,
        state=enquiry.state,
        history=procedures.history_facts(EnquiryStep, enquiry.id, door=door),
        due=dict(clocks.values_list("code", "due_on")),
    )


@dataclass(frozen=True)
class Told:
    """An enquiry with everything that its page shows."""

    enquiry: Enquiry
    steps: list[Any]
    replies: list[EnquiryReply]
    clock: EnquiryDeadline | None
    explained: list[str | Promise] = field(default_factory=list)

    def reply_after(self, step: EnquiryStep) -> EnquiryReply | None:
        """What was answered with this step of the history, the first reply with the first such step."""
        numbers = [one.number for one in self.steps if one.step == "reply"]
        place = numbers.index(step.number) if step.number in numbers else len(self.replies)
        return self.replies[place] if place < len(self.replies) else None


def told(enquiry: Enquiry) -> Told:
    """The whole enquiry for its page. At most six queries."""
    clocks = EnquiryDeadline.objects.filter(enquiry=enquiry).prefetch_related("pauses").order_by("started_on", "id")
    clock = next((one for one in reversed(list(clocks)) if one.is_running), None)
    return Told(
        enquiry=enquiry,
        steps=list(procedures.timeline(EnquiryStep, enquiry.id)),
        replies=list(EnquiryReply.objects.filter(enquiry=enquiry).order_by("answered_at")),
        clock=clock,
        explained=list(deadlines.explain(clock)) if clock else [],
    )


def days_late(enquiry: Enquiry, on: date) -> int:
    """How many days the answer is late on this day; 0 when it is not, or none is waited for."""
    if enquiry.next_due_on is None:
        return 0
    return max((on - enquiry.next_due_on).days, 0)
