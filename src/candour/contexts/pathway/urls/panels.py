"""Addresses of panels and their meetings at the delivery door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import calendar_feed, meeting_actions, meeting_files, meetings, panels

app_name = "panels"

urlpatterns = [
    path("panels/", panels.listed, name="list"),
    path("panels/new/", panels.new, name="new"),
    path("panels/calendar/", meeting_files.calendar, name="calendar"),
    path("panels/calendar/address/", calendar_feed.address, name="calendar_address"),
    # Apart from all others, so that a proxy can be told in one line to write none of them down.
    path("calendar/<str:secret>/meetings.ics", calendar_feed.feed, name="calendar_feed"),
    path("panels/actions/<uuid:action_id>/", meeting_actions.action, name="action"),
    path("panels/<uuid:panel_id>/", panels.panel, name="panel"),
    path("panels/<uuid:panel_id>/<slug:name>/", panels.act, name="act"),
    path("panels/<str:reference>/", meetings.meeting, name="meeting"),
    path("panels/<str:reference>/pack/", meeting_files.pack, name="pack"),
    path("panels/<str:reference>/<slug:name>/", meetings.step, name="step"),
]
