"""Addresses of a person's or parent's own page, at the public door."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import my_record

app_name = "my_record"

urlpatterns = [
    path("my-record/", my_record.check, name="check"),
    path("my-record/open/", my_record.shown, name="open"),
    path("my-record/open/ask/", my_record.ask, name="ask"),
    path("my-record/open/asked/", my_record.asked, name="asked"),
    path("my-record/open/withdraw/", my_record.withdraw, name="withdraw"),
    path("my-record/open/withdrawn/", my_record.withdrawn, name="withdrawn"),
    path("my-record/close/", my_record.close, name="close"),
    path("my-record/closed/", my_record.closed, name="closed"),
]
