"""Asking a body, and its answer. What crosses is written for the body by the caseworker; the concern stays.

``send`` and ``reply`` are taken at different doors on the same record, so each sees the other's steps; nothing in it
names the concern, the reporter or the day on which anybody told anything.

All raise Refused with every reason; Enquiry.DoesNotExist and Concern.DoesNotExist for what is absent and for what may
not be known. ``seen`` is the number of the last entry of the history that the page showed; None skips that check.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import (
    Concern,
    ConcernEnquiry,
    Enquiry,
    EnquiryDeadline,
    EnquiryReply,
    EnquiryStep,
    HarmOverride,
)
from candour.contexts.concerns.operations import steps
from candour.contexts.concerns.operations.handling import judged
from candour.contexts.concerns.queries import disclosure
from candour.contexts.concerns.queries import enquiries as queries
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import Role
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures.facts import Facts, Refusal, Refused
from candour.kernel.procedures.table import Procedure

NAME = procedure.enquiry.ENQUIRY.name


def law_of(enquiry: Enquiry) -> Procedure:
    """The version of the procedure under which this enquiry runs."""
    return registry.get(NAME, enquiry.procedure_version)


@transaction.atomic
def put_to_body(
    *,
    concern_id: UUID,
    organisation_id: UUID | None,
    subject: str,
    question: str,
    actor: Actor,
    at: datetime,
    is_checked: bool = False,
    seen: int | None = None,
) -> Enquiry:
    """Put an enquiry to a body, with the reporter's agreement or an override that a second person authorised.

    Refuses a body at which nobody answers, and a text that contains the concern's reference or how to reach the
    reporter. A text with the reporter's name or own words is refused until ``is_checked`` says that the caseworker
    read the warning and means it.
    """
    concern = steps.lock(concern_id, actor=actor)
    given = {"enquiry"} if subject.strip() and question.strip() else set()
    facts = judged("put_to_body", concern, actor=actor, at=at, seen=seen, given=given)
    body = queries.askable().filter(id=organisation_id).first() if organisation_id else None
    found = [_no_contact()] if body is None else []
    found.extend(_shown(concern, subject, question, is_checked=is_checked))
    if body is None or found:  # the first is among the second; the type checker needs both
        raise Refused(tuple(found))
    enquiry = _send(body, subject=subject, question=question, actor=actor, at=at)
    ConcernEnquiry(concern=concern, enquiry=enquiry, override=_ground(facts, concern)).save(force_insert=True)
    _refresh(enquiry)
    steps.take(
        concern,
        "put_to_body",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"enquiry": str(enquiry.id), "organisation": str(body.id)},
    )
    return enquiry


def _send(body: Organisation, *, subject: str, question: str, actor: Actor, at: datetime) -> Enquiry:
    on = localdate(at)
    law = registry.in_force(NAME, on)
    enquiry = Enquiry(organisation=body, subject=subject.strip(), question=question.strip(), sent_on=on)
    enquiry.is_synthetic = body.is_synthetic
    procedures.begin(
        procedure=law,
        step="send",
        record=enquiry,
        facts=Facts(subject=enquiry.id, state=""),
        actor=actor,
        door=actor.door,
        at=at,
        history=EnquiryStep,
        deadline_model=EnquiryDeadline,
        nation=body.nation,
    )
    return enquiry


def _ground(facts: Facts, concern: Concern) -> HarmOverride | None:
    """The override on which it stands, not used before; None where the reporter agreed."""
    if facts.fields["may_tell"] != "override":
        return None
    given = HarmOverride.objects.filter(concern=concern, authorised_by__isnull=False, is_refused=False)
    given = given.exclude(id__in=ConcernEnquiry.objects.filter(override__isnull=False).values("override_id"))
    return given.order_by("-authorised_at").first()


def _shown(concern: Concern, *texts: str, is_checked: bool) -> list[Refusal]:
    return [
        Refusal(
            one.code,
            one.says,
            ""
            if one.is_certain
            else _("Change it; or, if it has to be so, tick that you checked it and send it again."),
        )
        for one in disclosure.of(concern, *texts)
        if one.is_certain or not is_checked
    ]


def _no_contact() -> Refusal:
    return Refusal(
        "no_contact",
        _("Choose a body at which somebody answers the Commissioner’s enquiries."),
        _("If it is not in the list, ask the system administrator to invite a contact there."),
    )


@transaction.atomic
def reply(*, enquiry_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> EnquiryReply:
    """The body's answer, under the name and role of whoever gives it."""
    enquiry = _locked(enquiry_id, actor)
    facts = _judged(enquiry, "reply", actor=actor, at=at, seen=seen, given={"reply"} if text.strip() else set())
    row = EnquiryReply(
        enquiry=enquiry,
        text=text.strip(),
        answered_at=at,
        answered_by_id=actor.person_id,
        answered_as=_signature(enquiry, actor),
    )
    row.save(force_insert=True)
    _take(enquiry, "reply", facts=facts, actor=actor, at=at, codes={"reply": str(row.id)})
    return row


def _signature(enquiry: Enquiry, actor: Actor) -> str:
    return f"{actor.name}, {Role.BODY_CONTACT.label}, {enquiry.organisation.name}"[:200]


@transaction.atomic
def ask_again(
    *,
    enquiry_id: UUID,
    text: str,
    actor: Actor,
    at: datetime,
    is_checked: bool = False,
    seen: int | None = None,
) -> EnquiryStep:
    """Ask for what is still missing; the body reads ``text``, and its time starts again."""
    return _ask(enquiry_id, "ask_again", text, actor=actor, at=at, is_checked=is_checked, seen=seen)


@transaction.atomic
def take_back(
    *,
    enquiry_id: UUID,
    text: str,
    actor: Actor,
    at: datetime,
    is_checked: bool = False,
    seen: int | None = None,
) -> EnquiryStep:
    """Say that no answer is needed any more; the body reads ``text``."""
    return _ask(enquiry_id, "take_back", text, actor=actor, at=at, is_checked=is_checked, seen=seen)


@transaction.atomic
def accept(*, enquiry_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> EnquiryStep:
    """Finish: the office has what it asked for."""
    enquiry = _locked(enquiry_id, actor)
    facts = _judged(enquiry, "accept", actor=actor, at=at, seen=seen, given=set())
    return _take(enquiry, "accept", facts=facts, actor=actor, at=at)


def _ask(
    enquiry_id: UUID, step: str, text: str, *, actor: Actor, at: datetime, is_checked: bool, seen: int | None
) -> EnquiryStep:
    enquiry = _locked(enquiry_id, actor)
    given = {"rationale"} if text.strip() else set()
    facts = _judged(enquiry, step, actor=actor, at=at, seen=seen, given=given)
    concern = queries.concern_of(enquiry)
    assert concern is not None  # the row rule of enquiries shows those of known concerns alone
    found = _shown(concern, text, is_checked=is_checked)
    if found:
        raise Refused(tuple(found))
    return _take(enquiry, step, facts=facts, actor=actor, at=at, rationale=text.strip())


def _locked(enquiry_id: UUID, actor: Actor) -> Enquiry:
    rows = queries.visible_to(actor).select_related("organisation").select_for_update(of=("self",))
    return rows.get(id=enquiry_id)


def _judged(enquiry: Enquiry, step: str, *, actor: Actor, at: datetime, seen: int | None, given: set[str]) -> Facts:
    found = queries.facts_of(enquiry, door=actor.door)
    facts = Facts(found.subject, found.state, frozenset(given), found.history, found.fields, due=found.due)
    guard.check(law_of(enquiry), step, facts, actor, at)
    if seen is not None and len(facts.history) != seen:
        raise Refused((_moved_on(),))
    return facts


def _moved_on() -> Refusal:
    return Refusal(
        "moved_on",
        _("Something has happened here since you opened this page. Nothing was stored yet."),
        _("Read what is new in the history. What you typed is still below: check it and send it again."),
    )


def _take(
    enquiry: Enquiry,
    step: str,
    *,
    facts: Facts,
    actor: Actor,
    at: datetime,
    rationale: str = "",
    codes: dict[str, str | int] | None = None,
) -> EnquiryStep:
    row = procedures.take(
        procedure=law_of(enquiry),
        step=step,
        record=enquiry,
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        history=EnquiryStep,
        deadline_model=EnquiryDeadline,
        rationale=rationale,
        codes=codes,
        nation=enquiry.organisation.nation,
    )
    _refresh(enquiry)
    return row


def _refresh(enquiry: Enquiry) -> None:
    """Bring the list's own columns in line with state and clock."""
    next_one = deadlines.next_due(EnquiryDeadline.objects.filter(enquiry_id=enquiry.id))
    enquiry.is_open = not law_of(enquiry).state(enquiry.state).is_end
    enquiry.next_due_on = next_one.due_on if next_one is not None else None
    enquiry.save(update_fields=["is_open", "next_due_on"])
