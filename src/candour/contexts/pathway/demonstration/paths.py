"""What happened to each invented referral: who it is about, when it came, and which steps were taken on which day after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Path:
    """One referral. ``came`` is how many days ago it came; ``did`` is a list of steps, each with the day after that one."""

    name: str
    came: int
    did: tuple[tuple[str, int], ...] = ()
    born_on: date | None = None
    age: int | None = None
    channel: str = "telephone"
    sector: str = "education"
    concern: str = "no_ideology"
    proposes: str = "close"
    why: str = "Teachers say that he talks of little else than a school shooting abroad, and praises whoever did it."
    also: tuple[str, ...] = ()
    """Other names."""
    force: str = "northmoor-police"
    is_urgent: bool = False
    facts: dict[str, object] = field(default_factory=dict)


_LOOKED = (("take", 1), ("deconflict", 2))
_ASSESSED = (*_LOOKED, ("record_assessment", 5))
_AGREED = (*_ASSESSED, ("countersign", 7))
_PANEL = (*_AGREED, ("refer_to_panel", 9))

PATHS: tuple[Path, ...] = (
    Path("Jordan Whitfield", 0, age=15, is_urgent=True),
    Path("Ffion Prydderch-Evans", 1, born_on=date(2009, 3, 14), channel="professional", concern="extreme_violence"),
    Path("Abdurrahman", 12, age=41, channel="email", sector="community", why="Neighbours heard threats against a mosque."),
    Path("Piotr Zając", 3, _LOOKED[:1], born_on=date(2007, 11, 2), sector="local_authority"),
    Path("Lucy Ann Marie Okonkwo-Hart", 6, _LOOKED, age=16, sector="health", facts={"asks": "waits"}),
    Path("Müslüm Yıldız (مسلم)", 9, _LOOKED, age=19, sector="police", facts={"asks": "answered"}),
    Path("Gareth Nolan", 8, (("take", 1), ("deconflict_hold", 2)), born_on=date(1988, 6, 30), sector="prison_probation"),
    Path("Samuel Brightwater", 10, _ASSESSED, born_on=date(2008, 1, 9), concern="extreme_right", proposes="close"),
    Path("Chloé Dubois", 16, _ASSESSED, age=14, concern="extreme_violence", proposes="transfer"),
    Path("Owain Tudur", 11, _AGREED, age=22, concern="islamist", proposes="refer_to_panel"),
    Path("Nathan Cole", 24, (*_PANEL, ("tell_referrer", 10)), born_on=date(2008, 8, 8), concern="extreme_right",
         proposes="refer_to_panel", facts={"panel": "referred"}),
    Path("Zainab Rehman", 80, _PANEL, age=17, concern="islamist", proposes="refer_to_panel",
         facts={"panel": "gathering", "rights": "case:question"}),
    Path("Rhys Penhaligon", 34, _PANEL, age=20, concern="extreme_right", proposes="refer_to_panel",
         facts={"panel": "before_panel"}),
    Path("Amira Qureshi-Hall", 48, _PANEL, born_on=date(2010, 4, 2), concern="extreme_violence", sector="health",
         proposes="refer_to_panel", facts={"panel": "awaiting"}),
    Path("Kai Lindqvist", 120, (*_PANEL, ("tell_referrer", 12)), born_on=date(2006, 5, 1), concern="incel",
         proposes="refer_to_panel", facts={"panel": "supported"}),
    Path("Declan Moss", 72, _PANEL, age=24, concern="extreme_right", sector="police", proposes="refer_to_panel",
         facts={"panel": "refused"}),
    Path("Sorcha Kinnear", 150, _PANEL, born_on=date(2007, 1, 20), concern="islamist", proposes="refer_to_panel",
         facts={"panel": "withdrawn"}),
    Path("Leon Whitaker", 95, _PANEL, age=31, sector="community", proposes="refer_to_panel", facts={"panel": "not_adopted"}),
    Path("Teodor Bălan", 260, _PANEL, age=18, concern="extreme_violence", proposes="refer_to_panel",
         facts={"panel": "closed"}),
    Path("Jasmine Okoro", 620, _PANEL, age=22, concern="islamist", proposes="refer_to_panel",
         facts={"panel": "never_reviewed"}),
    Path("Fergus Mallory", 500, _PANEL, age=19, concern="incel", proposes="refer_to_panel", facts={"panel": "looked_again"}),
    Path("Niamh Delaney", 800, _PANEL, age=26, concern="extreme_right", proposes="refer_to_panel", facts={"panel": "ended"}),
    Path("Oskar Brandt", 110, _PANEL, age=21, concern="extreme_right", proposes="refer_to_panel", facts={"panel": "moving"}),
    Path("Isla Farquhar", 90, _PANEL, age=23, concern="extreme_violence", proposes="refer_to_panel",
         facts={"panel": "moved"}),
    Path("Megan Fairclough", 20, (*_AGREED, ("transfer", 9), ("tell_referrer", 11)), age=15, sector="health",
         proposes="transfer", facts={"service": "offered"}),
    Path("Tobias Reinholt", 60, (*_AGREED, ("transfer", 9), ("tell_referrer", 12)), age=16, proposes="transfer",
         facts={"service": "accepted"}),
    Path("Yasmin El-Amin", 75, (*_AGREED, ("transfer", 9), ("tell_referrer", 12)), age=18, proposes="transfer",
         sector="friends_family", facts={"service": "lapsed"}),
    Path("Harvey Stone", 90, (*_AGREED, ("transfer", 9), ("tell_referrer", 12)), age=13, proposes="transfer",
         facts={"service": "completed"}),
    Path("Bethan Rowlands", 55, (*_AGREED, ("transfer", 9), ("tell_referrer", 12)), age=17, proposes="transfer",
         facts={"service": "declined"}),
    Path("Marcus Vane", 140, (*_AGREED, ("open_police_led", 9), ("tell_referrer", 13)), age=34, sector="police",
         concern="extreme_right", proposes="open_police_led"),
    Path("Idris Mahmoud", 50, (*_AGREED, ("open_police_led", 9)), age=28, sector="prison_probation", concern="islamist",
         proposes="open_police_led"),
    Path("Callum Hargreaves", 210, (*_AGREED, ("close", 9), ("tell_referrer", 12)), born_on=date(2008, 9, 3)),
    Path("Calum Hargreaves", 2, born_on=date(2008, 9, 3), sector="health", concern="extreme_violence",
         why="He told a nurse that he has drawn a plan of his school."),
    Path("Rosa Pemberton", 30, (*_AGREED, ("close", 9)), age=52, sector="community"),
    Path("Dylan Ashby", 45, (*_AGREED, ("close", 9), ("tell_referrer", 12)), age=11,
         facts={"rights": "referral:rectification"}),
    Path("Aoife Brennan", 400, (*_AGREED, ("close", 9), ("tell_referrer", 12)), born_on=date(2007, 2, 2)),
    Path("", 4, age=20, channel="email", sector="community", force="ctphq",
         why="Somebody who writes as “northernwolf88” asks where one can buy chemicals. Nobody knows where he lives."),
)  # fmt: skip
"""Enough that every state of a referral, of a request, of a transfer, of a police-led case and of a panel case is there, and the
failures that the learning reviews found: a misspelt name, a person whom no service took on, a referrer whom nobody told, a late review,
a parent whom nobody answers."""
