"""The page of one referral, and the timeline of all that are read together. Opening either is recorded."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from candour.contexts.pathway.operations import reading
from candour.contexts.pathway.queries import case, together
from candour.contexts.pathway.queries.way import way_of
from candour.contexts.pathway.views import police, words
from candour.contexts.pathway.views.steps import found_words
from candour.web import due, pages

AT_ONCE = frozenset({"take"})
"""Steps without questions: their button on the page does them."""


@police.for_readers
@require_GET
def show(request: Any, reference: str) -> HttpResponse:
    """Everything about one referral, and what may be done with it now."""
    referral = police.found(request, reference)
    on = localdate(request.now)
    found = case.case_of(referral, actor=request.actor, on=on)
    reading.record_read(referral=referral, actor=request.actor, at=request.now, found=len(found.earlier))
    shown = {
        "wide": True,
        "found": found,
        "referral": referral,
        "person": referral.individual,
        "state": found.law.state(referral.state),
        "due": due.words(referral.next_due_on, on),
        "is_late": due.is_late(referral.next_due_on, on),
        "way": way_of(found.law, found.referral.state, found.timeline),
        "offers": case.offers_of(found, actor=request.actor, at=request.now),
        "words": words,
        "spoken": words.spoken,
        "found_words": found_words,
        "waits_for_supervisor": case.waits_for_supervisor(found),
        "at_once": AT_ONCE,
        "is_mine": referral.assigned_to_id == request.actor.person_id,
    }
    return pages.page(request, "pathway/police/case.html", shown)


@police.for_police
@require_GET
def all_together(request: Any, reference: str) -> HttpResponse:
    """One timeline of every referral that is read together with this one."""
    referral = police.found(request, reference)
    read = together.referrals_of(referral)
    for one in read:
        reading.record_read(referral=one, actor=request.actor, at=request.now)
    shown = {
        "referral": referral,
        "read": read,
        "by_id": {one.id: one for one in read},
        "timeline": together.timeline_of(read),
        "words": words,
        "spoken": words.spoken,
    }
    return pages.page(request, "pathway/police/together.html", shown)
