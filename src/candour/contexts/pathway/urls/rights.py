"""Addresses of what persons and parents ask, at the delivery door."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import rights

app_name = "rights"

urlpatterns = [
    path("rights/", rights.listed, name="list"),
    path("rights/give/<str:reference>/", rights.give, name="give"),
    path("rights/codes/<uuid:access>/", rights.code, name="code"),
    path("rights/codes/<uuid:access>/end/", rights.end, name="end"),
    path("rights/<str:reference>/", rights.asked, name="request"),
    path("rights/<str:reference>/<slug:name>/", rights.step, name="step"),
]
