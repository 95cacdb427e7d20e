"""The demonstration's referrals and what follows from them: all invented, marked so, the same in every installation.

``build`` loads them as the owner, in bulk, into a demonstration whose people and bodies are there already.
"""

from __future__ import annotations

from datetime import date
from random import Random

from django.db import transaction

from candour.contexts.pathway.demonstration.casefile import Casefile
from candour.contexts.pathway.demonstration.meetings import Meetings
from candour.contexts.pathway.demonstration.paths import PATHS
from candour.contexts.pathway.demonstration.rights import code_of
from candour.contexts.pathway.demonstration.sittings import Bench, Sittings
from candour.contexts.pathway.demonstration.world import World
from candour.contexts.pathway.models import CodeTerm, Meeting, Referral
from candour.contexts.pathway.operations import reference
from candour.kernel.deadlines import terms
from candour.kernel.people.models import Organisation, Person
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.invention import Rows

_BATCH = 1_000
_SEED = 20_251


class NotADemonstration(Exception):
    """Real people's rows are here: no invented ones may be mixed with them."""


def build(today: date) -> int:
    """Load the referrals as they stand on ``today``, in one transaction; how many there are. Does nothing the second time.

    Raises NotADemonstration where a person or a referral is not synthetic.
    """
    with transaction.atomic():
        if Person.objects.filter(is_synthetic=False).exists() or Referral.objects.filter(is_synthetic=False).exists():
            raise NotADemonstration("this database holds people or referrals that are not invented")
        if not Referral.objects.exists():
            reference.load()
            _load(today)
        return Referral.objects.count()


def codes() -> tuple[tuple[str, str], ...]:
    """Codes that open an invented person's record at the public door, each with what it shows. Always the same."""
    return (
        (
            code_of("Zainab Rehman").shown,
            "A parent’s: a panel has the case, and a question that nobody answered in time",
        ),
        (code_of("Dylan Ashby").shown, "A parent’s: something was put right"),
    )


def _load(today: date) -> None:
    rows, world = Rows(), _world(today)
    sittings = _sittings(world, rows)
    for number, path in enumerate(PATHS, start=1):
        Casefile(path, world, rows, Random(_SEED + number), sittings).build()  # noqa: S311  no secret
    meetings = sittings.finish()
    ended = {meeting.id: meeting.state for meeting in meetings}
    for meeting in meetings:
        meeting.state = "held" if meeting.held_on <= today else meeting.state
    rows.insert(_BATCH)
    for meeting_id, state in ended.items():
        Meeting.objects.filter(id=meeting_id).update(state=state)
    Meetings(today, world.terms).add()


def _sittings(world: World, rows: Rows) -> Sittings:
    bench = Bench(
        authority=world.authority,
        chair=world.chair,
        coordinator=world.coordinator,
        officer=world.officer,
        force=world.forces["northmoor-police"],
        partner=world.partner,
        partner_body=world.partner_body,
    )
    return Sittings(bench, world.today, dict(world.terms), rows, Random(_SEED))  # noqa: S311  no secret


def _world(today: date) -> World:
    people = {person.email.partition("@")[0]: person for person in Person.objects.filter(is_synthetic=True)}
    bodies = {body.name: body for body in Organisation.objects.filter(is_synthetic=True)}
    desk = Organisation.objects.get(kind=OrganisationKind.POLICE_FORCE, code="ctphq")
    return World(
        today=today,
        terms={term.code: term.term for term in terms.all_in_force(today).filter(nation="")},
        codes={(term.list, term.code): term for term in CodeTerm.objects.filter(valid_until=None)},
        officer=people["imran.sadiq"],
        supervisor=people["helen.marsh"],
        coordinator=people["dean.hollis"],
        chair=people["priya.ramanathan"],
        provider=people["yusuf.demir"],
        receiver_elsewhere=people["catriona.macleod"],
        receiver=people["leroy.baptiste"],
        partner=people["femi.lawal"],
        referrer=people["joanne.prescott"],
        forces={"northmoor-police": bodies["Northmoor Police"], "ctphq": desk},
        authority=bodies["Aldermoor City Council"],
        authority_elsewhere=bodies["Strathmarr Council"],
        provider_body=bodies["Open Hand Mentoring"],
        service=bodies["Moorside Youth and Family Service"],
        partner_body=bodies["Wexcombe and Dale NHS Foundation Trust"],
        school=bodies["St Oswin's Church of England Academy"],
    )
