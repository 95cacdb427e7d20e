"""The languages of the public door: the address says which, and nothing else does.

``/tell/`` is English and ``/cy/tell/`` is its Welsh twin. Neither the browser's settings nor a cookie is asked: a page
then looks the same to everybody who opens its address, may be cached, and says nothing about who read it
(docs/decisions/0009-welsh.md). At the doors of staff every page is in ``LANGUAGE_CODE``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language, override

GetResponse = Callable[[HttpRequest], HttpResponseBase]

WELSH = "cy"
_BEFORE = f"/{WELSH}"
NAMES = {"en": "English", WELSH: "Cymraeg"}
"""Each language by its own name, which is the same on every page."""

TOGGLE = "toggle"
"""The name that a form has with it when somebody changes the language in the middle of it."""


@dataclass(frozen=True)
class Twin:
    """The same page in the other language: the code for ``lang``, the language's own name, the address."""

    code: str
    name: str
    href: str


def of_path(path: str) -> str:
    """The language of an address, as Django names it."""
    return WELSH if path == _BEFORE or path.startswith(f"{_BEFORE}/") else settings.LANGUAGE_CODE


def current() -> str:
    """The language of the page that is being made, as HTML names it: ``en`` or ``cy``."""
    return WELSH if get_language() == WELSH else "en"


def local(path: str) -> str:
    """The address ``path`` of the public door, in the language of the page that links to it."""
    return f"{_BEFORE}{path}" if current() == WELSH else path


def english(path: str) -> str:
    """The address without its language. Never one that leads to another host: ``/cy//host/`` is one slash short."""
    return escape_leading_slashes(path.removeprefix(_BEFORE) or "/") if of_path(path) == WELSH else path


def twin(path: str) -> Twin:
    """The twin of an address that may have a query."""
    if of_path(path.partition("?")[0]) == WELSH:
        return Twin("en", NAMES["en"], english(path))
    return Twin(WELSH, NAMES[WELSH], f"{_BEFORE}{path}")


def is_toggling(request: HttpRequest) -> bool:
    """Whether a form came here only to be shown again in this language: as it was typed, unjudged and unsaved."""
    return request.method == "POST" and TOGGLE in request.POST


class LanguageMiddleware:
    """Makes each answer, error pages included, in the language of its address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with override(of_path(request.path_info)):
            response = self.get_response(request)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                response.headers["Content-Language"] = current()
        return response
