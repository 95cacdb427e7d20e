"""Addresses of recommendations at the delivery door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.recommendations.views import answering, bulk, evidence, responding

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
    path("recommendations/<str:reference>/evidence/<uuid:file>/", evidence.read, name="evidence"),
    path(
        "recommendations/<str:reference>/evidence/<uuid:file>/pages/<int:number>/",
        evidence.picture,
        name="evidence_picture",
    ),
    path("recommendations/<str:reference>/evidence/<uuid:file>/original/", evidence.original, name="evidence_original"),
    path(
        "recommendations/<str:reference>/evidence/<uuid:file>/set-aside/", evidence.set_aside, name="evidence_set_aside"
    ),
    path("recommendations/<str:reference>/<slug:name>/", answering.step, name="step"),
]
