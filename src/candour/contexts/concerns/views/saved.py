"""Saved views and watches: saving, renaming, taking away, watching, and answering a watch that called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candour.contexts.concerns.forms import filters as addresses
from candour.contexts.concerns.forms.saved import AcknowledgeAlarm, RenameView, SaveView, StartWatch
from candour.contexts.concerns.models import SavedView
from candour.contexts.concerns.operations import saved as operations
from candour.contexts.concerns.queries import inbox, saved
from candour.contexts.concerns.queries.narrowing import Filters
from candour.contexts.concerns.queries.saved import View
from candour.contexts.concerns.views import choosing
from candour.contexts.concerns.views.office import for_handlers
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@for_handlers
@require_safe
def listed(request: Any) -> HttpResponse:
    """One's own views and the office's, with the watches on them."""
    on = localdate(request.now)
    views = saved.views_for(request.actor)
    watches = saved.watches_for(request.actor)
    latest = saved.alarms_of(watches)
    frame = inbox.frame(actor=request.actor, lists=[addresses.read(view.filters) for view in views], on=on)
    shown = {
        "wide": True,
        "views": [
            {
                "row": view,
                "href": address_of(view),
                "count": count,
                "said": list(choosing.said(addresses.read(view.filters), frame).values()),
                "may_change": saved.may_change(request.actor, view),
                "may_watch": saved.is_watchable(view.filters),
                "watches": [
                    {
                        "row": one,
                        "counted": saved.counted_by(one),
                        "alarm": latest.get(one.id),
                        "may_end": one.owner_id == request.actor.person_id or request.actor.has(Role.HEAD_OF_OFFICE),
                    }
                    for one in watches
                    if one.view_id == view.id
                ],
            }
            for view, count in zip(views, frame.counts, strict=True)
        ],
    }
    return pages.page(request, "concerns/office/views.html", shown)


def address_of(view: View | SavedView, filters: Mapping[str, str] | None = None) -> str:
    """The inbox as this view shows it. The address says which view it is, so that it can be changed from there."""
    asked = view.filters if filters is None else filters
    return reverse("concerns:inbox") + "?" + urlencode({**asked, "view": str(view.id)})


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: Any) -> HttpResponse:
    """Keep the filters of the address under a name."""
    filters = addresses.read(request.GET)
    form = SaveView(
        request.POST if request.method == "POST" else None, may_share=request.actor.has(Role.HEAD_OF_OFFICE)
    )
    if form.is_bound and form.is_valid():
        try:
            view = operations.save_view(
                name=form.cleaned_data["name"],
                filters=addresses.address(filters),
                is_shared=form.cleaned_data.get("shared", False),
                actor=request.actor,
                at=request.now,
            )
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Saved. The view stands beside the list."))
            return HttpResponseRedirect(address_of(view))
    return _form(request, form, "/concerns/" + choosing.address(filters).removeprefix("/concerns/"), filters)


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Any, view_id: UUID) -> HttpResponse:
    """Give a view another name."""
    view = _to_change(request, view_id)
    form = RenameView(request.POST if request.method == "POST" else None, initial={"name": view.name})
    if form.is_bound and form.is_valid():
        try:
            operations.rename_view(view_id=view.id, name=form.cleaned_data["name"], actor=request.actor, at=request.now)
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Renamed."))
            return redirect("concerns:views")
    return _form(request, form, reverse("concerns:views"))


@for_handlers
@require_POST
def narrow(request: Any, view_id: UUID) -> HttpResponse:
    """Let a view have the filters of the address that it was sent to."""
    view = _to_change(request, view_id)
    filters = addresses.address(addresses.read(request.GET))
    try:
        operations.narrow_view(view_id=view.id, filters=filters, actor=request.actor, at=request.now)
    except Refused as refused:
        messages.error(request, " ".join(str(word) for word in (refused.refusals[0].message, refused.refusals[0].mend)))
    else:
        messages.success(request, _("The view has these filters now."))
        return HttpResponseRedirect(address_of(view, filters))
    return HttpResponseRedirect(address_of(view))


@for_handlers
@require_POST
def remove(request: Any, view_id: UUID) -> HttpResponse:
    """Take a view away, and the watches on it."""
    view = _to_change(request, view_id)
    operations.remove_view(view_id=view.id, actor=request.actor, at=request.now)
    messages.success(request, _("“%(name)s” is removed, and any watch on it has ended.") % {"name": view.name})
    return redirect("concerns:views")


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: Any, view_id: UUID) -> HttpResponse:
    """Be told, or let somebody be told, when more comes than expected."""
    view = saved.view(request.actor, view_id)
    if view is None:
        raise Http404
    on = localdate(request.now)
    everybody = saved.may_own_a_watch(on=on)
    may_choose = view.is_shared and request.actor.has(Role.HEAD_OF_OFFICE)
    people = [one for one in everybody if may_choose or one[0] == request.actor.person_id]
    form = StartWatch(
        request.POST if request.method == "POST" else None,
        people=people,
        initial={"owner": str(request.actor.person_id), "within_days": 30},
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            operations.start_watch(
                view_id=view.id,
                more_than=given["more_than"],
                within_days=given["within_days"],
                owner_id=UUID(given["owner"]),
                reason=given["reason"],
                actor=request.actor,
                at=request.now,
            )
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("It is watched from now on."))
            return redirect("concerns:views")
    return _form(request, form, reverse("concerns:views"), addresses.read(view.filters), caption=view.name)


@for_handlers
@require_POST
def end_watch(request: Any, watch_id: UUID) -> HttpResponse:
    """Watch no longer."""
    if saved.watch_to_end(request.actor, watch_id) is None:
        raise Http404
    operations.end_watch(watch_id=watch_id, actor=request.actor, at=request.now)
    messages.success(request, _("It is watched no longer."))
    return redirect("concerns:views")


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def alarm(request: Any, alarm_id: UUID) -> HttpResponse:
    """A number that was passed: which, how it stands now, where to look; and what follows from it."""
    found = saved.alarm(request.actor, alarm_id)
    if found is None:
        raise Http404
    form = AcknowledgeAlarm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.acknowledge(
                alarm_id=found.id, reason=form.cleaned_data["reason"], actor=request.actor, at=request.now
            )
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Acknowledged. It calls again when the number is passed anew."))
            return redirect("home")
    watch_ = found.watch
    first, last = saved.window_of(watch_, localdate(request.now))
    look = {**watch_.view.filters, "state": "all", "from": first.isoformat(), "to": last.isoformat()}
    shown = {
        "form": form,
        "alarm": found,
        "watch": watch_,
        "counted": saved.counted_by(watch_),
        "first": first,
        "look": reverse("concerns:inbox") + "?" + urlencode(look),
        "is_theirs": watch_.owner_id == request.actor.person_id or request.actor.has(Role.HEAD_OF_OFFICE),
    }
    return pages.page(request, "concerns/office/alarm.html", shown)


def _to_change(request: Any, view_id: UUID) -> View:
    view = saved.view_to_change(request.actor, view_id)
    if view is None:
        raise Http404
    return view


def _form(request: Any, form: forms.Form, back: str, filters: Filters | None = None, caption: str = "") -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "back": back, "caption": caption}
    if filters is not None:
        frame = inbox.frame(actor=request.actor, lists=[filters], on=localdate(request.now))
        shown |= {"said": list(choosing.said(filters, frame).values()), "count": frame.counts[0]}
    return pages.page(request, "concerns/office/view-form.html", shown)


def say(form: forms.Form, refused: Refused) -> None:
    """Put the reasons of a refusal above the form, each with how to mend it."""
    for refusal in refused.refusals:
        form.add_error(None, " ".join(str(word) for word in (refusal.message, refusal.mend) if word))
