"""The office's texts: read by whoever handles concerns, kept by the head of office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms.templates import AddTemplate, ChangeTemplate, draft_of
from candour.contexts.concerns.models import MessageTemplate
from candour.contexts.concerns.operations import templates as operations
from candour.contexts.concerns.queries import placeholders, templates
from candour.contexts.concerns.views import office
from candour.contexts.concerns.views.saved import say
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@office.for_handlers
@require_safe
def listed(request: Any) -> HttpResponse:
    """Every text, by the letter that it is for."""
    rows = templates.latest()
    shown = {
        "groups": [
            (label, [row for row in rows if row.purpose == purpose and row.ended_on is None])
            for purpose, label in codes.Purpose.choices
        ],
        "ended": [row for row in rows if row.ended_on is not None],
        "may_keep": request.actor.has(Role.HEAD_OF_OFFICE),
    }
    return pages.page(request, "concerns/office/templates.html", shown)


@office.for_the_head
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponse:
    """Keep a new text."""
    form = AddTemplate(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.add(**form.cleaned_data, actor=request.actor, at=request.now)
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Kept. Caseworkers can put it into their letters."))
            return redirect("concerns:templates")
    return _form(request, form)


@office.for_the_head
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, template_id: UUID) -> HttpResponse:
    """Put a new version of a text in force."""
    row = _in_force(template_id)
    form = ChangeTemplate(request.POST if request.method == "POST" else None, initial=draft_of(row))
    if form.is_bound and form.is_valid():
        try:
            operations.change(template_id=row.id, **form.cleaned_data, actor=request.actor, at=request.now)
        except MessageTemplate.DoesNotExist:  # changed by somebody else a moment ago
            raise Http404 from None
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("The new version is in force."))
            return redirect("concerns:templates")
    caption = f"{row.get_purpose_display()} – {row.get_language_display()}"
    return _form(request, form, caption=caption, row=row, earlier=templates.earlier(row))


@office.for_the_head
@require_POST
def end(request: Any, template_id: UUID) -> HttpResponse:
    """Offer a text no longer."""
    row = _in_force(template_id)
    operations.end(template_id=row.id, actor=request.actor, at=request.now)
    messages.success(request, _("“%(name)s” is no longer offered. It stays on the record.") % {"name": row.name})
    return redirect("concerns:templates")


def _in_force(template_id: UUID) -> MessageTemplate:
    row = templates.in_force(template_id)
    if row is None:
        raise Http404
    return row


def _form(request: Any, form: ChangeTemplate, **more: Any) -> HttpResponse:
    shown = {"form": form, "back": reverse("concerns:templates"), "means": placeholders.MEANS, **more}
    return pages.page(request, "concerns/office/template-form.html", shown)
