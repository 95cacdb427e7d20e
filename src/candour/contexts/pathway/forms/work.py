"""Forms of requests to partners, of police-led cases, and of what is known about a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import django.forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.forms.steps import NO_INTELLIGENCE, ON_RECORD, choice, words
from candour.contexts.pathway.models import CodeTerm
from candour.contexts.pathway.models.referral import LONG_TEXT
from candour.contexts.pathway.queries import lists
from candour.web import forms


class WorkForm(forms.Form):
    """A form whose choices may have hints, as the step page draws them. ``on`` is the day whose lists are valid."""

    def __init__(self, data: Any = None, *, on: date = date.min, **options: Any) -> None:
        self.hints: dict[str, dict[str, str]] = {}
        self.on = on
        super().__init__(data, **options)


class Answer(WorkForm):
    """The partner's answer."""

    button = _("Send the answer")
    text = words(_("Your answer"), NO_INTELLIGENCE, required=False, most=LONG_TEXT, rows=10)
    has_nothing = django.forms.BooleanField(label=_("We looked, and hold nothing"), required=False)


class Words(WorkForm):
    """A step with its reason in words."""

    rationale = words(_("The reason, in words"), ON_RECORD)


class Handover(Words):
    """To whom, and why."""

    person = choice(_("Who owns it?"))
    field_order = ("person", "rationale")

    def __init__(self, data: Any = None, *, officers: Sequence[tuple[UUID, str]] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["person"].choices = [(str(one), name) for one, name in officers]  # type: ignore[attr-defined]


class AddName(WorkForm):
    """A name, in whatever script."""

    title = _("Add a name")
    button = _("Add it")
    kind = choice(_("What kind of name?"), codes.NameKind.choices)
    name = forms.Text(label=_("Name"), help_text=_("As it is written, in any script. One word is enough."))


class AddContact(WorkForm):
    """A way to reach the person."""

    title = _("Add a way to reach them")
    button = _("Add it")
    kind = choice(_("What kind?"), codes.ContactKind.choices)
    value = forms.Text(label=_("Address, number or account"), max_length=300)
    is_safe = choice(
        _("Is it safe to write or call there?"), [("yes", _("Yes")), ("no", _("No: somebody could be put at risk"))]
    )


class AddTie(WorkForm):
    """A school, an employer, a prison."""

    title = _("Add a school, an employer or another tie")
    button = _("Add it")
    kind = choice(_("What kind?"), codes.AffiliationKind.choices)
    name = forms.Text(label=_("Name of the body"))
    from_on = forms.DateAnswer(label=_("Since when, if it is known"), latest=localdate, required=False)


class RecordNeed(WorkForm):
    """A need as one of five values."""

    title = _("Record a need")
    intro = _("A need says what adjustments somebody is owed. It is never a reason for a decision.")
    button = _("Record it")
    kind = choice(_("Which need?"), is_list=True)
    known = choice(_("What is known?"), codes.Known.choices)
    adjustments = words(_("What is done about it?"), required=False, rows=3)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["kind"].choices = _terms(CodeTerm.List.NEED, self.on)  # type: ignore[attr-defined]


class RecordFact(WorkForm):
    """An equality fact as it was stated, or that it was not."""

    title = _("Record an equality fact")
    intro = _("As the person stated it. It is counted to see whether people are treated alike, and is never a reason.")
    button = _("Record it")
    characteristic = choice(_("Which characteristic?"), is_list=True)
    stated = choice(_("Was it stated?"), codes.Stated.choices)
    value = forms.Text(label=_("In the person’s own words, if they stated it"), max_length=100, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["characteristic"].choices = _terms(CodeTerm.List.CHARACTERISTIC, self.on)  # type: ignore[attr-defined]


def _terms(name: str, on: date) -> list[tuple[str, str]]:
    return [(term.code, lists.label_of(term)) for term in lists.valid(name, on)]


class End(WorkForm):
    """Since when it no longer holds."""

    title = _("Say that it no longer holds")
    intro = _("It stays on the record with this day. A name that ended is no longer found by.")
    button = _("End it")
    since = forms.DateAnswer(label=_("Since when?"), latest=localdate)

    def __init__(self, data: Any = None, *, on: date = date.min, **options: Any) -> None:
        super().__init__(data, on=on, initial={"since": on}, **options)


class PutRight(WorkForm):
    """A detail that was wrong, and how that is known."""

    title = _("Put a detail right")
    intro = _("What stood there stays on the record, with the reason.")
    button = _("Put it right")
    value = forms.Text(label=_("What is right?"), max_length=200, required=False)
    reason = words(_("How is that known?"), rows=3)


class PutBirthRight(PutRight):
    """The same of the date of birth."""

    value = forms.DateAnswer(label=_("Date of birth"), latest=localdate, required=False)  # type: ignore[assignment]
