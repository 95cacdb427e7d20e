"""Addresses of what is drafted, at the office door. A reference is in capitals, the address of a report never is; a step's
address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path, re_path

from candour.contexts.recommendations.views import beside, drafts, reports

app_name = "drafts"

_DRAFT = r"^recommendations/drafts/(?P<reference>D-[0-9A-Z]{4}-[0-9A-Z]{4})/"
_ISSUED = r"^recommendations/(?P<reference>N-[0-9A-Z]{4}-[0-9A-Z]{4})/"

urlpatterns = [
    path("recommendations/drafts/", reports.listed, name="list"),
    path("recommendations/drafts/reports/new/", reports.begin, name="begin_report"),
    re_path(_DRAFT + "$", drafts.draft, name="draft"),
    re_path(_DRAFT + "revise/$", drafts.revise, name="revise"),
    re_path(_DRAFT + "(?P<name>[a-z_]+)/$", drafts.step, name="step"),
    path("recommendations/drafts/<slug:slug>/", reports.report, name="report"),
    path("recommendations/drafts/<slug:slug>/new/", drafts.begin, name="begin"),
    path("recommendations/drafts/<slug:slug>/change/", reports.change, name="change_report"),
    path("recommendations/drafts/<slug:slug>/publish/", reports.publish, name="publish"),
    re_path(_ISSUED + "link/$", beside.link, name="link"),
    re_path(_ISSUED + "correct/$", beside.correct, name="correct"),
]
