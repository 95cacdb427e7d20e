"""Panels: the list with what is due, one panel, and its forms. Each page calls one query or one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.pathway.forms import panels as forms
from candour.contexts.pathway.models import Meeting, Panel
from candour.contexts.pathway.operations import meetings, panels
from candour.contexts.pathway.procedure import MEETING, basis
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import invitations, panel_page
from candour.contexts.pathway.views import panel_words
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Nation, OrganisationKind
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages
from candour.web.entrance import entrance, roles

for_members = entrance(doors=Door.DELIVERY, to=roles(*basis.PANEL, *basis.POLICE, basis.PARTNER))
"""Whoever can run a panel or sit on one; which panels, the row rules say."""

for_those_who_run = entrance(doors=Door.DELIVERY, to=roles(*basis.PANEL))
"""Those who chair or coordinate a panel."""

STATE = {state.name: state.label for state in MEETING.states}
COLOUR = {
    law.PLANNED: "blue", law.CALLED: "turquoise", law.HELD: "yellow", law.MINUTED: "purple", law.SIGNED: "green",
    law.CANCELLED: "grey",
}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """A form about a panel, what it calls, and what is said afterwards."""

    form: type[forms.PanelForm]
    operation: Callable[..., object]
    done: Any


ACTS: dict[str, Act] = {
    "add_member": Act(forms.AddMember, panels.add_member, _("They are on the panel.")),
    "end_member": Act(forms.EndMember, panels.end_member, _("Their time on the panel has its end.")),
    "set_quorum": Act(forms.SetQuorum, panels.set_quorum, _("The quorum is set.")),
    "plan": Act(forms.Plan, meetings.plan, _("Planned. Put the cases on its agenda now.")),
    "end": Act(forms.End, panels.end, _("The panel has ended.")),
}


@for_members
@require_safe
def listed(request: Any) -> HttpResponse:
    """The panels of this person, the meetings to come and to be signed, and which cases are due for one."""
    on, actor = localdate(request.now), request.actor
    authorities = [one.id for one in panel_page.authorities_of(actor)]
    due_cases = panel_page.due_for(authorities, on)
    cases = list(due_cases[:50]) if authorities else []
    shown = {
        "wide": True,
        "panels": [(one, panel_words.kind(one.nation)) for one in panel_page.panels_of(actor)],
        "meetings": [_row(one, on) for one in panel_page.upcoming(actor, on)],
        "invitations": invitations.invitations_of(actor),
        "cases": [(one, due.words(one.next_due_on, on), due.is_late(one.next_due_on, on)) for one in cases],
        "case_state": panel_words.CASE,
        "runs": bool(authorities),
    }
    return pages.page(request, "pathway/panels/list.html", shown)


def _row(meeting: Meeting, on: Any) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "state": STATE[meeting.state],
        "colour": COLOUR[meeting.state],
        "due": due.words(meeting.next_due_on, on),
        "is_late": due.is_late(meeting.next_due_on, on),
        "is_over": meeting.held_on < on and meeting.state in {law.PLANNED, law.CALLED},
    }


@for_members
@require_safe
def panel(request: Any, panel_id: UUID) -> HttpResponse:
    """One panel: who is on it, what makes it quorate, and its meetings."""
    found = _found(request, panel_id)
    on = localdate(request.now)
    page = panel_page.page_of(found, request.actor, on)
    shown = {
        "page": page,
        "panel": found,
        "kind": panel_words.kind(found.nation),
        "law": panel_words.law(found.nation),
        "nation": dict(Nation.choices).get(found.nation, ""),
        "to_come": [_row(one, on) for one in page.to_come],
        "held": [_row(one, on) for one in page.held],
        "bodies": dict(OrganisationKind.choices),
        "wide": True,
    }
    return pages.page(request, "pathway/panels/panel.html", shown)


@for_those_who_run
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """Found a panel."""
    form = forms.Found(request.POST if request.method == "POST" else None)
    form.prepare(None, request.actor, localdate(request.now))
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form, None)
    try:
        made = panels.found(**form.cleaned_data, actor=request.actor, at=request.now)
    except Refused as refused:
        authority = form.cleaned_data["authority_id"]
        meetings.record_refusal(
            subject=authority, step="panel_found", refused=refused, actor=request.actor, at=request.now
        )
        return _form_page(request, form, None, refused)
    messages.success(request, str(_("Founded. Put its members on it now.")))
    return HttpResponseRedirect(reverse("panels:panel", args=[made.id]))


@for_those_who_run
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Any, panel_id: UUID, name: str) -> HttpResponse:
    """Members, quorum, a meeting, the end."""
    found, one = _found(request, panel_id), ACTS.get(name)
    if one is None or not panel_page.runs(request.actor, found.authority_id):
        raise Http404
    form = one.form(request.POST if request.method == "POST" else None, initial=_initial(request))
    form.prepare(found, request.actor, localdate(request.now))
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form, found)
    try:
        made = one.operation(panel_id=found.id, actor=request.actor, at=request.now, **form.cleaned_data)
    except Refused as refused:
        meetings.record_refusal(
            subject=found.id, step=f"panel_{name}", refused=refused, actor=request.actor, at=request.now
        )
        return _form_page(request, form, found, refused)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, str(one.done))
    if isinstance(made, Meeting):
        return HttpResponseRedirect(reverse("panels:meeting", args=[made.reference]))
    return HttpResponseRedirect(reverse("panels:panel", args=[found.id]))


def _initial(request: Any) -> dict[str, str]:
    """Whom a link of the panel's page chose."""
    return {"member": request.GET["member"][:40]} if "member" in request.GET else {}


def _form_page(
    request: Any, form: forms.PanelForm, found: Panel | None, refused: Refused | None = None
) -> HttpResponse:
    back = reverse("panels:panel", args=[found.id]) if found else reverse("panels:list")
    shown = {
        "form": form,
        "title": form.title,
        "caption": found.name if found else "",
        "back": back,
        "back_text": found.name if found else _("Panels"),
        "refusals": refused.refusals if refused else (),
        "is_possible": True,
        "seen": None,
        "step": None,
        "is_room": False,
    }
    return pages.page(request, "pathway/panels/form.html", shown, status=409 if refused else 200)


def _found(request: Any, panel_id: UUID) -> Panel:
    found = panel_page.panel_for(request.actor, panel_id)
    if found is None:
        raise Http404
    return found


def runs(actor: Actor, meeting: Meeting) -> bool:
    """Whether this person runs the panel of this meeting."""
    return panel_page.runs(actor, meeting.authority_id)
