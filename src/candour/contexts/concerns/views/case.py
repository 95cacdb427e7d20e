"""The page of one concern, and the same for paper. Reading what was written is recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from candour.contexts.concerns import codes
from candour.contexts.concerns.operations import barriers
from candour.contexts.concerns.queries import case, visible
from candour.contexts.concerns.views import office, words
from candour.contexts.concerns.views.inbox import late_words
from candour.web import pages

AT_ONCE = frozenset({"take", "open", "resume_clock"})
"""Steps without questions: their button on the page does them."""


@office.for_handlers
@require_GET
def show(request: Any, reference: str) -> HttpResponse:
    """Everything about one concern, and what may be done with it now."""
    return pages.page(request, "concerns/office/case.html", _gathered(request, reference))


@office.for_handlers
@require_GET
def for_print(request: Any, reference: str) -> HttpResponse:
    """The same on paper: all of it at once, nothing to press."""
    return pages.page(request, "concerns/office/print.html", _gathered(request, reference))


def _gathered(request: Any, reference: str) -> dict[str, Any]:
    concern = office.found(request, reference)
    on = localdate(request.now)
    found = case.case_of(concern, actor=request.actor, at=request.now, on=on)
    if found.narrative is not None:
        barriers.record_read(concern=concern, actor=request.actor, at=request.now)
    oversees = request.actor.has(*visible.OVERSEES)
    return {
        "wide": True,
        "back": f"{office.back_to(request)}#{concern.reference}",
        "found": found,
        "concern": concern,
        "state": found.law.state(concern.state),
        "late": late_words(concern.next_due_on, on) if concern.next_due_on and concern.is_open else "",
        "offers": case.offers_of(found, actor=request.actor, at=request.now),
        "words": words,
        "spoken": words.spoken,
        "at_once": AT_ONCE,
        "is_mine": concern.assigned_to_id == request.actor.person_id,
        "agreement": codes.Agreement(concern.agreement).label,
        "readers": case.readers(concern.id) if oversees else [],
        "declared": case.declared(concern.id) if oversees and found.took("declare_interest") else [],
        "printed_at": request.now,
    }
