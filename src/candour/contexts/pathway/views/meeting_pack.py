"""The pack of a meeting: what is decided, by when, the papers case by case, and what happens next."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from candour.contexts.pathway.models import MeetingAction, Paper
from candour.contexts.pathway.queries.meeting_page import Case, MeetingPage, Part
from candour.contexts.pathway.views import panel_words
from candour.web import languages
from candour.web.typeset import Block, Chapter, Pack


def pack_of(page: MeetingPage, *, for_whom: str, at: datetime) -> Pack:
    """Everything of the meeting that the page shows to its reader, in the order of the agenda."""
    meeting = page.meeting
    made = date_format(localtime(at), "j F Y, H:i")
    rule = _("the authority in the chair and the police of the person’s area")
    if page.rule is not None:
        rule = _("%(rule)s; at least %(num)s people") % {"rule": rule, "num": page.rule.least_present}
    return Pack(
        title=f"{meeting.panel.name}, {date_format(meeting.held_on, 'j F Y')}",
        subtitle=_("Agenda and papers"),
        facts=[
            (_("Meeting"), f"{meeting.reference} ({meeting.get_kind_display()})"),
            (_("Panel"), str(panel_words.kind(meeting.nation))),
            (_("Time"), time_format(meeting.starts_at, "H:i")),
            (_("Place"), meeting.place),
            (_("Quorate with"), rule),
            (_("Law"), str(panel_words.law(meeting.nation))),
        ],
        chapters=[
            *([Chapter(_("The meeting as a whole"), blocks=whole)] if (whole := _whole(page)) else []),
            *(_chapter(number, case, page) for number, case in enumerate(page.cases, start=1)),
        ],
        contents=_("Contents"),
        footer=_("For %(name)s, %(moment)s. Official-Sensitive. This was recorded.")
        % {"name": for_whom, "moment": made},
        language=languages.current().partition("-")[0],
        notes=[
            _(
                "You decide on each case at the meeting: its decision, its reason and how it was reached are recorded there."
            ),
            _("Declare an interest before a case is spoken about. Destroy this file when you no longer need it."),
        ],
    )


def _chapter(number: int, case: Case, page: MeetingPage) -> Chapter:
    item = case.item
    name = item.case.individual.display_name or _("Name not known")
    facts = [
        (_("Case"), item.case.reference),
        (_("Why it is on the agenda"), str(panel_words.WHY[item.why])),
        (_("Referred"), date_format(item.case.referred_on, "j F Y")),
        (_("Where it stands"), str(panel_words.CASE.get(item.case.state, item.case.state))),
    ]
    if item.case.next_due_on is not None:
        facts.append((_("Next time limit"), date_format(item.case.next_due_on, "j F Y")))
    blocks = [_paper(one, page) for one in case.papers]
    if case.decision is not None:
        how = f"{panel_words.DECIDED[case.decision.decided]}. {case.decision.get_reached_display()}."
        blocks.append(Block(_("Decision"), case.decision.rationale, facts=[(_("Decided"), how)]))
    blocks += [Block(_("%(name)s did not agree") % {"name": one.attendance.name}, one.words) for one in case.dissents]
    blocks += _actions(case.actions) + _minutes(case.minutes)
    return Chapter(f"{number}. {name}", facts, blocks)


def _whole(page: MeetingPage) -> list[Block]:
    return [*(_paper(one, page) for one in page.papers), *_actions(page.actions), *_minutes(page.minutes)]


def _paper(one: Paper, page: MeetingPage) -> Block:
    marks = [str(_("late"))] if page.is_late(one) else []
    if getattr(one, "replaced_by", None) is not None:
        marks.append(_("replaced by a later version"))
    return Block(
        one.title, one.text, ", ".join(marks), [(_("Added"), date_format(localtime(one.added_at), "j F Y, H:i"))]
    )


def _actions(rows: list[MeetingAction]) -> list[Block]:
    if not rows:
        return []
    lines = [f"– {one.owner.name}, {date_format(one.due_on, 'j F Y')}: {one.what}" for one in rows]
    return [Block(_("Actions"), "\n".join(lines))]


def _minutes(part: Part) -> list[Block]:
    if part.text is None:
        return []
    mark = "" if part.is_signed else _("draft")
    corrections = [
        Block(_("Correction of %(day)s") % {"day": date_format(localtime(one.written_at), "j F Y")}, one.text)
        for one in part.corrections
    ]
    return [Block(_("Minutes"), part.text.text, mark), *corrections]
