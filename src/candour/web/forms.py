"""Plain Django forms in the design system's markup.

A context writes an ordinary ``Form`` with ordinary widgets; ``params`` turns one bound field into the name of a
component and its options, and the template macro ``field`` draws it. Whatever was typed is shown again with the
error. Nothing needs JavaScript.

What a field may say beside Django's own options, as widget attributes: ``classes`` (design-system classes),
``rows``, ``autocomplete``, ``inputmode``, ``spellcheck``, ``prefix``, ``suffix``; ``names`` (the choices of a select
are names, in no language of the page).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from candour.web import wrong

OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that reverse the order of what follows: a name or a file can pretend to be another with them. The
marks that right-to-left languages need (U+200E, U+200F, U+061C) stay."""

_UNREADABLE = "\ufffd"
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Text(forms.CharField):
    """Words that a person typed. Refuses what is too long (saying by how much) and what cannot be read; takes out
    characters that reverse the reading order, and other control characters; keeps line breaks as they are.
    """

    default_error_messages = {
        "unreadable": _("Some of the characters could not be read. Type the text again, or paste it as plain text"),
        "null_characters_not_allowed": _("The text has a character in it that cannot be stored. Type the text again"),
    }

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        """The text without control characters, and with a line feed for a line break."""
        text = super().to_python(value) or ""
        return _CONTROL.sub("", OVERRIDES.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")

    def run_validators(self, value: Any) -> None:
        """Django's checks, after refusing text that arrived in an unknown encoding."""
        if _UNREADABLE in value:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable")
        super().run_validators(value)


class LongText(Text):
    """Several lines of words, in a text area; 10,000 characters unless told otherwise."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 10_000, rows: int = 8, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.widget.attrs["rows"] = rows
        self.widget.attrs.pop("maxlength", None)  # a browser that silently stops typing loses what is pasted


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"day": forms.NumberInput(), "month": forms.NumberInput(), "year": forms.NumberInput()}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A date in its three parts."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateAnswer(forms.MultiValueField):
    """A date typed as day, month and year; months may be words (``April``, ``Apr``). Its value is a ``date``.

    Refuses a date with a part missing (saying which), one that does not exist, and one outside ``earliest`` and
    ``latest`` when given; either may be a function, so that "today" is asked for each time.
    """

    widget = DateParts
    default_error_messages = {
        "real": _("%(label)s must be a real date"),
        "past": _("%(label)s must be %(limit)s or earlier"),
        "future": _("%(label)s must be %(limit)s or later"),
    }

    def __init__(self, *, earliest: Any = None, latest: Any = None, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        parts = (forms.CharField(required=False, max_length=20),) * 3
        super().__init__(fields=parts, require_all_fields=False, **options)

    def clean(self, value: Any) -> date | None:
        """The date, or None when all three boxes are empty and the answer is optional."""
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        names = (gettext("a day"), gettext("a month"), gettext("a year"))
        absent = [name for name, part in zip(names, parts, strict=True) if not part]
        label = wrong.as_subject(str(self.label or gettext("Date")))
        if absent:
            raise ValidationError(
                gettext("%(label)s must include %(parts)s") % {"label": label, "parts": gettext(" and ").join(absent)},
                code="incomplete",
            )
        try:
            found = date(_year(parts[2]), _month(parts[1]), int(parts[0]))
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["real"] % {"label": label}, code="real") from error
        self._judge(found, label)
        return found

    def _judge(self, found: date, label: str) -> None:
        latest = self.latest() if callable(self.latest) else self.latest
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        if latest is not None and found > latest:
            raise ValidationError(self.error_messages["past"] % {"label": label, "limit": spoken(latest)}, code="past")
        if earliest is not None and found < earliest:
            raise ValidationError(
                self.error_messages["future"] % {"label": label, "limit": spoken(earliest)}, code="future"
            )


def _year(text: str) -> int:
    year = int(text)
    if not 1000 <= year <= 9999:
        raise ValueError("a year has four digits")
    return year


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    wanted = text[:3].lower()
    english = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return english.index(wanted) + 1


def spoken(value: date) -> str:
    """A date as it is read out, in the language of the page."""
    return date_format(value, "j F Y")


class Form(forms.Form):
    """A form whose messages say what to do, and whose order of fields is the order of the page.

    ``title`` is the page's heading and ``button`` the text of its button, for the ready-made form page. A form of one
    question may make that question the page's heading: ``{{ field(form["kind"], heading=true) }}``.
    """

    title: str | Promise = ""
    intro: str | Promise = ""
    button: str | Promise = _("Continue")
    use_required_attribute = False  # the browser's own bubbles are not read out well, and cannot be translated

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            wrong.say_what_to_do(name, field)

    @classmethod
    def as_typed(cls, data: QueryDict) -> Self:
        """The form with what was typed into it, unjudged: for the same page in the other language."""
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in cls.base_fields.items()}
        return cls(initial=typed)


# From a bound field to a component.


def params(bound: BoundField, **options: Any) -> tuple[str, dict[str, Any]]:
    """Which component draws this field, and with what. ``options`` are the template's wishes:

    ``none`` (a last choice, after "or", that stands for no answer),
    ``heading`` (the label is the page's ``h1``), ``label_size`` (``s``, ``m``, ``l``), ``hint``, ``choice_hints`` (by
    value), ``revealed`` (field drawn under a choice, by value), ``inline``, ``small``, ``classes``, ``divider`` (a
    word such as "or" before the last choice), ``label`` (another text).
    """
    widget = bound.field.widget
    label = _label(bound, options)
    errors = " ".join(str(error) for error in bound.errors)
    common: dict[str, Any] = {
        "id": bound.id_for_label or bound.auto_id,
        "name": bound.html_name,
        "hint": _text(options.get("hint") or bound.help_text),
        "errorMessage": {"text": errors, "visuallyHiddenText": gettext("Error")} if errors else None,
    }
    attributes = dict(widget.attrs)
    classes = " ".join(filter(None, [str(attributes.pop("classes", "")), str(options.get("classes", ""))]))
    if isinstance(widget, forms.HiddenInput):
        return "hidden", {"name": bound.html_name, "value": _shown(bound.value())}
    if isinstance(widget, DateParts):
        return "date_input", _date_params(bound, common, label)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        several = isinstance(widget, forms.CheckboxSelectMultiple)
        classes = " ".join(
            filter(
                None,
                [
                    classes,
                    "govuk-radios--inline" if options.get("inline") and not several else "",
                    ("govuk-checkboxes--small" if several else "govuk-radios--small") if options.get("small") else "",
                ],
            )
        )
        chosen = {
            "name": bound.html_name,
            "idPrefix": bound.auto_id,
            "hint": common["hint"],
            "errorMessage": common["errorMessage"],
            "fieldset": {"legend": _legend(label)},
            "items": _choices(bound, options),
            "classes": classes,
        }
        return ("checkboxes" if several else "radios"), chosen
    if isinstance(widget, forms.CheckboxInput):
        item = {"value": "on", "text": label["text"], "checked": bool(bound.value()), "id": common["id"]}
        return "checkboxes", {
            "name": bound.html_name,
            "idPrefix": bound.auto_id,
            "errorMessage": common["errorMessage"],
            "items": [{**item, "hint": common["hint"]}],
            "classes": classes,
        }
    common["label"] = label
    common["classes"] = classes
    if isinstance(widget, forms.Select):
        chosen_value = _shown(bound.value())
        items = [
            {
                "value": _shown(value),
                "text": str(text),
                "selected": _shown(value) == chosen_value,
                "attributes": {"lang": ""} if attributes.get("names") and value else None,
            }
            for value, text in _flat(bound.field.choices)  # type: ignore[attr-defined]
        ]
        return "select", {**common, "items": items}
    if isinstance(widget, forms.FileInput):
        told = {"accept": attributes.get("accept"), "multiple": "multiple" if attributes.get("multiple") else None}
        return "file_upload", {**common, "attributes": {name: value for name, value in told.items() if value}}
    if isinstance(widget, forms.Textarea):
        return "textarea", {
            **common,
            "value": _lines(_shown(bound.value())),
            "rows": attributes.get("rows", 5),
            "spellcheck": attributes.get("spellcheck"),
            "autocomplete": attributes.get("autocomplete"),
        }
    return "input", {
        **common,
        "type": getattr(widget, "input_type", "text"),
        "value": "" if isinstance(widget, forms.PasswordInput) else _shown(bound.value()),
        "autocomplete": attributes.get("autocomplete"),
        "inputmode": attributes.get("inputmode"),
        "spellcheck": attributes.get("spellcheck"),
        "autocapitalize": attributes.get("autocapitalize"),
        "prefix": _text(attributes.get("prefix")),
        "suffix": _text(attributes.get("suffix")),
        "attributes": {"autofocus": "autofocus"} if attributes.get("autofocus") else None,
    }


def summary(*bound_forms: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of these forms in page order, each leading to the first box that it is about."""
    found: list[dict[str, str]] = []
    for form in bound_forms:
        if not form.is_bound:
            continue
        found += [{"text": str(error)} for error in form.non_field_errors()]
        for bound in form:
            found += [{"text": str(error), "href": f"#{_first_box(bound)}"} for error in bound.errors]
    return found


def _first_box(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, DateParts):
        return f"{bound.auto_id}_day"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return str(bound.auto_id)
    return str(bound.id_for_label or bound.auto_id)


def _label(bound: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    text = str(options.get("label") or bound.label or "")
    size = options.get("label_size", "l" if options.get("heading") else "s")
    return {
        "text": text,
        "classes": f"govuk-label--{size}" if size else "",
        "isPageHeading": bool(options.get("heading")),
        "for": bound.id_for_label or bound.auto_id,
    }


def _legend(label: Mapping[str, Any]) -> dict[str, Any]:
    classes = str(label["classes"]).replace("govuk-label--", "govuk-fieldset__legend--")
    return {
        "text": label["text"],
        "classes": classes,
        "isPageHeading": label["isPageHeading"],
    }


def _date_params(bound: BoundField, common: dict[str, Any], label: Mapping[str, Any]) -> dict[str, Any]:
    value = bound.value()
    parts = bound.field.widget.decompress(value) if isinstance(value, date) or value is None else list(value)
    wrong = " govuk-input--error" if common["errorMessage"] else ""
    texts = (gettext("Day"), gettext("Month"), gettext("Year"))
    return {
        "id": bound.auto_id,
        "hint": common["hint"],
        "errorMessage": common["errorMessage"],
        "fieldset": {"legend": _legend(label), "role": "group"},
        "items": [
            {
                "name": f"{bound.html_name}_{part}",
                "id": f"{bound.auto_id}_{part}",
                "label": text,
                "value": _shown(given),
                "classes": f"govuk-input--width-{width}{wrong}",
                "inputmode": "text" if part == "month" else "numeric",
            }
            for part, text, given, width in zip(("day", "month", "year"), texts, parts, (2, 3, 4), strict=True)
        ],
    }


def _choices(bound: BoundField, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    value = bound.value()
    chosen = {_shown(one) for one in value} if isinstance(value, list | tuple | set) else {_shown(value)}
    hints: Mapping[str, Any] = options.get("choice_hints") or {}
    revealed: Mapping[str, Any] = options.get("revealed") or {}
    items: list[dict[str, Any]] = []
    listed = [(code, text) for code, text in _flat(bound.field.choices) if _shown(code) != ""]  # type: ignore[attr-defined]
    for position, (code, text) in enumerate(listed):
        name = _shown(code)
        if options.get("divider") and position == len(listed) - 1:
            items.append({"divider": str(options["divider"])})
        item: dict[str, Any] = {"value": name, "text": str(text), "checked": name in chosen}
        if position:
            item["id"] = f"{bound.auto_id}_{position}"
        if hints.get(name):
            item["hint"] = {"text": str(hints[name])}
        if revealed.get(name):
            item["revealed"] = revealed[name]
        items.append(item)
    if options.get("none"):
        items += [
            {"divider": gettext("or")},
            {"value": "", "text": str(options["none"]), "checked": value == "", "id": f"{bound.auto_id}_none"},
        ]
    return items


def _flat(choices: Sequence[Any]) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for value, text in choices:
        flat += list(text) if isinstance(text, list | tuple) else [(value, text)]
    return flat


def _text(value: Any) -> dict[str, str] | None:
    return {"text": str(value)} if value else None


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _lines(text: str) -> Markup:
    """Text for a text area, its line breaks written as references: the design system's macros indent the markup that
    they wrap around, and would indent what a person typed with it. A browser drops a first line break, so one more
    stands before it.
    """
    kept = "\n" + text if text.startswith(("\n", "\r")) else text
    return escape(kept.replace("\r\n", "\n")).replace("\n", Markup("&#10;"))
