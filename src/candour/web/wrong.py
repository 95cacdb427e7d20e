"""What is wrong with an answer, said as a sentence that says what to do: a question is quoted, a number names its bounds."""

from __future__ import annotations

from django import forms
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext_lazy

_DETERMINERS = ("the", "a", "an", "your", "its", "their")
"""A label that begins so can follow "Enter" as it stands; another needs "the"."""

_ASKING = ("as", "by", "from", "how", "in", "since", "tell", "was", "what", "when", "where", "which", "who", "why")
"""A label that begins so asks, with or without a question mark: no sentence about it can go on with its words."""


def _asks(label: str) -> bool:
    return label.endswith("?") or label.split(" ", 1)[0].lower() in _ASKING


def say_what_to_do(name: str, field: forms.Field) -> None:
    """Give a field the sentences for what can be wrong with its answer, from its label, where it has none of its own."""
    label = str(field.label or name.replace("_", " "))
    if str(field.error_messages.get("required")) == str(forms.Field.default_error_messages["required"]):
        choosing = isinstance(field, forms.ChoiceField | forms.BooleanField)
        called = label
        if isinstance(field, forms.BooleanField):
            message = gettext("Tick the box “%(label)s” to go on")
        elif _asks(label):
            message = gettext("Choose an answer to “%(label)s”") if choosing else gettext("Answer “%(label)s”")
        else:
            called = label[:1].lower() + label[1:]
            if called.split(" ", 1)[0] in _DETERMINERS:
                message = gettext("Choose %(label)s") if choosing else gettext("Enter %(label)s")
            else:
                message = gettext("Choose the %(label)s") if choosing else gettext("Enter the %(label)s")
        field.error_messages["required"] = message % {"label": called}
    if isinstance(field, forms.ChoiceField):
        field.error_messages["invalid_choice"] = gettext("Choose one of the answers shown")
    if isinstance(field, forms.IntegerField):
        _say_which_number(label, field)
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = gettext("Enter an email address in the form name@example.com")
        for validator in field.validators:
            if isinstance(validator, EmailValidator):
                validator.message = field.error_messages["invalid"]
    for validator in field.validators:
        if isinstance(validator, MaxLengthValidator):
            validator.message = ngettext_lazy(
                "“%(label)s” must be %%(limit_value)d character or fewer. It is %%(show_value)d long",
                "“%(label)s” must be %%(limit_value)d characters or fewer. It is %%(show_value)d long",
                2,
            ) % {"label": label}


def _say_which_number(label: str, field: forms.IntegerField) -> None:
    if str(field.error_messages.get("invalid")) != str(forms.IntegerField.default_error_messages["invalid"]):
        return  # the field says it in its own words
    if field.min_value is None or field.max_value is None:
        message = gettext("%(label)s must be a whole number") % {"label": as_subject(label)}
    else:
        message = gettext("%(label)s must be a whole number from %(least)d to %(most)d") % {
            "label": as_subject(label), "least": field.min_value, "most": field.max_value,
        }  # fmt: skip
    field.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), message)


def as_subject(label: str) -> str:
    """A label as a sentence about its answer begins with it: a question stands in quotation marks."""
    return f"“{label}”" if _asks(label) else capfirst(label)
