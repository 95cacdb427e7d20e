"""The published figures that the invented years follow, with where they were found, and how a number of referrals is
shared out by them.

England and Wales, April 2024 to March 2025, as first published on 6 November 2025; Scotland, the same year. Figures of one
table add up to those for whom the fact was known. What was not published for that year is a choice of this demonstration,
and is marked so: nobody may read it as a statistic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

YEAR = "April 2024 to March 2025"


@dataclass(frozen=True)
class Table:
    """One published table: how many fell under each heading."""

    counts: Mapping[str, int]
    source: str

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def share(self, heading: str) -> float:
        """The share of a heading, from 0 to 1."""
        return self.counts[heading] / self.total


YEARS = Table(
    {"2022/23": 6817, "2023/24": 6922, "2024/25": 8778},
    "Home Office, Individuals referred to Prevent, the bulletins of the three years; the last as reported by "
    "independent.co.uk, 6 November 2025",
)
"""Referrals of three years: how many come in the first, second and third of the invented ones."""

PROGRAMME = Table(
    {"england_and_wales": 8778, "scotland": 162},
    "Home Office as above; Police Scotland, scotland.police.uk, November 2025",
)
SECTOR = Table(
    {"education": 3129, "police": 2631, "local_authority": 895, "others": 2123},
    "particle.news on the release of 6 November 2025; the others are the rest of 8,778",
)
AGE = Table(
    {"to_10": 345, "11_to_15": 3192, "16_to_17": 1178, "from_18": 4044},
    "independent.co.uk and thenationalnews.com, 6 November 2025; adults are the rest of 8,759 whose age was known",
)
CONCERN = Table(
    {"no_ideology": 4917, "extreme_right": 1798, "islamist": 870, "extreme_violence": 469, "others": 715},
    "independent.co.uk and a digest of the Guardian's report, 6 November 2025; the others are the rest of 8,769",
)
PANEL = Table(
    {"adopted": 1472, "not_adopted": 1727 - 1472, "not_discussed": 8778 - 1727},
    "tokyonews24.com, November 2025, for those adopted; those discussed at a panel from general knowledge",
)
SEX = Table(
    {"male": 89, "female": 11}, "news.payyng.com, 6 November 2025, in percent of those for whom it was recorded"
)
NEEDS = Table(
    {"autism": 1226, "another": 2955 - 1226, "not_recorded": 5823},
    "lbc.co.uk, 6 November 2025: a condition of mental health or neurodiversity, autism among them",
)
ETHNICITY = Table(
    {"White": 65, "Asian": 19, "Black": 8, "Other": 8},
    "thelondonweekly.net, November 2025, in percent of those for whom it was recorded",
)
ETHNICITY_RECORDED = Table({"recorded": 4226, "not_recorded": 8778 - 4226}, "derived from the two figures published")

# Not published for that year: chosen, and proportioned as 2019/20 was (27% no further action, 50% passed on).
DECIDED = {"transfer": 50, "close": 27, "open_police_led": 3}
OTHER_SECTORS = {"health": 40, "prison_probation": 18, "community": 14, "friends_family": 12, "other": 16}
OTHER_CONCERNS = {"multiple": 35, "incel": 20, "left_wing": 10, "other_ideology": 35}
WALES = 6
"""Percent of England and Wales that is invented as Wales: the split is not published in this form."""


def apportioned(counts: Mapping[str, int], many: int, rng: Random) -> list[str]:
    """``many`` headings in the proportion of ``counts`` to the nearest one (largest remainder), in random order."""
    total = sum(counts.values())
    exact = {heading: many * count / total for heading, count in counts.items()}
    whole = {heading: int(value) for heading, value in exact.items()}
    by_rest = sorted(exact, key=lambda heading: (whole[heading] - exact[heading], heading))
    for heading in by_rest[: many - sum(whole.values())]:
        whole[heading] += 1
    found = [heading for heading, value in whole.items() for _ in range(value)]
    rng.shuffle(found)
    return found
