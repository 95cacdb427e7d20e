"""A draft as a form: its text and measure, then rows for parts, bodies and links. More rows come by a button, without
JavaScript: what was typed stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self
from uuid import UUID

import django.forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.forms.rows import RowsForm
from candour.contexts.recommendations.models import TagTerm
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT
from candour.contexts.recommendations.queries.bodies import Body, by_words, key_of
from candour.contexts.recommendations.submission import LETTERS, Asked, Contents, Linked
from candour.web import forms

MOST = {"part": len(LETTERS), "body": 100, "link": 20}
"""How many rows of each there may be."""
FIRST = {"part": 2, "body": 3, "link": 1}
"""How many empty rows a page offers, beside those that are filled."""
MARKS = {"part": "part_{}", "body": "body_{}", "link": "link_to_{}"}
"""The box by which a row is known to have been on the page."""


class DraftForm(RowsForm):
    """Everything that a person writes of a draft."""

    button = _("Save")
    number = forms.Text(
        label=_("Number in the report"),
        max_length=20,
        widget=django.forms.TextInput(attrs={"classes": "govuk-input--width-5"}),
    )
    text = forms.LongText(
        label=_("What is recommended?"),
        max_length=LONG_TEXT,
        rows=8,
        help_text=_("As it will be issued. It is never changed afterwards: a mistake is corrected by a dated notice."),
    )
    measure = forms.LongText(
        label=_("Measure of success"),
        max_length=TEXT,
        rows=4,
        required=False,
        help_text=_("How one will see that it is done: something that can be looked at, counted or read."),
    )
    deliver_by = forms.DateAnswer(
        label=_("By when should it be done?"), required=False, help_text=_("The day that each body is asked for.")
    )

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Body] = (),
        terms: Sequence[TagTerm] = (),
        rows: Mapping[str, int] | None = None,
        **options: Any,
    ) -> None:
        self.bodies = list(bodies)
        self.rows = dict(rows or FIRST)
        self.known = by_words(self.bodies)
        super().__init__(*args, more={**_tag_fields(terms), **_row_fields(self.rows)}, **options)

    @classmethod
    def rows_in(cls, data: Mapping[str, Any], more: int = 0) -> dict[str, int]:
        """How many rows of each kind a sent page had, and so many more."""
        found = {}
        for kind, most in MOST.items():
            there = next((place for place in range(most) if MARKS[kind].format(place) not in data), most)
            found[kind] = min(max(there, FIRST[kind]) + more, most)
        return found

    @classmethod
    def with_more_rows(cls, data: Any, **options: Any) -> Self:
        """The page as it was typed, unjudged, with two more rows of each kind."""
        wide = cls(rows=cls.rows_in(data, more=2), **options)
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in wide.fields.items()}
        return cls(rows=wide.rows, initial=typed, **options)

    @classmethod
    def filled(cls, held: Contents, **options: Any) -> Self:
        """The page with what a draft says now."""
        rows = {
            "part": min(len(held.parts) + FIRST["part"], MOST["part"]),
            "body": min(len(held.asked) + 2, MOST["body"]),
            "link": min(len(held.links) + 1, MOST["link"]),
        }
        words = {body.id: body.words for body in options.get("bodies", ())}
        initial: dict[str, Any] = {
            "number": held.number,
            "text": held.text,
            "measure": held.measure,
            "deliver_by": held.deliver_by,
        }
        for list_code in codes.TagList.values:
            initial[f"tags_{list_code}"] = [str(term) for term in held.tags]
        for place, (_letter, text) in enumerate(held.parts):
            initial[f"part_{place}"] = text
        for place, asked in enumerate(held.asked):
            initial |= {f"body_{place}": words.get(asked.organisation_id, ""), f"for_{place}": asked.part}
        for place, link in enumerate(held.links):
            initial |= {
                f"link_kind_{place}": link.kind,
                f"link_to_{place}": link.reference,
                f"link_reason_{place}": link.reason,
            }
        return cls(rows=rows, initial=initial, **options)

    def clean(self) -> dict[str, Any]:
        """Bodies by their names, and links that are whole."""
        given: dict[str, Any] = super().clean() or {}
        for place in range(self.rows["body"]):
            typed = given.get(f"body_{place}", "")
            if typed and key_of(typed) not in self.known:
                self.add_error(
                    f"body_{place}",
                    gettext("“%(typed)s” is no body that can be asked. Choose one of the list") % {"typed": typed[:80]},
                )
            elif not typed and given.get(f"for_{place}"):
                self.add_error(f"body_{place}", gettext("Say which body is asked for this part, or choose “The whole”"))
        for place in range(self.rows["link"]):
            self._clean_link(given, place)
        return given

    def _clean_link(self, given: dict[str, Any], place: int) -> None:
        kind, to, reason = (given.get(f"link_{name}_{place}", "") for name in ("kind", "to", "reason"))
        if not (kind or to or reason):
            return
        if not kind:
            self.add_error(f"link_kind_{place}", gettext("Choose how it stands to the other recommendation"))
        if _reference(to) is None:
            self.add_error(
                f"link_to_{place}", gettext("Type the reference of an issued recommendation, such as N-7K2M-9QXR")
            )
        if not reason:
            self.add_error(f"link_reason_{place}", gettext("Say in a sentence why the two belong together"))

    def said(self) -> Contents:
        """What was typed, without the rows that are empty."""
        given = self.cleaned_data
        return Contents(
            number=given["number"],
            text=given["text"],
            measure=given["measure"],
            deliver_by=given["deliver_by"],
            parts=tuple(
                (LETTERS[place], given[f"part_{place}"])
                for place in range(self.rows["part"])
                if given[f"part_{place}"].strip()
            ),
            asked=tuple(
                Asked(self.known[key_of(given[f"body_{place}"])], given[f"for_{place}"])
                for place in range(self.rows["body"])
                if given[f"body_{place}"]
            ),
            tags=tuple(term for code in codes.TagList.values for term in given[f"tags_{code}"]),
            links=tuple(
                Linked(
                    given[f"link_kind_{place}"],
                    _reference(given[f"link_to_{place}"]) or "",
                    given[f"link_reason_{place}"],
                )
                for place in range(self.rows["link"])
                if given[f"link_kind_{place}"]
            ),
        )


def _reference(typed: str) -> str | None:
    known = references.read(typed)
    return known if known and known.startswith(references.RECOMMENDATION) else None


def _tag_fields(terms: Sequence[TagTerm]) -> dict[str, django.forms.Field]:
    return {
        f"tags_{list_code}": django.forms.TypedMultipleChoiceField(
            label=label,
            coerce=UUID,
            required=False,
            widget=django.forms.CheckboxSelectMultiple,
            choices=[(str(term.id), term.label) for term in terms if term.list == list_code],
        )
        for list_code, label in codes.TagList.choices
    }


def _row_fields(rows: Mapping[str, int]) -> dict[str, django.forms.Field]:
    """The boxes of every row, in the order of the page."""
    found: dict[str, django.forms.Field] = {}
    for place in range(rows["part"]):
        label = format_lazy(_("Part {letter}"), letter=LETTERS[place])
        found[f"part_{place}"] = forms.LongText(label=label, max_length=TEXT, rows=3, required=False)
    parts = [(letter, format_lazy(_("Part {letter}"), letter=letter)) for letter in LETTERS[: rows["part"]]]
    for place in range(rows["body"]):
        label = format_lazy(_("Body {number}"), number=place + 1)
        found[f"body_{place}"] = forms.Text(label=label, max_length=400, required=False)
        found[f"for_{place}"] = django.forms.ChoiceField(
            label=_("Asked for"), required=False, choices=[("", _("The whole")), *parts]
        )
    kinds: list[Any] = [("", _("Not linked")), *codes.LinkKind.choices]
    for place in range(rows["link"]):
        found[f"link_kind_{place}"] = django.forms.ChoiceField(label=_("This one"), required=False, choices=kinds)
        found[f"link_to_{place}"] = forms.Text(label=_("Reference of the other"), max_length=40, required=False)
        found[f"link_reason_{place}"] = forms.Text(label=_("Why"), max_length=1_000, required=False)
    return found
