"""Addresses of this context at the delivery door: the enquiries put to a body, and nothing else."""

from __future__ import annotations

from django.urls import path

from candour.contexts.concerns.views import enquiries

app_name = "enquiries"

urlpatterns = [
    path("enquiries/", enquiries.body_list, name="list"),
    path("enquiries/<str:reference>/", enquiries.body_enquiry, name="enquiry"),
    path("enquiries/<str:reference>/reply/", enquiries.body_enquiry, name="reply"),
    path("enquiries/<str:reference>/print/", enquiries.body_print, name="print"),
]
