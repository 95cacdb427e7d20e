"""A form of several pages, one thing to a page, as data: its pages, their order, and the list of answers at the end.

A page is its address and its form; nobody has to answer more than its forms require. Answers are kept as text under the
names of their fields, so names are unique within a form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise

from candour.web.forms import DateAnswer, Form, spoken

Words = str | Promise


class Choice(forms.ChoiceField):
    """One of a few answers, or none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.RadioSelect, **options)


class Answers(Form):
    """A page's form. ``answers`` is what the draft keeps of it."""

    def answers(self) -> dict[str, str]:
        """Every field of this page, empty ones included: an answer that was taken back is gone."""
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}

    @classmethod
    def answered(cls, answers: Mapping[str, str]) -> Answers:
        """The page with what was answered before."""
        return cls(initial={name: _read(field, answers.get(name, "")) for name, field in cls.base_fields.items()})


@dataclass(frozen=True)
class Page:
    """One page of the form: its address, its form, its template."""

    slug: str
    form: type[Answers]
    template: str


@dataclass(frozen=True)
class Given:
    """One answer as the last page shows it. ``text`` empty: not answered."""

    slug: str
    name: str
    label: Words
    text: Words
    is_typed: bool


def _always(_name: str, _answers: Mapping[str, str]) -> bool:
    return True


@dataclass(frozen=True)
class Paged:
    """A form of several pages. ``arises`` says whether a question is asked at all, after what was answered."""

    pages: tuple[Page, ...]
    arises: Callable[[str, Mapping[str, str]], bool] = _always

    @property
    def first(self) -> Page:
        """Where it begins."""
        return self.pages[0]

    def page_at(self, slug: str) -> Page | None:
        """The page of this address."""
        return next((page for page in self.pages if page.slug == slug), None)

    def after(self, page: Page) -> Page | None:
        """The next page; None after the last, where the answers are checked."""
        place = self.pages.index(page) + 1
        return self.pages[place] if place < len(self.pages) else None

    def before(self, page: Page) -> Page | None:
        """The page before; None for the first."""
        place = self.pages.index(page)
        return self.pages[place - 1] if place else None

    def given(self, answers: Mapping[str, str]) -> list[Given]:
        """Every question that arises with its answer, in the order in which they were asked."""
        listed = []
        for page in self.pages:
            for name, field in page.form().fields.items():
                if self.arises(name, answers):
                    shown = _shown(field, answers.get(name, ""))
                    listed.append(Given(page.slug, name, field.label or "", shown, _is_typed(field)))
        return listed


def _is_typed(field: forms.Field) -> bool:
    """Whether the answer is shown as somebody's own words or as a name: in no language of the page."""
    return bool(field.widget.attrs.get("names")) or not isinstance(field, forms.ChoiceField | DateAnswer)


def _read(field: forms.Field, kept: str) -> Any:
    return date.fromisoformat(kept) if kept and isinstance(field, DateAnswer) else kept


def _shown(field: forms.Field, value: str) -> Words:
    if value and isinstance(field, DateAnswer):
        return spoken(date.fromisoformat(value))
    if not value or not isinstance(field, forms.ChoiceField):
        return value
    labels: dict[str, Words] = dict(field.choices)  # type: ignore[arg-type]  # flat choices only
    return labels.get(value, "")
