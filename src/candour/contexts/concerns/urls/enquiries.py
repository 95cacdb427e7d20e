"""Addresses of enquiries at the office door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.concerns.views import enquiries

app_name = "enquiries"

urlpatterns = [
    path("enquiries/", enquiries.office_list, name="list"),
    path("enquiries/<str:reference>/", enquiries.office_enquiry, name="enquiry"),
    path("enquiries/<str:reference>/<slug:name>/", enquiries.office_step, name="step"),
]
