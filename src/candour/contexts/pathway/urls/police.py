"""Addresses of the police's side at the delivery door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.pathway.views import assisted, case, inbox, person, steps, work

app_name = "referrals"

urlpatterns = [
    path("referrals/", inbox.show, name="inbox"),
    path("referrals/new/", assisted.new, name="new"),
    path("referrals/<str:reference>/", case.show, name="case"),
    path("referrals/<str:reference>/together/", case.all_together, name="together"),
    path("referrals/<str:reference>/<slug:name>/", steps.step, name="step"),
    path("people/<str:reference>/", person.show, name="person"),
    path("people/<str:reference>/add/<slug:what>/", person.add, name="add"),
    path("people/<str:reference>/end/<slug:what>/<uuid:row_id>/", person.end, name="end"),
    path("people/<str:reference>/correct/<slug:field>/", person.put_right, name="put_right"),
    path("requests/", work.request_list, name="requests"),
    path("requests/<str:reference>/", work.request_page, name="request"),
    path("requests/<str:reference>/<slug:name>/", work.request_step, name="request_step"),
    path("police-led/", work.led_list, name="led_list"),
    path("police-led/<str:reference>/", work.led_page, name="led"),
    path("police-led/<str:reference>/<slug:name>/", work.led_step, name="led_step"),
]
