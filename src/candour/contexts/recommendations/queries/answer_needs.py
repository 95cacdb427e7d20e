"""What of the recommendations to a body needs somebody: for the home page of the delivery door."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import (
    Addressee,
    Escalation,
    ExtensionDecision,
    PlannedTask,
    Response,
    TaskReport,
)
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import answering
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting, Words

MOST = 20
SOON = timedelta(days=30)
"""How long before its day something to deliver, or a task, stands on the home page."""
RECENT = timedelta(days=14)
"""How long what the office decided or sent stands there as new."""

_SENT = {
    codes.EscalationKind.REMINDER.value: _("The Commissioner’s office reminded your body"),
    codes.EscalationKind.LETTER.value: _("The Commissioner wrote your body a letter"),
    codes.EscalationKind.NOTICE.value: _("The Commissioner gave public notice about your body"),
}
_UNFINISHED = (codes.TaskState.PLANNED.value, codes.TaskState.STARTED.value)


def to_sign(actor: Actor, on: date) -> Waiting:
    """Responses that a colleague prepared and that wait for this person's signature."""
    rows = answering.asked_of(actor).filter(state=answer.ASKED, response_draft__submitted_at__isnull=False)
    found = _first(rows.exclude(response_draft__by=actor.person_id))
    return _waiting(found, _("Sign off a response, or take it back"), "answering:sign")


def to_respond(actor: Actor, on: date) -> Waiting:
    """Recommendations that wait for a response, the one due first at the top."""
    rows = answering.asked_of(actor).filter(state=answer.ASKED).exclude(response_draft__submitted_at__isnull=False)
    return _waiting(_first(rows), _("Respond to a recommendation"), "answering:respond")


def to_deliver(actor: Actor, on: date) -> Waiting:
    """What should be delivered soon or is late; and what was found not verified, with the next day."""
    rows = answering.asked_of(actor)
    missing = _first(rows.filter(state=answer.NOT_VERIFIED))
    soon = _first(rows.filter(state=answer.ACCEPTED, deliver_by__lte=on + SOON))
    first = _waiting(missing, _("Not verified: see what is missing"), "answering:one")
    then = _waiting(soon, _("Deliver what your body accepted, and say so"), "answering:one")
    return Waiting([*first.items, *then.items], first.more or then.more)


def tasks(actor: Actor, on: date) -> Waiting:
    """Tasks of plans whose day comes soon or has passed."""
    last = TaskReport.objects.filter(task=OuterRef("pk")).order_by("-number").values("state")[:1]
    newest = Response.objects.filter(addressee=OuterRef("addressee")).order_by("-number").values("id")[:1]
    rows = (
        PlannedTask.objects.filter(
            addressee__in=answering.asked_of(actor).filter(state__in=answer.BEING_DELIVERED),
            due_on__lte=on + SOON,
            response=Subquery(newest),
        )
        .annotate(stands=Subquery(last))
        .filter(Q(stands__isnull=True) | Q(stands__in=_UNFINISHED))
    )
    found = list(rows.select_related("addressee").order_by("due_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=_("A task of a plan is due: say where it stands"),
            reference=task.addressee.reference,
            href=reverse("answering:task", args=[task.addressee.reference, task.number]),
            due_on=task.due_on,
            why=format_lazy("{text} ({owner})", text=_short(task.text), owner=task.owner),
        )
        for task in found[:MOST]
    ]
    return Waiting(items, _more(len(found)))


def news(actor: Actor, on: date) -> Waiting:
    """What the office sent or decided lately: letters, notices, and answers to requests for more time."""
    own = answering.asked_of(actor)
    sent = Escalation.objects.filter(addressee__in=own.filter(is_open=True), sent_on__gte=on - RECENT)
    letters = sent.select_related("addressee__recommendation__report").only(
        "kind", "sent_on", *_of_addressee("addressee")
    )
    decided = ExtensionDecision.objects.filter(
        request__addressee__in=own.filter(is_open=True), decided_on__gte=on - RECENT
    )
    answers = decided.select_related("request__addressee__recommendation__report").only(
        "is_granted", "until", "decided_on", "request__addressee_id", *_of_addressee("request__addressee")
    )
    items = [
        _news(one.addressee, _SENT[one.kind], _("new"), one.sent_on)
        for one in letters.order_by("-sent_on", "id")[:MOST]
    ]
    items += [
        _news(
            one.request.addressee,
            _("Your body has more time") if one.is_granted else _("Your body gets no more time"),
            _("decided"),
            one.decided_on,
        )
        for one in answers.order_by("-decided_on", "id")[:MOST]
    ]
    return Waiting(items)


def _of_addressee(path: str) -> list[str]:
    fields = (
        "reference",
        "next_due_on",
        "recommendation__text",
        "recommendation__number",
        "recommendation__report__title",
    )
    return [f"{path}__{name}" for name in fields]


def _news(row: Addressee, what: Words, flag: Words, on: date) -> Needed:
    return Needed(
        what=what,
        reference=row.reference,
        href=reverse("answering:one", args=[row.reference]),
        why=_about(row),
        flags=(format_lazy("{flag}, {day}", flag=flag, day=f"{on.day} {on:%B}"),),
    )


def _first(rows: QuerySet[Addressee]) -> list[Addressee]:
    found = answering.with_due(rows).select_related("recommendation__report")
    return list(found.order_by(F("body_due").asc(nulls_last=True), "id")[: MOST + 1])


def _waiting(found: list[Addressee], what: Words, view: str) -> Waiting:
    items = [
        Needed(
            what=what,
            reference=row.reference,
            href=reverse(view, args=[row.reference]),
            due_on=row.body_due,  # type: ignore[attr-defined]  # the annotation of with_due
            why=_about(row),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(len(found)))


def _about(row: Addressee) -> Words:
    asked = row.recommendation
    return format_lazy(
        "{number}. {text} ({report})" if asked.number else "{text} ({report})",
        report=_short(asked.report.title),
        number=asked.number,
        text=_short(asked.text),
    )


def _short(text: str) -> str:
    return Truncator(text).chars(90)


def _more(found: int) -> tuple[Words, str] | None:
    return (_("All recommendations to your body"), reverse("answering:list")) if found > MOST else None
