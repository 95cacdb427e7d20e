"""Campaigns: who looks after them, what is in them; and writing one text to everybody who told the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candour.contexts.concerns import procedure
from candour.contexts.concerns.forms.links import ChangeCampaign, Together
from candour.contexts.concerns.models import Campaign, Concern
from candour.contexts.concerns.operations import links as operations
from candour.contexts.concerns.operations import several, together
from candour.contexts.concerns.queries import caseworkers, links, placeholders, templates
from candour.contexts.concerns.queries import together as foreseeing
from candour.contexts.concerns.views import office, words
from candour.contexts.concerns.views.saved import say
from candour.contexts.concerns.views.several import by_reason, read_seen, report, told, written_seen
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@office.for_handlers
@require_safe
def listed(request: Any) -> HttpResponse:
    """Every campaign with the number of its concerns."""
    return pages.page(request, "concerns/office/campaigns.html", {"campaigns": links.every_campaign()})


@office.for_handlers
@require_safe
def show(request: Any, campaign_id: UUID) -> HttpResponse:
    """One campaign and the concerns in it."""
    campaign = _campaign(campaign_id)
    concerns = links.members(request.actor, campaign, most=several.MOST)
    shown = {
        "campaign": campaign,
        "concerns": concerns,
        "is_cut": len(concerns) == several.MOST,
        "states": _by_state(concerns),
        "answered": [one.reference for one in concerns if one.state == procedure.concern.ANSWERED],
        **told(request),
    }
    return pages.page(request, "concerns/office/campaign.html", shown)


def _by_state(concerns: Sequence[Concern]) -> list[tuple[Any, int]]:
    counted = {state: sum(1 for one in concerns if one.state == state) for state in words.STATE}
    return [(words.STATE[state], number) for state, number in counted.items() if number]


@office.for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, campaign_id: UUID) -> HttpResponse:
    """Rename a campaign, or hand it over."""
    campaign = _campaign(campaign_id, is_running=True)
    people = caseworkers.names(on=localdate(request.now))
    if campaign.owner_id not in dict(people):
        people = [(campaign.owner_id, campaign.owner.name), *people]
    form = ChangeCampaign(
        request.POST if request.method == "POST" else None,
        people=people,
        initial={"name": campaign.name, "owner": str(campaign.owner_id)},
    )
    back = reverse("concerns:campaign", args=[campaign.id])
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            operations.change_campaign(
                campaign_id=campaign.id,
                name=given["name"],
                owner_id=UUID(given["owner"]),
                actor=request.actor,
                at=request.now,
            )
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    return pages.page(request, "pages/form.html", {"form": form, "back": back, "caption": campaign.name})


@office.for_handlers
@require_POST
def end(request: Any, campaign_id: UUID) -> HttpResponse:
    """Link no more concerns to it."""
    campaign = _campaign(campaign_id, is_running=True)
    operations.end_campaign(campaign_id=campaign.id, actor=request.actor, at=request.now)
    messages.success(request, _("The campaign has ended. Its concerns stay linked."))
    return redirect("concerns:campaign", campaign.id)


@office.for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Any, campaign_id: UUID) -> HttpResponse:
    """One text to everybody in a campaign: written, looked at, sent."""
    campaign = _campaign(campaign_id)
    concerns = links.members(request.actor, campaign, most=several.MOST)
    back = reverse("concerns:campaign", args=[campaign.id])
    return _together(request, concerns, caption=campaign.name, back=back, back_text=_("Back to the campaign"))


@office.for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def write_same(request: Any, reference: str) -> HttpResponse:
    """One text to everybody who told the same matter as this concern."""
    concern = office.found(request, reference)
    concerns = links.same_matter(request.actor, concern)
    back = reverse("concerns:case", args=[concern.reference])
    return _together(request, concerns, caption=reference, back=back, back_text=_("Back to the concern"))


def _together(request: Any, concerns: Sequence[Concern], *, caption: str, back: str, back_text: str) -> HttpResponse:
    kept = [
        (str(row.id), f"{row.name} – {row.get_language_display()}", row.text)
        for row in templates.for_purposes(together.STEPS)
    ]
    shown: dict[str, Any] = {"caption": caption, "back": back, "concerns": concerns, **told(request)}
    if request.method != "POST":
        return _page(request, "form", Together(kept=kept, initial={"step": "write"}), shown)
    if "insert" in request.POST:
        return _page(request, "form", Together(kept=kept, initial=_with_kept(request, kept)), shown)
    form = Together(request.POST, kept=kept)
    if not form.is_valid() or "change" in request.POST:
        return _page(request, "form", form, shown)
    given = form.cleaned_data
    if "confirmed" not in request.POST:
        return _preview(request, form, concerns, shown)
    seen = read_seen(request.POST.get("seen", ""), concerns)
    try:
        outcomes = together.send(
            concerns=concerns,
            step=given["step"],
            text=given["text"],
            language=given["language"],
            seen=seen,
            actor=request.actor,
            at=request.now,
        )
    except Refused as refused:
        say(form, refused)
        return _page(request, "form", form, shown)
    answered = [one.reference for one in outcomes if one.is_done] if given["step"] == "answer" else []
    return report(
        request,
        outcomes,
        title=_("%(well)d of %(all)d were written to"),
        back=back,
        back_text=back_text,
        answered=answered,
    )


def _preview(request: Any, form: Together, concerns: Sequence[Concern], shown: dict[str, Any]) -> HttpResponse:
    """Who would get it and who would not, and the text as one of them would read it. Nothing is stored yet."""
    given = form.cleaned_data
    all_of_them = foreseeing.foreseen(concerns, given["step"], actor=request.actor, at=request.now)
    would = [one for one in all_of_them if not one.refusals]
    first = would[0].concern if would else None
    values = placeholders.values_for(first, language=given["language"], on=localdate(request.now)) if first else {}
    shown |= {
        "would": would,
        "would_not": [one.concern for one in all_of_them if one.refusals],
        "why_not": by_reason([(one.concern.reference, one.refusals) for one in all_of_them if one.refusals]),
        "example": placeholders.fill(given["text"], values) if first else given["text"],
        "first": first,
        "seen": written_seen(would),
    }
    return _page(request, "preview", form, shown)


def _with_kept(request: Any, kept: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """What was typed, with the chosen text in the place of the text if it was empty or a kept one, else behind it."""
    typed = {name: request.POST.get(name, "") for name in ("step", "language", "template", "text")}
    text = typed["text"].replace("\r\n", "\n").strip()
    chosen = next((one for key, _label, one in kept if key == typed["template"]), "")
    known = {"", *(one.strip() for _key, _label, one in kept)}
    typed["text"] = (chosen or text) if text in known or not chosen else f"{text}\n\n{chosen}"
    row = templates.in_force(UUID(typed["template"])) if chosen else None
    if row is not None:
        typed |= {"step": row.purpose, "language": row.language}
    return typed


def _page(request: Any, which: str, form: Together, shown: dict[str, Any]) -> HttpResponse:
    return pages.page(request, f"concerns/office/together-{which}.html", {"form": form, **shown})


def _campaign(campaign_id: UUID, *, is_running: bool = False) -> Campaign:
    campaign = links.campaign(campaign_id)
    if campaign is None or (is_running and campaign.ended_on is not None):
        raise Http404
    return campaign
