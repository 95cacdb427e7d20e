"""The person's page: what is known about them, and adding to it, ending it, putting it right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.pathway.forms import work as forms
from candour.contexts.pathway.models import Individual
from candour.contexts.pathway.operations import individuals, kinds, reading
from candour.contexts.pathway.queries import visible, work
from candour.contexts.pathway.views import police, words
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@dataclass(frozen=True)
class Adding:
    """One kind of thing to add: its form and its operation."""

    form: Callable[..., forms.WorkForm]
    operation: Callable[..., object]


def _contact(is_safe: str, **given: Any) -> object:
    return individuals.add_contact(is_safe=is_safe == "yes", **given)


def _end(since: Any, **given: Any) -> None:
    individuals.end(on=since, **given)


ADD: dict[str, Adding] = {
    "name": Adding(forms.AddName, individuals.add_name),
    "contact": Adding(forms.AddContact, _contact),
    "tie": Adding(forms.AddTie, individuals.add_tie),
    "need": Adding(forms.RecordNeed, individuals.record_need),
    "fact": Adding(forms.RecordFact, individuals.record_fact),
}
DETAILS = {
    "display_name": _("Name in lists"),
    "born_on": _("Date of birth"),
    "languages": _("Languages"),
    "interpreter": _("Needs an interpreter"),
    "communication_needs": _("Communication needs"),
}
"""The details that are put right."""


@police.for_readers
@require_safe
def show(request: Any, reference: str) -> HttpResponse:
    """What is known about one person, and about those who are read as one with them. Opening it is recorded."""
    individual = _found(reference)
    known = work.known(individual)
    for referral in known.referrals:
        reading.record_read(referral=referral, actor=request.actor, at=request.now)
    shown = {
        "known": known,
        "person": individual,
        "details": [(name, label, getattr(individual, name)) for name, label in DETAILS.items()],
        "detail_words": DETAILS,
        "words": words,
        "spoken": words.spoken,
    }
    return pages.page(request, "pathway/police/person.html", shown)


@police.for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any, reference: str, what: str) -> HttpResponse:
    """Adding a name, a way to reach them, a tie, a need, an equality fact."""
    individual = _found(reference)
    adding = ADD.get(what)
    if adding is None:
        raise Http404
    form = adding.form(request.POST if request.method == "POST" else None, on=localdate(request.now))
    return _act(request, individual, form, f"add_{what}", lambda given: adding.operation(**given))


@police.for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Any, reference: str, what: str, row_id: UUID) -> HttpResponse:
    """Saying that something no longer holds."""
    individual = _found(reference)
    if what not in individuals.ENDABLE:
        raise Http404
    form = forms.End(request.POST if request.method == "POST" else None, on=localdate(request.now))
    return _act(request, individual, form, f"end_{what}", lambda given: _end(what=what, row_id=row_id, **given))


@police.for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def put_right(request: Any, reference: str, field: str) -> HttpResponse:
    """Putting a detail right, with the reason."""
    individual = _found(reference)
    if field not in DETAILS:
        raise Http404
    form_class = forms.PutBirthRight if field == "born_on" else forms.PutRight
    form = form_class(request.POST if request.method == "POST" else None, initial={"value": getattr(individual, field)})
    form.title = DETAILS[field]
    return _act(request, individual, form, "put_right", lambda given: individuals.put_right(field=field, **given))


def _act(
    request: Any,
    individual: Individual,
    form: forms.WorkForm,
    name: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    status = 200
    if form.is_bound and form.is_valid():
        call = {"individual_id": individual.id, "actor": request.actor, "at": request.now}
        try:
            act({**form.cleaned_data, **call})
        except Refused as refused:
            kinds.record_refusal(subject=individual.id, step=name, refused=refused, actor=request.actor, at=request.now)
            for refusal in refused.refusals:
                form.add_error(None, f"{refusal.message} {refusal.mend}")
            status = 409
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, str(_("Recorded.")))
            return HttpResponseRedirect(reverse("referrals:person", args=[individual.reference]))
    shown = {"form": form, "person": individual}
    return pages.page(request, "pathway/police/person-form.html", shown, status=status)


def _found(reference: str) -> Individual:
    found = visible.individual_for(reference)
    if found is None:
        raise Http404
    return found
