"""The forms of evidence files: attached with what a body says, and set aside where one was the wrong file."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models.issued import TEXT
from candour.web import forms, uploads


def attached() -> uploads.Files:
    """The field of the files of an update or a claim."""
    return uploads.Files(
        label=_("Evidence files, if you have any"),
        help_text=format_lazy(
            "{says} {hint}",
            says=_(
                "Your body and the Commissioner’s office see them. The public reads your words and never the files."
            ),
            hint=uploads.HINT,
        ),
    )


class SetAside(forms.Form):
    """What is wrong with a file."""

    title = _("Set a wrong file aside")
    button = _("Set it aside")
    rationale = forms.LongText(
        label=_("What is wrong with it?"),
        max_length=TEXT,
        rows=4,
        help_text=_("Your body and the Commissioner’s office read this beside the file. Name no person."),
    )
