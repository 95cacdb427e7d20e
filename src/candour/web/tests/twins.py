"""Lays a page beside its twin in the other language, and finds what both say in the same words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

SPOKEN = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title"})
SAME = {
    "Candour": "the product's name",
    "security.txt": "a file's name",
    "Ofsted": "a body's name",
    "Estyn": "a body's name, in Welsh",
    "NSPCC": "a charity's name",
    "999 BSL": "a service's name",
    "CSV": "a format's name",
    "JSON": "a format's name",
    "ODS": "a format's name",
}
"""What is the same in both, each with its reason."""

_CODES = re.compile(r"\b[A-Z]-\w{4}-\w{4}\b|\b(?:[0-9A-Z]{4}-){5}[0-9A-Z]{2}\b|https?://\S+|\b[\d.]+ (?:B|kB|MB)\b")
"""References, receipts, addresses, sizes of files: nothing to translate."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Spoken(HTMLParser):
    """Every piece of text that a person sees or hears, as long as it stands in the page's own language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.said: set[str] = set()
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    @property
    def _here(self) -> str:
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        language = told.get("lang") if "lang" in told else self._here
        if tag == "html":
            self.language = language or ""
        if tag not in _VOID:
            self._open.append((tag, language or ""))
        if language == self.language:
            self.said |= {" ".join((told[name] or "").split()) for name in SPOKEN & told.keys()}

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._here == self.language and not {"script", "style", "textarea"} & {tag for tag, _ in self._open}:
            self.said.add(" ".join(data.split()))


def untranslated(english: str, welsh: str) -> list[str]:
    """What a Welsh page says exactly as its English twin does, exceptions apart. Empty when all is well."""
    one, other = Spoken(english), Spoken(welsh)
    wrong = [] if (one.language, other.language) == ("en", "cy") else [f"lang: {one.language}, {other.language}"]
    return wrong + sorted(
        text for text in one.said & other.said if text not in SAME and _WORD.search(_CODES.sub("", text))
    )
