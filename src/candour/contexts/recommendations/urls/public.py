"""Addresses of the public tracker. Those of ``urlpatterns`` have a Welsh twin; those of ``files`` are for machines."""

from __future__ import annotations

from django.urls import path

from candour.contexts.recommendations.views import (
    tracker,
    tracker_changes,
    tracker_figures,
    tracker_files,
    tracker_progress,
)

app_name = "tracker"

files = [
    path("recommendations/register.csv", tracker_files.csv, name="tracker-csv"),
    path("recommendations/register.json", tracker_files.as_json, name="tracker-json"),
]

urlpatterns = [
    path("recommendations/", tracker.listed, name="list"),
    path("recommendations/data/", tracker.data, name="data"),
    path("recommendations/register.ods", tracker_files.sheets, name="ods"),
    path("recommendations/reports/", tracker_progress.every_report, name="reports"),
    path("recommendations/reports/<slug:slug>/", tracker_progress.report, name="report"),
    path("recommendations/reports/<slug:slug>/feed/", tracker_changes.report_feed, name="report-feed"),
    path("recommendations/bodies/", tracker_progress.every_body, name="bodies"),
    path("recommendations/bodies/<uuid:body_id>/", tracker_progress.body, name="body"),
    path("recommendations/bodies/<uuid:body_id>/feed/", tracker_changes.body_feed, name="body-feed"),
    path("recommendations/changes/", tracker_changes.this_month, name="changes"),
    path("recommendations/changes/<str:month>/", tracker_changes.month, name="month"),
    path("recommendations/feed/", tracker_changes.feed, name="feed"),
    path("recommendations/figures/<str:scope>/", tracker_figures.of_scope, name="figures"),
    path("recommendations/figures/<str:scope>/<str:day>/", tracker_figures.on_day, name="figure"),
    path("recommendations/figures/<str:scope>/<str:day>/text/", tracker_figures.text_of, name="figure-text"),
    path("recommendations/plots/<str:name>.svg", tracker_figures.picture, name="plot"),
    path("recommendations/<str:reference>/", tracker.one, name="one"),
]
