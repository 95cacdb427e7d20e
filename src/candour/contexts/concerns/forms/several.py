"""What is asked before several concerns are given to somebody, or closed together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.models.concern import MEDIUM_TEXT
from candour.web import forms


class AssignSeveral(forms.Form):
    """To whom, and why. ``people`` holds id, name and what stands under the name."""

    button = _("Assign them")
    people = django.forms.MultipleChoiceField(
        label=_("Who takes them?"),
        help_text=_("If you choose several, the concerns are dealt out to them in turn, those due first at the top."),
        widget=django.forms.CheckboxSelectMultiple,
    )
    rationale = forms.LongText(
        label=_("Why?"),
        help_text=_("Shown in the timeline of each, for example “on leave until May”."),
        max_length=MEDIUM_TEXT,
        rows=3,
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = [(str(person), name) for person, name, _hint in people]  # type: ignore[attr-defined]
        self.hints = {str(person): hint for person, _name, hint in people if hint}
        self._names = {str(person): name for person, name, _hint in people}

    @property
    def chosen(self) -> list[tuple[UUID, str]]:
        """Id and name of everybody who was chosen."""
        return [(UUID(person), self._names[person]) for person in self.cleaned_data["people"]]


class CloseSeveral(forms.Form):
    """One reason for all, from the list and in words."""

    title = _("Close several concerns")
    button = _("Close them")
    close_reason = django.forms.ChoiceField(
        label=_("Why are they closed?"),
        choices=codes.CloseReason.choices,
        widget=django.forms.RadioSelect,
        error_messages={"required": _("Choose why they are closed")},
    )
    rationale = forms.LongText(
        label=_("The reason in words"),
        help_text=_("It stays in the timeline of each. It must be true of every one of them."),
        max_length=MEDIUM_TEXT,
        rows=3,
    )
