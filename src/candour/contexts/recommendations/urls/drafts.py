"""Addresses of what is drafted, at the office door. A reference is in capitals, the address of a report never is; a step's
address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.recommendations.urls import converters  # noqa: F401  importing it is what is wanted
from candour.contexts.recommendations.views import beside, drafts, published, reports

app_name = "drafts"

urlpatterns = [
    path("recommendations/drafts/", reports.listed, name="list"),
    path("recommendations/drafts/reports/new/", reports.begin, name="begin_report"),
    path("recommendations/drafts/<draft:reference>/", drafts.draft, name="draft"),
    path("recommendations/drafts/<draft:reference>/revise/", drafts.revise, name="revise"),
    path("recommendations/drafts/<draft:reference>/<slug:name>/", drafts.step, name="step"),
    path("recommendations/drafts/<slug:slug>/", reports.report, name="report"),
    path("recommendations/drafts/<slug:slug>/new/", drafts.begin, name="begin"),
    path("recommendations/drafts/<slug:slug>/change/", reports.change, name="change_report"),
    path("recommendations/drafts/<slug:slug>/publish/", reports.publish, name="publish"),
    path("recommendations/published/<sha256:digest>.txt", published.text_in_the_office, name="published_text"),
    path("recommendations/<issued:reference>/link/", beside.link, name="link"),
    path("recommendations/<issued:reference>/correct/", beside.correct, name="correct"),
]
