"""Filling in a form of several pages without an account: the draft stands under the key in the browser's cookie.

Every page works without JavaScript and with any of its answers empty. What was typed is never thrown away: where it
cannot be kept as it is, the page shows it again and says why; where the draft is gone, what was just typed begins a
new one. Nothing of the browser or the connection is looked at or kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from candour.kernel.visitors import drafts
from candour.kernel.visitors import operations as keeping
from candour.kernel.visitors.drafts import Contents
from candour.web import cookies, languages, pages
from candour.web.paged import Answers, Page, Paged

FROM_CHECK = "check"


class Held:
    """The draft that this browser has the key of: still there, sent already, gone, or never begun."""

    def __init__(self, request: HttpRequest, cookie: str, *, lock: bool = False) -> None:
        value = request.COOKIES.get(cookie, "")
        self.at: datetime = request.now  # type: ignore[attr-defined]  # set by ClockMiddleware
        self.key = drafts.key_of(value) if value else None
        self.contents = keeping.find(key=self.key, at=self.at, lock=lock) if self.key else None

    @property
    def is_gone(self) -> bool:
        """There was one, and there is none any more: two hours are over, or it was finished in another tab."""
        return self.key is not None and self.contents is None

    @property
    def is_sent(self) -> bool:
        """It was sent; only its receipt is left."""
        return self.contents is not None and self.contents.is_sent

    @property
    def answers(self) -> dict[str, str]:
        """What was answered so far."""
        return dict(self.contents.answers) if self.contents else {}


@dataclass(frozen=True)
class Filling:
    """A form of several pages at the public door. ``names`` is the namespace of its addresses, in which there are
    ``start``, ``question`` (with a slug), ``check-answers``, ``receipt`` and ``draft-gone``."""

    form: Paged
    cookie: str
    names: str
    begin: Callable[[], Contents] = drafts.new_contents
    """What a draft holds at first."""

    def held(self, request: HttpRequest, *, lock: bool = False) -> Held:
        """The draft of this browser; ``lock`` holds its row until the transaction ends."""
        return Held(request, self.cookie, lock=lock)

    def to(self, name: str, **parts: str) -> str:
        """One of the form's own addresses, in the language of the page."""
        return reverse(f"{self.names}:{name}", kwargs=parts or None)

    def question(self, request: HttpRequest, slug: str, *, more: Mapping[str, object] | None = None) -> HttpResponse:
        """One page: shown, shown again with what is wrong, or kept and followed by the next. ``more`` is what the
        templates need beside the form."""
        page = self.form.page_at(slug)
        if page is None:
            raise Http404
        held = self.held(request, lock=request.method == "POST")
        is_first = page is self.form.first
        if held.is_sent and not is_first:
            return redirect(self.to("receipt"))
        if request.method != "POST":
            if held.is_gone and not is_first:
                return redirect(self.to("draft-gone"))
            answers = {} if held.is_sent else held.answers
            return self._ask(request, page, page.form.answered(answers), has_draft=bool(answers), more=more)
        if languages.is_toggling(request):
            form = page.form.as_typed(request.POST)
            return self._ask(request, page, form, has_draft=bool(held.answers), more=more)
        form = page.form(request.POST)
        if not form.is_valid():
            return self._ask(request, page, form, has_draft=bool(held.answers), more=more)
        return self._keep(request, page, form, held)

    def _ask(
        self, request: HttpRequest, page: Page, form: Answers, *, has_draft: bool, more: Mapping[str, object] | None
    ) -> HttpResponse:
        before = self.form.before(page)
        context = {
            **(more or {}),
            "form": form,
            "title": page.form.title,
            "has_errors": bool(form.errors),
            "back": self._back(request, before.slug if before else None),
            "place": self.form.pages.index(page) + 1,
            "places": len(self.form.pages),
            "has_draft": has_draft,
            "asked_at": languages.english(request.get_full_path()),
        }
        return pages.page(request, page.template, context)

    def _back(self, request: HttpRequest, slug: str | None) -> str:
        """Where the back link leads: to the list when one answer is being changed, else to the page before."""
        if request.GET.get("from") == FROM_CHECK:
            return self.to("check-answers")
        return self.to("question", slug=slug) if slug else self.to("start")

    def _keep(self, request: HttpRequest, page: Page, form: Answers, held: Held) -> HttpResponse:
        begins = held.contents is None or held.is_sent
        key = drafts.new_key() if begins or held.key is None else held.key
        contents = self.begin() if begins or held.contents is None else held.contents
        keeping.keep(key=key, contents=contents.answering(form.answers()), at=held.at)
        following = self.form.after(page)
        if held.is_gone and page is not self.form.first:
            then = self.to("draft-gone")
        elif following is None or request.GET.get("from") == FROM_CHECK:
            then = self.to("check-answers")
        else:
            then = self.to("question", slug=following.slug)
        response = redirect(then)
        if begins:
            cookies.give(request, response, self.cookie, key.cookie)
        return response

    def forget(self, held: Held, then: str) -> HttpResponse:
        """Forget the draft here, and go to one of the form's own addresses."""
        if held.key is not None:
            keeping.forget(key=held.key)
        response = redirect(self.to(then))
        cookies.take_back(response, self.cookie)
        return response

    def forget_sent(self, request: HttpRequest, response: HttpResponse) -> None:
        """Whoever came back with the receipt has it: a draft that still shows it is forgotten."""
        held = self.held(request)
        if held.key is not None and (held.contents is None or held.is_sent):
            keeping.forget(key=held.key)
            cookies.take_back(response, self.cookie)
