"""The office's list of organisations: searching it, adding to it, and giving a body its first administrator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import queries
from candour.contexts.accounts.forms import OrganisationForm
from candour.contexts.accounts.operations import administration as operations
from candour.contexts.accounts.views.people import body_or_404, form_page, tried
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind, Role
from candour.web.entrance import entrance, roles
from candour.web.pages import page

ADMINISTRATOR = roles(Role.SYSTEM_ADMINISTRATOR)


@entrance(doors=Door.OFFICE, to=ADMINISTRATOR)
@require_safe
def organisations(request: Any) -> HttpResponse:
    """Search by name and kind; 50 at most are shown."""
    words, kind = request.GET.get("q", "")[:100].replace("\0", ""), request.GET.get("kind", "")
    if kind not in OrganisationKind.values:
        kind = ""
    found = queries.search_organisations(words, kind)
    shown = {
        "found": found[: queries.FOUND_AT_MOST],
        "more": len(found) > queries.FOUND_AT_MOST,
        "words": words,
        "kind": kind,
        "kinds": [("", _("Every kind")), *OrganisationKind.choices],
        "wide": True,
    }
    return page(request, "accounts/organisations.html", shown)


@entrance(doors=Door.OFFICE, to=ADMINISTRATOR)
@require_safe
def organisation(request: Any, organisation_id: UUID) -> HttpResponse:
    """One organisation and those who hold a role in it."""
    body = body_or_404(request, organisation_id)
    today = localdate(request.now)
    shown = {"body": body, "members": queries.members([body], today)[body.pk], "today": today, "wide": True}
    return page(request, "accounts/organisation.html", shown)


@entrance(doors=Door.OFFICE, to=ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponse:
    """Add a body that is not in the shipped lists."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made: list[Organisation] = []

        def act() -> None:
            made.append(
                operations.add_organisation(**form.cleaned_data, actor=request.actor, door=request.door, at=request.now)
            )

        if tried(request, form, "people.organisation.add", request.actor.person_id, act):
            messages.success(request, _("The organisation was added. Now invite its administrator"))
            return HttpResponseRedirect(reverse("accounts:organisation", args=[made[0].pk]))
    return form_page(request, form, back=reverse("accounts:organisations"))
