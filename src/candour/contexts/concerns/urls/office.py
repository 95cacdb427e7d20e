"""Addresses of concerns at the office door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.concerns.views import assisted, case, inbox, steps

app_name = "concerns"

urlpatterns = [
    path("concerns/", inbox.show, name="inbox"),
    path("concerns/new/", assisted.new, name="new"),
    path("concerns/<str:reference>/", case.show, name="case"),
    path("concerns/<str:reference>/print/", case.for_print, name="print"),
    path("concerns/<str:reference>/<slug:name>/", steps.step, name="step"),
]
