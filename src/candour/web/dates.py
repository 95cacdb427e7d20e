"""Days as they are written on a page. A list shows the same few over and over: each is put into words once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from django.utils import translation
from django.utils.formats import date_format


def written(on: date, form: str = "j F Y") -> str:
    """A day in the language of the moment, in Django's notation of dates. A datetime counts as its own day."""
    return _written(date(on.year, on.month, on.day), form, translation.get_language() or "")


def writer(form: str = "j F Y") -> Callable[[date], str]:
    """The same for the days of a list: which language it is, is asked once."""
    language = translation.get_language() or ""
    return lambda on: _written(on, form, language)


@lru_cache(maxsize=4096)
def _written(on: date, form: str, _language: str) -> str:
    return date_format(on, form)
