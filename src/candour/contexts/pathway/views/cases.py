"""Panel cases: the list of a panel, and the page of a case. Opening a case is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from candour.contexts.pathway.models import PanelCase
from candour.contexts.pathway.operations import reading
from candour.contexts.pathway.procedure import basis, nations
from candour.contexts.pathway.procedure import case as law
from candour.contexts.pathway.queries import case_page, case_sides, rights, visible, worklist
from candour.contexts.pathway.queries.case_page import CasePage
from candour.contexts.pathway.queries.way import way_of
from candour.contexts.pathway.views import case_words, words
from candour.kernel.doors import Door
from candour.web import dates, due, pages
from candour.web.entrance import entrance, roles

for_panel = entrance(doors=Door.DELIVERY, to=roles(*basis.PANEL, basis.PARTNER))
"""Those who chair or coordinate a panel, and its partners."""

for_everybody = entrance(doors=Door.DELIVERY, to=roles(*basis.PANEL, *basis.POLICE, basis.PARTNER))
"""Whoever may see a case: its panel, the force, partners and guests; the panel of another area that is asked."""

for_everybody_with_files = entrance(
    doors=Door.DELIVERY, to=roles(*basis.PANEL, *basis.POLICE, basis.PARTNER), files=True
)
"""The same, on a page that takes files."""

LISTS = {
    "open": _("Open"),
    "mine": _("Mine"),
    "after": _("After closure"),
    "ended": _("Ended"),
    "admitted": _("Shared with you"),
}


@for_panel
@require_safe
def case_list(request: Any) -> HttpResponse:
    """The cases of the panels that this person runs, by what falls due; for a partner those that are shared with them."""
    on, runs = localdate(request.now), request.actor.has(*basis.PANEL)
    names = [name for name in LISTS if runs or name == "admitted"]
    asked = request.GET.get("list", "")
    which = asked if asked in names else names[0]
    page = worklist.page_of(request.actor, which, request.GET.get("page", ""))
    shown = {
        "rows": _rows(page.rows, on),
        "page": page,
        "which": which,
        "lists": [(name, LISTS[name]) for name in names] if len(names) > 1 else [],
        "offers": worklist.offers_to(request.actor) if runs else [],
        "wide": True,
    }
    return pages.page(request, "pathway/panel/list.html", shown)


def _rows(rows: Sequence[worklist.Row], on: date) -> list[dict[str, Any]]:
    """Each as finished words: a loop of fifty does nothing else."""
    states, no_name = words.case_states_in(get_language()), gettext("Name not known")
    written, due_words = dates.writer(), due.teller(on)
    return [
        {
            "reference": row.reference,
            "person": row.person or no_name,
            "state": states.get(row.state, row.state),
            "colour": case_words.COLOUR.get(row.state, "grey"),
            "due_on": written(row.next_due_on) if row.next_due_on else "",
            "due": due_words(row.next_due_on),
            "is_late": due.is_late(row.next_due_on, on),
            "owner": row.owner or row.panel,
            "force": row.force,
        }
        for row in rows
    ]


@for_everybody
@require_safe
def page(request: Any, reference: str) -> HttpResponse:
    """A panel case: who is responsible, what is next and by when, the way it went, consent, plan, support, timeline."""
    case = found(request, reference)
    on, actor = localdate(request.now), request.actor
    told = case_page.page_of(case, actor=actor, on=on)
    reading.record_case_read(case=case, actor=actor, at=request.now)
    is_panels = case_sides.is_panels(case, actor)
    shown = {
        "case": case,
        "found": told,
        "person": case.individual,
        "state": told.law.state(case.state),
        "programme": nations.programme(case.nation),
        "way": way_of(told.law, told.case.state, told.timeline),
        "offers": case_page.offers_of(told, actor=actor, at=request.now),
        "ahead": _ahead(told),
        "consent": case_page.last_consent(told),
        "has_consent": case_page.has_consent(told),
        "withdrawal": rights.withdrawal_of(actor, case, "") if is_panels and case.state == "supported" else None,
        "due": due.words(case.next_due_on, on),
        "due_words": due.words,
        "is_late": due.is_late(case.next_due_on, on),
        "late": due.is_late,
        "on": on,
        "is_panels": is_panels,
        "is_mine": case.owner_id == actor.person_id,
        "sees_person": actor.has(*basis.PANEL, *basis.POLICE),
        "words": words,
        "case_words": case_words,
        "spoken": words.spoken,
        "wide": True,
    }
    return pages.page(request, "pathway/panel/case.html", shown)


def _ahead(told: CasePage) -> Any:
    """What comes next, for whoever has no step of their own in it."""
    if not told.case.is_open:
        return _("nothing more")
    if told.to_take_up:
        return _("what the panel decided is taken up")
    if told.case.state == law.AFTER and told.facts.fields["runs_further"]:
        return _("the panel looks once more")
    if told.case.state == law.AFTER and not told.facts.fields["reviews_open"]:
        return _("the chair ends the reviews, or sets one more")
    meeting = told.next_meeting
    if told.case.state == law.BEFORE_PANEL and meeting is not None:
        return format_lazy(_("the panel talks about it on {day}"), day=date_format(meeting.held_on, "j F Y"))
    return case_words.AHEAD[told.case.state]


def found(request: Any, reference: str) -> PanelCase:
    """The case of this address. Absent, misspelt and not for this person are the same Http404."""
    case = visible.case_for(request.actor, reference)
    if case is None:
        raise Http404
    return case
