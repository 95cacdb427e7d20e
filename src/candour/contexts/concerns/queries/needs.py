"""What of this context waits for a person, for the home page of either door."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.models import ConcernEnquiry, EmergencyAccess, Erasure, HarmOverride
from candour.contexts.concerns.queries import enquiries, identities, openings, saved, visible
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting

MOST = 25
"""Of one kind on one home page; the lists have the rest."""

MOST_NEW = 8
"""Of what nobody works on yet: it is everybody's, and must not hide one's own."""

_STATES = {state.name: state.label for state in procedure.concern.CONCERN.states}
_NEXT = {
    procedure.concern.RECEIVED: _("Acknowledge"),
    procedure.concern.ACKNOWLEDGED: _("Decide whether we can look at"),
    procedure.concern.IN_SCOPE: _("Start work on"),
    procedure.concern.OPEN: _("Answer"),
    procedure.concern.SIGNPOSTED: _("Close, when no reply comes:"),
    procedure.concern.ANSWERED: _("Close, when no reply comes:"),
}
"""What comes next, by state; the reference follows."""

_KINDS = {
    codes.Kind.CONCERN: _("Concern"),
    codes.Kind.EXPERIENCE: _("Experience"),
    codes.Kind.FEEDBACK: _("Feedback"),
    codes.Kind.GOOD_PRACTICE: _("Good practice"),
}


def own_concerns(actor: Actor, on: date) -> Waiting:
    """The open concerns that this person works on; each with what is new about it. Whoever has more of them than fit is
    shown those first about which something is new: that a date is far off must not hide that somebody answered."""
    replied = ConcernEnquiry.objects.filter(concern=OuterRef("id"), enquiry__state=procedure.enquiry.REPLIED)
    rows = visible.concerns_visible_to(actor).filter(is_open=True, assigned_to_id=actor.person_id)
    rows = rows.annotate(is_replied=Exists(replied))
    rows = rows.annotate(is_quiet=ExpressionWrapper(Q(is_replied=False, unread_for_office=False), BooleanField()))
    found = list(rows.order_by("is_quiet", F("next_due_on").asc(nulls_last=True), "id")[: MOST + 1])
    items = []
    for concern in found[:MOST]:
        flags = []
        if concern.unread_for_office:
            flags.append(_("New message"))
        if concern.is_replied:
            flags.append(_("The body answered"))
        items.append(
            Needed(
                what=_NEXT.get(concern.state, _KINDS[codes.Kind(concern.kind)]),
                reference=concern.reference,
                href=reverse("concerns:case", args=[concern.reference]),
                due_on=concern.next_due_on,
                why=format_lazy(
                    "{kind} · {state}", kind=_KINDS[codes.Kind(concern.kind)], state=_STATES[concern.state]
                ),
                flags=tuple(flags),
            )
        )
    more = (_("All concerns that you work on"), reverse("concerns:inbox") + "?assigned=me")
    return Waiting(items, more if len(found) > MOST else None)


def new_concerns(actor: Actor, on: date) -> Waiting:
    """Concerns that came and that nobody works on, the one due first at the top."""
    rows = visible.concerns_visible_to(actor).filter(
        is_open=True,
        assigned_to=None,
        assignments__isnull=True,
        state__in=(procedure.concern.RECEIVED, procedure.concern.ACKNOWLEDGED),
    )
    found = list(rows.order_by(F("next_due_on").asc(nulls_last=True), "id")[: MOST_NEW + 1])
    items = [
        Needed(
            what=_NEXT[concern.state],
            reference=concern.reference,
            href=reverse("concerns:case", args=[concern.reference]),
            due_on=concern.next_due_on,
            why=format_lazy(_("{kind} · nobody works on it"), kind=_KINDS[codes.Kind(concern.kind)]),
        )
        for concern in found[:MOST_NEW]
    ]
    more = (_("All concerns that nobody works on"), reverse("concerns:inbox") + "?assigned=nobody")
    return Waiting(items, more if len(found) > MOST_NEW else None)


def without_owner(actor: Actor, on: date) -> Waiting:
    """Concerns on which work had begun and that nobody looks after any more. An alarm, whatever their date."""
    begun = (
        procedure.concern.IN_SCOPE,
        procedure.concern.OPEN,
        procedure.concern.SIGNPOSTED,
        procedure.concern.ANSWERED,
    )
    dropped = Q(assignments__isnull=False) | Q(state__in=begun)
    rows = visible.concerns_visible_to(actor).filter(dropped, is_open=True, assigned_to=None).distinct()
    return Waiting(
        [
            Needed(
                what=_("Assign"),
                reference=concern.reference,
                href=reverse("concerns:step", args=[concern.reference, "assign"]),
                due_on=concern.next_due_on,
                why=_("Work on it had begun, and nobody looks after it any more"),
                is_urgent=True,
            )
            for concern in rows.order_by(F("next_due_on").asc(nulls_last=True), "id")[:MOST]
        ]
    )


def overrides_to_decide(actor: Actor, on: date) -> Waiting:
    """Requests to tell a body without agreement that wait for a second person, this one's own not among them."""
    waiting = HarmOverride.objects.filter(
        authorised_by=None, concern__in=visible.concerns_visible_to(actor).filter(is_open=True)
    )
    rows = waiting.exclude(requested_by_id=actor.person_id).select_related("concern", "requested_by")
    return Waiting(
        [
            Needed(
                what=_("Decide as second person: imminent harm"),
                reference=row.concern.reference,
                href=reverse("concerns:step", args=[row.concern.reference, "decide_override"]),
                why=format_lazy(_("Asked by {name}"), name=row.requested_by.name),
                is_urgent=True,
            )
            for row in rows.order_by("requested_at")[:MOST]
        ]
    )


def emergencies_to_review(actor: Actor, on: date) -> Waiting:
    """Emergency accesses that nobody reviewed, this person's own not among them."""
    rows = EmergencyAccess.objects.filter(reviewed_by=None, concern__in=visible.concerns_visible_to(actor)).exclude(
        person_id=actor.person_id
    )
    return Waiting(
        [
            Needed(
                what=_("Review an emergency access"),
                reference=row.concern.reference,
                href=reverse("concerns:emergencies"),
                why=format_lazy(_("Used by {name}"), name=row.person.name),
            )
            for row in rows.select_related("concern", "person").order_by("taken_at")[:MOST]
        ]
    )


def watches_passed(actor: Actor, on: date) -> Waiting:
    """Watches whose number was passed, until somebody said what follows from it."""
    said = _("More than %(most)d within %(days)d days. You watch this because: %(reason)s")
    return Waiting(
        [
            Needed(
                what=format_lazy(_("Look at “{view}”: more came than you expected"), view=row.watch.view.name),
                href=reverse("concerns:alarm", args=[row.id]),
                why=said % {"most": row.watch.more_than, "days": row.watch.within_days, "reason": row.watch.reason},
                flags=(format_lazy(_("Passed on {day}"), day=date_format(row.raised_on, "j F")),),
            )
            for row in saved.alarms_for(actor, on=on)
        ]
    )


def openings_to_decide(actor: Actor, on: date) -> Waiting:
    """Requests to open a sealed identity on which this person's side has to decide."""
    return Waiting(
        [
            Needed(
                what=_("Decide on opening a sealed identity"),
                reference=opening.reference,
                href=reverse("identities:opening", args=[opening.id]),
                due_on=localdate(opening.expires_at),
                why=format_lazy(_("Asked by {name}"), name=opening.requested_by.name),
                is_urgent=True,
            )
            for opening in openings.to_decide(actor)[:MOST]
        ]
    )


def openings_to_read(actor: Actor, on: date) -> Waiting:
    """Openings of which this person is the named reader: to make ready for, or to read now."""
    return Waiting(
        [
            Needed(
                what=_("Read an opened identity") if is_open else _("Make ready to read a sealed identity"),
                reference=opening.reference,
                href=reverse("identities:opening", args=[opening.id]),
                why=_("Open for 15 minutes") if is_open else _("Nobody can agree before"),
                is_urgent=True,
            )
            for opening, is_open in openings.to_read(actor)[:MOST]
        ]
    )


def erasures_to_decide(actor: Actor, on: date) -> Waiting:
    """Requests to erase a concern that wait for a second person, this one's own not among them."""
    rows = Erasure.objects.filter(decided_by=None, concern__in=visible.concerns_visible_to(actor))
    rows = rows.exclude(requested_by_id=actor.person_id).select_related("concern", "requested_by")
    return Waiting(
        [
            Needed(
                what=_("Decide on erasing a concern"),
                reference=row.concern.reference,
                href=reverse("concerns:case", args=[row.concern.reference]),
                why=format_lazy(_("Asked by {name}"), name=row.requested_by.name),
            )
            for row in rows.order_by("requested_at")[:MOST]
        ]
    )


def holders_to_let_in(actor: Actor, on: date) -> Waiting:
    """Colleagues who ask to hold the key that this person holds."""
    return Waiting(
        [
            Needed(what=_("Let a colleague hold your side’s key"), href=reverse("identities:keys"), why=row.person.name)
            for row in identities.asked_by_others(actor)[:MOST]
        ]
    )


def enquiries_to_answer(actor: Actor, on: date) -> Waiting:
    """At the delivery door: what the Commissioner's office asked and waits for."""
    rows = enquiries.visible_to(actor).filter(state=procedure.enquiry.SENT).select_related("organisation")
    found = list(rows.order_by(F("next_due_on").asc(nulls_last=True), "id")[: MOST + 1])
    items = [
        Needed(
            what=enquiry.subject,
            reference=enquiry.reference,
            href=reverse("enquiries:enquiry", args=[enquiry.reference]),
            due_on=enquiry.next_due_on,
            why=format_lazy(_("The Commissioner asks {body}"), body=enquiry.organisation.name),
        )
        for enquiry in found[:MOST]
    ]
    more = (_("All enquiries"), reverse("enquiries:list"))
    return Waiting(items, more if len(found) > MOST else None)
