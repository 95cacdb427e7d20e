"""Addresses at the public door: refer a person, and come back with the code."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import refer, standing

app_name = "refer"

urlpatterns = [
    path("refer/", refer.start, name="start"),
    path("refer/check-answers/", refer.check_answers, name="check-answers"),
    path("refer/sent/", refer.receipt, name="receipt"),
    path("refer/finish/", refer.finish, name="finish"),
    path("refer/finished/", refer.finished, name="finished"),
    path("refer/delete/", refer.delete, name="delete"),
    path("refer/deleted/", refer.deleted, name="deleted"),
    path("refer/answers-gone/", refer.draft_gone, name="draft-gone"),
    path("refer/check/", standing.check, name="check"),
    path("refer/check/standing/", standing.shown, name="standing"),
    path("refer/check/close/", standing.close, name="close"),
    path("refer/check/closed/", standing.closed, name="closed"),
    path("refer/<slug:slug>/", refer.question, name="question"),
]
