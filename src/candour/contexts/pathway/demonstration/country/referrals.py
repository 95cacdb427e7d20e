"""One invented referral with everything the police do with it, up to the record that its decision creates."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from candour.contexts.pathway import models, procedure, references
from candour.contexts.pathway.demonstration.country import words
from candour.contexts.pathway.demonstration.country.making import Diary, Kind, Land, NotYet
from candour.contexts.pathway.demonstration.country.years import NEW_TERMS, Sketch
from candour.contexts.pathway.queries import matching
from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.kernel.people.roles import Role
from candour.kernel.procedures.invention import Moment
from candour.kernel.procedures.models import StepTaken

ADULT = 18
EARLIER_TERM = {
    "no_ideology": "no_specific", "extreme_right": "old_right", "islamist": "old_islamist", "incel": "old_incel",
    "extreme_violence": "school_massacre", "multiple": "conflicted", "left_wing": "old_left", "other_ideology": "old_other",
}  # fmt: skip
"""How what is counted in one way today was written down before May 2024."""
NEW_FRAMEWORK = datetime(2024, 9, 1, tzinfo=UTC).date()
_OTHER_NEEDS = ("adhd", "depression", "anxiety", "trauma", "psychosis", "learning_disability")


class Referred:
    """Makes the rows of one sketch."""

    def __init__(self, sketch: Sketch, land: Land) -> None:
        self.sketch, self.land, self.rng = sketch, land, land.rng
        area, country = sketch.area, land.country
        self.diary = Diary(land, area.nation.value, sketch.came_on)
        self.officer = self.rng.choice(country.all(area.force, Role.POLICE_CASE_OFFICER))
        self.supervisor = country.one(area.force, Role.POLICE_SUPERVISOR)
        self.force, self.authority = country.bodies[area.force], country.bodies[area.authority]
        self.individual = self._individual()
        self.referral = self._referral()
        self.referrer = self._referrer()
        self.history = land.history(procedure.REFERRAL, self.referral, models.ReferralStep, models.ReferralDeadline)
        self.assessment: models.Assessment | None = None

    # -- the person and the referral

    @property
    def _entered_by(self) -> Person | None:
        if self.sketch.channel == "public":
            return None
        if self.sketch.channel == "professional":
            return self.land.country.one(self.sketch.area.school, Role.DUTY_BODY_REFERRER)
        return self.supervisor

    def _individual(self) -> models.Individual:
        sketch, land = self.sketch, self.land
        is_dated = sketch.born_on is not None
        individual: models.Individual = land.made(
            models.Individual, reference=land.reference(references.INDIVIDUAL), display_name=sketch.name,
            born_on=sketch.born_on, age_about=None if is_dated else sketch.age,
            age_on=None if is_dated else sketch.came_on, is_synthetic=True,
        )  # fmt: skip
        about = {"individual": individual, "added_on": sketch.came_on, "added_by": self._entered_by}
        land.made(models.IndividualName, name=sketch.name, keys=matching.keys_of(sketch.name), **about)
        if sketch.need == "not_recorded":
            land.made(models.Need, kind="autism", known="not_asked", **about)
        else:
            kind = "autism" if sketch.need == "autism" else self.rng.choice(_OTHER_NEEDS)
            known = "diagnosed" if self.rng.random() < 0.55 else "suspected"
            land.made(models.Need, kind=kind, known=known, **about)
        land.made(models.EqualityFact, characteristic="sex", stated="stated", value=sketch.sex, **about)
        stated = "stated" if sketch.ethnicity else "not_asked"
        land.made(models.EqualityFact, characteristic="ethnicity", stated=stated, value=sketch.ethnicity, **about)
        return individual

    def _referral(self) -> models.Referral:
        sketch, land = self.sketch, self.land
        referral: models.Referral = land.made(
            models.Referral, reference=land.reference(references.REFERRAL), individual=self.individual,
            channel=sketch.channel, sector=sketch.sector, urgency="soon" if self.rng.random() < 0.08 else "routine",
            nation=sketch.area.nation.value, force=self.force, authority=self.authority, received_on=sketch.came_on,
            entered_at=datetime.combine(sketch.came_on, time(7, 30), UTC) + timedelta(seconds=sketch.number % 1_800),
            entered_by=self._entered_by, is_child=sketch.age < ADULT, is_synthetic=True,
        )  # fmt: skip
        why = self.rng.choice(words.WHY[sketch.concern])
        land.rows.add(models.ReferralContent(referral=referral, written_by=self._entered_by, why_concerned=why))
        self.why = why
        return referral

    def _referrer(self) -> models.Referrer:
        is_school = self.sketch.channel == "professional"
        by = self._entered_by
        made: models.Referrer = self.land.rows.add(
            models.Referrer(
                referral=self.referral, name=by.name if is_school and by else "A caller", person=by if is_school else None,
                organisation=self.land.country.bodies[self.sketch.area.school] if is_school else None,
            )
        )  # fmt: skip
        return made

    # -- what was done

    def look_into(self, earlier: models.Referral | None) -> StepTaken | None:
        """Everything up to the decision, as far as the days allow it; the decision, where there is one. ``earlier`` is a
        referral of the same person, which is decided on before anything else may be."""
        self._received()
        try:
            if not self.sketch.outcome and self.rng.random() < 0.3:
                return None  # nobody has taken it on
            self._taken()
            if earlier is not None:
                self._matched(earlier)
            if self.rng.random() < (0.12 if self.sketch.outcome else 0.5):
                self._asked()
            self._assessed()
            return self._decided() if self.sketch.outcome else None
        except NotYet:
            return None

    def conclude(self, decision: StepTaken) -> None:
        """What follows a decision on the referral itself: the referrer is told, and what is kept is looked at."""
        try:
            if self.sketch.is_finished or self.rng.random() < 0.93:
                self._told()
            if self.sketch.outcome == "close":
                self._kept(decision)
        except NotYet:
            return

    def _received(self) -> None:
        by, on = self._entered_by, self.sketch.came_on
        when = Moment(on, self.referral.entered_at)
        door, outsider = (Door.DELIVERY, Kind.STAFF) if by else (Door.PUBLIC, Kind.REFERRER)
        self.history.take("receive", when, by=by.id if by else None, door=door, outsider=outsider)

    def _taken(self) -> None:
        is_assigned = self.rng.random() < 0.4
        when = self.diary.after(self.rng.choice((0, 1, 1, 2, 3)))
        self.referral.assigned_to = self.officer
        step, by = ("assign", self.supervisor) if is_assigned else ("take", self.officer)
        self.diary.take(self.history, step, when, by)
        if self.rng.random() < 0.06:
            self._checked("hold")
            if not self.sketch.outcome:
                raise NotYet
        self._checked("clear")

    def _checked(self, result: str) -> None:
        when = self.diary.after(self.rng.choice((0, 1, 1, 2)) if result == "clear" else 0)
        self.land.made(
            models.Deconfliction, referral=self.referral, result=result, checked_on=when.on, entered_at=when.at,
            checked_by=self.officer,
        )  # fmt: skip
        self.referral.deconflicted, self.referral.deconflicted_on = result, when.on
        self.diary.take(self.history, "deconflict", when, self.officer)

    def _matched(self, earlier: models.Referral) -> None:
        if not self.sketch.outcome and self.rng.random() < 0.6:
            raise NotYet  # the earlier one is found, and nobody has decided on it
        when = self.diary.after(0)
        is_same = self.rng.random() < 0.92
        reason = words.SAME if is_same else words.OTHER_PERSON
        self.land.made(
            models.ReferralLink, referral=self.referral, earlier=earlier, force=self.force, is_same=is_same,
            explanation=["spelling", "birth"], reason=reason, decided_at=when.at, decided_by=self.officer,
        )  # fmt: skip
        self.diary.take(self.history, "decide_match", when, self.officer, reason)

    def _asked(self) -> None:
        partner = self.land.country.one(self.sketch.area.partner, Role.PANEL_PARTNER)
        when = self.diary.after(0)
        request = self.land.made(
            models.InformationRequest, reference=self.land.reference(references.REQUEST), referral=self.referral,
            force=self.force, organisation=self.land.country.bodies[self.sketch.area.partner], about=self.sketch.name,
            question=words.QUESTION, asked_at=when.at, asked_by=self.officer, nation=self.sketch.area.nation.value,
            is_synthetic=True,
        )  # fmt: skip
        history = self.land.history(procedure.INFORMATION, request, models.InformationStep, models.InformationDeadline)
        self.diary.take(self.history, "request_information", when, self.officer)
        self.diary.take(history, "ask", when, self.officer)
        came_to = self.rng.random()
        if not self.sketch.outcome and came_to < 0.5:
            return
        when = self.diary.after(self.rng.randint(1, 6))
        if came_to > 0.93:
            self.diary.take(history, "take_back", when, self.officer, "The school knew the answer.")
        elif came_to > 0.86:
            self.diary.take(history, "decline", when, partner, "Not without the person's agreement.")
        else:
            self.land.made(
                models.InformationReply, request=request, text=words.ANSWER, answered_at=when.at, answered_by=partner
            )
            self.diary.take(history, "answer", when, partner)

    def _assessed(self) -> None:
        if not self.sketch.outcome and self.rng.random() < 0.4:
            raise NotYet
        when, codes = self.diary.after(self.rng.choice((1, 2, 2, 3, 3, 4, 5))), self.land.codes
        code = self.sketch.concern if when.on >= NEW_TERMS else EARLIER_TERM[self.sketch.concern]
        framework, version = ("paf-2024", "2024") if when.on >= NEW_FRAMEWORK else ("vaf-2012", "2012")
        proposes = self.sketch.outcome or "close"
        self.assessment = self.land.made(
            models.Assessment, referral=self.referral, number=1, framework=codes["framework", framework],
            framework_version=version, narrative=self.rng.choice(words.NARRATIVE).format(why=self.why),
            conclusion=words.RATIONALE[proposes], type_of_concern=codes["concern", code], proposes=proposes,
            assessed_at=when.at, assessed_by=self.officer,
        )  # fmt: skip
        self.referral.type_of_concern = codes["concern", code]
        self.diary.take(self.history, "record_assessment", when, self.officer)
        if not self.sketch.outcome and self.rng.random() < 0.5:
            raise NotYet
        when = self.diary.after(self.rng.choice((0, 1, 1, 2)))
        self.land.rows.add(
            models.Countersignature(
                assessment=self.assessment, assessed_by=self.officer, by=self.supervisor, at=when.at or when.on
            )
        )  # fmt: skip
        self.diary.take(self.history, "countersign", when, self.supervisor)

    def _decided(self) -> StepTaken:
        outcome = self.sketch.outcome
        when = self.diary.after(self.rng.choice((0, 1, 2, 3)))
        row = self.diary.take(self.history, outcome, when, self.officer, words.RATIONALE[outcome])
        self.land.made(
            models.Decision, referral=self.referral, assessment=self.assessment, step=row, outcome=outcome,
            reasons=[words.REASON[outcome]], decided_at=when.at, decided_by=self.officer,
        )  # fmt: skip
        self.referral.outcome = outcome
        return row

    def _told(self) -> None:
        """Most referrers hear of it; some late, and some never: what the learning review of Southport found."""
        late = self.rng.random() < 0.07 and not self.sketch.is_finished
        when = self.diary.after(self.rng.randint(20, 60) if late else self.rng.randint(0, 4))
        self.referrer.feedback = words.TOLD
        self.referrer.feedback_on, self.referrer.feedback_by = when.on, self.officer
        self.diary.take(self.history, "tell_referrer", when, self.officer)

    def _kept(self, decision: StepTaken) -> None:
        """Whether a closed one must still be kept is looked at when that is due; sometimes nobody does."""
        code = "pathway.necessity_review_child" if self.sketch.age < ADULT else "pathway.necessity_review"
        self.history.start(code, decision)
        due_on = self.history.clocks[-1].due_on
        if self.sketch.is_finished or self.rng.random() < 0.85:
            when = self.diary.upon(due_on - timedelta(days=self.rng.randint(0, 12)))
            self.diary.take(self.history, "review_necessity", when, self.supervisor, words.STILL_KEPT)
