"""The directory of bodies that people are pointed to: everybody in the office reads it, its head keeps it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.concerns.forms.directory import Body
from candour.contexts.concerns.operations import directory
from candour.contexts.concerns.queries import coding
from candour.contexts.concerns.views import office
from candour.kernel.people.roles import Nation, Role
from candour.web import pages


@office.for_the_office
@require_safe
def show(request: Any) -> HttpResponse:
    """Every body, or those of one nation."""
    chosen = request.GET.get("nation", "")
    nation = chosen if chosen in Nation.values else ""
    words = dict(Nation.choices)
    bodies = [
        (body, [str(words[code]) for code in body.nations.split(",") if code in words])
        for body in coding.bodies_for(nation)
    ]
    may_change = request.actor.has(Role.HEAD_OF_OFFICE)
    shown = {
        "bodies": bodies,
        "nations": Nation.choices,
        "nation": nation,
        "may_change": may_change,
        "ended": coding.ended_bodies() if may_change else [],
    }
    return pages.page(request, "concerns/office/directory.html", shown)


@office.for_the_head
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponse:
    """Add a body."""
    form = Body(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        directory.add_body(said=_said(form), actor=request.actor, at=request.now)
        messages.success(request, _("The body is in the directory."))
        return redirect("concerns:directory")
    return pages.page(request, "pages/form.html", {"form": form, "back": "/directory/"})


@office.for_the_head
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, body_id: UUID) -> HttpResponse:
    """Change what is said of a body, or take it out."""
    body = coding.body(body_id)
    if body is None:
        raise Http404
    form = Body(request.POST if request.method == "POST" else None, body=body)
    if form.is_bound and form.is_valid():
        is_ended = form.cleaned_data["is_ended"]
        directory.change_body(body_id=body.id, said=_said(form), is_ended=is_ended, actor=request.actor, at=request.now)
        messages.success(request, _("The directory is changed."))
        return redirect("concerns:directory")
    return pages.page(request, "pages/form.html", {"form": form, "back": "/directory/"})


def _said(form: Body) -> directory.Said:
    given = form.cleaned_data
    return directory.Said(
        name=given["name"],
        looks_at=given["looks_at"],
        nations=given["nations"],
        website=given["website"],
        telephone=given["telephone"],
    )
