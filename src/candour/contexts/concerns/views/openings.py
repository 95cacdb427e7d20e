"""Opening sealed identities at the office: asking, agreeing, reading, and what came of earlier requests.

The reader's browser gets the private half of a key that is made here for one request, in a cookie; it is stored nowhere
(``reader_pass``). A page that takes somebody's secret never comes back with it, and is not kept while a passkey is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import api as accounts
from candour.contexts.concerns import procedure, reader_pass
from candour.contexts.concerns.forms import identities as forms
from candour.contexts.concerns.identity import CannotOpen, File
from candour.contexts.concerns.models import Opening
from candour.contexts.concerns.operations import openings, refusals
from candour.contexts.concerns.queries import files as known_files
from candour.contexts.concerns.queries import identities
from candour.contexts.concerns.queries import openings as queries
from candour.contexts.concerns.views import office, words
from candour.kernel.doors import Door
from candour.kernel.procedures import guard
from candour.kernel.procedures.facts import Refusal, Refused
from candour.kernel.sealing import boxes
from candour.web import cookies, pages
from candour.web.entrance import entrance, roles
from candour.web.forms import Form

for_those_who_see = entrance(doors=Door.OFFICE, to=roles(*queries.SEE))
PAGE = 50


def fresh_proof(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that first asks for a passkey, and forgets a form that was sent without: a secret is kept in no page."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **given: Any) -> HttpResponse:
        if request.actor.has_stepped_up(request.now):
            return view(request, *args, **given)
        return HttpResponseRedirect(reverse("accounts:step_up") + "?" + urlencode({"next": request.path}))

    return guarded


@dataclass(frozen=True)
class Act:
    """A step on a request that has a page of its own: its form, what it calls, and what is said afterwards."""

    form: type[Form]
    act: Callable[[Any, Opening, dict[str, Any]], object]
    done: Any
    leaves: bool = False


def _plain(operation: Callable[..., object], *names: str) -> Callable[[Any, Opening, dict[str, Any]], object]:
    return lambda request, opening, given: operation(
        opening_id=opening.id, actor=request.actor, at=request.now, **{name: given[name] for name in names}
    )


ACTS: dict[str, Act] = {
    "agree": Act(
        forms.Agree,
        lambda request, opening, given: openings.agree(
            opening_id=opening.id, typed=given["secret"], actor=request.actor, at=request.now
        ),
        _("You agreed. With the other side’s agreement the reader has 15 minutes."),
    ),
    "refuse": Act(forms.Refuse, _plain(openings.refuse, "rationale"), _("Refused. It stays sealed.")),
    "step_aside": Act(
        forms.StepAside,
        _plain(openings.step_aside, "rationale"),
        _("You stepped aside. A colleague decides."),
        leaves=True,
    ),
    "withdraw": Act(forms.Withdraw, _plain(openings.withdraw), _("Taken back. It stays sealed.")),
    "finish": Act(forms.Finish, _plain(openings.finish), _("Closed again. What was released is destroyed.")),
}
STEPS_OF = {"agree": ("agree_first", "agree_second")}
"""The steps of the procedure behind an act, where they have another name."""


@for_those_who_see
@require_safe
def listed(request: Any) -> HttpResponse:
    """What waits for this person, what runs, and what came of earlier requests."""
    page = Paginator(queries.listed_for(request.actor), PAGE).get_page(request.GET.get("page"))
    shown = {
        "wide": True,
        "mine": queries.to_decide(request.actor),
        "page": page,
        "rows": [(opening, queries.is_current(opening, request.now)) for opening in page],
        "read": queries.last_read([opening.id for opening in page]),
        "words": words,
        "opens": request.actor.has(*queries.OPENERS),
        "is_ready": identities.can_seal(),
    }
    return pages.page(request, "concerns/office/identities/list.html", shown)


@office.for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Any, reference: str) -> HttpResponse:
    """The written request. Where the person who asks is the reader, this browser gets its key with it."""
    concern = office.found(request, reference)
    if identities.of(concern.id) is None:
        raise Http404
    readers = queries.readers_for(concern, request.now)
    form = forms.Ask(request.POST if request.method == "POST" else None, readers=readers, me=request.actor.person_id)
    refused: tuple[Refusal, ...] = ()
    running = queries.running(concern.id)
    if form.is_bound and form.is_valid():
        pair, given = boxes.new_pair(), form.cleaned_data
        try:
            opening = openings.ask(
                concern_id=concern.id, ground=given["ground"], reason=given["reason"], reader_id=UUID(given["reader"]),
                reader_public=pair.public, actor=request.actor, at=request.now,
            )  # fmt: skip
        except Refused as why:
            if why.codes == ("step_up",):
                return accounts.ask_to_step_up(request)
            refusals.record(concern_id=concern.id, step="opening.ask", refused=why, actor=request.actor, at=request.now)
            refused = why.refusals
        else:
            messages.success(request, str(_("Asked. One person of each side has to agree, within three days.")))
            response = _to(opening)
            if opening.reader_id == request.actor.person_id:
                _give(request, response, opening, pair.private)
            return response
    shown = {"form": form, "concern": concern, "refusals": refused, "running": running, "words": words}
    return pages.page(request, "concerns/office/identities/ask.html", shown, status=409 if refused else 200)


@for_those_who_see
@require_safe
def show(request: Any, opening_id: UUID) -> HttpResponse:
    """One request: who asks and why, where it stands, and what this person can do about it."""
    return _page(request, found(request, opening_id))


def _page(request: Any, opening: Opening) -> HttpResponse:
    facts = queries.facts_of(opening, request.actor, request.now)
    law = openings.law_of(opening)
    offers = {offer.step.name: offer for offer in guard.offers(law, facts, request.actor, request.now)}
    is_open = {name for name, offer in offers.items() if offer.is_open or offer.needs_only_step_up}
    possible = [name for name in ACTS if is_open & {*STEPS_OF.get(name, ()), name}]
    until = queries.window_ends(opening.id)
    waits_for_other = bool(facts.fields["side_has_agreed"]) and opening.state == procedure.opening.HALF_AGREED
    shown = {
        "opening": opening,
        "state": law.state(opening.state),
        "timeline": queries.timeline(opening.id),
        "possible": possible,
        "refusals": [] if waits_for_other else _why_not(request, opening, offers, possible),
        "waits_for_other": waits_for_other,
        "may_get_ready": "get_ready" in is_open and held(request, opening) is None,
        "may_read": "read" in is_open,
        "is_mine": opening.reader_id == request.actor.person_id,
        "is_ready": "reader_key" in facts.records,
        "is_current": facts.fields["is_current"],
        "until": until,
        "words": words,
        "titles": {name: act.form.title for name, act in ACTS.items()},
        "opens": request.actor.has(*queries.OPENERS),
        "sees_concern": request.actor.has(
            procedure.roles.CASEWORKER, procedure.roles.HEAD, procedure.roles.COMMISSIONER
        ),
    }
    return pages.page(request, "concerns/office/identities/opening.html", shown)


def _why_not(request: Any, opening: Opening, offers: dict[str, guard.Offer], possible: list[str]) -> list[Refusal]:
    """To somebody of a side: why they cannot agree, when they cannot."""
    if "agree" in possible or not request.actor.has(*queries.OPENERS) or not opening.is_open:
        return []
    step = "agree_second" if opening.state == procedure.opening.HALF_AGREED else "agree_first"
    return [refusal for refusal in offers[step].refusals if refusal.code not in {"step_up", "state"}]


@for_those_who_see
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Any, opening_id: UUID, name: str) -> HttpResponse:
    """Agree, refuse, step aside, take back, close again."""
    opening, page = found(request, opening_id), ACTS.get(name)
    if page is None:
        raise Http404
    form = page.form(request.POST if request.method == "POST" else None)
    refused: tuple[Refusal, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            page.act(request, opening, form.cleaned_data)
        except Refused as why:
            refused = why.refusals
            _record(request, opening, name, why)
        except openings.WrongSecret:
            refused = (_wrong(),)
        except Opening.DoesNotExist:  # an interest was declared a moment ago
            raise Http404 from None
        else:
            messages.success(request, str(page.done))
            return HttpResponseRedirect(reverse("identities:list")) if page.leaves else _to(opening)
    if isinstance(form, forms.Secret) and form.is_bound and not form.errors:
        form = page.form()  # what was typed is not shown again
    shown = {"form": form, "opening": opening, "refusals": refused, "name": name, "words": words}
    return pages.page(request, "concerns/office/identities/act.html", shown, status=409 if refused else 200)


@for_those_who_see
@require_http_methods(["GET", "HEAD", "POST"])
def get_ready(request: Any, opening_id: UUID) -> HttpResponse:
    """The named reader's browser gets its key."""
    opening = found(request, opening_id)
    form = forms.GetReady(request.POST if request.method == "POST" else None)
    refused: tuple[Refusal, ...] = ()
    if form.is_bound:
        pair = boxes.new_pair()
        try:
            openings.get_ready(opening_id=opening.id, public=pair.public, actor=request.actor, at=request.now)
        except Refused as why:
            refused = why.refusals
            _record(request, opening, "get_ready", why)
        else:
            messages.success(request, str(_("This browser is ready. Come back to it once both sides have agreed.")))
            response = _to(opening)
            _give(request, response, opening, pair.private)
            return response
    shown = {"form": form, "opening": opening, "refusals": refused, "name": "get_ready", "words": words}
    return pages.page(request, "concerns/office/identities/act.html", shown, status=409 if refused else 200)


@for_those_who_see
@fresh_proof
@require_safe
def read(request: Any, opening_id: UUID) -> HttpResponse:
    """The identity, for the named reader, until the quarter of an hour is over: then the page leaves by itself."""
    opening = found(request, opening_id)
    try:
        pieces = _opened(request, opening)
    except (Refused, CannotOpen) as why:
        return not_opened(request, opening, why)
    until = queries.window_ends(opening.id)
    assert until is not None  # it was read just now
    left = max(int((until - request.now).total_seconds()), 1)
    files = known_files.of_identity(opening.concern_id, [one.holds for one in pieces if isinstance(one.holds, File)])
    shown = {"opening": opening, "pieces": pieces, "files": files, "until": until, "left": left, "words": words}
    return leaving(pages.page(request, "concerns/office/identities/read.html", shown), opening, left)


def leaving(response: HttpResponse, opening: Opening, left: int) -> HttpResponse:
    """A page that leaves by itself: the limit is the safeguard, so nothing extends it, and no script is needed for it."""
    response["Refresh"] = f"{left}; url={reverse('identities:opening', args=[opening.id])}"
    return response


def _opened(request: Any, opening: Opening) -> list[openings.Shown]:
    return openings.read(
        opening_id=opening.id, private=held(request, opening) or b"", actor=request.actor, at=request.now
    )


def not_opened(request: Any, opening: Opening, why: Refused | CannotOpen) -> HttpResponse:
    """Why nothing is shown."""
    if isinstance(why, Refused):
        _record(request, opening, "read", why)
        refused = why.refusals
    else:
        refused = (_other_browser(),)
    shown = {"opening": opening, "refusals": refused, "words": words}
    return pages.page(request, "concerns/office/identities/not-opened.html", shown, status=409)


def found(request: Any, opening_id: UUID) -> Opening:
    """The request, for somebody who may see it; a page that is not there for anybody else."""
    opening = queries.found_for(request.actor, opening_id)
    if opening is None:
        raise Http404
    return opening


def held(request: Any, opening: Opening) -> bytes | None:
    """The private half that this browser has for this request."""
    cookie = request.COOKIES.get(reader_pass.name(opening.id), "")
    return reader_pass.read(cookie, opening=opening.id, person=request.actor.person_id)


def _give(request: Any, response: HttpResponse, opening: Opening, private: bytes) -> None:
    value = reader_pass.make(private, opening=opening.id, person=request.actor.person_id)
    seconds = int(queries.STANDS.total_seconds())
    cookies.give(request, response, reader_pass.name(opening.id), value, path="/identities/", seconds=seconds)


def _to(opening: Opening) -> HttpResponse:
    return HttpResponseRedirect(reverse("identities:opening", args=[opening.id]))


def _record(request: Any, opening: Opening, name: str, why: Refused) -> None:
    step = f"opening.{name}"
    refusals.record(concern_id=opening.concern_id, step=step, refused=why, actor=request.actor, at=request.now)


def _wrong() -> Refusal:
    return Refusal(
        "secret.wrong",
        _("This is not your secret. The try was counted; after three you have to wait before the next."),
        _("Compare each word with your paper. If you lost it, ask a colleague of your side to agree instead."),
    )


def _other_browser() -> Refusal:
    return Refusal(
        "other_browser",
        _("This is not the browser that made ready to read it. Nothing is shown."),
        _("Open it in that browser, on that computer. If you cannot, close it again and ask once more."),
    )
