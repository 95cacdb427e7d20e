"""The demonstration at the size of a country: twelve authorities in three nations, six forces, and three thousand referrals
over three years, by the margins that were published. All invented, marked so, the same on every day that is the same.

The demonstration's own people work with the referrals that were written by hand (``demonstration.paths``); these are there
so that lists, boards and figures show what they would in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction

from candour.contexts.pathway import models
from candour.contexts.pathway.demonstration.country import bodies, years
from candour.contexts.pathway.demonstration.country.bodies import Country
from candour.contexts.pathway.demonstration.country.cases import Before
from candour.contexts.pathway.demonstration.country.making import Diary, Land
from candour.contexts.pathway.demonstration.country.outcomes import Kept, Passed
from candour.contexts.pathway.demonstration.country.referrals import Referred
from candour.contexts.pathway.demonstration.country.sittings import HELD, Bench
from candour.contexts.pathway.demonstration.paths import PATHS
from candour.kernel.deadlines import terms
from candour.kernel.procedures.invention import Rows

_BATCH = 1_000
_SEED = 3_000


@transaction.atomic
def build(today: date) -> int:
    """Load them as they stand on ``today``, beside what was written by hand, whose bodies they need; how many referrals.

    As the owner. Does nothing the second time.
    """
    country = bodies.made(today)
    if country.is_there():
        return 0
    country.insert()
    rows = Rows()
    invented = invent(today, country, rows)
    stood = [(meeting, meeting.state) for meeting in invented.meetings]
    for meeting, _state in stood:
        meeting.state = HELD  # the database takes a decision at no other time
    rows.insert(_BATCH)
    for meeting, state in stood:
        meeting.state = state
    models.Meeting.objects.bulk_update(invented.meetings, ["state"], batch_size=_BATCH)
    return invented.referrals


@dataclass(frozen=True)
class Invented:
    """How many referrals were made, and the meetings of the panels as they stand."""

    referrals: int
    meetings: list[models.Meeting]


def invent(today: date, country: Country, rows: Rows) -> Invented:
    """Make the rows and insert none of them."""
    rng = Random(_SEED)  # noqa: S311  the same data every time, no secret
    taken = [name for path in PATHS for name in (path.name, *path.also) if name]
    land = Land(
        today=today,
        terms={term.code: term.term for term in terms.all_in_force(today).filter(nation="")},
        codes={(term.list, term.code): term for term in models.CodeTerm.objects.order_by("valid_from")},
        country=country,
        rows=rows,
        rng=rng,
    )
    made: dict[int, Referred] = {}
    benches = [Bench(area, number, land) for number, area in enumerate(bodies.AREAS)]
    of_area = {bench.area.authority: number for number, bench in enumerate(benches)}
    for sketch in years.sketched(today, rng, taken):
        referred = made[sketch.number] = Referred(sketch, land)
        decision = referred.look_into(made[sketch.again.number].referral if sketch.again else None)
        if decision is None:
            continue
        if sketch.outcome == "transfer":
            Passed(referred, decision).build()
        elif sketch.outcome == "open_police_led":
            Kept(referred, decision).build()
        elif sketch.outcome == "refer_to_panel":
            at = of_area[sketch.area.authority]
            diary = Diary(land, sketch.area.nation.value, decision.taken_on)
            Before(referred, benches[at], benches[(at + 1) % 7], diary).build(decision)
        referred.conclude(decision)
    for bench in benches[-2:]:
        _plan_ahead(bench, today)
    return Invented(len(made), [meeting for bench in benches for meeting in bench.finish()])


def _plan_ahead(bench: Bench, today: date) -> None:
    """Small areas plan their meetings a quarter ahead, and call off those for which there is no case."""
    for days in (-150, -120, -90, -60, 30, 60):
        bench.plan_without_case(bench.next_day(today + timedelta(days=days)))
