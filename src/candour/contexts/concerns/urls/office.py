"""Addresses of concerns at the office door. A step's address holds its name from the procedure."""

from __future__ import annotations

from django.urls import path

from candour.contexts.concerns.views import (
    assisted,
    campaigns,
    case,
    directory,
    emergency,
    export,
    files,
    inbox,
    policies,
    saved,
    search,
    several,
    steps,
    templates,
)

app_name = "concerns"

urlpatterns = [
    path("concerns/", inbox.show, name="inbox"),
    path("concerns/new/", assisted.new, name="new"),
    path("concerns/export/", export.take_out, name="export"),
    path("concerns/chosen/assign/", several.assign, name="assign_several"),
    path("concerns/chosen/link/", several.link, name="link_several"),
    path("concerns/views/", saved.listed, name="views"),
    path("concerns/views/new/", saved.save, name="save_view"),
    path("concerns/views/<uuid:view_id>/", saved.rename, name="rename_view"),
    path("concerns/views/<uuid:view_id>/narrow/", saved.narrow, name="narrow_view"),
    path("concerns/views/<uuid:view_id>/remove/", saved.remove, name="remove_view"),
    path("concerns/views/<uuid:view_id>/watch/", saved.watch, name="watch_view"),
    path("concerns/watches/<uuid:watch_id>/end/", saved.end_watch, name="end_watch"),
    path("concerns/alarms/<uuid:alarm_id>/", saved.alarm, name="alarm"),
    path("concerns/<str:reference>/", case.show, name="case"),
    path("concerns/<str:reference>/write-to-all/", campaigns.write_same, name="write_same"),
    path("concerns/<str:reference>/print/", case.for_print, name="print"),
    path("concerns/<str:reference>/files/<uuid:document>/", files.read, name="file"),
    path("concerns/<str:reference>/files/<uuid:document>/<int:number>/", files.picture, name="file_picture"),
    path("concerns/<str:reference>/files/<uuid:document>/original/", files.original, name="file_original"),
    path("concerns/<str:reference>/files/<uuid:document>/again/", files.try_again, name="file_again"),
    path("concerns/<str:reference>/<slug:name>/", steps.step, name="step"),
    path("campaigns/", campaigns.listed, name="campaigns"),
    path("campaigns/<uuid:campaign_id>/", campaigns.show, name="campaign"),
    path("campaigns/<uuid:campaign_id>/change/", campaigns.change, name="change_campaign"),
    path("campaigns/<uuid:campaign_id>/end/", campaigns.end, name="end_campaign"),
    path("campaigns/<uuid:campaign_id>/write/", campaigns.write, name="write_campaign"),
    path("caseworkers/", several.caseworkers, name="caseworkers"),
    path("caseworkers/<uuid:person_id>/move/", several.move, name="move"),
    path("emergency-access/", emergency.listed, name="emergencies"),
    path("emergency-access/<uuid:access_id>/", emergency.review, name="review_emergency"),
    path("exports/", export.listed, name="exports"),
    path("directory/", directory.show, name="directory"),
    path("directory/new/", directory.add, name="add_body"),
    path("directory/<uuid:body_id>/", directory.change, name="change_body"),
    path("message-templates/", templates.listed, name="templates"),
    path("message-templates/new/", templates.add, name="add_template"),
    path("message-templates/<uuid:template_id>/", templates.change, name="change_template"),
    path("message-templates/<uuid:template_id>/end/", templates.end, name="end_template"),
    path("policies/", policies.show, name="policies"),
    path("policies/holidays/new/", policies.add_holiday, name="add_holiday"),
    path("policies/<str:code>/", policies.set_term, name="set_term"),
    path("search/", search.show, name="search"),
]
