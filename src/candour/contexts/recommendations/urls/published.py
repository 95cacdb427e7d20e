"""Addresses of the texts as they were published: the same at the public door and in the office, in no language of a page."""

from __future__ import annotations

from django.urls import re_path

from candour.contexts.recommendations.views import published

app_name = "published"

urlpatterns = [
    re_path(r"^recommendations/published/(?P<digest>[0-9a-f]{64})\.txt$", published.text, name="text"),
]
