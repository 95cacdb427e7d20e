"""The office's time limits and bank holidays: all may read them, the head of office changes them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.concerns.forms.policies import AddHoliday, SetTerm
from candour.contexts.concerns.operations import policy
from candour.contexts.concerns.queries import policies
from candour.contexts.concerns.views import office, words
from candour.kernel.deadlines import explanation
from candour.kernel.people.roles import Nation, Role
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@office.for_the_office
@require_safe
def show(request: Any) -> HttpResponse:
    """What may take how long, since when, and on whose decision."""
    on = localdate(request.now)
    nations = {**dict(Nation.choices), "": _("Every nation")}
    shown = {
        "terms": policies.terms_by_code(on),
        "length": lambda row: explanation.length(row.value, row.term.unit),
        "nations": nations,
        "added": policies.holidays_added(),
        "ahead": [
            (_("England and Wales") if nation == "england" else nations[nation], days)
            for nation, days in policies.holidays_ahead(on)
        ],
        "words": words,
        "may_change": request.actor.has(Role.HEAD_OF_OFFICE),
    }
    return pages.page(request, "concerns/office/policies.html", shown)


@office.for_the_head
@require_http_methods(["GET", "HEAD", "POST"])
def set_term(request: Any, code: str) -> HttpResponse:
    """Put another time limit in force from a day on."""
    if code not in policies.CODES:
        raise Http404
    form = SetTerm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            policy.set_term(
                code=code,
                term=form.term,
                nation=given["nation"],
                source=given["source"],
                in_force_from=given["in_force_from"],
                actor=request.actor,
                at=request.now,
            )
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("The time limit is changed. What runs already keeps its own."))
            return redirect("concerns:policies")
    shown = {"form": form, "back": "/policies/", "caption": words.spoken(code, words.CLOCK)}
    return pages.page(request, "pages/form.html", shown)


@office.for_the_head
@require_http_methods(["GET", "HEAD", "POST"])
def add_holiday(request: Any) -> HttpResponse:
    """Add a bank holiday and count again."""
    form = AddHoliday(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            policy.add_bank_holiday(**form.cleaned_data, actor=request.actor, at=request.now)
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("The bank holiday is added, and every running time limit was counted again."))
            return redirect("concerns:policies")
    return pages.page(request, "pages/form.html", {"form": form, "back": "/policies/"})


def _say(form: SetTerm | AddHoliday, refused: Refused) -> None:
    for refusal in refused.refusals:
        form.add_error(None, " ".join(str(word) for word in (refusal.message, refusal.mend) if word))
