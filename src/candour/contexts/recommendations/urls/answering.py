"""Addresses of recommendations at the delivery door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.recommendations.views import answering, bulk, responding

app_name = "answering"

urlpatterns = [
    path("recommendations/", answering.listed, name="list"),
    path("recommendations/reports/<slug:slug>/respond/", bulk.respond, name="bulk"),
    path("recommendations/reports/<slug:slug>/sign/", bulk.sign, name="bulk_sign"),
    path("recommendations/<str:reference>/", answering.one, name="one"),
    path("recommendations/<str:reference>/pack/", answering.pack, name="pack"),
    path("recommendations/<str:reference>/respond/", responding.respond, name="respond"),
    path("recommendations/<str:reference>/sign/", responding.sign, name="sign"),
    path("recommendations/<str:reference>/tasks/<int:number>/", answering.task, name="task"),
    path("recommendations/<str:reference>/<slug:name>/", answering.step, name="step"),
]
