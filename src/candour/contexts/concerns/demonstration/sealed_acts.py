"""What happens to an invented concern's sealed identity, and how some are erased. As ``acts``, act by act."""

from __future__ import annotations

from datetime import datetime, timedelta

from candour.contexts.concerns import codes, identity, models, procedure
from candour.contexts.concerns.demonstration import cast
from candour.contexts.concerns.demonstration.acts import Told
from candour.contexts.concerns.demonstration.casefile import LONDON, SIGNED
from candour.contexts.concerns.demonstration.paths import Act
from candour.contexts.concerns.identity import Passage
from candour.kernel.doors import Door
from candour.kernel.procedures.invention import History, new_id

_REASONS = (
    "The person writes that a child is at risk today, and gives no place. We have to reach them by telephone.",
    "They asked in the mailbox to be called. Their number is with their name.",
)
_REFUSAL = "Write to the person in the mailbox first: they answered within a day the last time."
_GONE = (
    models.ConcernKey, models.Narrative, models.Reporter, models.SealedIdentity, models.IdentityPart, models.IdentityPiece,
)  # fmt: skip
"""What erasing takes away."""


class Sealed(Told):
    """A concern that goes the whole of its path, sealed identities and erasing among it."""

    def do_seal_passage(self, act: Act, variant: str) -> None:
        """The caseworker moves the signature out of the text."""
        piece = new_id(self.rng)
        box = identity.seal_passage(self.sealed_to, piece, Passage("what_happened", SIGNED.strip()))
        self._piece(self.concern, piece, codes.Piece.PASSAGE, box, self.owner.id)
        self.do_step(act)

    def opening_ask(self, act: Act, variant: str) -> None:
        """The caseworker asks to read it themselves."""
        assert self.when.at is not None
        last = datetime.combine(self.library.today + timedelta(days=2), self.when.at.astimezone(LONDON).time(), LONDON)
        opening = models.Opening(
            id=new_id(self.rng), concern_id=self.concern.id, reference=self.concern.reference,
            ground=self.rng.choice([codes.OpeningGround.HARM, codes.OpeningGround.AGREED]),
            reason=self.rng.choice(_REASONS), requested_by_id=self.owner.id, requested_at=self.when.at,
            reader_id=self.owner.id, expires_at=last, procedure_version=procedure.opening.OPENING.version, is_synthetic=True,
        )  # fmt: skip
        self.rows.add(opening)
        self.opening = History(
            procedure.opening.OPENING, opening, models.OpeningStep, models.ConcernDeadline, models.ConcernPause,
            self.library.terms, self.nation, self.rows, self.rng,
        )  # fmt: skip
        self._take("ask", self.owner)

    def opening_agree_first(self, act: Act, variant: str) -> None:
        """An identity officer agrees. What was released then is long destroyed."""
        self._agree_to("agree_first", codes.Side.OFFICERS, cast.OFFICERS[self.number % 2])

    def opening_agree_second(self, act: Act, variant: str) -> None:
        """A deputy of the Commissioner agrees, and it is open."""
        self._agree_to("agree_second", codes.Side.DEPUTIES, cast.DEPUTIES[self.number % 2])
        assert self.opening is not None
        self.opening.record.opened_on = self.when.on

    def opening_read(self, act: Act, variant: str) -> None:
        """The reader reads."""
        self._take("read", self.owner)

    def opening_finish(self, act: Act, variant: str) -> None:
        """And closes it again."""
        self._take("finish", self.owner)

    def opening_refuse(self, act: Act, variant: str) -> None:
        """A deputy says no."""
        self._take("refuse", cast.DEPUTIES[0], _REFUSAL)

    def _agree_to(self, step: str, side: codes.Side, who: cast.Member) -> None:
        assert self.opening is not None
        assert self.when.at is not None
        self.rows.add(
            models.OpeningDecision(
                id=new_id(self.rng), opening_id=self.opening.record.id, side=side, by_id=who.id,
                asked_by_id=self.owner.id, reader_id=self.owner.id, decided_at=self.when.at,
            )
        )  # fmt: skip
        self._take(step, who)

    def _take(self, step: str, who: cast.Member, rationale: str = "") -> None:
        assert self.opening is not None
        self.opening.take(step, self.when, by=who.id, door=Door.OFFICE, rationale=rationale)

    def do_request_erasure(self, act: Act, variant: str) -> None:
        """The person asked for it."""
        row = self.do_step(act)
        assert self.when.at is not None
        self.erasure = self.rows.add(
            models.Erasure(
                id=new_id(self.rng), concern_id=self.concern.id, basis=codes.ErasureBasis.ASKED, reason=row.rationale,
                requested_by_id=self.owner.id, requested_at=self.when.at,
            )
        )  # fmt: skip

    def do_refuse_erasure(self, act: Act, variant: str) -> None:
        """The head of office refuses."""
        self._decide(act, is_refused=True)

    def do_decide_erasure(self, act: Act, variant: str) -> None:
        """The head of office erases it: what opens it, and what it opened, is not even loaded."""
        self._decide(act, is_refused=False)
        for model in _GONE:
            kept = [row for row in self.rows.by_model.get(model, []) if row.pk != self.concern.id]
            if model in self.rows.by_model:
                self.rows.by_model[model] = kept
        self.concern.unread_for_office = self.concern.unread_for_reporter = False

    def _decide(self, act: Act, *, is_refused: bool) -> None:
        row = self.do_step(act)
        assert self.erasure is not None
        self.erasure.decided_by_id, self.erasure.decided_at = cast.HEAD.id, self.when.at
        self.erasure.is_refused, self.erasure.decision_reason = is_refused, row.rationale
