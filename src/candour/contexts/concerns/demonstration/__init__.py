"""The demonstration's people, bodies and concerns: all invented, marked so, and the same in every installation.

``build`` loads them as the owner, in bulk; ``people`` lists who can be signed in as; ``mailboxes`` gives a few receipts
with which a visitor can look at what a reporter sees. The codes stand in this file for everybody to read, so none of
this may ever run where real people write: ``build`` refuses there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction
from django.utils.timezone import localdate
from nacl import pwhash

from candour.contexts.concerns import ceremony
from candour.contexts.concerns.demonstration import cast, files
from candour.contexts.concerns.demonstration.casefile import MOVED_FILE, Library
from candour.contexts.concerns.demonstration.keeping import Keeping
from candour.contexts.concerns.demonstration.paths import PATHS, Path
from candour.contexts.concerns.demonstration.sealed_acts import Sealed
from candour.contexts.concerns.models import Concern, IdentityKey, SignpostBody, TaxonomyTerm
from candour.contexts.concerns.operations import ceremony as held_ceremony
from candour.contexts.concerns.operations import reference
from candour.kernel.deadlines import terms
from candour.kernel.people import operations as people_operations
from candour.kernel.people.models import Cover, Organisation, Person, RoleHolding
from candour.kernel.procedures.invention import Rows
from candour.kernel.sealing.keyfile import Cost

_SHOWN = (
    ("just received", "Nobody has read it yet"),
    ("open, new message", "A caseworker is looking at it; messages both ways"),
    ("agreement asked, no answer yet", "You are asked whether the body may be told"),
    ("open, clock paused", "The clock stands still, and the page says why"),
    ("enquiry waits", "The body was asked"),
    ("answered", "There is an answer"),
    ("signposted and closed", "Pointed to another body, and closed"),
    ("confidential, opened", "Confidential; the identity was opened once"),
    ("erased", "Erased"),
)
_FIRST = (
    "sian.llewelyn-rhys", "tomasz.wisniewski", "niamh.oconnor", "margaret.ashworth", "devinder.gill", "james.okafor",
    "adaeze.winterbourne", "zubair.thackeray", "beatrix.osei-lindqvist", "piotr.zielinski",
    "eluned.pritchard", "morwenna.trelawny", "ishbel.rankine", "kaveh.moradi", "audrey.fontaine", "joanne.prescott", "helen.marsh", "imran.sadiq",
    "dean.hollis", "priya.ramanathan", "femi.lawal", "yusuf.demir", "leroy.baptiste", "catriona.macleod", "karen.bright", "caroline.whitcombe",
)  # fmt: skip
WITH_FILES = "open, new message"
"""The path whose first concern has files."""
WITH_LOCKED_FILES = ("confidential, taken on", "confidential, opening waits")
"""Paths whose first concern has a file that its reporter had locked away."""

_BATCH = 1_000
_LEAST = Cost(pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN)


class NotADemonstration(Exception):
    """Real people's rows are here: no invented ones may be mixed with them."""


@dataclass(frozen=True)
class Built:
    """What was loaded. ``was_there`` says that nothing was, because it had been loaded before."""

    people: int
    organisations: int
    concerns: int
    was_there: bool = False


@dataclass(frozen=True)
class Shown:
    """A person of the demonstration, as the supervisor prints them."""

    name: str
    email: str
    role: str
    organisation: str
    door: str
    line: str

    @property
    def what(self) -> str:
        """Where they sign in, and what they can be used to show: one line."""
        return f"{self.door:<8}  {self.line}"


@dataclass(frozen=True)
class Mailbox:
    """A receipt that opens the mailbox of an invented reporter."""

    receipt: str
    line: str


def people() -> tuple[Shown, ...]:
    """Everybody who can be signed in as; those who show most come first."""
    ordered = sorted(cast.MEMBERS, key=lambda member: _FIRST.index(member.key) if member.key in _FIRST else len(_FIRST))
    return tuple(
        Shown(
            name=member.name,
            email=member.email,
            role=", ".join(str(role.label) for role in member.roles),
            organisation=cast.body_of(member).name,
            door=member.door.value,
            line=member.shows,
        )
        for member in ordered
    )


def load(*, at: datetime) -> Built:
    """Mark the database as a demonstration and load it as it stands on the day of ``at``. Raises as ``build`` does."""
    with transaction.atomic():
        built = build(localdate(at))
        people_operations.mark_demonstration(at=at)
    return built


def build(today: date) -> Built:
    """Load the demonstration as it stands on ``today``, in one transaction, as the owner.

    Does nothing when it is loaded already. Raises NotADemonstration where somebody or something is not synthetic.
    """
    with transaction.atomic():
        if Person.objects.filter(is_synthetic=False).exists() or Concern.objects.filter(is_synthetic=False).exists():
            raise NotADemonstration("this database holds people or concerns that are not invented")
        if Person.objects.filter(id=cast.HEAD.id).exists():
            return Built(len(cast.MEMBERS), len(cast.BODIES), Concern.objects.count(), was_there=True)
        people_operations.load_reference()
        reference.load()
        terms.load_defaults()
        _people(today)
        _ceremony(today)
        concerns = _concerns(today)
    return Built(len(cast.MEMBERS), len(cast.BODIES), concerns)


def mailboxes() -> tuple[Mailbox, ...]:
    """A few receipts that open invented mailboxes, each with what it shows. The same in every demonstration."""
    paths = {path.name: path for path in PATHS}
    return tuple(Mailbox(Sealed.receipt_for(paths[name], 1).shown, line) for name, line in _SHOWN)


def _people(today: date) -> None:
    Organisation.objects.bulk_create(cast.organisation_rows())
    Person.objects.bulk_create(cast.person_rows())
    RoleHolding.objects.bulk_create(cast.holding_rows())
    Cover.objects.bulk_create(cast.cover_rows(today))


def _ceremony(today: date) -> None:
    """Held with secrets that everybody can read, and therefore at the least cost."""
    at = datetime.combine(today, time(9), UTC)
    for side, members in (("officers", cast.OFFICERS), ("deputies", cast.DEPUTIES)):
        known = {member.email: cast.secret_of(member.key) for member in members}
        made = ceremony.hold(side, list(known), on=cast.SINCE, cost=_LEAST, known=known)
        held_ceremony.adopt(made.published, at=at)


def _library(today: date) -> Library:
    def of(axis: TaxonomyTerm.Axis) -> list[TaxonomyTerm]:
        return list(TaxonomyTerm.objects.filter(axis=axis, valid_until=None).order_by("version", "code"))

    return Library(
        today=today,
        terms={term.code: term.term for term in terms.all_in_force(today).filter(nation="")},
        issues=[term.id for term in of(TaxonomyTerm.Axis.ISSUE)],
        harms=[term.id for term in of(TaxonomyTerm.Axis.HARM)],
        keys={key.side: key for key in IdentityKey.objects.filter(retired_on=None)},
        signposts=[body.id for body in SignpostBody.objects.filter(ended_on=None).order_by("code")],
    )


def _concerns(today: date) -> int:
    rows, library, made = Rows(), _library(today), 0
    for path in PATHS:
        for number in range(1, path.count + 1):
            Sealed(path=path, number=number, library=library, rows=rows).build()
            made += 1
    Keeping(rows=rows, today=today).build()
    rows.insert(_BATCH)
    shown = Sealed(path=_path(WITH_FILES), number=1, library=library, rows=Rows())
    files.add(Concern.objects.get(reference=shown.concern.reference), shown.receipt, on=shown.days[0])
    for name in (MOVED_FILE, *WITH_LOCKED_FILES):
        shown = Sealed(path=_path(name), number=1, library=library, rows=Rows())
        concern = Concern.objects.get(reference=shown.concern.reference)
        files.lock(concern, shown.receipt, on=shown.days[0], by=concern.assigned_to_id if name == MOVED_FILE else None)
    return made


def _path(name: str) -> Path:
    return next(path for path in PATHS if path.name == name)
