"""What of panels' meetings waits for a person, for the home page of the delivery door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Meeting, MeetingAction
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import panel_page, visible
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting

MOST = 25
CALL_BEFORE = timedelta(days=10)
"""How long before its day a meeting that nobody has called stands on the home page."""


def address_for(typed: str, actor: Actor) -> str | None:
    """Where the reference of a meeting leads, or None: absent and forbidden are not told apart."""
    found = panel_page.meeting_for(actor, typed)
    return reverse("panels:meeting", args=[found.reference]) if found else None


def meetings(actor: Actor, on: date) -> Waiting:
    """Meetings that wait for whoever runs the panel: to be filled, called, opened, minuted; for the chair also to be signed."""
    standing = Count("items", filter=Q(items__taken_off_on=None))
    rows = Meeting.objects.filter(is_open=True, authority_id__in=visible.organisations_as(actor, *basis.PANEL))
    found = list(rows.select_related("panel").annotate(cases=standing).order_by("held_on", "id")[: 2 * MOST])
    items = [one for one in (_needed(meeting, actor, on) for meeting in found) if one is not None]
    more = (_("All panels and meetings"), reverse("panels:list"))
    return Waiting(items[:MOST], more if len(items) > MOST or len(found) == 2 * MOST else None)


def _needed(meeting: Any, actor: Actor, on: date) -> Needed | None:
    """What the meeting waits for now; None where that is nobody's turn yet."""
    what: Any = None
    due_on: date | None = meeting.held_on
    if meeting.state == law.PLANNED and not meeting.cases:
        what, due_on = _("Fill the agenda of"), meeting.held_on - CALL_BEFORE
    elif meeting.state == law.PLANNED and meeting.held_on <= on + CALL_BEFORE:
        what = _("Call the meeting") if meeting.held_on > on else _("Open the meeting")
    elif meeting.state == law.CALLED and meeting.held_on <= on:
        what = _("Open the meeting")
    elif meeting.state == law.HELD:
        what = _("Draft the minutes of")
    elif meeting.state == law.MINUTED:
        signs = meeting.authority_id in visible.organisations_as(actor, basis.CHAIR)
        what, due_on = (_("Sign the minutes of") if signs else _("Have the minutes signed of")), meeting.next_due_on
    if what is None:
        return None
    day = date_format(meeting.held_on, "j F")
    return Needed(
        what=what,
        reference=meeting.reference,
        href=reverse("panels:meeting", args=[meeting.reference]),
        due_on=due_on,
        why=format_lazy(_("{panel}, {day}"), panel=meeting.panel.name, day=day),
    )


def actions(actor: Actor, on: date) -> Waiting:
    """What this person was given to do at a meeting; for whoever runs a panel also what others should have done by now. No
    word of what it is: that stands on the page of the meeting."""
    mine = Q(owner__person_id=actor.person_id)
    overdue = Q(due_on__lt=on, meeting__authority_id__in=visible.organisations_as(actor, *basis.PANEL))
    rows = MeetingAction.objects.filter(mine | overdue, done_on=None).select_related("meeting", "owner")
    found = list(rows.order_by("due_on", "id")[: MOST + 1])
    items = [
        Needed(
            what=_("Do what was agreed at"),
            reference=one.meeting.reference,
            href=reverse("panels:meeting", args=[one.meeting.reference]),
            due_on=one.due_on,
            why=_("Yours") if one.owner.person_id == actor.person_id else one.owner.name,
        )
        for one in found[:MOST]
    ]
    return Waiting(items, (_("All panels and meetings"), reverse("panels:list")) if len(found) > MOST else None)
