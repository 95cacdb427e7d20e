"""Addresses of panel cases and of the support that was commissioned, at the delivery door."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import case_steps, cases, papers, support

app_name = "cases"

urlpatterns = [
    path("cases/", cases.case_list, name="list"),
    path("cases/<str:reference>/", cases.page, name="case"),
    path("cases/<str:reference>/<slug:name>/", case_steps.step, name="step"),
    path("cases/<str:reference>/papers/<uuid:paper>/", papers.read, name="paper"),
    path("cases/<str:reference>/papers/<uuid:paper>/pages/<int:number>/", papers.picture, name="paper_picture"),
    path("cases/<str:reference>/papers/<uuid:paper>/original/", papers.original, name="paper_original"),
    path("support/", support.listed, name="support"),
    path("support/<uuid:commission>/", support.page, name="commission"),
    path("support/<uuid:commission>/plan/", support.plan, name="plan_session"),
    path("support/<uuid:commission>/sessions/<uuid:session>/", support.report, name="report_session"),
]
