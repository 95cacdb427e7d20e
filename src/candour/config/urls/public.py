"""Addresses of the public door. Each view declares who may enter (candour.web.entrance)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
