"""Three invented years before anything happens in them: who is referred when, where, by whom, and what it comes to.

Every fact that is published is shared out to the nearest referral (``margins``), each by itself: what is known of how they
hang together is not published either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from candour.contexts.pathway.demonstration.country import margins
from candour.contexts.pathway.demonstration.country.bodies import AREAS, FINISHED, Area
from candour.contexts.pathway.demonstration.country.names import Register
from candour.kernel.people.roles import Nation

MANY = 3_000
OPEN_DAYS = 16
"""Those that came so few days ago are still being looked at."""
FINISHED_AFTER = timedelta(days=800)
"""What is invented of the demonstration people's own area is at least so old, and ended."""
OF_OWN_AREA = 90
REPEATS = 180
LONG = timedelta(days=75)
"""So long after it came, a panel has met on a referral."""
NEW_TERMS = date(2024, 5, 1)
_BANDS = {"to_10": (7, 10), "11_to_15": (11, 15), "16_to_17": (16, 17), "from_18": (18, 64)}
_YEAR = 365
_CHANNELS = ("telephone", "email", "other", "public")


@dataclass
class Sketch:
    """One referral as it will be invented."""

    number: int
    came_on: date
    area: Area
    name: str
    age: int
    born_on: date | None
    sector: str
    channel: str
    concern: str
    sex: str
    need: str
    ethnicity: str
    outcome: str = ""
    """The decision; empty while it is open."""
    panel: str = ""
    """What the panel makes of it: ``adopt``, ``not_adopt``, or empty while it has not met."""
    again: Sketch | None = None
    """The earlier referral of the same person."""
    is_finished: bool = False
    """Nothing of it may still run."""


def sketched(today: date, rng: Random, taken: list[str]) -> list[Sketch]:
    """The three thousand, the first that came first. ``taken`` are names that nobody may be mistaken for."""
    days = _days(today, rng)
    areas = _areas(days, today, rng)
    register = Register(rng, taken)
    ages = margins.apportioned(margins.AGE.counts, MANY, rng)
    sectors = _split(margins.SECTOR.counts, margins.OTHER_SECTORS, rng)
    concerns = _split(margins.CONCERN.counts, margins.OTHER_CONCERNS, rng)
    sexes = margins.apportioned(margins.SEX.counts, MANY, rng)
    needs = margins.apportioned(margins.NEEDS.counts, MANY, rng)
    recorded = margins.apportioned(margins.ETHNICITY_RECORDED.counts, MANY, rng)
    ethnicities = margins.apportioned(margins.ETHNICITY.counts, MANY, rng)
    found = []
    for number, came_on in enumerate(days):
        low, high = _BANDS[ages[number]]
        age = rng.randint(low, high) if ages[number] != "from_18" else min(high, 18 + int(rng.expovariate(1 / 13)))
        born_on = (
            came_on - timedelta(days=int((age + rng.uniform(0.02, 0.95)) * 365.25)) if rng.random() < 0.7 else None
        )
        found.append(
            Sketch(
                number=number, came_on=came_on, area=areas[number], name=register.new(born_on), age=age, born_on=born_on,
                sector=sectors[number], channel=_channel(sectors[number], rng), concern=concerns[number],
                sex=sexes[number], need=needs[number],
                ethnicity=ethnicities[number] if recorded[number] == "recorded" else "",
                is_finished=areas[number] is FINISHED,
            )
        )  # fmt: skip
    _repeat(found, register, rng)
    _decide(found, today, rng)
    return found


def _days(today: date, rng: Random) -> list[date]:
    """The days on which they come: each of the three years with its share."""
    years = margins.apportioned(margins.YEARS.counts, MANY, rng)
    order = list(margins.YEARS.counts)
    found = [
        today - timedelta(days=(len(order) - order.index(year)) * _YEAR - rng.randrange(_YEAR - 1)) for year in years
    ]
    return sorted(min(day, today - timedelta(days=2)) for day in found)


def _areas(days: list[date], today: date, rng: Random) -> list[Area]:
    programme = margins.apportioned(margins.PROGRAMME.counts, MANY, rng)
    wales = margins.apportioned({"wales": margins.WALES, "england": 100 - margins.WALES}, MANY, rng)
    found = []
    for place, nation in zip(programme, wales, strict=True):
        wanted = Nation.SCOTLAND if place == "scotland" else Nation(nation)
        there = [area for area in AREAS if area.nation == wanted]
        found.append(rng.choices(there, [area.weight for area in there])[0])
    old = [
        number
        for number, day in enumerate(days)
        if today - day > FINISHED_AFTER and found[number].nation == Nation.ENGLAND
    ]
    for number in rng.sample(old, OF_OWN_AREA):
        found[number] = FINISHED
    return found


def _split(counts: Mapping[str, int], others: dict[str, int], rng: Random) -> list[str]:
    """The headings, and ``others`` for those that are published as one."""
    whole = margins.apportioned(counts, MANY, rng)
    rest = iter(margins.apportioned(others, whole.count("others"), rng))
    return [next(rest) if heading == "others" else heading for heading in whole]


def _channel(sector: str, rng: Random) -> str:
    if sector == "education" and rng.random() < 0.8:
        return "professional"
    if sector in {"community", "friends_family"} and rng.random() < 0.5:
        return "public"
    return rng.choice(_CHANNELS[:3])


def _repeat(found: list[Sketch], register: Register, rng: Random) -> None:
    """Some come a second time, mostly written another way; which of two is earlier is what their days say."""
    second = sorted(rng.sample(range(len(found) // 3, len(found)), REPEATS))
    apart = set(second)
    for number in second:
        later = found[number]
        band = next(band for band in _BANDS.values() if band[0] <= later.age <= band[1])
        for _try in range(200):
            earlier = found[rng.randrange(number)]
            gap = (later.came_on - earlier.came_on).days
            age = earlier.age + gap // _YEAR
            if earlier.number in apart or gap < 20 or earlier.born_on is None or not band[0] <= age <= band[1]:
                continue
            if (later.came_on - earlier.born_on).days // 365.25 != age:
                continue
            apart.add(earlier.number)
            later.again, later.age, later.born_on, later.sex = earlier, age, earlier.born_on, earlier.sex
            later.name = register.again(earlier.name, earlier.born_on)
            break


def _decide(found: list[Sketch], today: date, rng: Random) -> None:
    """What each comes to: panels as published, the rest in proportion. The latest are still open."""
    decided = [one for one in found if (today - one.came_on).days > OPEN_DAYS]
    ripe = [one for one in decided if today - one.came_on > LONG and not one.is_finished]
    panels = margins.apportioned(margins.PANEL.counts, MANY, rng)
    for one, panel in zip(
        rng.sample(ripe, panels.count("adopted") + panels.count("not_adopted")),
        [panel for panel in panels if panel != "not_discussed"],
        strict=True,
    ):
        one.outcome, one.panel = "refer_to_panel", {"adopted": "adopt", "not_adopted": "not_adopt"}[panel]
    fresh = [one for one in decided if today - one.came_on <= LONG and not one.is_finished]
    for one in rng.sample(fresh, min(12, len(fresh))):
        one.outcome = "refer_to_panel"
    rest = [one for one in decided if not one.outcome]
    for one, outcome in zip(rest, margins.apportioned(margins.DECIDED, len(rest), rng), strict=True):
        one.outcome = outcome
        if one.is_finished and outcome == "open_police_led":
            one.outcome = "close"
