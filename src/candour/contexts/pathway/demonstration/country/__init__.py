"""The demonstration at the size of a country: twelve authorities in three nations, six forces, and three thousand referrals
over three years, by the margins that were published. All invented, marked so, the same on every day that is the same.

The demonstration's own people work with the referrals that were written by hand (``demonstration.paths``); these are there
so that lists, boards and figures show what they would in use.
"""

from __future__ import annotations

from datetime import date
from random import Random

from candour.contexts.pathway import models
from candour.contexts.pathway.demonstration.country import bodies, years
from candour.contexts.pathway.demonstration.country.bodies import Country
from candour.contexts.pathway.demonstration.country.making import Land
from candour.contexts.pathway.demonstration.country.outcomes import Kept, Passed
from candour.contexts.pathway.demonstration.country.referrals import Referred
from candour.contexts.pathway.demonstration.paths import PATHS
from candour.kernel.deadlines import terms
from candour.kernel.procedures.invention import Rows

_BATCH = 1_000
_SEED = 3_000


def load(today: date) -> int:
    """Load them as they stand on ``today``, beside the demonstration's people and bodies; how many referrals. As the owner,
    in the caller's transaction."""
    country = bodies.made(today)
    country.insert()
    rows = Rows()
    many = invent(today, country, rows)
    rows.insert(_BATCH)
    return many


def invent(today: date, country: Country, rows: Rows) -> int:
    """Make the rows and insert none of them; how many referrals."""
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
    for sketch in years.sketched(today, rng, taken):
        referred = made[sketch.number] = Referred(sketch, land)
        decision = referred.look_into(made[sketch.again.number].referral if sketch.again else None)
        if decision is None:
            continue
        if sketch.outcome == "transfer":
            Passed(referred, decision).build()
        elif sketch.outcome == "open_police_led":
            Kept(referred, decision).build()
        referred.conclude(decision)
    return len(made)
