"""The forms of a signed paper: attached to an answer, and set aside where it was the wrong file."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms.cases import AboutCase, CaseForm
from candour.contexts.pathway.forms.steps import choice, words
from candour.contexts.pathway.models import Consent
from candour.contexts.pathway.models.choices import Answer
from candour.contexts.pathway.queries import papers
from candour.web import uploads


def scan(label: str | Promise) -> uploads.Files:
    """The field of a scan or of photographs."""
    return uploads.Files(
        papers_only=True,
        label=label,
        help_text=_("A scan or photos: PDF or pictures (JPEG, PNG, HEIC …); 25 MB each, 10 at once."),
    )


class AttachPaper(CaseForm):
    """The paper of an answer that is recorded."""

    button = _("Attach it")
    answer = choice(_("Which answer is it the paper of?"))
    attached = scan(_("The signed paper"))

    def prepare(self, about: AboutCase) -> None:
        rows = Consent.objects.filter(case=about.case).order_by("-number")
        said = dict(Answer.choices)
        self.offer("answer", [(row.id, f"{said[row.answer]}, {_day(row)}: {row.name}") for row in rows])


class SetAside(CaseForm):
    """Which file, and what is wrong with it."""

    button = _("Set it aside")
    paper = choice(_("Which file?"))
    rationale = words(
        _("What is wrong with it?"),
        _("For example: it is the paper of somebody else. Your panel reads this beside the file."),
        rows=3,
    )

    def prepare(self, about: AboutCase) -> None:
        found = papers.standing_of(about.case)
        self.offer("paper", [(one.row.id, one.details.name) for one in found], empty=translated("None is attached."))
        self.hints["paper"] = {
            str(one.row.id): translated("Of the answer of %(day)s") % {"day": _day(one.row.consent)} for one in found
        }


def _day(consent: Consent) -> str:
    return date_format(consent.answered_on, "j F Y")
