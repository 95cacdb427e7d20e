"""Addresses of concerns at the office door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.concerns.views import assisted, case, directory, emergency, inbox, policies, search, steps

app_name = "concerns"

urlpatterns = [
    path("concerns/", inbox.show, name="inbox"),
    path("concerns/new/", assisted.new, name="new"),
    path("concerns/<str:reference>/", case.show, name="case"),
    path("concerns/<str:reference>/print/", case.for_print, name="print"),
    path("concerns/<str:reference>/<slug:name>/", steps.step, name="step"),
    path("emergency-access/", emergency.listed, name="emergencies"),
    path("emergency-access/<uuid:access_id>/", emergency.review, name="review_emergency"),
    path("directory/", directory.show, name="directory"),
    path("directory/new/", directory.add, name="add_body"),
    path("directory/<uuid:body_id>/", directory.change, name="change_body"),
    path("policies/", policies.show, name="policies"),
    path("policies/holidays/new/", policies.add_holiday, name="add_holiday"),
    path("policies/<str:code>/", policies.set_term, name="set_term"),
    path("search/", search.show, name="search"),
]
