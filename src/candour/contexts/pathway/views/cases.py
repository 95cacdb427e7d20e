"""Panel cases: the list of a panel, the page of a case, and a page for each step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.pathway.forms import work as forms
from candour.contexts.pathway.models import PanelCase, PanelCaseStep
from candour.contexts.pathway.operations import cases
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import case_facts, people, visible
from candour.contexts.pathway.queries import work as queries
from candour.contexts.pathway.views import police, words, work
from candour.contexts.pathway.views.work import Act
from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.kernel.procedures import queries as procedures
from candour.web import due, pages
from candour.web.entrance import entrance, roles

for_panel = entrance(doors=Door.DELIVERY, to=roles(*basis.PANEL))
"""Those who chair or coordinate a panel."""


def _handover(person: str, rationale: str, **call: Any) -> object:
    return cases.reassign(person_id=UUID(person), rationale=rationale, **call)


ACTS: dict[str, Act] = {
    "conclude": Act(forms.Words, cases.conclude, _("Recorded. The police see what the panel decided.")),
    "reassign": Act(forms.Handover, _handover, _("It has another owner now.")),
    "reopen": Act(forms.Words, cases.reopen, _("Open again.")),
}


@for_panel
@require_safe
def case_list(request: Any) -> HttpResponse:
    """The cases of the panels that this person runs, by what falls due."""
    on = localdate(request.now)
    page = Paginator(queries.cases_listed(request.actor), work.PAGE).get_page(request.GET.get("page"))
    rows = [(one, due.words(one.next_due_on, on), due.is_late(one.next_due_on, on)) for one in page]
    shown = {"rows": rows, "page": page, "words": words, "spoken": words.spoken, "wide": True}
    return pages.page(request, "pathway/panel/list.html", shown)


@police.for_readers
@require_safe
def case_page(request: Any, reference: str) -> HttpResponse:
    """A panel case: who owns it, what is next and by when, and what happened."""
    case = _found(request, reference)
    on = localdate(request.now)
    shown = {
        "case": case,
        "owner": _owner(case),
        "timeline": list(procedures.timeline(PanelCaseStep, case.id)),
        "offers": work.open_offers(request, "pathway.case", case, case_facts.of(case, request.actor)),
        "due": due.words(case.next_due_on, on),
        "is_late": due.is_late(case.next_due_on, on),
        "is_panels": case.authority_id in visible.organisations_as(request.actor, *basis.PANEL),
        "words": words,
        "spoken": words.spoken,
    }
    return pages.page(request, "pathway/panel/case.html", shown)


@for_panel
@require_http_methods(["GET", "HEAD", "POST"])
def case_step(request: Any, reference: str, name: str) -> HttpResponse:
    """A step of a panel case: another owner, what was decided, opening it again."""
    case = _found(request, reference)
    act = ACTS.get(name)
    if act is None or case.authority_id not in visible.organisations_as(request.actor, *basis.PANEL):
        raise Http404
    options: dict[str, Any] = {}
    if name == "reassign":
        others = people.who_run_the_panel(case.authority_id, on=localdate(request.now))
        options = {"officers": [one for one in others if one[0] != case.owner_id]}
    back = reverse("cases:case", args=[case.reference])
    return work.take_step(request, case, name, act, "pathway.case", "case_id", case_facts.of, back, options)


def _found(request: Any, reference: str) -> PanelCase:
    case = visible.case_for(request.actor, reference)
    if case is None:
        raise Http404
    return case


def _owner(case: PanelCase) -> str:
    """The owner's name; for the force, which sees nobody of another body, that it is somebody of the panel's authority."""
    found = Person.objects.filter(id=case.owner_id).values_list("name", flat=True).first()
    return found or gettext("somebody at %(body)s") % {"body": case.authority.name}
