"""What happens to an invented concern, act by act. Each method leaves the rows that the real operation leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from candour.contexts.concerns import codes, models, procedure, sealed
from candour.contexts.concerns.demonstration import cast, keeping, letters
from candour.contexts.concerns.demonstration.casefile import LONDON, Casefile, reference_of
from candour.contexts.concerns.demonstration.cast import Member
from candour.contexts.concerns.demonstration.paths import PATHS, Act
from candour.contexts.concerns.operations.steps import REPORTER_SPOKE, WAITS_FOR_REPORTER
from candour.kernel.doors import Door
from candour.kernel.people.roles import Nation
from candour.kernel.procedures.invention import History, Rows, new_id
from candour.kernel.procedures.models import StepTaken


class Told(Casefile):
    """A concern that goes the whole of its path."""

    def build(self) -> models.Concern:
        """Make every row and return the concern."""
        for act, on in zip(self.path.acts, self.days, strict=True):
            self.when = self.moment(on)
            name, _, variant = act.step.partition(".")
            method = f"{name}_{variant}" if name in {"enquiry", "opening"} else f"do_{name}"
            does: Callable[[Act, str], object] = getattr(self, method, self.do_step)
            does(act, variant)
        if self.rng.random() < 0.5:
            self.concern.unread_for_reporter = False
        self.concern.unanswered_since = self._unanswered()
        if self.is_nudged and self.last_written is not None and self.number > 1:
            self.rows.add(
                models.Nudge(
                    id=new_id(self.rng), concern_id=self.concern.id, up_to=self.messages, sent_on=self.last_written
                )
            )  # fmt: skip
        return self.concern

    def _unanswered(self) -> date | None:
        """The day of the office's last message that nobody answered, as ``operations.steps`` keeps it."""
        since = None
        for step in self.history.steps:
            if step.by_kind == StepTaken.Kind.REPORTER or step.step in REPORTER_SPOKE:
                since = None
            elif step.step in WAITS_FOR_REPORTER:
                since = step.taken_on
        return since

    def _by(self, act: Act) -> Member | None:
        """Who acts. What came on paper or by telephone, a caseworker enters for the person."""
        who = {"owner": self.owner, "other": self.other, "head": cast.HEAD, "commissioner": cast.COMMISSIONER}
        if act.by == "reporter":
            return (
                None
                if self.channel == codes.Channel.ONLINE or act.step not in ("receive", "reopen", "withdraw")
                else self.owner
            )
        return who[act.by]

    def do_step(self, act: Act, variant: str = "", rationale: str = "") -> StepTaken:
        """A step that leaves nothing beside its entry."""
        by = self._by(act)
        name = act.step.partition(".")[0]
        if not rationale and name in letters.RATIONALES and by is not None:
            rationale = self.rng.choice(letters.RATIONALES[name])
        door = Door.OFFICE if by else Door.PUBLIC
        self.concern.unread_for_office = by is None
        return self.history.take(name, self.when, by=by.id if by else None, door=door, rationale=rationale)

    def _write(self, text: str, kind: codes.MessageKind, by: Member | None) -> None:
        self.messages += 1
        direction = codes.Direction.TO_REPORTER if by else codes.Direction.FROM_REPORTER
        self.concern.unread_for_reporter = by is not None
        self.last_written = self.when.on if by else self.last_written
        message = new_id(self.rng)
        self.last_message = message if by else self.last_message
        self.rows.add(
            models.Message(
                id=message, concern_id=self.concern.id, number=self.messages, direction=direction, kind=kind,
                sealed=sealed.seal_message(bytes(self.concern.sealing_key), message, text), sent_on=self.when.on, author_id=by.id if by else None,
            )
        )  # fmt: skip

    def _agree(self, answer: str, how: models.BodyAgreement.How) -> None:
        self.agreements += 1
        self.concern.agreement = answer
        self.rows.add(
            models.BodyAgreement(
                id=new_id(self.rng), concern_id=self.concern.id, number=self.agreements, answer=answer, how=how,
                answered_on=self.when.on,
            )
        )  # fmt: skip

    def do_receive(self, act: Act, variant: str) -> None:
        """It comes, with or without an answer whether the body may be told."""
        by = self._by(act)
        self.do_step(act, rationale=self.rng.choice(letters.RECEIVING_NOTES) if by else "")
        steps = {one.step for one in self.path.acts}
        asked_later = steps & {"answer_agreement", "record_agreement", "ask_agreement"}
        self.concern.agreement = codes.Agreement.NOT_ASKED
        if not asked_later and self.rng.random() < 0.7:
            told = "refused" if "request_override" in steps else self.rng.choice(("agreed", "agreed", "refused"))
            how = models.BodyAgreement.How.ASSISTED if by else models.BodyAgreement.How.FORM
            self._agree(self.path.agreement or told, how)

    def do_acknowledge(self, act: Act, variant: str) -> None:
        """Somebody answers that it was read."""
        written = (
            letters.WELSH_ACKNOWLEDGEMENT if self.language == "Welsh" else self.rng.choice(letters.ACKNOWLEDGEMENTS)
        )
        self._write(written, codes.MessageKind.ACKNOWLEDGEMENT, self.owner)
        self.do_step(act)

    def do_take(self, act: Act, variant: str) -> None:
        """A caseworker takes it on and reads it."""
        self._assign(self.owner, self.owner)
        self.do_step(act)
        self._read(self.owner)

    def do_assign(self, act: Act, variant: str) -> None:
        """The head of office gives it to another caseworker."""
        self.owner, self.other = self.other, self.owner
        self._assign(self.owner, cast.HEAD)
        self.do_step(act)
        self._read(self.owner)

    def _assign(self, person: Member, assigned_by: Member) -> None:
        if self.assignment is not None:
            self.assignment.ended_on = self.when.on
        self.concern.assigned_to_id = person.id
        self.assignment = self.rows.add(
            models.Assignment(
                id=new_id(self.rng), concern_id=self.concern.id, person_id=person.id,
                assigned_by_id=assigned_by.id, started_on=self.when.on,
            )
        )  # fmt: skip

    def _read(self, person: Member) -> None:
        assert self.when.at is not None
        entry = self.history.enter("concerns.narrative.read", self.when, by=person.id, door=Door.OFFICE, codes={})
        self.rows.add(
            models.NarrativeRead(
                id=new_id(self.rng), concern_id=self.concern.id, person_id=person.id, read_at=self.when.at,
                ledger_entry=entry,
            )
        )  # fmt: skip

    def do_declare_interest(self, act: Act, variant: str) -> None:
        """The caseworker declares an interest, and with it gives the concern up."""
        row = self.do_step(act)
        self.exclusion = self.rows.add(
            models.ConcernExclusion(
                id=new_id(self.rng), concern_id=self.concern.id, person_id=self.owner.id, reason=row.rationale,
                declared_by_id=self.owner.id, declared_on=self.when.on,
            )
        )  # fmt: skip
        if self.assignment is not None:
            self.assignment.ended_on, self.assignment = self.when.on, None
        self.concern.assigned_to_id = None

    def do_end_interest(self, act: Act, variant: str) -> None:
        """The head of office ends an interest that was declared by mistake."""
        assert self.exclusion is not None
        self.do_step(act)
        self.exclusion.ended_on = self.when.on

    def do_code(self, act: Act, variant: str) -> None:
        """It is coded: an issue or two, sometimes a harm."""
        terms = self.rng.sample(list(self.library.issues), self.rng.randint(1, 2))
        if self.library.harms and self.rng.random() < 0.6:
            terms.append(self.rng.choice(list(self.library.harms)))
        for term in terms:
            self.rows.add(
                models.ConcernCode(
                    id=new_id(self.rng), concern_id=self.concern.id, term_id=term, coded_on=self.when.on,
                    coded_by_id=self.owner.id,
                )
            )  # fmt: skip
        self.do_step(act)

    def do_link(self, act: Act, variant: str) -> None:
        """It is part of the campaign, or tells again what the first open one tells."""
        of = None
        if variant == "duplicate":
            path = next(path for path in PATHS if path.name == "open")
            of = Casefile(path=path, number=1, library=self.library, rows=Rows()).concern.id
        self.link = self.rows.add(
            models.ConcernLink(
                id=new_id(self.rng), concern_id=self.concern.id, duplicate_of_id=of,
                campaign_id=None if of else keeping.id_of("campaign"), linked_by_id=self.owner.id, linked_on=self.when.on,
            )
        )  # fmt: skip
        self.do_step(act)

    def do_unlink(self, act: Act, variant: str) -> None:
        """It does not belong there after all."""
        row = self.do_step(act)
        assert self.link is not None
        self.link.ended_on, self.link.ended_by_id, self.link.end_reason = self.when.on, self.owner.id, row.rationale

    def do_translate(self, act: Act, variant: str) -> None:
        """What was told is kept in English, and the office's message in the person's language."""
        texts = (
            (None, "pl", "en", letters.TOLD_IN_ENGLISH, True),
            (self.last_message, "en", "pl", letters.WRITTEN_IN_POLISH, False),
        )
        for message, source, target, text, is_machine in texts:
            made = new_id(self.rng)
            self.rows.add(
                models.MessageTranslation(
                    id=made, concern_id=self.concern.id, message_id=message, language_from=source, language=target,
                    made_by="The office’s own translation service" if is_machine else "Sworn translator, Polish",
                    is_machine=is_machine, is_sent=message is not None, added_by_id=self.owner.id,
                    added_on=self.when.on,
                    sealed=sealed.seal_translation(bytes(self.concern.sealing_key), made, text),
                )
            )  # fmt: skip
        self.do_step(act)

    def do_signpost(self, act: Act, variant: str) -> None:
        """The person is pointed to another body."""
        self.rows.add(
            models.Signposting(
                id=new_id(self.rng), concern_id=self.concern.id, body_id=self.rng.choice(self.library.signposts),
                given_on=self.when.on, given_by_id=self.owner.id,
            )
        )  # fmt: skip
        self._write(self.rng.choice(letters.SIGNPOSTS), codes.MessageKind.SIGNPOST, self.owner)
        self.do_step(act)

    def do_write(self, act: Act, variant: str) -> None:
        """The caseworker writes."""
        self._write(self.rng.choice(letters.TO_REPORTER), codes.MessageKind.MESSAGE, self.owner)
        self.do_step(act)

    def do_reply(self, act: Act, variant: str) -> None:
        """The person writes back."""
        self._write(self.rng.choice(letters.FROM_REPORTER), codes.MessageKind.MESSAGE, None)
        self.do_step(act)

    def do_answer(self, act: Act, variant: str) -> None:
        """The answer."""
        self._write(self.rng.choice(letters.ANSWERS), codes.MessageKind.ANSWER, self.owner)
        self.do_step(act)

    def do_close(self, act: Act, variant: str) -> None:
        """It is closed."""
        pointed = self.history.state == procedure.concern.SIGNPOSTED
        self.concern.close_reason = codes.CloseReason.SIGNPOSTED if pointed else codes.CloseReason.ANSWERED
        self.do_step(act)

    def do_reopen(self, act: Act, variant: str) -> None:
        """The person writes after the end, and it is open again."""
        self._write(self.rng.choice(letters.FROM_REPORTER), codes.MessageKind.MESSAGE, None)
        self.concern.close_reason = ""
        self.do_step(act)

    def do_pause_clock(self, act: Act, variant: str) -> None:
        """The clock stands still, for a reason that the person reads."""
        row = self.do_step(act)
        self.history.pause(self.when, row.rationale)

    def do_resume_clock(self, act: Act, variant: str) -> None:
        """The clock runs again."""
        self.do_step(act)
        self.history.resume(self.when)

    def do_correct(self, act: Act, variant: str) -> None:
        """The last step was a mistake."""
        self.history.correct(self.when, by=self.owner.id, rationale=self.rng.choice(letters.RATIONALES["correct"]))

    def do_ask_agreement(self, act: Act, variant: str) -> None:
        """The person is asked whether the body may be told."""
        self._write(self.rng.choice(letters.AGREEMENT_REQUESTS), codes.MessageKind.AGREEMENT_REQUEST, self.owner)
        self.do_step(act)

    def do_answer_agreement(self, act: Act, variant: str) -> None:
        """The person says yes or no in the mailbox."""
        self._agree(self.path.agreement, models.BodyAgreement.How.MAILBOX)
        self.do_step(act)

    def do_record_agreement(self, act: Act, variant: str) -> None:
        """The person said it on the telephone."""
        self._agree(codes.Agreement.AGREED, models.BodyAgreement.How.ASSISTED)
        self.do_step(act)

    def do_open_in_emergency(self, act: Act, variant: str) -> None:
        """A colleague reads it in an emergency, until midnight."""
        row = self.do_step(act)
        assert self.when.at is not None
        midnight = datetime.combine(self.when.on + timedelta(days=1), time(0), LONDON).astimezone(UTC)
        self.rows.add(
            models.EmergencyAccess(
                id=new_id(self.rng), concern_id=self.concern.id, person_id=self.other.id, reason=row.rationale,
                taken_at=self.when.at, until_at=midnight,
            )
        )  # fmt: skip
        self._read(self.other)

    def do_request_override(self, act: Act, variant: str) -> None:
        """Somebody asks to tell a body without agreement."""
        row = self.do_step(act)
        assert self.when.at is not None
        self.override = self.rows.add(
            models.HarmOverride(
                id=new_id(self.rng), concern_id=self.concern.id, reason=row.rationale,
                ground=self.rng.choice(list(models.HarmOverride.Ground)),
                is_safe_to_tell=self.rng.random() < 0.5, requested_by_id=self.owner.id, requested_at=self.when.at,
            )
        )  # fmt: skip

    def do_decide_override(self, act: Act, variant: str) -> None:
        """A second person decides."""
        reasons = letters.RATIONALES["decide_override"]
        row = self.do_step(act, rationale=reasons[1] if variant == "refused" else reasons[0])
        assert self.override is not None
        self.override.authorised_by_id, self.override.authorised_at = self.other.id, self.when.at
        self.override.is_refused, self.override.decision_reason = variant == "refused", row.rationale
        if variant != "refused" and self.override.is_safe_to_tell:
            self._write(letters.TOLD_WITHOUT[0], codes.MessageKind.TOLD_WITHOUT, self.other)

    def do_put_to_body(self, act: Act, variant: str) -> None:
        """An enquiry crosses to the body. Nothing of the concern does."""
        questions = letters.QUESTIONS[self.story.sector]
        drawn = self.rng.randrange(len(questions))
        subject, question = questions[len(self.path.name) % len(questions) if self.is_of_the_school else drawn]
        enquiry = models.Enquiry(
            id=new_id(self.rng), reference=reference_of(self.rng, "E"), organisation_id=self.body.id,
            subject=subject, question=question, sent_on=self.when.on,
            procedure_version=procedure.enquiry.ENQUIRY.version, is_synthetic=True,
        )  # fmt: skip
        self.rows.add(enquiry)
        given = self.override if self.concern.agreement != codes.Agreement.AGREED else None
        self.rows.add(
            models.ConcernEnquiry(
                id=new_id(self.rng), concern_id=self.concern.id, enquiry_id=enquiry.id,
                override_id=given.id if given else None,
            )
        )  # fmt: skip
        self.enquiry = History(
            procedure.enquiry.ENQUIRY, enquiry, models.EnquiryStep, models.EnquiryDeadline, models.EnquiryPause,
            self.library.terms, self.body.nation.value, self.rows, self.rng,
        )  # fmt: skip
        self.enquiry.take("send", self.when, by=self.owner.id, door=Door.OFFICE)
        self.do_step(act)

    def enquiry_reply(self, act: Act, variant: str) -> None:
        """The body's contact answers."""
        contact = cast.contact_of(self.body)
        assert self.enquiry is not None
        assert contact is not None
        assert self.when.at is not None
        self.rows.add(
            models.EnquiryReply(
                id=new_id(self.rng), enquiry_id=self.enquiry.record.id, text=letters.WELSH_REPLY if self.body.nation == Nation.WALES else self.rng.choice(letters.REPLIES),
                answered_at=self.when.at, answered_by_id=contact.id,
                answered_as=f"{contact.name}, {self.body.name}"[:200],
            )
        )  # fmt: skip
        self.enquiry.take("reply", self.when, by=contact.id, door=Door.DELIVERY)

    def enquiry_ask_again(self, act: Act, variant: str) -> None:
        """The caseworker needs more."""
        self._on_enquiry("ask_again")

    def enquiry_accept(self, act: Act, variant: str) -> None:
        """The caseworker has what was asked for."""
        self._on_enquiry("accept")

    def enquiry_take_back(self, act: Act, variant: str) -> None:
        """No answer is needed any more."""
        self._on_enquiry("take_back")

    def _on_enquiry(self, step: str) -> None:
        assert self.enquiry is not None
        rationale = self.rng.choice(letters.RATIONALES.get(step, ("",)))
        self.enquiry.take(step, self.when, by=self.owner.id, door=Door.OFFICE, rationale=rationale)
