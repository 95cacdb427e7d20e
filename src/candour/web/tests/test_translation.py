"""Every word that a page shows is marked for translation: in each template of the shell and of every context."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from django.template import engines

from candour import web

PACKAGE = Path(web.__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
TEMPLATES = sorted(
    path
    for folder in (PACKAGE / "web" / "templates", PACKAGE / "web" / "components", *PACKAGE.glob("contexts/*/templates"))
    for path in folder.rglob("*.html")
)
SPOKEN = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title"})
NAMES = frozenset({"Candour"})
"""The product's own name is the same in every language."""
HOLE = "\N{REPLACEMENT CHARACTER}"
"""Stands where the template puts something in."""


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bare: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN:
                self.handle_data(value or "")

    def handle_data(self, data: str) -> None:
        self.bare += [word for word in re.findall(r"[^\W\d_]{2,}", data) if word not in NAMES]


def unmarked(source: str) -> list[str]:
    """The words of a template that stand outside ``_()`` and ``{% trans %}``."""
    pieces: list[str] = []
    skipped = False
    block: list[str] = []
    in_block = False
    for _, kind, value in engines["pages"].env.lex(source):  # type: ignore[attr-defined]
        if kind == "data":
            if not skipped:
                pieces.append(value)
        elif kind in {"block_begin", "variable_begin"}:
            in_block, block = True, []
        elif kind in {"block_end", "variable_end"}:
            in_block = False
            pieces.append(HOLE if kind == "variable_end" else "")
            if block[:1] == ["trans"] or (block[:1] == ["block"] and block[1].endswith("_class")):
                skipped = True  # marked already, or a class of the page's body
            elif block[:1] in (["endtrans"], ["endblock"]):
                skipped = False
        elif in_block and kind == "name":
            block.append(value)
    return Words("".join(pieces)).bare


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_is_unmarked(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == []


def test_notices_a_bare_word() -> None:
    assert unmarked('<p title="{{ _("x") }}">{{ _("marked") }}</p>{% trans %}marked too{% endtrans %}') == []
    assert unmarked("<p>bare</p>") == ["bare"]
    assert unmarked('<a aria-label="bare">{{ name }}</a>') == ["bare"]
    assert len(TEMPLATES) > 30


def test_a_translator_is_given_every_word() -> None:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel has no types here
    found = {
        message[2] if isinstance(message[2], str) else message[2][0]
        for message in extract_from_dir(ROOT, methods, options, keywords=DEFAULT_KEYWORDS | {"gettext_lazy": None})
    }
    assert "Skip to main content" in found  # in a layout
    assert "How it works" in found  # in a page of a context
    assert "Day" in found  # in Python
    assert "Choose one of the answers shown" in found
    assert any(len(message) > 150 for message in found)  # a paragraph, in one piece and without line breaks
