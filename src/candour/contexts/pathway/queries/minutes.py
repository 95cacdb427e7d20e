"""The minutes as they follow from what was recorded, for a draft that people then put into their own words.

Each part is read by those who see its case; the general part, by everybody on the panel, names no case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Max, Q
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from candour.contexts.pathway.models import (
    AgendaItem,
    Attendance,
    Declaration,
    ItemDecision,
    Meeting,
    MeetingAction,
    MinutesPart,
    PanelMember,
)
from candour.contexts.pathway.models.choices import Declared, Part
from candour.contexts.pathway.queries import panel_people


def latest(meeting: Meeting) -> dict[UUID | None, int]:
    """The number of the latest version of each part that may be seen; the general part under None."""
    rows = MinutesPart.objects.filter(meeting=meeting).values_list("item_id").annotate(last=Max("version"))
    return dict(rows)


def general(meeting: Meeting) -> str:
    """Who was there, from when to when, who was not, and what was declared of confidentiality."""
    came = list(Attendance.objects.filter(meeting=meeting).select_related("organisation").order_by("came_at", "id"))
    lines = [
        _("%(panel)s: %(kind)s meeting of %(day)s, %(place)s") % {
            "panel": meeting.panel.name, "kind": str(meeting.get_kind_display()).lower(),
            "day": date_format(meeting.held_on, "j F Y"), "place": meeting.place,
        },
        "",
        _("Present:"),
        *(_present(one) for one in came),
    ]  # fmt: skip
    there = {one.person_id for one in came}
    away = [one for one in panel_members(meeting.panel_id, meeting.held_on) if one.person_id not in there]
    if away:
        names = panel_people.names_of(one.person_id for one in away)
        lines += ["", _("Members who were not there:")]
        lines += [f"– {names.get(one.person_id, '')} ({one.organisation.name})" for one in away]
    declared = Declaration.objects.filter(meeting=meeting, kind=Declared.CONFIDENTIALITY).select_related("attendance")
    if declared:
        names_declared = ", ".join(one.attendance.name for one in declared)
        lines += ["", _("Confidentiality was declared by %(names)s.") % {"names": names_declared}]
    lines += _actions(MeetingAction.objects.filter(meeting=meeting, item=None))
    return "\n".join(lines)


def panel_members(panel_id: UUID, on: date) -> list[PanelMember]:
    """Who is on a panel on this day, with their body; their names are asked for apart."""
    running = Q(until_on=None) | Q(until_on__gt=on)
    rows = PanelMember.objects.filter(running, panel_id=panel_id, from_on__lte=on)
    order = {part: number for number, part in enumerate(Part.values)}
    return sorted(rows.select_related("organisation"), key=lambda one: (order[one.part], one.organisation.name))


def of_item(item: AgendaItem) -> str:
    """What was decided on one case, by whom, why; who stayed out of it, who did not agree, and who does what."""
    lines = [f"{item.case.reference}: {item.get_why_display()}"]
    aside = Declaration.objects.filter(item=item, kind=Declared.INTEREST).select_related("attendance")
    lines += [
        "", *(_("%(name)s declared an interest and took no part.") % {"name": one.attendance.name} for one in aside)
    ] if aside else []  # fmt: skip
    made = ItemDecision.objects.filter(item=item, taken_back_on=None).first()
    if made is not None:
        lines += ["", *_decided(made)]
    lines += _actions(MeetingAction.objects.filter(item=item))
    return "\n".join(lines)


def _decided(made: ItemDecision) -> list[str]:
    who = Attendance.objects.filter(id__in=made.present).order_by("came_at", "id").values_list("name", flat=True)
    lines = [
        _("Decided: %(what)s. %(how)s.") % {"what": made.get_decided_display(), "how": made.get_reached_display()},
        _("Taking part: %(names)s.") % {"names": ", ".join(who)},
        "",
        made.rationale,
    ]
    for one in made.dissents.select_related("attendance").order_by("entered_at"):
        lines += ["", _("%(name)s did not agree: %(why)s") % {"name": one.attendance.name, "why": one.words}]
    return lines


def _present(one: Attendance) -> str:
    came, left = time_format(localtime(one.came_at), "H:i"), one.left_at
    until = _("left at %(time)s") % {"time": time_format(localtime(left), "H:i")} if left else ""
    times = ", ".join(part for part in (_("from %(time)s") % {"time": came}, until) if part)
    return f"– {one.name}, {one.organisation.name} ({one.get_part_display()}), {times}"


def _actions(rows: Iterable[MeetingAction]) -> list[str]:
    found = sorted(rows, key=lambda one: one.due_on)
    if not found:
        return []
    names = Attendance.objects.in_bulk([one.owner_id for one in found])
    return [
        "", _("Actions:"),
        *(
            _("– %(name)s, by %(day)s: %(what)s")
            % {"name": names[one.owner_id].name, "day": date_format(one.due_on, "j F Y"), "what": one.what}
            for one in found
        ),
    ]  # fmt: skip
