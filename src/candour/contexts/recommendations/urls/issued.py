"""Addresses of issued recommendations at the office door. A step's address holds its name from the procedure.

References are recognised by their letter, so that other addresses under ``/recommendations/`` stay free.
"""

from __future__ import annotations

from django.urls import path, re_path

from candour.contexts.recommendations.views import following, issued, office_steps

app_name = "issued"

urlpatterns = [
    path("recommendations/", issued.listed, name="list"),
    path("recommendations/following/", following.view, name="following"),
    re_path(r"^recommendations/(?P<reference>N-[0-9A-Z-]{4,20})/$", issued.recommendation, name="recommendation"),
    re_path(r"^recommendations/(?P<reference>A-[0-9A-Z-]{4,20})/$", issued.asked, name="asked"),
    re_path(
        r"^recommendations/(?P<reference>A-[0-9A-Z-]{4,20})/(?P<name>[a-z_]{2,40})/$", office_steps.step, name="step"
    ),
]
