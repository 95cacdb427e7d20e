"""The facts that the procedures of recommendations judge, gathered after the record was locked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeDeadline,
    AddresseeStep,
    Draft,
    DraftStep,
    Escalation,
    ExtensionRequest,
    Link,
    ResponseDraft,
)
from candour.contexts.recommendations.procedure import answer
from candour.kernel.deadlines import calendar, terms
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Nation
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Doer, Facts, StepFact, day_of, person_of

WARNING = "recommendations.warning"
"""Policy term: how long before its day something comes soon."""

_RESTARTS = {"ask", "ask_again", "reopen", "find_not_verified", "extend", *codes.ACCEPTING}
"""Steps after which a day counts anew, and whoever is late is reminded anew."""


_OVERTAKES = {*codes.ResponseKind.values, "claim", "ask_again", "reopen"}
"""Steps after which an earlier request for more time asks for nothing any more."""


@dataclass(frozen=True)
class Waited:
    """What a body owes next, on which day, and since when that day counts. ``what`` is response or delivery."""

    what: str
    due_on: date
    since: date


def owed(addressee: Addressee, due: dict[str, date], history: Sequence[StepFact]) -> Waited | None:
    """What the body owes next; None where it is the office's turn, or nothing is owed."""
    since = max((day_of(fact.at) for fact in history if fact.step in _RESTARTS), default=addressee.asked_on)
    if addressee.state == answer.ASKED and answer.RESPOND in due:
        return Waited("response", due[answer.RESPOND], since)
    if addressee.state in answer.BEING_DELIVERED and addressee.deliver_by is not None:
        return Waited("delivery", addressee.deliver_by, since)
    return None


def soon_until(due_on: date, on: date, nation: str) -> bool:
    """Whether this day has passed or comes within the time that policy calls soon. One query."""
    term = terms.in_force(WARNING, nation, on).term
    return due_on <= calendar.due_on(on, term, nation)


NATIONS = ("", *Nation.values)


def soon_days(on: date, nations: Collection[str] = NATIONS) -> dict[str, date]:
    """For each of these nations the last day that policy calls soon. One query for each."""
    return {nation: calendar.due_on(on, terms.in_force(WARNING, nation, on).term, nation) for nation in nations}


def of_addressee(addressee: Addressee, doer: Doer, *, on: date) -> Facts:
    """The facts of what a body was asked. At most seven queries, whichever door asks."""
    history = procedures.history_facts(AddresseeStep, addressee.id, door=Door.OFFICE)
    due = dict(deadlines.running(AddresseeDeadline).filter(addressee=addressee).values_list("code", "due_on"))
    wanted = owed(addressee, due, history)
    fields: dict[str, object] = {
        "is_published": addressee.published_at is not None,
        "is_late": wanted is not None and wanted.due_on < on,
        "is_late_or_soon": wanted is not None and soon_until(wanted.due_on, on, addressee.nation),
        "extension_waits": _extension_waits(addressee, history),
        **_escalated(addressee, wanted),
    }
    if isinstance(doer, Actor) and doer.door is Door.OFFICE:
        fields["is_independent"] = is_independent(addressee.id, doer.person_id)
    if isinstance(doer, Actor) and doer.door is Door.DELIVERY:
        fields |= _prepared(addressee, doer)
    return Facts(
        subject=addressee.id,
        state=addressee.state,
        records=frozenset({"extension"} if fields["extension_waits"] else ()),
        history=history,
        fields=fields,
        due=due,
    )


def _extension_waits(addressee: Addressee, history: Sequence[StepFact]) -> bool:
    """Whether the last request was neither decided nor overtaken: by an answer, a claim, or a new question."""
    asked = ExtensionRequest.objects.filter(addressee=addressee, decision__isnull=True)
    at = asked.order_by("-number").values_list("at", flat=True).first()
    if at is None:
        return False
    overtaken = (fact.at for fact in history if fact.step in _OVERTAKES and isinstance(fact.at, datetime))
    return not any(moment >= at for moment in overtaken)


def _escalated(addressee: Addressee, wanted: Waited | None) -> dict[str, object]:
    """Whether a reminder and a letter went out about what is owed now, since its day counts."""
    kinds: set[str] = set()
    if wanted is not None:
        rows = Escalation.objects.filter(addressee=addressee, about=wanted.what, sent_on__gte=wanted.since)
        kinds = set(rows.values_list("kind", flat=True))
    return {
        "was_reminded": codes.EscalationKind.REMINDER.value in kinds,
        "was_written_to": codes.EscalationKind.LETTER.value in kinds,
    }


def _prepared(addressee: Addressee, actor: Actor) -> dict[str, object]:
    """Who prepared the response that waits to be signed; nothing where none was given to a colleague."""
    row = ResponseDraft.objects.filter(addressee=addressee, submitted_at__isnull=False).values_list("by_id", flat=True)
    by = row.first()
    return {} if by is None else {"prepared_by_me": by == actor.person_id}


def is_independent(addressee_id: UUID, person_id: UUID) -> bool:
    """Whether this person may judge what the body claims (``sql/functions.sql``)."""
    with connection.cursor() as cursor:
        cursor.execute("select recommendations_is_independent(%s, %s)", [addressee_id, person_id])
        return bool(cursor.fetchone()[0])


def is_staffed(organisation_id: UUID) -> bool:
    """Whether somebody answers recommendations in this body today."""
    return not unstaffed([organisation_id])


def unstaffed(organisation_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these bodies in which nobody answers recommendations today. One query."""
    if not organisation_ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "select o.id from unnest(%s::uuid[]) o(id) where not recommendations_is_staffed(o.id)",
            [sorted({*organisation_ids})],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def of_draft(draft: Draft, doer: Doer) -> Facts:
    """The facts of a recommendation in the making."""
    addressees = list(draft.addressees.values_list("organisation_id", "part_id"))
    considered = list(draft.considerations.values_list("aspect", "by_id"))
    parts = set(draft.parts.values_list("id", flat=True))
    nobody = unstaffed({body for body, _ in addressees})
    present = {
        "addressee": bool(addressees),
        "measure": bool(draft.measure.strip()),
        "deliver_by": draft.deliver_by is not None,
    }
    return Facts(
        subject=draft.id,
        state=draft.state,
        records=frozenset(kind for kind, exists in present.items() if exists),
        history=procedures.history_facts(DraftStep, draft.id, door=Door.OFFICE),
        fields={
            "aspects_missing": len(set(codes.Aspect.values) - {aspect for aspect, _ in considered}),
            "addressees_unstaffed": len(nobody),
            "unstaffed": nobody,
            "parts_without_body": len(parts - {part for _, part in addressees}),
            "considered_by_me": person_of(doer) in {by for _, by in considered},
            "goes_in_a_circle": goes_in_a_circle(
                list(draft.links.filter(kind=codes.LinkKind.SUPERSEDES).values_list("to_id", flat=True)), None
            ),
        },
    )


def goes_in_a_circle(superseded: Sequence[UUID], by: UUID | None) -> bool:
    """Whether ``by`` (None: one that is not issued yet) superseding these would make a circle. One query.

    A new recommendation is superseded by none, so that a circle can only be made by a link between issued ones.
    """
    if by is None or not superseded:
        return False
    pairs = Link.objects.filter(kind=codes.LinkKind.SUPERSEDES).values_list("recommendation_id", "to_id")
    older: dict[UUID, set[UUID]] = {}
    for newer, old in pairs:
        older.setdefault(newer, set()).add(old)
    seen: set[UUID] = set()
    waiting = list(superseded)
    while waiting:
        current = waiting.pop()
        if current == by:
            return True
        if current not in seen:
            seen.add(current)
            waiting.extend(older.get(current, ()))
    return False
