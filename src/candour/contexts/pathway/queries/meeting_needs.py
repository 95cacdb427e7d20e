"""What of panels' meetings waits for a person, for the home page of the delivery door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Meeting, MeetingAction
from candour.contexts.pathway.models.choices import Said
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import meeting_actions, panel_page, visible
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
    """What this person was given to do at a meeting; for whoever runs a panel also what others should have done by now, and
    what cannot be done. No word of what it is: that stands one click away."""
    open_now = meeting_actions.OPEN
    mine = list(meeting_actions.given_to(actor).filter(open_now, answer=None).order_by("due_on", "id")[: MOST + 1])
    run = Q(meeting__authority_id__in=visible.organisations_as(actor, *basis.PANEL))
    rows = MeetingAction.objects.filter(open_now, run, Q(due_on__lt=on) | Q(answer__said=Said.CANNOT))
    rows = rows.exclude(id__in=[one.id for one in mine]).select_related("meeting", "owner", "answer")
    others = list(rows.order_by("due_on", "id")[: MOST + 1])
    items = [*(_mine(one) for one in mine), *(_of_panel(one) for one in others)]
    more = (_("All panels and meetings"), reverse("panels:list"))
    return Waiting(items[:MOST], more if len(items) > MOST else None)


def _mine(one: MeetingAction) -> Needed:
    """The day on which it was agreed is all that its owner is told of the meeting."""
    return Needed(
        what=_("Do what was agreed at a meeting on"),
        reference=date_format(localdate(one.entered_at), "j F Y"),
        href=reverse("panels:action", args=[one.id]),
        due_on=one.due_on,
        why=_("Yours"),
    )


def _of_panel(one: MeetingAction) -> Needed:
    cannot = hasattr(one, "answer")
    return Needed(
        what=_("Say what follows, it cannot be done:") if cannot else _("See why it is not done, agreed at"),
        reference=one.meeting.reference,
        href=reverse("panels:meeting", args=[one.meeting.reference]),
        due_on=one.due_on,
        why=one.owner.name,
    )
