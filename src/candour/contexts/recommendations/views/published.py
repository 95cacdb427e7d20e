"""What was published, exactly as it left, for whoever wants to look its digest up in the ledger."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from candour.contexts.recommendations.queries import drafts, published
from candour.kernel.doors import Door
from candour.web.entrance import ANYONE, entrance, roles


def _text(digest: str) -> HttpResponse:
    """The bytes whose SHA-256 is the digest of the address."""
    found = published.by_digest(digest)
    if found is None:
        raise Http404
    answer = HttpResponse(found.text.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{digest[:16]}.txt"'
    return answer


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_safe
def text(_request: Any, digest: str) -> HttpResponse:
    """For everybody."""
    return _text(digest)


@entrance(doors=Door.OFFICE, to=roles(*drafts.READERS))
@require_safe
def text_in_the_office(_request: Any, digest: str) -> HttpResponse:
    """For the office, whose machines may not reach the public door."""
    return _text(digest)
