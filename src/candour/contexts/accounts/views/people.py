"""An organisation's accounts, for its administrator: who holds which role, inviting, ending, cover, lost passkeys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candour.contexts.accounts import queries
from candour.contexts.accounts.api import step_up_required
from candour.contexts.accounts.forms import CoverForm, EndRoleForm, InviteForm, RenewForm, RoleForm
from candour.contexts.accounts.operations import administration as operations
from candour.contexts.accounts.operations.refusal import Refused
from candour.contexts.accounts.views import signing
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.models import Organisation, Person
from candour.kernel.people.roles import OrganisationKind, Role
from candour.web.entrance import SIGNED_IN, entrance, roles
from candour.web.forms import Form
from candour.web.pages import page

ADMINISTRATORS = roles(Role.ORGANISATION_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)
ONE_DAY = timedelta(days=1)


def tried(request: Any, form: Form, verb: str, subject: UUID, act: Callable[[], Any]) -> bool:
    """Do an act whose refusal belongs beside the form: it is shown there, recorded, and nothing of it stays."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        form.add_error(None, refused.message)
        ledger.record_refusal(
            verb=verb,
            subject=subject,
            actor=request.actor,
            door=request.door,
            at=request.now,
            codes={"reason": refused.code},
        )
        return False
    return True


def form_page(
    request: Any, form: Form, *, back: str, caption: str = "", template: str = "pages/form.html", **more: Any
) -> HttpResponse:
    """A page for one form, with the way back."""
    return page(request, template, {"form": form, "back": back, "cancel": back, "caption": caption, **more})


def body_or_404(request: Any, organisation_id: UUID) -> Organisation:
    """An organisation that the person signed in looks after; others do not exist for them."""
    found = queries.organisation(request.actor, organisation_id)
    if found is None:
        raise Http404
    return found


def offered_roles(request: Any, body: Organisation) -> list[str] | None:
    """The roles to offer; at the office, for another body, the ones that let it look after itself and answer."""
    if request.door is Door.OFFICE and body.kind != OrganisationKind.OVERSIGHT_OFFICE:
        return [Role.ORGANISATION_ADMINISTRATOR, Role.BODY_CONTACT]
    return None


@entrance(doors=signing.STAFF, to=ADMINISTRATORS)
@require_safe
def people(request: Any) -> HttpResponse:
    """Everybody in the organisations that one looks after."""
    bodies = queries.administered(request.actor)
    found = queries.members(bodies, localdate(request.now))
    shown = {"bodies": [(body, found[body.pk]) for body in bodies], "today": localdate(request.now), "wide": True}
    return page(request, "accounts/people.html", shown)


@entrance(doors=signing.STAFF, to=ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Any, organisation_id: UUID) -> HttpResponse:
    """Invite a colleague by email."""
    body = body_or_404(request, organisation_id)
    today = localdate(request.now)
    data = request.POST if request.method == "POST" else None
    form = InviteForm(data, organisation=body, roles=offered_roles(request, body), initial={"starts_on": today})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        result: list[operations.Invited] = []

        def act() -> None:
            result.append(
                operations.invite(
                    organisation=body, name=given["name"], email=given["email"], role=given["role"], area=body.code,
                    starts_on=given["starts_on"], ends_on=_after(given["ends_on"]),
                    actor=request.actor, door=request.door, at=request.now,
                )
            )  # fmt: skip

        if tried(request, form, "people.person.invite", body.pk, act):
            if result[0].was_sent_link:
                messages.success(
                    request, _("%(name)s was sent a link to set up how they sign in") % {"name": given["name"]}
                )
            else:
                messages.success(
                    request, _("%(name)s has an account already, and now has this role too") % {"name": given["email"]}
                )
            return HttpResponseRedirect(_address(body, result[0].person_id))
    return form_page(request, form, back=_list(request, body), caption=body.name)


@entrance(doors=signing.STAFF, to=ADMINISTRATORS)
@require_safe
def person(request: Any, organisation_id: UUID, person_id: UUID) -> HttpResponse:
    """One person in one organisation: roles from and to, who stands in, and what can be done."""
    body, one = _member_or_404(request, organisation_id, person_id)
    today = localdate(request.now)
    holdings = queries.holdings_in(body, one)
    shown = {
        "body": body,
        "person": one,
        "today": today,
        "holdings": holdings,
        "covers": queries.covers_of(holdings, today),
        "oneself": one.pk == request.actor.person_id,
        "theirs_alone": operations.belongs_only_to(one.pk),
        "back": _list(request, body),
    }
    return page(request, "accounts/person.html", shown)


@entrance(doors=signing.STAFF, to=ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: Any, organisation_id: UUID, person_id: UUID) -> HttpResponse:
    """Another role for a colleague."""
    body, one = _member_or_404(request, organisation_id, person_id)
    today = localdate(request.now)
    data = request.POST if request.method == "POST" else None
    form = RoleForm(data, organisation=body, roles=offered_roles(request, body), initial={"starts_on": today})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            operations.give_holding(
                person_id=one.pk, organisation=body, role=given["role"], area=body.code, starts_on=given["starts_on"],
                ends_on=_after(given["ends_on"]), actor=request.actor, door=request.door, at=request.now,
            )  # fmt: skip

        if tried(request, form, "people.holding.give", one.pk, act):
            messages.success(request, _("The role was given"))
            return HttpResponseRedirect(_address(body, one.pk))
    return form_page(request, form, back=_address(body, one.pk), caption=one.name)


@entrance(doors=signing.STAFF, to=ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: Any, holding_id: UUID) -> HttpResponse:
    """End a role, now or on a later day, with a reason."""
    holding = queries.holding_to_change(request.actor, holding_id)
    if holding is None or not queries.administers(request.actor, holding.organisation_id):
        raise Http404
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    back = _address(holding.organisation, holding.person_id)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        today = localdate(request.now)
        ends_on = given["ends_on"] if given["last_day"] == "later" else max(today, holding.starts_on)

        def act() -> None:
            operations.end_holding(
                holding=holding,
                ends_on=ends_on,
                reason=given["reason"],
                actor=request.actor,
                door=request.door,
                at=request.now,
            )

        if tried(request, form, "people.holding.end", holding.pk, act):
            messages.success(request, _("The end of the role was saved"))
            if holding.person_id == request.actor.person_id:
                return HttpResponseRedirect("/")  # one's own session ended with it
            return HttpResponseRedirect(back)
    caption = f"{holding.person.name}: {holding.get_role_display()}"
    return form_page(request, form, back=back, caption=caption)


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: Any, holding_id: UUID) -> HttpResponse:
    """Name a deputy or arrange leave cover: for one's own role, or as the administrator."""
    holding = queries.holding_to_change(request.actor, holding_id)
    if holding is None:
        raise Http404
    today = localdate(request.now)
    others = queries.colleagues(holding.organisation, but={holding.person_id, request.actor.person_id}, on=today)
    form = CoverForm(
        request.POST if request.method == "POST" else None,
        colleagues=others,
        initial={"starts_on": today, "kind": "deputy"},
    )
    mine = holding.person_id == request.actor.person_id
    back = reverse("accounts:account") if mine else _address(holding.organisation, holding.person_id)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            operations.arrange_cover(
                holding=holding, covered_by_id=UUID(given["covered_by"]), kind=given["kind"], starts_on=given["starts_on"],
                ends_on=_after(given["ends_on"]), actor=request.actor, door=request.door, at=request.now,
            )  # fmt: skip

        if tried(request, form, "people.cover.arrange", holding.pk, act):
            messages.success(request, _("The cover was saved"))
            return HttpResponseRedirect(back)
    caption = f"{holding.person.name}: {holding.get_role_display()}"
    return form_page(request, form, back=back, caption=caption, template="accounts/cover.html", nobody=not others)


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_POST
def end_cover(request: Any, cover_id: UUID) -> HttpResponse:
    """End a deputy's or a cover's standing in."""
    found = queries.cover_to_end(request.actor, cover_id)
    if found is None:
        raise Http404
    operations.end_cover(cover=found, on=localdate(request.now), actor=request.actor, door=request.door, at=request.now)
    messages.success(request, _("The cover was ended"))
    if found.holding.person_id == request.actor.person_id:
        return HttpResponseRedirect(reverse("accounts:account"))
    return HttpResponseRedirect(
        reverse("accounts:person", args=[found.holding.organisation_id, found.holding.person_id])
    )


@entrance(doors=signing.STAFF, to=ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required
def renew(request: Any, organisation_id: UUID, person_id: UUID) -> HttpResponse:
    """After a lost passkey: remove what was lost, sign the person out everywhere, send them a new link."""
    body, one = _member_or_404(request, organisation_id, person_id)
    form = RenewForm(request.POST if "lost" in request.POST else None)
    if form.is_bound and form.is_valid():

        def act() -> None:
            operations.renew_enrolment(
                person=one, organisation=body, forget_password=form.cleaned_data["lost"] == "both",
                actor=request.actor, door=request.door, at=request.now,
            )  # fmt: skip

        if tried(request, form, "people.authenticator.reset", one.pk, act):
            messages.success(request, _("%(name)s was signed out and sent a new link") % {"name": one.name})
            return HttpResponseRedirect(_address(body, one.pk))
    return form_page(
        request, form, back=_address(body, one.pk), caption=one.name, template="accounts/renew.html", person=one
    )


def _member_or_404(request: Any, organisation_id: UUID, person_id: UUID) -> tuple[Organisation, Person]:
    found = queries.member(request.actor, organisation_id, person_id)
    if found is None:
        raise Http404
    return found


def _address(body: Organisation, person_id: UUID) -> str:
    return reverse("accounts:person", args=[body.pk, person_id])


def _list(request: Any, body: Organisation) -> str:
    if request.door is Door.OFFICE and body.kind != OrganisationKind.OVERSIGHT_OFFICE:
        return reverse("accounts:organisation", args=[body.pk])
    return reverse("accounts:people")


def _after(last_day: Any) -> Any:
    return None if last_day is None else last_day + ONE_DAY
