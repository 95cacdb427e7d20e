"""Several concerns at once: giving those that were ticked on a list, or all that one person has, to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.concerns.forms.links import CAMPAIGN, NEW, LinkSeveral
from candour.contexts.concerns.forms.several import AssignSeveral
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import links as link_operations
from candour.contexts.concerns.operations import several as operations
from candour.contexts.concerns.operations.several import Outcome
from candour.contexts.concerns.queries import links, several
from candour.contexts.concerns.queries.together import Foreseen
from candour.contexts.concerns.views import words
from candour.contexts.concerns.views.office import back_to, for_handlers
from candour.contexts.concerns.views.saved import say
from candour.contexts.concerns.views.steps import links_to
from candour.kernel.people.roles import Nation
from candour.kernel.procedures.facts import Refusal, Refused
from candour.web import pages

TICKED = "c"
"""The name under which a list sends the references that were ticked."""


def ticked(request: Any) -> list[Concern]:
    """The concerns that were ticked, as far as this person may know of them."""
    asked = request.POST if request.method == "POST" else request.GET
    return several.named(request.actor, asked.getlist(TICKED), most=operations.MOST)


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Any) -> HttpResponse:
    """Give the concerns that were ticked to one or several caseworkers."""
    return _assign(request, ticked(request), back=back_to(request), leaving=None)


@for_handlers
@require_safe
def caseworkers(request: Any) -> HttpResponse:
    """Who works on how much, who is on leave, and whose concerns have to be moved."""
    on = localdate(request.now)
    shown = {"wide": True, "loads": several.loads(request.actor, on=on), "on": on}
    return pages.page(request, "concerns/office/caseworkers.html", shown)


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Any, person_id: UUID) -> HttpResponse:
    """Give all open concerns of a person to others: before leave, or when somebody goes."""
    loads = several.loads(request.actor, on=localdate(request.now))
    leaving = next((one for one in loads if one.id == person_id), None)
    if leaving is None:
        raise Http404
    concerns = several.held_by(request.actor, person_id, most=operations.MOST)
    return _assign(request, concerns, back=reverse("concerns:caseworkers"), leaving=leaving)


def _assign(request: Any, concerns: Sequence[Concern], *, back: str, leaving: several.Load | None) -> HttpResponse:
    on = localdate(request.now)
    people = [
        (one.id, one.name, _load_words(one))
        for one in several.loads(request.actor, on=on)
        if one.is_caseworker and (leaving is None or one.id != leaving.id)
    ]
    form = AssignSeveral(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound and form.is_valid() and concerns:
        outcomes = operations.assign(
            concerns=concerns,
            people=form.chosen,
            rationale=form.cleaned_data["rationale"],
            actor=request.actor,
            at=request.now,
        )
        return report(request, outcomes, title=_("%(well)d of %(all)d are assigned"), back=back)
    shown = {
        "form": form,
        "concerns": concerns,
        "back": back,
        "leaving": leaving,
        "title": _("Move the concerns of %(name)s") % {"name": leaving.name}
        if leaving
        else _("Assign several concerns"),
        **told(request),
    }
    return pages.page(request, "concerns/office/assign-several.html", shown)


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Any) -> HttpResponse:
    """Link the concerns that were ticked: as a campaign, or as telling the same."""
    concerns = ticked(request)
    oldest = sorted(concerns, key=lambda concern: (concern.received_on, concern.reference))
    form = LinkSeveral(
        request.POST if request.method == "POST" else None,
        campaigns=links.campaigns(),
        references=[(one.reference, f"{one.reference}, {words.day(one.received_on)}") for one in oldest],
    )
    if form.is_bound and form.is_valid() and concerns:
        try:
            outcomes = link_operations.link_several(
                concerns=concerns, to=links_to(form.cleaned_data), actor=request.actor, at=request.now
            )
        except Refused as refused:
            say(form, refused)
        else:
            title = _("%(well)d of %(all)d are linked")
            return report(request, outcomes, title=title, back=back_to(request), campaign=_joined(form))
    shown = {"form": form, "concerns": concerns, "back": back_to(request), "title": form.title, **told(request)}
    return pages.page(request, "concerns/office/link-several.html", shown)


def _joined(form: LinkSeveral) -> str:
    """Where the campaign stands that they are part of now."""
    given = form.cleaned_data
    running = {one.name.lower(): one for one in links.campaigns()}
    if given["how"] == NEW:
        return reverse("concerns:campaign", args=[running[given["name"].strip().lower()].id])
    return reverse("concerns:campaign", args=[given["campaign"]]) if given["how"] == CAMPAIGN else ""


def _load_words(one: several.Load) -> str:
    said = [_("%(count)s open") % {"count": one.open}]
    if one.leave is not None:
        said.append(_("on leave until %(day)s") % {"day": words.day(one.leave[1])})
    return ", ".join(said)


def by_reason(refused: Sequence[tuple[str, Sequence[Refusal]]]) -> list[tuple[Sequence[Refusal], list[str]]]:
    """References with the same reasons against them stand together: a hundred refusals seldom have three reasons."""
    found: dict[tuple[str, ...], tuple[Sequence[Refusal], list[str]]] = {}
    for reference, refusals in refused:
        said = tuple(f"{refusal.message} {refusal.mend}" for refusal in refusals)
        found.setdefault(said, (refusals, []))[1].append(reference)
    return list(found.values())


def written_seen(foreseen: Sequence[Foreseen]) -> str:
    """Reference and number of the last entry of each, for a hidden field: what was decided upon is what is done."""
    return " ".join(f"{one.concern.reference}={one.seen}" for one in foreseen)


def read_seen(written: str, concerns: Sequence[Concern]) -> dict[UUID, int]:
    """What ``written_seen`` wrote, of the concerns that are meant; what cannot be read is left out."""
    pairs = (part.split("=") for part in written.split())
    numbers = {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal() and len(pair[1]) < 7}
    return {concern.id: numbers[concern.reference] for concern in concerns if concern.reference in numbers}


def told(request: Any) -> dict[str, Any]:
    """What every page about several concerns shows of them."""
    asked = request.POST if request.method == "POST" else request.GET
    return {
        "wide": True,
        "words": words,
        "spoken": words.spoken,
        "nations": dict(Nation.choices),
        "ticked_as": TICKED,
        "from_list": asked.get("from_list", "") if back_to(request) != reverse("concerns:inbox") else "",
    }


def report(request: Any, outcomes: Sequence[Outcome], *, title: str, back: str, **more: Any) -> HttpResponse:
    """Which were done and which were not, and why. The page is the report: it is not stored anywhere else, because each
    concern's own timeline has it. ``title`` has a place for how many went well, and of how many."""
    well = [one for one in outcomes if one.is_done]
    amiss = [(one.reference, one.refusals) for one in outcomes if not one.is_done]
    shown = {
        "title": title % {"well": len(well), "all": len(outcomes)},
        "well": well,
        "amiss": by_reason(amiss),
        "back": back,
        "back_text": _("Back to the list"),
        "wide": True,
        **more,
    }
    return pages.page(request, "concerns/office/several-report.html", shown)
