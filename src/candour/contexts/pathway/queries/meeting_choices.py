"""What the forms of a meeting's steps offer to choose from, in words, for the person who fills them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import (
    AgendaItem,
    Attendance,
    CaseAdmission,
    ItemDecision,
    Meeting,
    MeetingAction,
    MeetingStep,
    MinutesPart,
    PanelCase,
    Paper,
)
from candour.contexts.pathway.models.choices import Admitted, Decided, Part
from candour.contexts.pathway.queries import meeting_actions, meeting_facts, minutes, panel_page, panel_people
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.procedures import queries as procedures

Choice = tuple[str, str]
MOST_OTHERS = 100


@dataclass(frozen=True)
class Comer:
    """Somebody who is in the room: with an account or without, for which body, as what."""

    name: str
    organisation: UUID
    part: str
    person: UUID | None = None


def items(meeting: Meeting, *, undecided: bool = False) -> list[Choice]:
    """The cases on the agenda that the person sees; only those without a decision, where asked."""
    rows = AgendaItem.objects.filter(meeting=meeting, taken_off_on=None).select_related("case__individual")
    if undecided:
        rows = rows.exclude(Exists(ItemDecision.objects.filter(item=OuterRef("pk"), taken_back_on=None)))
    return [(str(row.id), _case(row.case, row.number)) for row in rows.order_by("number")]


def cases(meeting: Meeting, on: date) -> tuple[list[Choice], list[Choice]]:
    """The cases that are due for a meeting, and every other that could be put on its agenda; none that stands on it."""
    on_it = set(AgendaItem.objects.filter(meeting=meeting, taken_off_on=None).values_list("case_id", flat=True))
    due = panel_page.due_for([meeting.authority_id], on)
    others = panel_page.others_for(meeting.authority_id, on)[:MOST_OTHERS]
    return (
        [(str(row.id), _case(row)) for row in due if row.id not in on_it],
        [(str(row.id), _case(row)) for row in others if row.id not in on_it],
    )


def here(meeting: Meeting) -> list[Choice]:
    """Who is in the room."""
    rows = Attendance.objects.filter(meeting=meeting, left_at=None).select_related("organisation")
    return [(str(row.id), f"{row.name} ({row.organisation.name})") for row in rows.order_by("came_at", "id")]


def expected(meeting: Meeting) -> list[tuple[str, str, str]]:
    """The members, and the guests invited, who are not in the room: a key for each, the words, and what they are."""
    there = set(Attendance.objects.filter(meeting=meeting, left_at=None).values_list("person_id", flat=True))
    members = [one for one in minutes.panel_members(meeting.panel_id, meeting.held_on) if one.person_id not in there]
    admitted = CaseAdmission.objects.filter(item__meeting=meeting, kind=Admitted.GUEST).select_related("organisation")
    known = {one.person_id for one in members} | there
    guests = [one for one in admitted if one.person_id not in known]
    names = panel_people.names_of([*(one.person_id for one in members), *(one.person_id for one in guests)])
    found = [
        (f"m{one.id}", f"{names.get(one.person_id, '')} ({one.organisation.name})", str(one.get_part_display()))
        for one in members
    ]
    return found + [
        (f"g{one.id}", f"{names.get(one.person_id, '')} ({one.organisation.name})", str(Part.GUEST.label))
        for one in guests
    ]


def comer_of(meeting: Meeting, key: str) -> Comer | None:
    """One of the expected, as they come; None for a key that names nobody."""
    for member in minutes.panel_members(meeting.panel_id, meeting.held_on):
        if key == f"m{member.id}":
            name = panel_people.names_of([member.person_id]).get(member.person_id, "")
            return Comer(name, member.organisation_id, member.part, member.person_id)
    for guest in CaseAdmission.objects.filter(item__meeting=meeting, kind=Admitted.GUEST):
        if key == f"g{guest.id}":
            name = panel_people.names_of([guest.person_id]).get(guest.person_id, "")
            return Comer(name, guest.organisation_id, Part.GUEST.value, guest.person_id)
    return None


def bodies(meeting: Meeting) -> list[Choice]:
    """The bodies for which somebody can come: those of the panel's partners, and the authority itself."""
    found = {one.organisation: one.body for one in panel_people.partners_of(meeting.authority_id)}
    found[meeting.authority_id] = meeting.authority.name
    if meeting.authority.police_force_id is not None:
        force = Organisation.objects.get(id=meeting.authority.police_force_id)
        found[force.id] = force.name
    return [(str(key), name) for key, name in sorted(found.items(), key=lambda one: one[1])]


def partners(authority_id: UUID, actor: Actor) -> list[Choice]:
    """Whom one could invite or put on a panel; oneself is not invited."""
    return [
        (str(one.person), f"{one.name} ({one.body})")
        for one in panel_people.partners_of(authority_id)
        if one.person != actor.person_id
    ]


def papers(meeting: Meeting) -> list[Choice]:
    """The latest version of each paper."""
    rows = Paper.objects.filter(meeting=meeting, replaced_by=None).order_by("added_at", "id")
    return [(str(row.id), row.title) for row in rows]


def decidable(item: UUID | None, meeting: Meeting) -> list[Choice]:
    """What can be decided on the case of this item; everything, where none is chosen yet."""
    row = AgendaItem.objects.filter(meeting=meeting, id=item).select_related("case").first() if item else None
    fitting = meeting_facts.can_follow(row.case.state) if row else frozenset(Decided.values)
    return [(value, str(label)) for value, label in Decided.choices if value in fitting]


def decisions(meeting: Meeting) -> list[Choice]:
    """The decisions that stand."""
    rows = ItemDecision.objects.filter(meeting=meeting, taken_back_on=None).select_related("item__case__individual")
    return [
        (str(row.id), f"{_case(row.item.case, row.item.number)}: {row.get_decided_display()}")
        for row in rows.order_by("item__number")
    ]


def actions(meeting: Meeting) -> list[Choice]:
    """What is still to be done."""
    rows = MeetingAction.objects.filter(meeting_actions.OPEN, meeting=meeting).select_related("owner")
    return [
        (str(row.id), f"{row.owner.name}, {date_format(row.due_on, 'j M Y')}: {row.what[:120]}")
        for row in rows.order_by("due_on", "id")
    ]


def text_of(meeting: Meeting, item: UUID | None) -> str:
    """The minutes of one part as they stand; what was recorded, in words, where nobody has written them yet."""
    rows = MinutesPart.objects.filter(meeting=meeting, item=item, is_correction=False)
    latest = rows.order_by("-version").first()
    if latest is not None:
        return latest.text
    row = AgendaItem.objects.filter(meeting=meeting, id=item).select_related("case").first() if item else None
    return minutes.of_item(row) if row else minutes.general(meeting)


def correctable(meeting_id: UUID) -> MeetingStep | None:
    """The step that a correction would take back."""
    return procedures.last_correctable(MeetingStep, meeting_id)


def _case(case: PanelCase, number: int | None = None) -> str:
    name = case.individual.display_name or _("Name not known")
    first = f"{number}. " if number else ""
    return str(format_lazy("{first}{name} ({reference})", first=first, name=name, reference=case.reference))


def everybody(authority_id: UUID) -> list[Choice]:
    """Whoever can be put on a panel of this authority, oneself too."""
    return [(str(one.person), f"{one.name} ({one.body})") for one in panel_people.partners_of(authority_id)]
