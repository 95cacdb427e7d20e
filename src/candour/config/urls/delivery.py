"""Addresses of the delivery door. Each view declares who may enter (candour.web.entrance)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from candour.contexts.accounts import urls as accounts
from candour.contexts.concerns.urls import delivery as enquiries
from candour.contexts.pathway.urls import cases, making, panels, police, rights, transfers
from candour.contexts.publication import urls as publication
from candour.contexts.recommendations.urls import answering
from candour.web import urls as shell

urlpatterns: list[URLPattern | URLResolver] = [
    *shell.staff,
    path("", include(accounts)),
    path("", include(enquiries)),
    path("", include(making)),  # before the police's: "mine" and "make" are no references
    path("", include(police)),
    path("", include(cases)),
    path("", include(panels)),
    path("", include(transfers)),
    path("", include(rights)),
    path("", include(answering)),
    path("", include((publication.every_door, "publication"))),
]

handler400 = "candour.web.problems.bad_request"
handler403 = "candour.web.problems.forbidden"
handler404 = "candour.web.problems.not_found"
handler500 = "candour.web.problems.server_error"
