"""Addresses of the public door. Each view declares who may enter (candour.web.entrance).

Every page has two: English without a prefix, Welsh under ``/cy/``. What machines ask for, and the way out, have one.
"""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from candour.contexts.concerns.urls import public as concerns
from candour.contexts.pathway.urls import my_record, refer
from candour.contexts.publication import urls as publication
from candour.contexts.recommendations.urls import open_api
from candour.contexts.recommendations.urls import public as tracker
from candour.contexts.recommendations.urls import published as recommendations_published
from candour.web import urls as shell

urlpatterns: list[URLPattern | URLResolver] = [
    *shell.public,
    *publication.every_door,
    *publication.files,
    *tracker.files,
    path("api/", include(open_api)),
    path("", include(recommendations_published)),
    *i18n_patterns(
        path("", include((publication.public, "publication"))),
        path("", include((concerns.urlpatterns, "concerns"))),
        path("", include((my_record.urlpatterns, "my_record"))),
        path("", include((refer.urlpatterns, "refer"))),
        path("", include((tracker.urlpatterns, "tracker"))),
        prefix_default_language=False,
    ),
]

handler400 = "candour.web.problems.bad_request"
handler403 = "candour.web.problems.forbidden"
handler404 = "candour.web.problems.not_found"
handler500 = "candour.web.problems.server_error"
