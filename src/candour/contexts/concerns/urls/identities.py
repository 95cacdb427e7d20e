"""Addresses of sealed identities at the office door. An act's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.concerns.views import holders, opened, openings

app_name = "identities"

urlpatterns = [
    path("identities/", openings.listed, name="list"),
    path("identities/ask/<str:reference>/", openings.ask, name="ask"),
    path("identities/keys/", holders.listed, name="keys"),
    path("identities/keys/ask/", holders.ask, name="ask_for_key"),
    path("identities/keys/<uuid:holder_id>/let-in/", holders.let_in, name="let_in"),
    path("identities/keys/<uuid:holder_id>/end/", holders.end, name="end_holding"),
    path("identities/<uuid:opening_id>/", openings.show, name="opening"),
    path("identities/<uuid:opening_id>/read/", openings.read, name="read"),
    path("identities/<uuid:opening_id>/read/<uuid:piece_id>/", opened.read, name="read_file"),
    path("identities/<uuid:opening_id>/read/<uuid:piece_id>/<int:number>/", opened.picture, name="read_picture"),
    path("identities/<uuid:opening_id>/read/<uuid:piece_id>/original/", opened.original, name="read_original"),
    path("identities/<uuid:opening_id>/get_ready/", openings.get_ready, name="get_ready"),
    path("identities/<uuid:opening_id>/<slug:name>/", openings.act, name="act"),
]
