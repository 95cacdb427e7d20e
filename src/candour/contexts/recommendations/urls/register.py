"""Addresses of the import at the office door. They stand before those with a reference: "import" is none."""

from __future__ import annotations

from django.urls import path

from candour.contexts.recommendations.views import importing

app_name = "register"

urlpatterns = [
    path("recommendations/import/", importing.start, name="import"),
    path("recommendations/import/template.csv", importing.template, name="template"),
]
