"""Addresses of issued recommendations at the office door. A step's address holds its name from the procedure.

References are recognised by their letter, so that other addresses under ``/recommendations/`` stay free.
"""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from candour.contexts.recommendations.views import evidence, following, issued, office_steps


class OfRecommendation(StringConverter):
    """A reference of an issued recommendation."""

    regex = "N-[0-9A-Z-]{4,20}"


class OfAddressee(StringConverter):
    """A reference of what one body was asked."""

    regex = "A-[0-9A-Z-]{4,20}"


register_converter(OfRecommendation, "recommendation")
register_converter(OfAddressee, "asked")

app_name = "issued"

urlpatterns = [
    path("recommendations/", issued.listed, name="list"),
    path("recommendations/following/", following.view, name="following"),
    path("recommendations/<recommendation:reference>/", issued.recommendation, name="recommendation"),
    path("recommendations/<asked:reference>/", issued.asked, name="asked"),
    path("recommendations/<asked:reference>/evidence/<uuid:file>/", evidence.office_read, name="evidence"),
    path(
        "recommendations/<asked:reference>/evidence/<uuid:file>/pages/<int:number>/",
        evidence.office_picture,
        name="evidence_picture",
    ),
    path(
        "recommendations/<asked:reference>/evidence/<uuid:file>/original/",
        evidence.office_original,
        name="evidence_original",
    ),
    path("recommendations/<asked:reference>/<slug:name>/", office_steps.step, name="step"),
]
