"""Addresses at the delivery door of whoever refers for a body under the duty."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import making

app_name = "making"

urlpatterns = [
    path("referrals/mine/", making.mine, name="mine"),
    path("referrals/make/", making.begin, name="begin"),
    path("referrals/make/<uuid:draft>/check-answers/", making.check_answers, name="check-answers"),
    path("referrals/make/<uuid:draft>/delete/", making.delete, name="delete"),
    path("referrals/make/<uuid:draft>/<slug:slug>/", making.question, name="question"),
]
