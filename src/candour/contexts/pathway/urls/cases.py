"""Addresses of panel cases at the delivery door."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import cases

app_name = "cases"

urlpatterns = [
    path("cases/", cases.case_list, name="list"),
    path("cases/<str:reference>/", cases.case_page, name="case"),
    path("cases/<str:reference>/<slug:name>/", cases.case_step, name="step"),
]
