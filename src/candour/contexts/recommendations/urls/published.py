"""Addresses of the texts as they were published: at the public door, in no language of a page."""

from __future__ import annotations

from django.urls import path

from candour.contexts.recommendations.urls import converters  # noqa: F401  importing it is what is wanted
from candour.contexts.recommendations.views import published

app_name = "published"

urlpatterns = [
    path("recommendations/published/<sha256:digest>.txt", published.text, name="text"),
]
