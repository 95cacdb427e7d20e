"""The people and bodies of the demonstration. All invented: no real body is accused of anything, nobody exists.

Names are as various as the country: long, Welsh, hyphenated, of one word, and written in other scripts, because a
page that only fits short English names is not finished. Every address ends in ``.example``, which leads nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID, uuid5

from shamir_mnemonic.wordlist import WORDLIST

from candour.kernel.doors import Door
from candour.kernel.people.models import Cover, Organisation, Person, RoleHolding
from candour.kernel.people.roles import Nation, OrganisationKind, Role, door_of
from candour.kernel.sealing import holders

_NAMESPACE = UUID("3d0c9a5e-4a0b-4f6e-8a53-6b1d5a3f7c21")
NO_PASSWORD = "!"  # noqa: S105  no password but the sign of none
"""What the framework stores for somebody who has none: nothing that is typed can match it."""

SINCE = date(2025, 9, 1)
"""The day from which the demonstration's people hold their roles."""


@dataclass(frozen=True)
class Body:
    """An invented organisation. ``sectors`` are those of the concerns that can be about it."""

    key: str
    name: str
    kind: OrganisationKind
    nation: Nation = Nation.ENGLAND
    sectors: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """The same in every demonstration."""
        return uuid5(_NAMESPACE, f"body/{self.key}")


@dataclass(frozen=True)
class Member:
    """An invented person with their roles in one body, and what they can be used to show."""

    key: str
    name: str
    body: str
    roles: tuple[Role, ...]
    shows: str

    @property
    def id(self) -> UUID:
        """The same in every demonstration."""
        return uuid5(_NAMESPACE, f"person/{self.key}")

    @property
    def email(self) -> str:
        """Leads nowhere: ``.example`` is reserved (RFC 2606)."""
        return f"{self.key}@{self.body}.example"

    @property
    def door(self) -> Door:
        """Where they sign in."""
        return door_of(self.roles[0])


_K, _N, _R = OrganisationKind, Nation, Role

BODIES: tuple[Body, ...] = (
    Body("office", "Office of the Independent Prevent Commissioner", _K.OVERSIGHT_OFFICE),
    Body("northmoor-police", "Northmoor Police", _K.POLICE_FORCE, sectors=("police",)),
    Body("heddlu-dyfnant", "Heddlu Dyfnant / Dyfnant Police", _K.POLICE_FORCE, _N.WALES, ("police",)),
    Body("aldermoor", "Aldermoor City Council", _K.LOCAL_AUTHORITY, sectors=("local_authority", "social_care")),
    Body(
        "bro-hiraethog",
        "Cyngor Sir Bro Hiraethog a Llanfihangel-y-Creuddyn Isaf / Bro Hiraethog and Lower Llanfihangel County Council",
        _K.LOCAL_AUTHORITY,
        _N.WALES,
        ("local_authority", "social_care"),
    ),
    Body("strathmarr", "Strathmarr Council", _K.LOCAL_AUTHORITY, _N.SCOTLAND, ("local_authority", "social_care")),
    Body("st-oswins", "St Oswin's Church of England Academy", _K.EDUCATION, sectors=("education",)),
    Body("ysgol-maenllwyd", "Ysgol Uwchradd Maenllwyd", _K.EDUCATION, _N.WALES, ("education",)),
    Body("kelsay-college", "Kelsay College of Further Education", _K.EDUCATION, sectors=("education",)),
    Body("aldermoor-university", "University of Aldermoor", _K.EDUCATION, sectors=("education",)),
    Body("wexcombe-nhs", "Wexcombe and Dale NHS Foundation Trust", _K.HEALTH, sectors=("health",)),
    Body("hmp-thornfleet", "HMP Thornfleet", _K.PRISON, sectors=("prison_probation",)),
    Body("marchland-probation", "Marchland Probation Delivery Unit", _K.PROBATION, sectors=("prison_probation",)),
    Body("open-hand", "Open Hand Mentoring", _K.PROVIDER, sectors=("provider",)),
    Body("clear-horizon", "Clear Horizon Theological and Practical Mentoring CIC", _K.PROVIDER, sectors=("provider",)),
    Body("moorside-youth", "Moorside Youth and Family Service", _K.RECEIVING_SERVICE, sectors=("social_care",)),
    Body("home-office", "Home Office (demonstration)", _K.HOME_OFFICE, sectors=("home_office",)),
    Body("ministerial-board", "Prevent Ministerial Oversight Board (demonstration)", _K.BOARD),
    Body("parliament", "Parliament: Journal Office (demonstration)", _K.PARLIAMENT),
    Body("harbour-homes", "Harbour Homes Housing Association", _K.HOUSING, sectors=("other",)),
)

CASEWORKERS: tuple[Member, ...] = (
    Member("sian.llewelyn-rhys", "Siân Llewelyn-Rhys", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker; writes Welsh"),
    Member("rahima.begum", "Rahima Begum (রহিমা বেগম)", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker"),
    Member("tomasz.wisniewski", "Tomasz Wiśniewski", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker; deputy of the head of office; second person"),
    Member("oluwadamilola.adebayo", "Oluwadamilola Adébáyọ̀-Thompson", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker; declared an interest in some"),
    Member("niamh.oconnor", "Niamh O'Connor", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker; enquiries to bodies"),
    Member("farid.haddad", "Farid Haddad (فريد حداد)", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker; on leave, covered by a colleague"),
    Member("minh-khai.nguyen", "Nguyễn Thị Minh Khai", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker; covers for a colleague on leave"),
    Member("ama.boateng", "Ama Serwaa Boateng", "office", (_R.CONCERNS_CASEWORKER,), "Caseworker"),
)  # fmt: skip

HEAD = Member(
    "margaret.ashworth", "Margaret Ashworth", "office", (_R.HEAD_OF_OFFICE,),
    "Head of office: reassigns, reviews emergency access, sets time limits",
)  # fmt: skip
COMMISSIONER = Member(
    "devinder.gill",
    "Devinder Kaur Gill",
    "office",
    (_R.COMMISSIONER,),
    "Commissioner: sees coded fields of every concern; second person; signs and publishes recommendations",
)
ADMINISTRATOR = Member(
    "piotr.zielinski",
    "Piotr Zieliński",
    "office",
    (_R.SYSTEM_ADMINISTRATOR,),
    "Administrator: accounts and jobs, no casework",
)


def secret_of(key: str) -> str:
    """The secret of somebody who holds a key of sealed identities: worked out from their name, so no secret at all."""
    drawn = Random(f"candour demonstration, secret of {key}")  # noqa: S311  known to everybody on purpose
    return " ".join(drawn.choice(WORDLIST) for _ in range(holders.WORDS))


def _keeper(key: str, name: str, role: Role, what: str) -> Member:
    return Member(key, name, "office", (role,), f"{what}; secret: {secret_of(key)}")


OFFICERS = (
    _keeper("eluned.pritchard", "Eluned Pritchard", _R.IDENTITY_OFFICER, "Identity officer"),
    _keeper("ishbel.rankine", "Ishbel Rankine", _R.IDENTITY_OFFICER, "Identity officer"),
)
DEPUTIES = (
    _keeper("morwenna.trelawny", "Morwenna Trelawny", _R.DEPUTY_COMMISSIONER, "Deputy of the Commissioner"),
    _keeper("kaveh.moradi", "Kaveh Moradi (کاوه مرادی)", _R.DEPUTY_COMMISSIONER, "Deputy of the Commissioner"),
)
"""Who holds the keys of sealed identities. The ceremony was held: their secrets stand in the list of people."""

_C, _A, _W = _R.BODY_CONTACT, _R.ORGANISATION_ADMINISTRATOR, _R.RECOMMENDATION_OWNER

MEMBERS: tuple[Member, ...] = (
    COMMISSIONER,
    HEAD,
    *CASEWORKERS,
    Member("ruth.abernethy", "Ruth Abernethy", "office", (_R.INVESTIGATOR,), "Investigator; no concerns of their own"),
    Member("james.okafor", "James Chukwuemeka Okafor", "office", (_R.REVIEWER,), "Reviewer: drafts recommendations, looks at what bodies say they delivered"),
    Member("xiaoming.wang", "Wang Xiaoming (王晓明)", "office", (_R.ANALYST,), "Analyst; sees no concern"),
    *OFFICERS,
    *DEPUTIES,
    ADMINISTRATOR,
    Member("audrey.fontaine", "Audrey Fontaine", "office", (_R.AUDITOR,), "Auditor; sees the ledger and no content"),
    Member("helen.marsh", "Helen Marsh", "northmoor-police", (_C, _R.POLICE_SUPERVISOR), "A police force's contact: answers the Commissioner's enquiries"),
    Member("imran.sadiq", "Imran Sadiq", "northmoor-police", (_R.POLICE_CASE_OFFICER,), "Prevent case officer"),
    Member("karen.bright", "Karen Bright", "northmoor-police", (_A,), "A force's administrator: looks after accounts; as a deputy, signs answers to recommendations"),
    Member("callum.fairweather", "Callum Fairweather", "northmoor-police", (_W,), "Answers recommendations for a police force, with a deputy who signs"),
    Member("gethin.vaughan", "Gethin ap Hywel Vaughan", "heddlu-dyfnant", (_C, _A), "Answers enquiries for a Welsh force"),
    Member("priya.ramanathan", "Priya Ramanathan", "aldermoor", (_C, _R.PANEL_CHAIR), "A council's contact, and panel chair"),
    Member("dean.hollis", "Dean Hollis", "aldermoor", (_R.PANEL_COORDINATOR, _A), "Panel coordinator; looks after accounts"),
    Member("beatrix.osei-lindqvist", "Beatrix Osei-Lindqvist", "aldermoor", (_W,), "Prepares a council’s answers to recommendations"),
    Member("rhodri.penhaligon", "Rhodri Penhaligon", "aldermoor", (_W,), "Signs off a council’s answers to recommendations"),
    Member("angharad.morgannwg", "Angharad Gwenllian ferch Dafydd Hughes-Morgannwg", "bro-hiraethog", (_C, _A), "A long name at a body with a long name"),
    Member("catriona.macleod", "Catrìona NicLeòid (MacLeod)", "strathmarr", (_C, _R.PANEL_CHAIR), "Answers enquiries for a Scottish council, and chairs its panel"),
    Member("joanne.prescott", "Joanne Prescott", "st-oswins", (_C, _R.DUTY_BODY_REFERRER), "A school's contact, with an enquiry that is late; refers people to the police"),
    Member("elin.bevan", "Elin Bevan", "ysgol-maenllwyd", (_C,), "A Welsh school's contact"),
    Member("suharto", "Suharto", "kelsay-college", (_C,), "A contact whose whole name is one word"),
    Member("aikaterini.papadopoulou", "Aikaterini Papadopoulou-Konstantinidou (Αικατερίνη)", "aldermoor-university", (_C, _R.PANEL_PARTNER), "A university's contact"),
    Member("femi.lawal", "Dr Olúfẹ́mi Lawal", "wexcombe-nhs", (_C, _R.PANEL_PARTNER), "An NHS trust's contact, and panel partner"),
    Member("maria.figueiredo", "Maria Fernanda de Albuquerque e Vasconcelos dos Santos Figueiredo-Montgomery", "wexcombe-nhs", (_A,), "The longest name; looks after a trust's accounts"),
    Member("colin.drury", "Colin Drury", "hmp-thornfleet", (_C,), "A prison's contact"),
    Member("shanice.campbell", "Shanice Campbell", "marchland-probation", (_C, _R.DDP_CASE_MANAGER), "A probation unit's contact"),
    Member("yusuf.demir", "Yusuf Demir", "open-hand", (_C, _R.INTERVENTION_PROVIDER), "A provider's contact: gives the support that panels commission"),
    Member("hannah.goldberg", "Hannah Goldberg", "clear-horizon", (_C, _R.INTERVENTION_PROVIDER), "A provider's contact"),
    Member("leroy.baptiste", "Leroy Baptiste", "moorside-youth", (_C, _R.RECEIVING_SERVICE), "A receiving service's contact: is asked to take people on"),
    Member("caroline.whitcombe", "Caroline Whitcombe", "home-office", (_C, _R.CLEARANCE_OFFICER), "The Home Office's contact: learns of no concern"),
    Member("adaeze.winterbourne", "Adaeze Winterbourne", "home-office", (_W,), "Recommendation owner: prepares the Home Office’s answers"),
    Member("zubair.thackeray", "Zubair Thackeray", "home-office", (_W,), "Recommendation owner: signs off what a colleague prepared; one waits"),
    Member("edward.lascelles", "Edward Lascelles", "home-office", (_R.PRIVATE_OFFICE,), "Home Secretary's private office"),
    Member("nadia.rahmani", "Nadia Rahmani", "ministerial-board", (_R.BOARD_SECRETARY,), "Board secretary"),
    Member("philip.tremayne", "Philip Tremayne", "parliament", (_R.PARLIAMENTARY_CLERK,), "Parliament's clerk"),
    Member("grace.mbeki", "Grace Thandiwe Mbeki", "harbour-homes", (_C,), "A housing association's contact"),
)  # fmt: skip

OWNER = next(member for member in MEMBERS if member.key == "callum.fairweather")
OWNERS_DEPUTY = next(member for member in MEMBERS if member.key == "karen.bright")
"""Who answers recommendations for a police force, and the colleague who signs what they prepared."""

_BODY_OF = {body.key: body for body in BODIES}


def body_of(member: Member) -> Body:
    """The body in which this person holds their roles."""
    return _BODY_OF[member.body]


def contact_of(body: Body) -> Member | None:
    """Who answers the Commissioner's enquiries for this body; None where nobody does."""
    return next((member for member in MEMBERS if member.body == body.key and _C in member.roles), None)


def bodies_about(sector: str) -> tuple[Body, ...]:
    """The bodies of a sector to which an enquiry can be put."""
    return tuple(body for body in BODIES if sector in body.sectors and contact_of(body) is not None)


def organisation_rows() -> list[Organisation]:
    """The bodies as rows."""
    return [
        Organisation(id=body.id, name=body.name, kind=body.kind, nation=body.nation, is_synthetic=True)
        for body in BODIES
    ]


def person_rows() -> list[Person]:
    """The people as rows. Nobody knows a password of theirs: they are signed in as with one click, or not at all."""
    return [
        Person(id=member.id, email=member.email, name=member.name, password=NO_PASSWORD, is_synthetic=True)
        for member in MEMBERS
    ]


def holding_rows() -> list[RoleHolding]:
    """Who holds which role, since when."""
    return [
        RoleHolding(
            id=uuid5(_NAMESPACE, f"holding/{member.key}/{role.value}"),
            person_id=member.id,
            organisation_id=body_of(member).id,
            role=role,
            starts_on=SINCE,
        )
        for member in MEMBERS
        for role in member.roles
    ]


def cover_rows(today: date) -> list[Cover]:
    """A caseworker on leave with a colleague standing in, and named deputies: of the head of office, and of whoever
    answers recommendations for a police force."""
    farid, khai, tomasz = CASEWORKERS[5], CASEWORKERS[6], CASEWORKERS[2]
    return [
        Cover(
            id=uuid5(_NAMESPACE, "cover/leave"),
            holding_id=uuid5(_NAMESPACE, f"holding/{farid.key}/{Role.CONCERNS_CASEWORKER.value}"),
            covered_by_id=khai.id,
            kind=Cover.Kind.LEAVE,
            starts_on=today,
            ends_on=date.fromordinal(today.toordinal() + 14),
            arranged_by_id=HEAD.id,
        ),
        Cover(
            id=uuid5(_NAMESPACE, "cover/deputy"),
            holding_id=uuid5(_NAMESPACE, f"holding/{HEAD.key}/{Role.HEAD_OF_OFFICE.value}"),
            covered_by_id=tomasz.id,
            kind=Cover.Kind.DEPUTY,
            starts_on=SINCE,
            arranged_by_id=COMMISSIONER.id,
        ),
        Cover(
            id=uuid5(_NAMESPACE, "cover/owner"),
            holding_id=uuid5(_NAMESPACE, f"holding/{OWNER.key}/{_W.value}"),
            covered_by_id=OWNERS_DEPUTY.id,
            kind=Cover.Kind.DEPUTY,
            starts_on=SINCE,
            arranged_by_id=OWNER.id,
        ),
    ]
