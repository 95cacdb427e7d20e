"""The form with which files are added to what somebody is about to tell, and the one question about them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candour.web import uploads
from candour.web.forms import Form

SHOWS_NOTHING = "no"
"""The one answer with which the caseworkers may open a file. No answer locks it away."""


def shows() -> forms.ChoiceField:
    """Whether what is sent could show who somebody is whose name is locked away."""
    return forms.ChoiceField(
        label=_("Could these files show who you are?"),
        help_text=_("Think of names, faces, handwriting, addresses, and of what only you could have."),
        choices=[
            ("yes", _("Yes, or I am not sure: lock them away with my name")),
            (SHOWS_NOTHING, _("No: the people who work on my concern may open them")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
        required=False,
    )


class Add(Form):
    """Several files at once; nobody has to choose any. ``asks``: whether a name is, or may yet be, locked away."""

    title = _("Add files")
    attached = uploads.Files(label=_("Choose files"))
    shows = shows()

    def __init__(self, *args: Any, asks: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks:
            del self.fields["shows"]

    @property
    def may_be_read(self) -> bool:
        """Whether they said that the files do not show who they are."""
        return self.cleaned_data.get("shows") == SHOWS_NOTHING
