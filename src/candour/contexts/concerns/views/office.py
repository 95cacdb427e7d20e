"""What the office's views share: who may enter, and the concern that an address names."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.queries import case, visible
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from candour.web.entrance import SIGNED_IN, entrance, roles

for_handlers = entrance(doors=Door.OFFICE, to=roles(*visible.HANDLES_CONCERNS))
"""Whoever works with concerns."""

for_handlers_with_files = entrance(doors=Door.OFFICE, to=roles(*visible.HANDLES_CONCERNS), files=True)
"""The same, on a page that takes files."""

for_overseers = entrance(doors=Door.OFFICE, to=roles(*visible.OVERSEES))
"""The head of office and the Commissioner."""

for_the_head = entrance(doors=Door.OFFICE, to=roles(Role.HEAD_OF_OFFICE))
"""The head of office alone."""

for_the_office = entrance(doors=Door.OFFICE, to=SIGNED_IN)
"""Everybody in the office."""


def back_to(request: Any) -> str:
    """The list from which somebody came: its own filters and page, and never another address."""
    asked = request.POST if request.method == "POST" else request.GET
    query = asked.get("from_list", "")
    return reverse("concerns:inbox") + (query if query.startswith("?") and len(query) < 2_000 else "")


def found(request: Any, reference: str) -> Concern:
    """The concern of this address. Absent, misspelt and not for this person are the same Http404."""
    concern = case.concern_for(request.actor, reference)
    if concern is None:
        raise Http404
    return concern
