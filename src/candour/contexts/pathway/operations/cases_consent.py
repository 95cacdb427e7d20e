"""Consent: given, refused, withdrawn. Each is a row that stays; support begins with the first and stops with the last.

``attached`` is the signed paper, where it is there already (``operations.papers`` has what comes later). With one, an operation
raises OSError where the disk refuses it: then nothing was recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Commission, Consent, PanelCase, PanelCaseStep
from candour.contexts.pathway.models.choices import Answer, Capacity, Giver
from candour.contexts.pathway.operations import papers
from candour.contexts.pathway.operations.cases_taking import Taking, judged
from candour.contexts.pathway.procedure import nations
from candour.contexts.pathway.queries import age
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal

PARENTS = (Giver.PARENT, Giver.GUARDIAN)
OTHERS = (Giver.ATTORNEY, Giver.BEST_INTERESTS)


@dataclass(frozen=True)
class Answered:
    """What was answered, by whom, for whom, and how they were asked. ``is_under_18`` is asked where the date of birth is
    not known."""

    giver: str
    name: str
    answered_on: date
    how_asked: str
    language: str
    relationship: str = ""
    is_under_18: bool | None = None
    capacity: str = Capacity.HAS
    best_interests: str = ""
    young_view: str = ""
    young_words: str = ""
    interpreter: str = ""
    paper: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the answers that every row has are there."""
        return all((self.giver, self.name.strip(), self.how_asked.strip(), self.language.strip()))


@transaction.atomic
def record_consent(
    *,
    case_id: UUID,
    answered: Answered,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    attached: Sequence[Arrival] = (),
) -> PanelCaseStep:
    """Support was agreed to by somebody who can: the person, or under 18 a parent or guardian, with the young person's
    own view. Refuses a parent of an adult, a child alone, and want of capacity without a note of best interests."""
    taking = judged(
        case_id,
        "record_consent",
        actor=actor,
        at=at,
        seen=seen,
        given=given(consent=answered.is_whole),
        also=lambda case: [*_not_theirs_to_give(case, answered), *_not_yet(answered, at)],
    )
    return taking.take(codes=_keep(taking, Answer.GIVEN, answered, attached))


@transaction.atomic
def record_refusal(
    *,
    case_id: UUID,
    answered: Answered,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    attached: Sequence[Arrival] = (),
) -> PanelCaseStep:
    """Support was not wanted. The panel looks at the case once more, which is lawful without consent."""
    taking = judged(
        case_id,
        "record_refusal",
        actor=actor,
        at=at,
        seen=seen,
        given=given(refusal=answered.is_whole),
        also=lambda case: [*_age_unknown(case, answered), *_not_yet(answered, at)],
    )
    return taking.take(codes=_keep(taking, Answer.REFUSED, answered, attached))


@transaction.atomic
def withdraw_consent(
    *,
    case_id: UUID,
    answered: Answered,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    attached: Sequence[Arrival] = (),
) -> PanelCaseStep:
    """Consent is taken back, at any time and without a reason: what was commissioned stops, in the same act."""
    taking = judged(
        case_id,
        "withdraw_consent",
        actor=actor,
        at=at,
        seen=seen,
        given=given(withdrawal=answered.is_whole),
        also=lambda case: [
            *_age_unknown(case, answered),
            *_not_yet(answered, at),
            *_before_it_was_given(case, answered),
        ],
    )
    kept = _keep(taking, Answer.WITHDRAWN, answered, attached)
    Commission.objects.filter(case=taking.case, stopped_on=None).update(
        stopped_on=localdate(at), stop_reason=str(_("Consent was withdrawn. Hold no further session."))
    )
    return taking.take(codes=kept)


def _is_child(case: PanelCase, answered: Answered) -> bool | None:
    """As the date of birth says; as the form says where it is not known."""
    known = age.is_under_18(case.individual, answered.answered_on)
    return answered.is_under_18 if known is None else known


def _age_unknown(case: PanelCase, answered: Answered) -> list[Refusal]:
    if _is_child(case, answered) is not None:
        return []
    return [
        Refusal(
            "age_unknown",
            _("Who can consent depends on whether the person is under 18, and their date of birth is not recorded."),
            _("Say whether they were under 18 on the day of the answer."),
        )
    ]


def _not_theirs_to_give(case: PanelCase, answered: Answered) -> list[Refusal]:
    is_child = _is_child(case, answered)
    if is_child is None:
        return _age_unknown(case, answered)
    return _for_a_child(answered) if is_child else _for_an_adult(answered, case.nation)


def _for_an_adult(answered: Answered, nation: str) -> list[Refusal]:
    programme, found = nations.programme(nation), []
    if answered.giver in PARENTS:
        found.append(
            Refusal(
                "parent_of_an_adult",
                _("The person is 18 or over: a parent or guardian cannot consent for them."),
                _("Ask the person themself. Where they cannot decide this, record that and how it was decided."),
            )
        )
    if answered.capacity == Capacity.LACKS and answered.giver == Giver.PERSON:
        found.append(
            Refusal(
                "capacity",
                _("The person cannot decide this for themself, so their own agreement is not consent in law."),
                programme.who_decides,
            )
        )
    if answered.capacity == Capacity.LACKS and not answered.best_interests.strip():
        found.append(
            Refusal(
                "best_interests",
                programme.note_missing,
                programme.why_hint,
            )
        )
    if answered.capacity == Capacity.HAS and answered.giver in OTHERS:
        found.append(
            Refusal(
                "can_decide",
                _("The person can decide this for themself, so nobody else can consent for them."),
                _("Ask the person themself."),
            )
        )
    return found


def _for_a_child(answered: Answered) -> list[Refusal]:
    found = []
    if answered.giver not in PARENTS:
        found.append(
            Refusal(
                "child_alone",
                _("The person is under 18: a parent or guardian has to consent."),
                _("Ask a parent or guardian, and record the young person’s own view beside it."),
            )
        )
    if not answered.young_view:
        found.append(
            Refusal(
                "young_view",
                _("The young person’s own view is not recorded."),
                _("Ask them, and write what they said; or why they could not be asked."),
            )
        )
    if answered.young_view == "unable" and not answered.young_words.strip():
        found.append(Refusal("young_words", _("Say why the young person could not be asked.")))
    return found


def _not_yet(answered: Answered, at: datetime) -> list[Refusal]:
    if answered.answered_on <= localdate(at):
        return []
    return [Refusal("answered_on", _("An answer cannot be recorded before it was given."))]


def _before_it_was_given(case: PanelCase, answered: Answered) -> list[Refusal]:
    given_on = (
        Consent.objects.filter(case=case, answer=Answer.GIVEN).order_by("-number").values_list("answered_on", flat=True)
    )
    first = given_on.first()
    if first is None or answered.answered_on >= first:
        return []
    return [Refusal("answered_on", _("Consent cannot be withdrawn before the day on which it was given."))]


def _keep(taking: Taking, answer: Answer, answered: Answered, attached: Sequence[Arrival]) -> dict[str, str | int]:
    """The row that stays, with its signed paper; what the ledger says of it."""
    case = taking.case
    is_child = bool(_is_child(case, answered))
    last: int | None = Consent.objects.filter(case=case).aggregate(last=Max("number"))["last"]
    row = Consent(
        case=case,
        number=(last or 0) + 1,
        answer=answer,
        giver=answered.giver,
        name=answered.name.strip(),
        relationship=answered.relationship.strip(),
        is_under_18=is_child,
        capacity=answered.capacity,
        best_interests=answered.best_interests.strip(),
        young_view=answered.young_view if is_child else "",
        young_words=answered.young_words.strip() if is_child else "",
        answered_on=answered.answered_on,
        how_asked=answered.how_asked.strip(),
        language=answered.language.strip(),
        interpreter=answered.interpreter.strip(),
        paper=answered.paper.strip(),
        recorded_at=taking.at,
        recorded_by_id=taking.actor.person_id,
    )
    row.save(force_insert=True)
    told: dict[str, str | int] = {"consent": str(row.id)}
    if attached:
        told["papers"] = len(papers.keep(row, attached, actor=taking.actor, at=taking.at))
    return told
