"""One page for every step of a concern: what it asks, or every reason why it is not possible.

The page's form calls exactly one operation. When the step is refused, the page comes back with all reasons and all
that was typed, and the refusal is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from candour.contexts.accounts import api as accounts
from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import barriers as barrier_forms
from candour.contexts.concerns.forms import enquiries as enquiry_forms
from candour.contexts.concerns.forms import identities as identity_forms
from candour.contexts.concerns.forms import links as link_forms
from candour.contexts.concerns.forms import steps as forms
from candour.contexts.concerns.forms import translations as translation_forms
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import (
    barriers,
    enquiries,
    erasure,
    handling,
    identities,
    links,
    overrides,
    refusals,
    translations,
)
from candour.contexts.concerns.queries import case, facts, opening, passages, templates
from candour.contexts.concerns.queries import files as known_files
from candour.contexts.concerns.queries import links as known_links
from candour.contexts.concerns.queries import translations as known_translations
from candour.contexts.concerns.queries.translations import Original
from candour.contexts.concerns.sealed import Told
from candour.contexts.concerns.views import office, step_words, words
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures.facts import Refused
from candour.web import pages

Given = dict[str, Any]
Call = dict[str, Any]


@dataclass(frozen=True)
class StepPage:
    """How a step is asked for: its form, the one operation it calls, and what is said afterwards."""

    form: type[forms.StepForm]
    act: Callable[[Given, Call], object]
    done: Any
    leaves: bool = False
    """Whether the person cannot return to the concern afterwards."""


def _with(operation: Callable[..., object], *names: str) -> Callable[[Given, Call], object]:
    """The operation with these answers of the form, under the same names."""
    return lambda given, call: operation(**{name: given[name] for name in names}, **call)


def links_to(given: Given) -> links.To:
    """What a form about links asks to be linked to."""
    how = given["how"]
    return links.To(
        campaign_id=UUID(given["campaign"]) if how == link_forms.CAMPAIGN else None,
        new_campaign=given["name"] if how == link_forms.NEW else "",
        reference=given["reference"] if how == link_forms.DUPLICATE else "",
    )


def _with_files(operation: Callable[..., object]) -> Callable[[Given, Call], object]:
    """The operation with its message and the files that go with it."""
    return lambda given, call: operation(text=given["text"], arrivals=given["attached"], **call)


def _unseen(operation: Callable[..., object]) -> Callable[[Given, Call], object]:
    """The operation with its reason; it is right whatever has happened since the page was drawn."""
    return lambda given, call: operation(
        rationale=given["rationale"], **{name: value for name, value in call.items() if name != "seen"}
    )


PAGES: dict[str, StepPage] = {
    "acknowledge": StepPage(
        forms.Acknowledge,
        _with(handling.acknowledge, "text"),
        _("Acknowledged. The message is in the person’s mailbox."),
    ),
    "take": StepPage(forms.Confirm, _with(barriers.take), _("It is yours. What was written is shown below.")),
    "assign": StepPage(
        barrier_forms.Assign,
        lambda given, call: barriers.assign(person_id=UUID(given["person"]), rationale=given["rationale"], **call),
        _("Assigned."),
    ),
    "declare_interest": StepPage(
        barrier_forms.DeclareInterest,
        _unseen(barriers.declare_interest),
        _("Your interest is declared. From now on this concern is not there for you."),
        leaves=True,
    ),
    "end_interest": StepPage(
        barrier_forms.EndInterest,
        lambda given, call: barriers.end_interest(
            declaration_id=UUID(given["declaration"]), rationale=given["rationale"], **call
        ),
        _("Ended. The concern is there for them again."),
    ),
    "open_in_emergency": StepPage(
        barrier_forms.OpenInEmergency,
        _unseen(barriers.open_in_emergency),
        _("You may read it until midnight. The head of office will review this."),
    ),
    "code": StepPage(
        forms.Code,
        lambda given, call: handling.code(
            terms=[UUID(term) for name in forms.Code.AXES for term in given[name]],
            sector=given["sector"],
            stage=given["stage"],
            region=given["region"],
            **call,
        ),
        _("The coding is saved."),
    ),
    "link": StepPage(
        link_forms.Link,
        lambda given, call: links.link(to=links_to(given), **call),
        _("Linked. It stands under “Others like it” on the page."),
    ),
    "unlink": StepPage(
        link_forms.Unlink,
        lambda given, call: links.unlink(link_id=UUID(given["link"]), rationale=given["rationale"], **call),
        _("The link is taken away."),
    ),
    "triage_in_scope": StepPage(
        forms.TriageInScope, _with(handling.triage_in_scope, "rationale"), _("Decided: we can look at it.")
    ),
    "signpost": StepPage(
        forms.Signpost,
        lambda given, call: handling.signpost(
            bodies=[UUID(body) for body in given["bodies"]], text=given["text"], rationale=given["rationale"], **call
        ),
        _("Pointed to another body. The message is in the person’s mailbox."),
    ),
    "open": StepPage(
        forms.Confirm,
        _with(handling.start_work),
        _("Work has started. The person sees that somebody is looking at it."),
    ),
    "write": StepPage(forms.Write, _with_files(handling.write), _("Sent to the person’s mailbox.")),
    "translate": StepPage(
        translation_forms.Translate,
        lambda given, call: translations.translate(
            message_id=None if given["of"] == known_translations.TOLD else UUID(given["of"]),
            language_from=given["language_from"],
            language=given["language"],
            made_by=given["made_by"],
            is_machine=given["made"] == translation_forms.MACHINE,
            text=given["text"],
            **call,
        ),
        _("Kept. It stands beside the original."),
    ),
    "ask_agreement": StepPage(
        forms.AskAgreement, _with(handling.ask_agreement, "text"), _("Asked. The person can answer in their mailbox.")
    ),
    "record_agreement": StepPage(
        forms.RecordAgreement, _with(handling.record_agreement, "agreement", "rationale"), _("Recorded.")
    ),
    "request_override": StepPage(
        barrier_forms.RequestOverride,
        lambda given, call: overrides.request_override(
            ground=given["ground"], rationale=given["rationale"], is_safe_to_tell=given["safe"] == "yes", **call
        ),
        _("Asked. It needs a second person now: tell the head of office."),
    ),
    "decide_override": StepPage(
        barrier_forms.DecideOverride,
        lambda given, call: overrides.decide_override(
            authorise=given["decision"] == "authorise", rationale=given["rationale"], text=given.get("text", ""), **call
        ),
        _("The decision is recorded."),
    ),
    "put_to_body": StepPage(
        enquiry_forms.PutToBody,
        lambda given, call: enquiries.put_to_body(
            organisation_id=UUID(given["organisation"]),
            subject=given["subject"],
            question=given["question"],
            is_checked=given["is_checked"],
            **call,
        ),
        _("Sent. The body sees it in its own page and answers there."),
    ),
    "answer": StepPage(
        forms.Answer, _with_files(handling.answer), _("Answered. The answer is in the person’s mailbox.")
    ),
    "close": StepPage(
        forms.Close, _with(handling.close, "close_reason", "rationale"), _("Closed. A new message opens it again.")
    ),
    "reopen": StepPage(forms.Reopen, _with(handling.reopen, "rationale"), _("Open again.")),
    "withdraw": StepPage(forms.Withdraw, _with(handling.withdraw, "rationale"), _("Recorded as withdrawn.")),
    "pause_clock": StepPage(forms.PauseClock, _with(handling.pause_clock, "rationale"), _("The clock is paused.")),
    "resume_clock": StepPage(forms.Confirm, _with(handling.resume_clock), _("The clock runs again.")),
    "correct": StepPage(
        forms.Correct,
        _with(handling.correct, "entry", "rationale"),
        _("Taken back. The earlier entry stays in the timeline."),
    ),
    "seal_passage": StepPage(
        identity_forms.SealPassage,
        _with(identities.seal_passage, "passage"),
        _("Moved. To read it again, the identity has to be opened."),
    ),
    "seal_file": StepPage(
        identity_forms.SealFile,
        lambda given, call: identities.seal_file(document_id=given["file"], **call),
        _("Moved. To read it again, the identity has to be opened."),
    ),
    "request_erasure": StepPage(
        identity_forms.RequestErasure,
        _with(erasure.request_erasure, "basis", "rationale"),
        _("Asked. The head of office or the Commissioner decides."),
    ),
    "decide_erasure": StepPage(
        identity_forms.DecideErasure, _with(erasure.decide_erasure, "rationale"), _("Erased. Nobody can bring it back.")
    ),
    "refuse_erasure": StepPage(
        identity_forms.RefuseErasure, _with(erasure.refuse_erasure, "rationale"), _("Refused. Nothing was erased.")
    ),
}


@office.for_handlers_with_files
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """The page of one step (GET), and taking it (POST)."""
    page = PAGES.get(name)
    concern = office.found(request, reference)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _sent(request, concern, name, page)
    return _shown(request, concern, name, page, None)


def _sent(request: Any, concern: Concern, name: str, page: StepPage) -> HttpResponse:
    if "insert" in request.POST:
        return _shown(request, concern, name, page, page.form(about=_about(concern, name, request), typed=request.POST))
    form = page.form(request.POST, request.FILES, about=_about(concern, name, request))
    if not form.is_valid() or "look" in request.POST:
        return _shown(request, concern, name, page, form)
    call = {"concern_id": concern.id, "actor": request.actor, "at": request.now, "seen": _seen(request)}
    try:
        page.act(form.cleaned_data, call)
    except Refused as refused:
        if refused.codes == ("step_up",):
            return accounts.ask_to_step_up(request)
        refusals.record(concern_id=concern.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return _shown(request, concern, name, page, form, refused)
    except OSError:
        form.add_error(None, str(_("The files could not be stored: the disk is full. Nothing was sent.")))
        return _shown(request, concern, name, page, form)
    except Concern.DoesNotExist:  # an interest was declared, or the access ended, a moment ago
        raise Http404 from None
    messages.success(request, str(page.done))
    return HttpResponseRedirect("/concerns/" if page.leaves else reverse("concerns:case", args=[concern.reference]))


def _seen(request: Any) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 7 else None


def _shown(
    request: Any,
    concern: Concern,
    name: str,
    page: StepPage,
    form: forms.StepForm | None,
    refused: Refused | None = None,
) -> HttpResponse:
    found = facts.of(concern, request.actor)
    law = registry.get("concerns.concern", concern.procedure_version)
    offer = next(offer for offer in guard.offers(law, found, request.actor, request.now) if offer.step.name == name)
    standing = [refusal for refusal in offer.refusals if refusal.code != "step_up"]
    about = form.about if form else _about(concern, name, request)
    seen = _seen(request)
    looked = _looked(request, concern, name, form)
    shown = {
        "concern": concern,
        "name": name,
        "step": offer.step,
        "state": law.state(concern.state),
        "form": form or page.form(about=about),
        "about": about,
        "refusals": refused.refusals if refused else (standing if form is None or not form.is_bound else ()),
        "is_possible": not standing,
        "seen": seen if form is not None and not form.is_bound and seen is not None else len(found.history),
        "news": list(case.since(concern.id, seen))
        if refused and seen is not None and seen < len(found.history)
        else [],
        "words": words,
        "spoken": words.spoken,
        "written": _written(request, concern),
        "readers": case.readers(concern.id) if name in {"seal_passage", "seal_file"} else [],
        "looked": looked,
        "is_sealed": getattr(concern, "identity", None) is not None,
        "title": step_words.TITLES.get(name, offer.step.label),
        "explained": step_words.EXPLAINED.get(name, ""),
    }
    return pages.page(request, "concerns/office/step.html", shown, status=409 if refused else 200)


def _looked(request: Any, concern: Concern, name: str, form: forms.StepForm | None) -> passages.Look | None:
    """Where the words stand that are about to be moved; None where nobody asked, or where they stand nowhere."""
    if name != "seal_passage" or "look" not in request.POST or form is None or not form.is_valid():
        return None
    found = passages.look(concern, form.cleaned_data["passage"])
    if found.places:
        return found
    form.add_error("passage", str(_("These words stand in no text of this concern. Copy them letter by letter.")))
    return None


def _written(request: Any, concern: Concern) -> Told | None:
    """What was written, to have at hand while deciding; opening the page counts as reading it."""
    written = case.written(concern)
    if written is not None:
        barriers.record_read(concern=concern, actor=request.actor, at=request.now)
    return written


def _about(concern: Concern, name: str, request: Any) -> forms.About:
    on = localdate(request.now)
    entry = case.correctable(concern.id) if name == "correct" else None
    decide_by = case.decide_by(concern, "concerns.triage", on) if name == "acknowledge" else None
    is_letter = name in codes.Purpose.values
    return forms.About(
        concern=concern,
        on=on,
        decide_by=decide_by,
        kept=tuple(templates.ready(concern, name, on=on, due_on=decide_by)) if is_letter else (),
        override=case.waiting_override(concern.id) if name == "decide_override" else None,
        entry=entry,
        declared=tuple(case.declared(concern.id)) if name == "end_interest" else (),
        campaigns=tuple(known_links.campaigns()) if name == "link" else (),
        suggested=tuple(known_links.suggested(request.actor, concern)) if name == "link" else (),
        links=tuple(_own_links(concern)) if name == "unlink" else (),
        originals=_originals(concern, name),
        of=request.GET.get("of", "")[:40],
        movable=tuple(_movable(concern)) if name == "seal_file" else (),
        erasure=case.waiting_erasure(concern.id) if name in {"decide_erasure", "refuse_erasure"} else None,
    )


def _originals(concern: Concern, name: str) -> tuple[Original, ...]:
    """What the page can be opened for: a text to translate, or one that words are moved out of."""
    if name == "seal_passage":
        return tuple(passages.originals(concern))
    return tuple(known_translations.originals(concern)) if name == "translate" else ()


def _movable(concern: Concern) -> list[known_files.Shown]:
    pair = opening.pair_for_office(concern)
    return known_files.movable(concern, pair) if pair else []


def _own_links(concern: Concern) -> Iterator[tuple[UUID, str]]:
    """The concern's own links in words, for the form that takes one away."""
    for row in known_links.of(concern).own:
        if row.campaign is not None:
            yield row.id, translated("Part of the campaign “%(name)s”") % {"name": row.campaign.name}
        elif row.duplicate_of is not None:
            yield row.id, translated("The same matter as %(reference)s") % {"reference": row.duplicate_of.reference}
