"""What is asked about a report in the making."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import ReportDraft
from candour.contexts.recommendations.models.issued import TEXT
from candour.contexts.recommendations.submission import ReportSaid
from candour.web import forms


class ReportForm(forms.Form):
    """A report: as much of it as its recommendations need."""

    title = _("Begin a report")
    button = _("Save")
    report_title = forms.Text(label=_("Title"), max_length=300)
    author = forms.Text(label=_("Whose report is it?"), max_length=300, initial=_("Independent Prevent Commissioner"))
    slug = forms.Text(
        label=_("Its address"),
        max_length=80,
        help_text=_(
            "The last part of its public address: small letters, digits and hyphens, such as lessons-for-prevent-2026."
            " It stands once a recommendation is issued."
        ),
    )
    paper = forms.Text(
        label=_("Number of the paper (optional)"), max_length=120, required=False, help_text=_("Such as HC 1234.")
    )
    summary = forms.LongText(
        label=_("What it is about (optional)"),
        max_length=TEXT,
        rows=6,
        required=False,
        help_text=_("The public reads this with the recommendations, once it is published."),
    )

    def said(self) -> ReportSaid:
        """What was typed."""
        given = self.cleaned_data
        return ReportSaid(given["slug"], given["report_title"], given["author"], given["paper"], given["summary"])

    @staticmethod
    def of(report: ReportDraft) -> dict[str, str]:
        """What a report says now, for the form that changes it."""
        return {
            "report_title": report.title,
            "author": report.author,
            "slug": report.slug,
            "paper": report.paper,
            "summary": report.summary,
        }
