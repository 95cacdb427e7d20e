"""The three thousand invented referrals: they follow the published figures, every state is there, and nothing in them is
what the guards would not have allowed. Most is asked of the rows before they are inserted; the last test inserts them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from candour.contexts.concerns.demonstration import cast
from candour.contexts.pathway import models, procedure
from candour.contexts.pathway.demonstration import country
from candour.contexts.pathway.demonstration.country import bodies, margins, years
from candour.contexts.pathway.demonstration.country.bodies import Country
from candour.contexts.pathway.demonstration.country.margins import Table
from candour.contexts.pathway.demonstration.country.referrals import EARLIER_TERM
from candour.contexts.pathway.operations import reference
from candour.contexts.pathway.queries import matching
from candour.kernel.deadlines import terms
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import Nation
from candour.kernel.procedures import proof
from candour.kernel.procedures.invention import Rows
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.table import Procedure

TODAY = date(2026, 11, 25)
LAWS: tuple[tuple[Procedure, type[StepTaken], Any], ...] = (
    (procedure.REFERRAL, models.ReferralStep, models.Referral),
    (procedure.INFORMATION, models.InformationStep, models.InformationRequest),
    (procedure.TRANSFER, models.TransferStep, models.Transfer),
    (procedure.POLICE_LED, models.PoliceLedStep, models.PoliceLedCase),
    (procedure.CASE, models.PanelCaseStep, models.PanelCase),
    (procedure.MEETING, models.MeetingStep, models.Meeting),
)
DECISIONS = {"refer_to_panel", "transfer", "open_police_led", "close"}
PANEL_DECIDES = {"adopt", "not_adopt", "defer", "review_plan", "close"}


@dataclass
class Made:
    """What was made, by model, and the bodies and people of it."""

    land: Country
    rows: Rows

    def of(self, model: Any) -> list[Any]:
        """The rows of a model."""
        return self.rows.by_model.get(model, [])

    def histories(self, model: type[StepTaken]) -> dict[UUID, list[StepTaken]]:
        """The steps of each record, in their order."""
        found: dict[UUID, list[StepTaken]] = defaultdict(list)
        for row in self.of(model):
            found[row.subject_id].append(row)
        return {subject: sorted(steps, key=lambda step: step.number) for subject, steps in found.items()}

    def by_case(self, model: Any) -> dict[UUID, list[Any]]:
        """The rows that hang from each case."""
        found: dict[UUID, list[Any]] = defaultdict(list)
        for row in self.of(model):
            found[row.case_id].append(row)
        return found


def _stand() -> Country:
    """The bodies of the demonstration and the lists of the law: what the invented years are built on."""
    Organisation.objects.bulk_create(cast.organisation_rows())
    reference.load()
    terms.load_defaults()
    return bodies.made(TODAY)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Made:
    """Made once; what was needed of the database is taken back."""
    rows = Rows()
    with django_db_blocker.unblock(), transaction.atomic():
        land = _stand()
        country.invent(TODAY, land, rows)
        transaction.set_rollback(True)
    return Made(land, rows)


def _follow(found: Counter[str], table: Table) -> None:
    assert set(found) == set(table.counts)
    for heading in table.counts:
        assert abs(found[heading] / found.total() - table.share(heading)) <= 0.01, heading


def test_is_three_thousand_over_three_years_in_twelve_areas_of_six_forces(made: Made) -> None:
    referrals = made.of(models.Referral)
    assert len(referrals) == years.MANY == 3_000
    assert len({row.authority_id for row in referrals}) == 12
    assert len({row.force_id for row in referrals}) == 6
    assert {row.nation for row in referrals} == {Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND}
    came = [row.received_on for row in referrals]
    assert (max(came) - min(came)).days > 3 * 365 - 30
    assert max(came) < TODAY
    yearly = Counter(str((TODAY - on).days // 365) for on in came)
    _follow(
        Counter(dict(zip(margins.YEARS.counts, (yearly["2"], yearly["1"], yearly["0"]), strict=True))), margins.YEARS
    )


def test_everything_is_marked_as_invented(made: Made) -> None:
    for model, rows in made.rows.by_model.items():
        if any(field.name == "is_synthetic" for field in model._meta.concrete_fields):
            assert all(row.is_synthetic for row in rows), model
    assert all(body.is_synthetic for body in made.land.bodies.values())
    for person in (person for people in made.land.people.values() for person in people):
        assert person.is_synthetic
        assert person.email.endswith(".example")


def test_follows_the_published_margins_within_one_percentage_point(made: Made) -> None:
    referrals = made.of(models.Referral)
    others = {"sector": margins.OTHER_SECTORS, "concern": margins.OTHER_CONCERNS}
    _follow(
        Counter("scotland" if row.nation == "scotland" else "england_and_wales" for row in referrals), margins.PROGRAMME
    )
    _follow(Counter("others" if row.sector in others["sector"] else row.sector for row in referrals), margins.SECTOR)
    _follow(Counter(_band(row) for row in referrals), margins.AGE)
    _follow(
        Counter(
            "others" if code in others["concern"] else code
            for row in referrals
            if row.type_of_concern is not None and (code := _as_counted_now(row.type_of_concern.code))
        ),
        margins.CONCERN,
    )
    stated = [row for row in made.of(models.EqualityFact) if row.stated == "stated"]
    _follow(Counter(row.value for row in stated if row.characteristic == "sex"), margins.SEX)
    ethnicity = Counter(row.value for row in stated if row.characteristic == "ethnicity")
    _follow(ethnicity, margins.ETHNICITY)
    assert abs(ethnicity.total() / 3_000 - margins.ETHNICITY_RECORDED.share("recorded")) <= 0.01
    known = [row for row in made.of(models.Need) if row.known in {"diagnosed", "suspected"}]
    kinds = Counter("autism" if row.kind == "autism" else "another" for row in known)
    kinds["not_recorded"] = 3_000 - kinds.total()
    _follow(kinds, margins.NEEDS)


def test_panels_discuss_and_adopt_as_many_as_was_published(made: Made) -> None:
    first: dict[UUID, str] = {}
    by_case = made.histories(models.PanelCaseStep)
    for case in made.of(models.PanelCase):
        looked = [step.step for step in by_case[case.id] if step.step in {"adopt", "not_adopt"}]
        if looked:
            first.setdefault(case.referral_id, looked[0])
    found = Counter({"adopt": "adopted", "not_adopt": "not_adopted"}[step] for step in first.values())
    found["not_discussed"] = 3_000 - found.total()
    _follow(found, margins.PANEL)


def _band(referral: Any) -> str:
    individual = referral.individual
    age = individual.age_about
    if age is None:
        born, came = individual.born_on, referral.received_on
        age = came.year - born.year - ((came.month, came.day) < (born.month, born.day))
    assert referral.is_child is (age < 18)
    return next(
        band for band, last in (("to_10", 10), ("11_to_15", 15), ("16_to_17", 17), ("from_18", 200)) if age <= last
    )


def _as_counted_now(code: str) -> str:
    return next((now for now, earlier in EARLIER_TERM.items() if earlier == code), code)


def test_every_state_of_every_record_is_there(made: Made) -> None:
    for law, _steps, model in LAWS:
        assert {row.state for row in made.of(model)} == {state.name for state in law.states}, law.name


def test_every_step_is_one_that_the_table_allows_there_to_whoever_took_it(made: Made) -> None:
    roles = {
        person.id: role.value
        for of, people in made.land.people.items()
        for person, role in zip(people, [role for _name, body, role in bodies.PEOPLE if body == of], strict=True)
    }
    for law, model, records in LAWS:
        histories = made.histories(model)
        stands = {row.id: row for row in made.of(records)}
        assert histories.keys() == stands.keys(), law.name
        for subject, steps in histories.items():
            at, last = "", None
            for number, row in enumerate(steps, start=1):
                step = law.step(row.step)
                assert row.number == number
                assert row.from_state == at
                assert (at in step.source) if step.source else number == 1, f"{law.name}: {row.step} from {at}"
                assert row.to_state == (step.target or at)
                assert step.in_force.covers(row.taken_on)
                assert (roles[row.by_id] if row.by_id else row.by_kind) in step.by, f"{law.name}: {row.step}"
                assert row.taken_on < TODAY
                assert row.taken_at is not None
                assert last is None or last <= row.taken_at, f"{law.name}: {row.step} before the step before it"
                assert row.rationale or not {"rationale"} & set(step.gives), f"{law.name}: {row.step} says no reason"
                at, last = row.to_state, row.taken_at
            assert stands[subject].state == at
            assert stands[subject].is_open is not law.state(at).is_end


def test_a_decision_rests_on_an_assessment_that_a_second_person_agreed_to_and_on_a_clear_check(made: Made) -> None:
    signed = {row.assessment_id: row for row in made.of(models.Countersignature)}
    matched = made.of(models.ReferralLink)
    taken = made.histories(models.ReferralStep)
    for decision in made.of(models.Decision):
        before = [step.step for step in taken[decision.referral_id] if step.number < decision.step.number]
        assert decision.reasons
        assert decision.assessment.proposes == decision.outcome == decision.step.step
        assert decision.assessment.assessed_by_id == decision.referral.assigned_to_id
        assert signed[decision.assessment_id].by_id != decision.assessment.assessed_by_id
        assert before.index("record_assessment") < before.index("countersign")
        assert decision.referral.deconflicted == "clear"
        assert decision.assessment.type_of_concern.valid_from <= decision.step.taken_on
    linked = {row.referral_id for row in matched}
    assert {row.referral_id for row in matched} == {
        subject for subject, steps in taken.items() if any(step.step == "decide_match" for step in steps)
    }
    # Whoever is found by name or date of birth has been decided on before the referral was.
    found = _found(made)
    decided = {decision.referral_id for decision in made.of(models.Decision)}
    assert {referral for referral in found if referral in decided} <= linked


def _found(made: Made) -> dict[UUID, set[UUID]]:
    """What the search for earlier referrals finds, worked out from the keys as ``sql/matching.sql`` does."""
    keys = {row.individual_id: set(row.keys) for row in made.of(models.IndividualName)}
    by_key: dict[tuple[object, str], list[Any]] = defaultdict(list)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for referral in sorted(made.of(models.Referral), key=lambda row: row.entered_at):
        born_on = referral.individual.born_on
        own = [(None, key) for key in keys[referral.individual_id] if not key.startswith(matching.PART)]
        if born_on:
            own += [(born_on, key) for key in keys[referral.individual_id]]
        for key in own:
            for earlier in by_key[key]:
                if earlier.entered_at < referral.entered_at:
                    found[referral.id].add(earlier.id)
            by_key[key].append(referral)
    return found


def test_what_follows_a_decision_is_there_from_its_first_moment(made: Made) -> None:
    follows = {
        "refer_to_panel": models.PanelCase, "transfer": models.Transfer, "open_police_led": models.PoliceLedCase
    }  # fmt: skip
    for outcome, model in follows.items():
        decided = {row.referral_id for row in made.of(models.Decision) if row.outcome == outcome}
        assert {row.referral_id for row in made.of(model)} == decided
        assert all(row.owner_id for row in made.of(model))


def test_a_panel_decides_at_a_quorate_meeting_and_the_step_follows_it(made: Made) -> None:
    present = defaultdict(list)
    for row in made.of(models.Attendance):
        present[row.meeting_id].append(row)
    taken_up = {}
    for decision in made.of(models.ItemDecision):
        there = present[decision.meeting_id]
        assert any(one.part == "chair" and one.organisation_id == decision.meeting.authority_id for one in there)
        assert any(one.organisation_id == decision.case.force_id for one in there)
        assert decision.item.case_id == decision.case_id
        assert decision.taken_up is not None
        taken_up[decision.taken_up.id] = decision
    for row in made.of(models.PanelCaseStep):
        if row.step in PANEL_DECIDES:
            decision = taken_up[row.id]
            assert (decision.decided, decision.meeting.held_on) == (row.step, row.taken_on)
            assert decision.case_id == row.subject_id
    decided = {decision.item_id for decision in made.of(models.ItemDecision)}
    for item in made.of(models.AgendaItem):
        assert item.id in decided or item.meeting.held_on >= TODAY


def test_support_is_given_within_consent_and_a_case_is_closed_with_nothing_left_open(made: Made) -> None:
    consents, needs = made.by_case(models.Consent), made.by_case(models.PlanNeed)
    plans, helped = made.by_case(models.SupportPlan), made.by_case(models.OtherHelp)
    orders = made.by_case(models.Commission)
    held = Counter(row.commission_id for row in made.of(models.Session) if row.outcome == "delivered")
    for case, steps in made.histories(models.PanelCaseStep).items():
        for row in steps:
            if row.step == "record_consent":
                assert plans[case][0].written_at <= row.taken_at
                assert consents[case][0].answered_on <= row.taken_on
            if row.step in {"close", "not_adopt"}:
                assert any(one.decided_at.date() == row.taken_on for one in helped[case])
            if row.step == "close":
                assert all(need.settled_on <= row.taken_on for need in needs[case])
                for order in orders.get(case, ()):
                    if order.commissioned_at <= row.taken_at and order.stopped_on is None:
                        assert held[order.id] >= order.sessions_wanted
                        assert order.until_on < row.taken_on
    for answer in made.of(models.Consent):
        assert answer.answer != "given" or answer.is_under_18 is (answer.giver == "parent")
    for session in (row for row in made.of(models.Session) if row.outcome == "delivered"):
        given = consents[session.commission.case_id]
        assert given[0].answered_on <= session.held_on
        assert all(session.held_on <= later.answered_on for later in given[1:])


def test_what_the_reviews_found_is_there_to_be_found(made: Made) -> None:
    def overdue(model: Any, code: str) -> int:
        return sum(
            clock.code == code and clock.met_on is None and clock.cancelled_on is None and clock.due_on < TODAY
            for clock in made.of(model)
        )

    assert overdue(models.ReferralDeadline, "pathway.tell_referrer") >= 50
    assert overdue(models.ReferralDeadline, "pathway.necessity_review") >= 5
    assert overdue(models.PanelCaseDeadline, "pathway.post_closure_6") >= 5
    assert overdue(models.PanelCaseDeadline, "pathway.post_closure_12") >= 5
    assert overdue(models.PanelCaseDeadline, "pathway.ask_consent") >= 1
    assert overdue(models.TransferDeadline, "pathway.transfer_checkpoint") >= 20
    assert overdue(models.TransferDeadline, "pathway.transfer_decide") >= 5
    assert overdue(models.PoliceLedDeadline, "pathway.police_led_review") >= 1
    same = [link for link in made.of(models.ReferralLink) if link.is_same]
    misspelt = [
        link
        for link in same
        if link.referral.individual.display_name != link.earlier.individual.display_name
        and matching.keys_of(link.referral.individual.display_name)
        != matching.keys_of(link.earlier.individual.display_name)
    ]
    assert len(misspelt) >= 80
    assert any(link.referral.force_id != link.earlier.force_id for link in same)
    undecided = _found(made).keys() - {link.referral_id for link in made.of(models.ReferralLink)}
    assert undecided, "no open referral with an earlier one on which nobody has decided"


def test_names_are_as_various_as_the_country(made: Made) -> None:
    names = [row.display_name for row in made.of(models.Individual)]
    assert sum(len(name.split()) == 1 for name in names) >= 5
    assert sum(len(name.split()) >= 4 for name in names) >= 50
    assert sum(not name[0].isascii() for name in names) >= 30
    assert any("-" in name for name in names)


def test_the_lists_of_the_demonstration_people_stay_theirs(made: Made) -> None:
    own = {
        body.id
        for body in cast.BODIES
        if body.key in {"northmoor-police", "aldermoor", "moorside-youth", "wexcombe-nhs"}
    }
    for _law, _steps, model in LAWS:
        for row in made.of(model):
            theirs = {getattr(row, f"{of}_id", None) for of in ("force", "authority", "organisation")} & own
            is_running = row.is_open and model is not models.Referral
            assert not theirs or not is_running, row
            assert not theirs or model is not models.Referral or row.outcome, row
    officers = {person.id for person in made.land.people["northmoor-police"]}
    for holding in made.land.holdings:
        assert (holding.person_id in officers) is (holding.ends_on is not None)
    last = [step.taken_on for step in made.of(models.ReferralStep) if step.by_id in officers]
    assert max(last) <= TODAY - bodies.LEFT_BEFORE


def test_is_the_same_every_time() -> None:
    first, second = (years.sketched(TODAY, Random(1), []) for _time in range(2))
    assert first == second


@pytest.mark.django_db
def test_is_loaded_once_and_every_constraint_and_trigger_agrees() -> None:
    _stand()
    assert country.build(TODAY) == 3_000
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    assert country.build(TODAY) == 0
    assert models.Referral.objects.filter(is_synthetic=True).count() == 3_000
    assert set(models.Meeting.objects.values_list("state", flat=True)) == {
        state.name for state in procedure.MEETING.states
    }
    for _law, steps, _model in LAWS:
        assert not list(proof.faults(steps))
