"""Rendering: one function that turns a template and its facts into a response, and what every layout may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role
from candour.web import languages, navigation

SOON = timedelta(minutes=30)
"""How long before the end of a sign-in its pages begin to say so: enough to finish a text."""

OFFICE_NAME = _("Office of the Independent Prevent Commissioner")


class Shell:
    """What the layouts show around a page. Everything is worked out on first use, so that a layout that does not
    ask (an error page, a public page) costs nothing and reads nothing.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def door(self) -> Door | None:
        """The door that serves this process."""
        return getattr(settings, "DOOR", None)

    @property
    def is_demonstration(self) -> bool:
        """Whether the people and cases are synthetic."""
        return bool(getattr(settings, "DEMONSTRATION", False))

    @property
    def office_name(self) -> str:
        """Whose system this is."""
        return str(getattr(settings, "OFFICE_NAME", OFFICE_NAME))

    @property
    def language(self) -> str:
        """The language of this page, as HTML names it."""
        return languages.current()

    @property
    def address(self) -> str:
        """The address of this page at its door, with its query."""
        return self._request.get_full_path()

    def twin(self, path: str = "") -> languages.Twin | None:
        """The same page in the other language, at the public door; None where there is none to go to: the page
        answered something that was sent, and asking for its address would not show it again. ``path`` names the page
        (in English) where the address is not its own."""
        if self.door is not Door.PUBLIC or not (path or self._request.method in {"GET", "HEAD"}):
            return None
        return languages.twin(languages.local(path) if path else self._request.get_full_path())

    @property
    def actor(self) -> Actor | None:
        """Who is signed in, as the middleware found."""
        return getattr(self._request, "actor", None)

    @property
    def role_names(self) -> list[str]:
        """In which roles, by name, each once."""
        if self.actor is None:
            return []
        names = dict(Role.choices)
        return list(dict.fromkeys(str(names.get(held.role, held.role)) for held in self.actor.holdings))

    @property
    def organisation_names(self) -> list[str]:
        """In which organisations, each once."""
        return [] if self.actor is None else list(dict.fromkeys(held.organisation_name for held in self.actor.holdings))

    @cached_property
    def navigation(self) -> list[navigation.Shown]:
        """The door's menu."""
        return navigation.shown(self.door, self.actor, self._request.path) if self.door else []

    @cached_property
    def unread(self) -> int:
        """How many notices wait."""
        return navigation.unread(self.actor)

    @property
    def notices_address(self) -> str:
        """Where notices are read; empty while nobody keeps any."""
        return navigation.notices_address()

    @property
    def messages(self) -> BaseStorage | list[Any]:
        """What the last act left to say. Reading it empties it."""
        return get_messages(self._request)

    @property
    def ends_soon_at(self) -> datetime | None:
        """When this sign-in ends however busy it is, if that is less than half an hour away."""
        ends_at = self.actor.session_ends_at if self.actor is not None else None
        now = getattr(self._request, "now", None)
        return ends_at if ends_at is not None and now is not None and ends_at - now < SOON else None

    @property
    def idle_seconds(self) -> int:
        """After how long without a request a session ends."""
        return int(getattr(settings, "SESSION_IDLE_SECONDS", 15 * 60))


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: ``shell`` in every template."""
    return {"shell": Shell(request)}


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a template. The layout it extends decides what stands around it."""
    return HttpResponse(get_template(template).render(dict(context or {}), request), status=status)
