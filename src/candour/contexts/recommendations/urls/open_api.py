"""Addresses of the open API at the public door, below ``/api/``. They have no twin in Welsh: machines ask."""

from __future__ import annotations

from candour.contexts.recommendations.views import open_api

app_name = "open_api"

urlpatterns = open_api.addresses()
