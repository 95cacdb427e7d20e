"""Two procedures and a history for the tests of procedures, on the tables of the tests of deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import ClassVar

from django.db import models

from candour.kernel.deadlines.tests.rehearsal import Matter
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from candour.kernel.procedures import queries
from candour.kernel.procedures.facts import Doer, Facts
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.requirements import (
    Assigned,
    ByRole,
    CameBefore,
    DifferentPerson,
    Equals,
    Named,
    OneOf,
    RecordExists,
    WithinTerm,
)
from candour.kernel.procedures.table import Period, Procedure, State, Step, from_

CASEWORKER = Role.CONCERNS_CASEWORKER.value
HEAD = Role.HEAD_OF_OFFICE.value
NOON = datetime(2026, 3, 30, 11, 0, tzinfo=UTC)
"""A Monday; in London it is noon."""


class MatterStep(StepTaken):
    """Its history."""

    SUBJECT_FIELD = "matter"
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="+")
    objects: ClassVar[models.Manager[MatterStep]] = models.Manager()

    class Meta:
        app_label = "rehearsal"


FROM = from_(date(2026, 1, 1))

PROCEDURE = Procedure(
    name="rehearsal.matter",
    version=1,
    in_force=FROM,
    initial="received",
    terms=("concerns.acknowledge", "concerns.answer", "concerns.triage"),
    states=(
        State("received", "Received", "We have it."),
        State("open", "Open", "We are working on it."),
        State("closed", "Closed", "We have finished.", is_end=True),
    ),
    steps=(
        Step(
            name="receive",
            label="Receive",
            source=(),
            target="received",
            by=("reporter", CASEWORKER, "system"),
            starts=("concerns.acknowledge", "concerns.triage"),
            basis="Office policy",
            in_force=FROM,
        ),
        Step(
            name="open",
            label="Open",
            source=("received",),
            target="open",
            by=(CASEWORKER,),
            requires=(Assigned(),),
            meets=("concerns.acknowledge",),
            cancels=("concerns.triage",),
            starts=("concerns.answer",),
            basis="Office policy",
            in_force=FROM,
        ),
        Step(
            name="note",
            label="Write a note",
            source=("received", "open"),
            target=None,
            by=(CASEWORKER, HEAD),
            basis="Office policy",
            in_force=FROM,
        ),
        Step(
            name="close",
            label="Close",
            source=("open",),
            target="closed",
            by=(HEAD,),
            requires=(CameBefore("open"), RecordExists("reason")),
            meets=("concerns.answer",),
            grave=True,
            second_person_from="open",
            basis="Office policy",
            in_force=FROM,
        ),
        Step(
            name="withdraw",
            label="Withdraw",
            source=("received", "open"),
            target="closed",
            by=("reporter",),
            cancels=("concerns.acknowledge", "concerns.triage", "concerns.answer"),
            basis="Office policy",
            in_force=FROM,
        ),
        Step(
            name="correct",
            label="Correct a mistaken step",
            source=("open", "closed"),
            target=None,
            by=(CASEWORKER, HEAD),
            basis="Office policy",
            in_force=FROM,
        ),
    ),
)


def _is_quorate(facts: Facts, doer: Doer, at: datetime) -> bool:
    return facts.fields.get("present") == 3


SHOWCASE = Procedure(
    name="rehearsal.showcase",
    version=2,
    in_force=FROM,
    initial="drafted",
    terms=("rehearsal.reply",),
    label="One of everything | with a bar",
    states=(
        State("drafted", "Drafted", "It is being written."),
        State("sent_out_for_everybody_to_read_and_comment", "Sent out for everybody to read and comment", "It is out."),
        State("done", "Done", "It is done.", is_end=True),
    ),
    steps=(
        Step(
            name="send",
            label="Send it to all who have to see it before anything else may happen",
            source=("drafted",),
            target="sent_out_for_everybody_to_read_and_comment",
            by=(CASEWORKER, HEAD),
            requires=(
                RecordExists("draft"),
                OneOf("kind", ("short", "long")),
                Equals("agreed", True),
                ByRole(HEAD),
                Named(_is_quorate, says="Three are present", met_by={"present": 3}, unmet_by={"present": 2}),
            ),
            basis="Standing order 4",
            in_force=Period(date(2026, 1, 1), date(2026, 12, 1)),
        ),
        Step(
            name="take_back",
            label="Take back",
            source=("sent_out_for_everybody_to_read_and_comment",),
            target="drafted",
            by=("system", "reporter"),
            requires=(WithinTerm("rehearsal.reply"),),
            basis="Standing order 5",
            in_force=FROM,
        ),
        Step(
            name="finish",
            label="Finish",
            source=("sent_out_for_everybody_to_read_and_comment", "drafted"),
            target="done",
            by=(HEAD,),
            requires=(DifferentPerson("send"), Assigned(), CameBefore("send")),
            starts=("rehearsal.reply",),
            grave=True,
            second_person_from="send",
            basis="Standing order 6",
            in_force=FROM,
        ),
    ),
)
"""One of everything that a table can say. It is never registered."""


def facts_of(matter: Matter, *, records: frozenset[str] = frozenset(), **fields: object) -> Facts:
    """The facts about a matter as a context would gather them after locking it."""
    history = queries.history_facts(MatterStep, matter.pk, door=Door.OFFICE)
    return Facts(matter.pk, matter.state, records=records, history=history, fields=fields)
