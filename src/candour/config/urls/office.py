"""Addresses of the office door. Each view declares who may enter (candour.web.entrance)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from candour.contexts.accounts import urls as accounts
from candour.contexts.concerns.urls import enquiries, identities
from candour.contexts.concerns.urls import office as concerns
from candour.contexts.publication import urls as publication
from candour.contexts.recommendations.urls import drafts as recommendation_drafts
from candour.contexts.recommendations.urls import issued, register
from candour.web import urls as shell

urlpatterns: list[URLPattern | URLResolver] = [
    *shell.office,
    path("", include(accounts)),
    path("", include(concerns)),
    path("", include(enquiries)),
    path("", include(identities)),
    path("", include(register)),
    path("", include(recommendation_drafts)),
    path("", include(issued)),
    path("", include((publication.every_door, "publication"))),
]

handler400 = "candour.web.problems.bad_request"
handler403 = "candour.web.problems.forbidden"
handler404 = "candour.web.problems.not_found"
handler500 = "candour.web.problems.server_error"
