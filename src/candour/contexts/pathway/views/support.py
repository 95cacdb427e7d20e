"""The intervention provider's own pages: what was commissioned from them, what they have to know, and their reports of
sessions. The case is never here. The panel that commissioned it reads the same pages, and enters a session for a provider
who rings or writes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.pathway.forms import support as forms
from candour.contexts.pathway.models.choices import Held
from candour.contexts.pathway.operations import kinds, sessions
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import panel_people
from candour.contexts.pathway.queries import support as queries
from candour.contexts.pathway.queries.support import Order
from candour.contexts.pathway.views import case_words, words, work
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages
from candour.web.entrance import entrance, roles
from candour.web.forms import Form

for_providers = entrance(doors=Door.DELIVERY, to=roles(basis.PROVIDER))
for_both_sides = entrance(doors=Door.DELIVERY, to=roles(basis.PROVIDER, *basis.PANEL))
"""The provider, and the panel that commissioned it."""


@for_providers
@require_safe
def listed(request: Any) -> HttpResponse:
    """What was commissioned from the bodies for which this person gives support."""
    rows = Paginator(queries.to_own_body(request.actor), work.PAGE).get_page(request.GET.get("page"))
    shown = {"orders": queries.with_sessions(rows), "page": rows, "on": localdate(request.now), "wide": True}
    return pages.page(request, "pathway/support/list.html", shown)


@for_both_sides
@require_safe
def page(request: Any, commission: UUID) -> HttpResponse:
    """One commission: for whom, what to know, its sessions, and what is to do."""
    order = _found(request, commission)
    on, told = localdate(request.now), order.commission
    names = panel_people.names_of([told.commissioned_by_id, *(one.reported_by_id for one in order.sessions)])
    shown = {
        "order": order,
        "told": told,
        "on": on,
        "names": names,
        "is_provider": queries.is_provider(request.actor, told),
        "is_over": told.stopped_on is not None or told.until_on < on,
        "due_words": due.words,
        "words": case_words,
        "spoken": words.spoken,
    }
    return pages.page(request, "pathway/support/commission.html", shown)


@for_both_sides
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Any, commission: UUID) -> HttpResponse:
    """Set the day of a session."""
    order = _found(request, commission)
    form = forms.Plan(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, order, form)
    try:
        sessions.plan(commission_id=order.commission.id, actor=request.actor, at=request.now, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, order, form, "plan_session", refused)
    messages.success(request, str(_("Planned. Say what became of it after that day.")))
    return HttpResponseRedirect(reverse("cases:commission", args=[commission]))


@for_both_sides
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Any, commission: UUID, session: UUID) -> HttpResponse:
    """Say what became of a session."""
    order = _found(request, commission)
    planned = next((one for one in order.sessions if one.id == session), None)
    if planned is None:
        raise Http404
    day = min(planned.planned_on, localdate(request.now))
    form = forms.Report(request.POST if request.method == "POST" else None, planned_on=day)
    if not (form.is_bound and form.is_valid()):
        return _form_page(request, order, form, is_reported=planned.outcome != Held.PLANNED)
    try:
        sessions.report(session_id=session, actor=request.actor, at=request.now, **form.cleaned_data)
    except Refused as refused:
        return _refused(request, order, form, "report_session", refused)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, str(_("Sent. The panel’s coordinator reads it.")))
    return HttpResponseRedirect(reverse("cases:commission", args=[commission]))


def _refused(request: Any, order: Order, form: Form, step: str, refused: Refused) -> HttpResponse:
    kinds.record_refusal(subject=order.commission.id, step=step, refused=refused, actor=request.actor, at=request.now)
    return _form_page(request, order, form, refused)


def _form_page(
    request: Any, order: Order, form: Form, refused: Refused | None = None, *, is_reported: bool = False
) -> HttpResponse:
    shown = {
        "order": order,
        "told": order.commission,
        "form": form,
        "refusals": refused.refusals if refused else (),
        "is_reported": is_reported,
        "back": reverse("cases:commission", args=[order.commission.id]),
    }
    return pages.page(request, "pathway/support/form.html", shown, status=409 if refused else 200)


def _found(request: Any, commission: UUID) -> Order:
    order = queries.order_for(request.actor, commission)
    if order is None:
        raise Http404
    return order
