"""Giving somebody a file to save."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def given_out(data: bytes, *, name: str, media: str) -> HttpResponse:
    """A file to save, never to show: whatever it is, the browser neither guesses nor runs it."""
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
