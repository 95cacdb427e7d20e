"""How an invented concern begins: who writes, about what, on which days everything will happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from candour.contexts.concerns import codes, identity, models, procedure, references
from candour.contexts.concerns.demonstration import cast, keeping, letters, stories
from candour.contexts.concerns.demonstration.cast import Body, Member
from candour.contexts.concerns.demonstration.paths import Path
from candour.contexts.concerns.demonstration.stories import Story
from candour.contexts.concerns.identity import Person
from candour.contexts.concerns.operations import sealing
from candour.contexts.concerns.sealed import Teller, Told
from candour.kernel.deadlines import calendar
from candour.kernel.deadlines.calendar import Term
from candour.kernel.procedures.invention import History, Moment, Rows, new_id
from candour.kernel.procedures.table import Procedure
from candour.kernel.sealing import boxes
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

LONDON = ZoneInfo("Europe/London")
MOVED = "identifying passage moved"
MOVED_FILE = "identifying file moved"
"""The path on which a passage leaves the text."""

SIGNED = " Signed, Mrs Persephone Ashcombe-Varley, 3 Mill Lane."
"""What somebody wrote at the end of theirs, and a caseworker moved."""

_REGIONS = (
    "east",
    "east_midlands",
    "london",
    "north_east",
    "north_west",
    "south_east",
    "south_west",
    "west_midlands",
    "yorkshire",
)


@dataclass(frozen=True)
class Library:
    """What every casefile draws on: policy terms, taxonomy and directory as they stand in this database."""

    today: date
    terms: Mapping[str, Term]
    issues: Sequence[UUID]
    harms: Sequence[UUID]
    signposts: Sequence[UUID]
    keys: Mapping[str, models.IdentityKey]
    """By side; empty where only a concern's reference is wanted, and nothing is sealed."""


def back(on: date, working_days: int) -> date:
    """The working day that lies so many working days earlier; the day itself for none."""
    while working_days:
        on -= timedelta(days=1)
        if calendar.is_working_day(on, "england"):
            working_days -= 1
    return on


def receipt_of(rng: Random) -> Receipt:
    """A receipt from the seed: known to everybody, so good for a demonstration and nothing else."""
    drawn = "".join(rng.choice(references.ALPHABET) for _ in range(receipts.LENGTH))
    return Receipt(drawn + receipts.check_characters(drawn))


def reference_of(rng: Random, letter: str) -> str:
    """A reference from the seed."""
    drawn = "".join(rng.choice(references.ALPHABET) for _ in range(8))
    return f"{letter}-{drawn[:4]}-{drawn[4:]}"


def _seeded(path: Path, number: int, purpose: str) -> Random:
    return Random(f"candour demonstration, {path.name}, {number}, {purpose}")  # noqa: S311  no secret comes of it


class Casefile:
    """One concern on its path. ``receipt`` opens the mailbox that comes of it; ``acts`` fills it."""

    def __init__(self, *, path: Path, number: int, library: Library, rows: Rows) -> None:
        self.path, self.library, self.rows = path, library, rows
        self.number = number
        self.receipt = self.receipt_for(path, number)
        self.rng = rng = _seeded(path, number, "rows")
        self.story, self.language, self.nation = self._story()
        workers = list(cast.CASEWORKERS)
        self.owner: Member = rng.choice(workers)
        self.other: Member = rng.choice([one for one in workers if one is not self.owner])
        if self.is_of_the_campaign:
            self.owner, self.other = keeping.NIAMH, keeping.SIAN
        self.channel = rng.choices(list(codes.Channel), [78, 9, 8, 3, 2])[0]
        self.days = self._days()
        self.when = Moment(self.days[0])
        self.body: Body = self._body()
        self.is_nudged = False
        self.last_written: date | None = None
        self.concern = self._concern()
        self.history = self._history(self.concern, procedure.concern.CONCERN, self.nation)
        self.messages = 0
        self.last_message: UUID | None = None
        self.link: models.ConcernLink | None = None
        self.agreements = 0
        self.assignment: models.Assignment | None = None
        self.exclusion: models.ConcernExclusion | None = None
        self.override: models.HarmOverride | None = None
        self.enquiry: History | None = None
        self.opening: History | None = None
        self.erasure: models.Erasure | None = None

    @property
    def is_confidential(self) -> bool:
        """Whether who they are is sealed."""
        return self.path.name.startswith("confidential")

    @staticmethod
    def receipt_for(path: Path, number: int) -> Receipt:
        """The receipt of one concern of a path, without making the concern."""
        return receipt_of(_seeded(path, number, "receipt"))

    @property
    def is_of_the_school(self) -> bool:
        """The first of every path with an enquiry is about one school, so that its contact can be shown a full list."""
        return self.number == 1 and "enquiry" in self.path.name

    @property
    def is_of_the_campaign(self) -> bool:
        """Told by many in nearly the same words, and looked after by one caseworker."""
        return self.path.name.startswith("campaign")

    def _story(self) -> tuple[Story, str, str]:
        rng = self.rng
        drawn = rng.random()
        if self.is_of_the_campaign:
            return stories.CAMPAIGN, "", "england"
        if self.path.name == "translated":
            language, story = stories.OTHERS[0]
            return story, language, "england"
        if self.is_of_the_school:
            return next(story for story in stories.STORIES if story.sector == "education"), "", "england"
        if drawn < 0.04:
            return stories.WELSH, "Welsh", "wales"
        nation = rng.choices(["england", "wales", "scotland", "northern_ireland", ""], [74, 9, 8, 4, 5])[0]
        if drawn < 0.09:
            language, story = rng.choice(stories.OTHERS)
            return story, language, nation
        fitting = [story for story in stories.STORIES if cast.bodies_about(story.sector)]
        if self.path.name.startswith(("signposted", "mistaken")):
            fitting = [story for story in stories.STORIES if story.sector == "other"]
        return rng.choice(fitting), "", nation

    def _body(self) -> Body:
        """The body it is about: one of its nation, where there is one."""
        fitting = cast.bodies_about(self.story.sector)
        same = fitting[:1] if self.is_of_the_school else [body for body in fitting if body.nation == self.nation]
        return self.rng.choice(same or fitting)

    def _days(self) -> list[date]:
        """The day of every act, so that the last lies ``rest`` working days back and only a reporter acts today."""
        rng, acts = self.rng, self.path.acts
        rest = rng.randint(*self.path.rest)
        if acts[-1].by != "reporter" or self.channel != codes.Channel.ONLINE:
            rest = max(rest, 1)
        days = [back(self.library.today, rest)]
        for act in reversed(acts[1:]):
            gap = rng.randint(*act.after)
            days.insert(0, back(days[0], max(gap, 1) if days[0] == self.library.today else gap))
        if len(acts) > 1 and self.channel == codes.Channel.ONLINE:
            days[0] -= timedelta(days=rng.choice((0, 0, 0, 0, 1, 2)))  # people write at weekends
        return days

    def moment(self, on: date) -> Moment:
        """A quarter of an hour after the last act of the same day, else some time in the morning."""
        before = self.when.at
        if before is not None and before.astimezone(LONDON).date() == on:
            return Moment(on, before + timedelta(minutes=self.rng.randint(4, 25)))
        start = time(9, self.rng.randint(0, 59), self.rng.randint(0, 59))
        return Moment(on, datetime.combine(on, start, LONDON).astimezone(UTC))

    def _concern(self) -> models.Concern:
        rng, story = self.rng, self.story
        named = rng.random() < 0.35 and not self.is_confidential
        region = rng.choice(_REGIONS) if self.nation == "england" else self.nation
        pair = boxes.new_pair()
        concern = models.Concern(
            id=new_id(rng),
            sealing_key=pair.public,
            reference=reference_of(rng, "C"),
            mailbox_digest=self.receipt.mailbox_digest,
            level=codes.Level.CONFIDENTIAL
            if self.is_confidential
            else codes.Level.NAMED
            if named
            else codes.Level.ANONYMOUS,
            kind=story.kind,
            connection=story.connection if rng.random() < 0.9 else "",
            nation=self.nation,
            region=region if rng.random() < 0.85 else "",
            sector=story.sector if rng.random() < 0.93 else "",
            stage=story.stage if rng.random() < 0.85 else "",
            agreement=self.path.agreement or codes.Agreement.NOT_ASKED,
            language=self.language,
            channel=self.channel,
            received_on=self.days[0],
            entered_by_id=None if self.channel == codes.Channel.ONLINE else self.owner.id,
            procedure_version=procedure.concern.CONCERN.version,
            is_synthetic=True,
        )
        if self.is_of_the_campaign:
            concern.region, concern.sector, concern.stage = "north_west", story.sector, story.stage
        self.rows.add(concern)
        self.rows.add(sealing.key_row(concern.id, pair, self.receipt.mailbox_secret))
        self._narrative(concern)
        if named or rng.random() < 0.15:
            self._reporter(concern, named=named)
        if self.library.keys and (self.is_confidential or self.path.name in {MOVED, MOVED_FILE}):
            self._identity(concern)
        return concern

    def _identity(self, concern: models.Concern) -> None:
        """Sealed to the demonstration's two sides. What a confidential reporter says of themselves lies in it."""
        pair = boxes.new_pair()
        self.sealed_to = pair.public
        self.rows.add(models.SealedIdentity(concern_id=concern.id, public=pair.public, sealed_on=concern.received_on))
        publics = {side: bytes(key.public) for side, key in self.library.keys.items()}
        for side, box in identity.seal_halves(concern.id, pair.private, publics).items():
            part = models.IdentityPart(
                id=new_id(self.rng), identity_id=concern.id, side=side, key_id=self.library.keys[side].id, sealed=box
            )
            self.rows.add(part)
        if self.is_confidential:
            person = Person(
                name=self.rng.choice(stories.REPORTERS),
                contact=f"reporter{self.number}@mail.example",
                identifying="I am the only one who was at both meetings.",
            )
            piece = new_id(self.rng)
            self._piece(concern, piece, codes.Piece.PERSON, identity.seal_person(pair.public, piece, person), None)

    def _piece(
        self, concern: models.Concern, piece: UUID, kind: codes.Piece, box: bytes, added_by: UUID | None
    ) -> None:
        self.rows.add(
            models.IdentityPiece(
                id=piece, identity_id=concern.id, kind=kind, sealed=box, added_on=self.when.on, added_by_id=added_by
            )
        )

    def _narrative(self, concern: models.Concern) -> None:
        rng, story = self.rng, self.story
        child, him, he = rng.choice(stories.CHILDREN)
        filled = {
            "age": rng.randint(7, 17), "months": rng.randint(2, 18), "weeks": rng.randint(2, 11),
            "who": rng.choice(stories.WHO), "child": child, "child_cap": f"My {child}", "child_him": him,
            "child_he": he, "child_cy": "merch" if child == "daughter" else "mab",
        }  # fmt: skip
        happened = story.happened.format(**filled)
        body_name = self.body.name if rng.random() < 0.5 else ""
        if self.number == 1 and self.path.name == "open, late":
            happened = "\n\n".join(stories.LONG_PARAGRAPHS * 9)[:19_900]
        if self.number == 2 and self.path.name == "open, late":
            body_name = letters.LONG_WORD
        if self.path.name == MOVED:
            happened += " [moved to the sealed identity]"
        self.rows.add(
            sealing.narrative_row(
                concern,
                Told(
                    body_name=body_name,
                    place=rng.choice(stories.PLACES),
                    what_happened=happened,
                    when_it_happened=rng.choice(stories.WHEN),
                    effect=story.effect.format(**filled),
                    change_wanted=story.change.format(**filled),
                ),
            )
        )

    def _reporter(self, concern: models.Concern, *, named: bool) -> None:
        rng = self.rng
        name = rng.choice(stories.REPORTERS) if named else ""
        self.is_nudged = nudge = rng.random() < (0.6 if named else 0.3)
        self.rows.add(
            sealing.reporter_row(
                concern,
                Teller(
                    name=name,
                    contact=f"reporter{self.number}@mail.example" if named else "",
                    nudge_email=f"nudge-{concern.reference[2:].lower()}@mail.example" if nudge else "",
                    access_needs=rng.choice(stories.ACCESS_NEEDS) if rng.random() < 0.3 else "",
                ),
            )
        )

    def _history(self, record: models.Concern, law: Procedure, nation: str) -> History:
        return History(
            law, record, models.ConcernStep, models.ConcernDeadline, models.ConcernPause,
            self.library.terms, nation, self.rows, self.rng,
        )  # fmt: skip
