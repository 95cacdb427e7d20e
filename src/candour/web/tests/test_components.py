"""Our wrappers of the design system, held to the examples that its own package ships."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template import engines

EXAMPLES = json.loads((Path(__file__).parent / "fixtures" / "govuk-frontend.json").read_text(encoding="utf-8"))
VOID = frozenset({"input", "br", "hr", "img", "meta", "link", "path"})

BEHIND: dict[str, frozenset[str]] = {
    # The macros' package follows version 6.3 of the design system, the examples are of 6.6. Every example that differs
    # is named here, with the reason; one that agrees again must leave the list.
    # a span around a start button's markup; we write no markup into buttons
    "button": frozenset(
        {
            "start link with html",
        }
    ),
    # `day`, `month`, `year`, `values` and automatic error classes are newer; candour.web.forms passes every item itself
    "date-input": frozenset(
        {
            "with translations",
            "with values",
            "with values and name prefix",
            "with values, name prefix and custom names",
            "day and month",
            "month and year",
            "with errors only",
            "with errors only (using classes)",
            "with errors only (using items)",
            "with error message and hint",
            "with error message and hint (using items)",
            "with error on day input",
            "with error on day input (using items)",
            "with error on month input",
            "with error on month input (using items)",
            "with error on year input",
            "with error on year input (using items)",
            "custom pattern",
            "custom inputmode",
            "with nested name",
            "with id on items",
            "suffixed id",
            "with item value",
            "with field value",
            "with field value and items",
            "with field value and item value",
            "with field value, item value and values",
            "with field value overriding values",
            "with error message and described by",
            "with error on single field",
            "with error on single field by omission",
            "with error on single field using classes",
            "with error on single item",
            "with error on single item by omission",
            "items with classes",
            "items without classes",
        }
    ),
    # the interruption card is newer; not used
    "panel": frozenset(
        {
            "interruption",
            "interruption-with-content-with-long-line-length",
            "interruption-with-headings-content-and-lists",
            "interruption with custom classes",
            "interruption, with actions classes and attributes",
            "interruption, submit action",
            "interruption, button link",
            "interruption, no actions",
            "interruption, no actions items",
        }
    ),
    # the place for a language switch is newer; not used
    "service-navigation": frozenset(
        {
            "with right-aligned language navigation",
            "with `inline` end slot",
        }
    ),
}


class Outline(HTMLParser):
    """Markup as a list of what a browser sees: tags with sorted attributes, and words without layout."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: " ".join((value or "").split()) for name, value in attrs}
        self.seen.append((tag, tuple(sorted(kept.items()))))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.seen.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.seen.append(f"“{words}”")


def drawn(component: str, options: dict[str, Any]) -> str:
    module = engines["pages"].env.get_template("components/govuk.html").module  # type: ignore[attr-defined]
    return str(getattr(module, component.replace("-", "_"))(**options))


EVERY = [
    pytest.param(component, example, id=f"{component}: {example['name']}")
    for component, examples in sorted(EXAMPLES["components"].items())
    for example in examples
]


def test_there_are_examples_of_every_wrapped_component() -> None:
    module = engines["pages"].env.get_template("components/govuk.html").module  # type: ignore[attr-defined]
    wrapped = {name.replace("_", "-") for name in dir(module) if not name.startswith(("_", "govuk"))}
    assert wrapped == set(EXAMPLES["components"])
    assert len(EVERY) > 300


@pytest.mark.parametrize(("component", "example"), EVERY)
def test_draws_what_the_package_draws(component: str, example: dict[str, Any]) -> None:
    agrees = Outline(drawn(component, example["options"])).seen == Outline(example["html"]).seen
    assert agrees is (example["name"] not in BEHIND.get(component, frozenset()))
