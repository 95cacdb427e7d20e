"""The further bodies and people of the invented years: twelve authorities in three nations, six forces, and the services,
providers and schools around them. All invented; addresses end in ``.example``, which leads nowhere.

Nobody here can be signed in as from the list of the demonstration's people, and none answers the Commissioner's enquiries:
they are who did what three years hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid5

from candour.kernel.people.models import Organisation, Person, RoleHolding
from candour.kernel.people.roles import Nation, OrganisationKind, Role

_NAMESPACE = UUID("7b0f2f0e-5a3c-4d0b-9a55-0d3f6a1c8e42")
NO_PASSWORD = "!"  # noqa: S105  no password but the sign of none
SINCE = date(2020, 4, 1)
"""The day from which they hold their roles: before the first of the invented referrals."""
LEFT_BEFORE = timedelta(days=400)
"""Northmoor's own people of earlier years have left: its list of officers is that of the demonstration's people."""

_K, _N, _R = OrganisationKind, Nation, Role


@dataclass(frozen=True)
class Body:
    """An invented body. One of the demonstration's own is found by its name, and not made again."""

    key: str
    name: str
    kind: OrganisationKind
    nation: Nation
    is_there: bool = False


@dataclass(frozen=True)
class Area:
    """An authority with what is around it. ``weight`` is its share of the referrals of its nation."""

    authority: str
    force: str
    school: str
    service: str
    provider: str
    partner: str
    nation: Nation
    weight: int


BODIES: tuple[Body, ...] = (
    Body("northmoor-police", "Northmoor Police", _K.POLICE_FORCE, _N.ENGLAND, is_there=True),
    Body("heddlu-dyfnant", "Heddlu Dyfnant / Dyfnant Police", _K.POLICE_FORCE, _N.WALES, is_there=True),
    Body("eastmere-police", "Eastmere Constabulary", _K.POLICE_FORCE, _N.ENGLAND),
    Body("thornland-police", "Thornland and Averley Police", _K.POLICE_FORCE, _N.ENGLAND),
    Body("ashdene-police", "Ashdene Metropolitan Police", _K.POLICE_FORCE, _N.ENGLAND),
    Body("ardmarr-police", "Poileas Àird Mhàrr / Ardmarr Police", _K.POLICE_FORCE, _N.SCOTLAND),
    Body("aldermoor", "Aldermoor City Council", _K.LOCAL_AUTHORITY, _N.ENGLAND, is_there=True),
    Body(
        "bro-hiraethog",
        "Cyngor Sir Bro Hiraethog a Llanfihangel-y-Creuddyn Isaf / Bro Hiraethog and Lower Llanfihangel County Council",
        _K.LOCAL_AUTHORITY,
        _N.WALES,
        is_there=True,
    ),
    Body("strathmarr", "Strathmarr Council", _K.LOCAL_AUTHORITY, _N.SCOTLAND, is_there=True),
    Body("eastmere", "Eastmere County Council", _K.LOCAL_AUTHORITY, _N.ENGLAND),
    Body("wyncaster", "Wyncaster City Council", _K.LOCAL_AUTHORITY, _N.ENGLAND),
    Body("holme-sedgeley", "Holme and Sedgeley Borough Council", _K.LOCAL_AUTHORITY, _N.ENGLAND),
    Body("thornland", "Thornland County Council", _K.LOCAL_AUTHORITY, _N.ENGLAND),
    Body("port-averley", "Port Averley City Council", _K.LOCAL_AUTHORITY, _N.ENGLAND),
    Body("ashdene", "Ashdene Borough Council", _K.LOCAL_AUTHORITY, _N.ENGLAND),
    Body("marlowe-cross", "Marlowe Cross Borough Council", _K.LOCAL_AUTHORITY, _N.ENGLAND),
    Body("caerwenllys", "Cyngor Dinas Caerwenllys / Caerwenllys City Council", _K.LOCAL_AUTHORITY, _N.WALES),
    Body("glenardan", "Comhairle Ghleann Àrdain / Glenardan Council", _K.LOCAL_AUTHORITY, _N.SCOTLAND),
    Body("harrow-lane", "Harrow Lane Community School", _K.EDUCATION, _N.ENGLAND),
    Body("ysgol-y-graig", "Ysgol Gyfun y Graig", _K.EDUCATION, _N.WALES),
    Body("ardmarr-high", "Ardmarr High School", _K.EDUCATION, _N.SCOTLAND),
    Body("eastmere-help", "Eastmere Early Help and Family Support", _K.RECEIVING_SERVICE, _N.ENGLAND),
    Body("ashdene-young", "Ashdene Young People’s Mental Health Service", _K.RECEIVING_SERVICE, _N.ENGLAND),
    Body("ieuenctid", "Gwasanaeth Ieuenctid Dyfnant / Dyfnant Youth Service", _K.RECEIVING_SERVICE, _N.WALES),
    Body("ardmarr-families", "Ardmarr Families Together", _K.RECEIVING_SERVICE, _N.SCOTLAND),
    Body("second-road", "Second Road Mentoring", _K.PROVIDER, _N.ENGLAND),
    Body("ffordd-newydd", "Ffordd Newydd", _K.PROVIDER, _N.WALES),
    Body("eastmere-health", "Eastmere Community Health NHS Trust", _K.HEALTH, _N.ENGLAND),
    Body("dyfnant-health", "Bwrdd Iechyd Dyfnant / Dyfnant Health Board", _K.HEALTH, _N.WALES),
    Body("ardmarr-health", "NHS Ardmarr", _K.HEALTH, _N.SCOTLAND),
)


def _in_england(authority: str, force: str, service: str, weight: int) -> Area:
    return Area(authority, force, "harrow-lane", service, "second-road", "eastmere-health", _N.ENGLAND, weight)


def _in_wales(authority: str, weight: int) -> Area:
    return Area(
        authority, "heddlu-dyfnant", "ysgol-y-graig", "ieuenctid", "ffordd-newydd", "dyfnant-health", _N.WALES, weight
    )


def _in_scotland(authority: str, weight: int) -> Area:
    return Area(
        authority,
        "ardmarr-police",
        "ardmarr-high",
        "ardmarr-families",
        "second-road",
        "ardmarr-health",
        _N.SCOTLAND,
        weight,
    )


FINISHED = _in_england("aldermoor", "northmoor-police", "eastmere-help", 0)
"""The demonstration people's own area: what is invented of it is finished long ago, so that their lists stay readable."""

AREAS: tuple[Area, ...] = (
    _in_england("eastmere", "eastmere-police", "eastmere-help", 20),
    _in_england("wyncaster", "eastmere-police", "eastmere-help", 12),
    _in_england("holme-sedgeley", "eastmere-police", "ashdene-young", 8),
    _in_england("thornland", "thornland-police", "eastmere-help", 14),
    _in_england("port-averley", "thornland-police", "ashdene-young", 11),
    _in_england("ashdene", "ashdene-police", "ashdene-young", 19),
    _in_england("marlowe-cross", "ashdene-police", "ashdene-young", 16),
    _in_wales("bro-hiraethog", 4),
    _in_wales("caerwenllys", 6),
    _in_scotland("strathmarr", 4),
    _in_scotland("glenardan", 6),
)

PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("Joan Atherley", "northmoor-police", _R.POLICE_SUPERVISOR),
    ("Daniel Osgood", "northmoor-police", _R.POLICE_CASE_OFFICER),
    ("Farzana Quddus", "northmoor-police", _R.POLICE_CASE_OFFICER),
    ("Eirlys Wynne-Parry", "heddlu-dyfnant", _R.POLICE_SUPERVISOR),
    ("Iolo Meredydd", "heddlu-dyfnant", _R.POLICE_CASE_OFFICER),
    ("Nia Haf Rhydderch", "heddlu-dyfnant", _R.POLICE_CASE_OFFICER),
    ("Brian Loxley", "eastmere-police", _R.POLICE_SUPERVISOR),
    ("Samira Haidari", "eastmere-police", _R.POLICE_CASE_OFFICER),
    ("Tom Wickersley", "eastmere-police", _R.POLICE_CASE_OFFICER),
    ("Adaeze Nwosu", "eastmere-police", _R.POLICE_CASE_OFFICER),
    ("Gillian Marchbank", "thornland-police", _R.POLICE_SUPERVISOR),
    ("Ravinder Bhogal", "thornland-police", _R.POLICE_CASE_OFFICER),
    ("Kieran Doyle", "thornland-police", _R.POLICE_CASE_OFFICER),
    ("Winston Ferreira", "ashdene-police", _R.POLICE_SUPERVISOR),
    ("Hye-jin Pak", "ashdene-police", _R.POLICE_CASE_OFFICER),
    ("Moses Kiprono", "ashdene-police", _R.POLICE_CASE_OFFICER),
    ("Lena Grabowska", "ashdene-police", _R.POLICE_CASE_OFFICER),
    ("Seonaid Rennie", "ardmarr-police", _R.POLICE_SUPERVISOR),
    ("Fearchar Munro", "ardmarr-police", _R.POLICE_CASE_OFFICER),
    ("Elspeth Garrow", "bro-hiraethog", _R.PANEL_CHAIR),
    ("Dafydd Llwyd Emrys", "bro-hiraethog", _R.PANEL_COORDINATOR),
    ("Mairi Chisholm", "strathmarr", _R.PANEL_CHAIR),
    ("Hamish Gilfillan", "strathmarr", _R.PANEL_COORDINATOR),
    ("Rosalind Thackeray", "eastmere", _R.PANEL_CHAIR),
    ("Jasvinder Matharu", "eastmere", _R.PANEL_COORDINATOR),
    ("Peter Ollerenshaw", "wyncaster", _R.PANEL_CHAIR),
    ("Chinwe Obi", "wyncaster", _R.PANEL_COORDINATOR),
    ("Sandra Pickersgill", "holme-sedgeley", _R.PANEL_CHAIR),
    ("Bilal Chaudhary", "holme-sedgeley", _R.PANEL_COORDINATOR),
    ("Hugh Carnforth", "thornland", _R.PANEL_CHAIR),
    ("Mei-Ling Tsang", "thornland", _R.PANEL_COORDINATOR),
    ("Deborah Falkingham", "port-averley", _R.PANEL_CHAIR),
    ("Stefan Ionescu", "port-averley", _R.PANEL_COORDINATOR),
    ("Anthony Brathwaite", "ashdene", _R.PANEL_CHAIR),
    ("Nasreen Akhter", "ashdene", _R.PANEL_COORDINATOR),
    ("Yewande Olatunji", "marlowe-cross", _R.PANEL_CHAIR),
    ("Patrick Scallan", "marlowe-cross", _R.PANEL_COORDINATOR),
    ("Gwenllian Cadwaladr", "caerwenllys", _R.PANEL_CHAIR),
    ("Rhodri Ellis-Pugh", "caerwenllys", _R.PANEL_COORDINATOR),
    ("Una Galbraith", "glenardan", _R.PANEL_CHAIR),
    ("Struan Kinnaird", "glenardan", _R.PANEL_COORDINATOR),
    ("Lesley Burnham", "harrow-lane", _R.DUTY_BODY_REFERRER),
    ("Heledd Gruffudd", "ysgol-y-graig", _R.DUTY_BODY_REFERRER),
    ("Ailsa Drummond", "ardmarr-high", _R.DUTY_BODY_REFERRER),
    ("Carol Entwhistle", "eastmere-help", _R.RECEIVING_SERVICE),
    ("Dr Tunde Bakare", "ashdene-young", _R.RECEIVING_SERVICE),
    ("Mared Tomos", "ieuenctid", _R.RECEIVING_SERVICE),
    ("Isla Robertson", "ardmarr-families", _R.RECEIVING_SERVICE),
    ("Hassan Warsame", "second-road", _R.INTERVENTION_PROVIDER),
    ("Bronwen Ifans", "ffordd-newydd", _R.INTERVENTION_PROVIDER),
    ("Dr Anita Deshmukh", "eastmere-health", _R.PANEL_PARTNER),
    ("Dr Huw Penry", "dyfnant-health", _R.PANEL_PARTNER),
    ("Dr Kirsty Abernathy", "ardmarr-health", _R.PANEL_PARTNER),
)

_LEFT = "northmoor-police"


@dataclass
class Country:
    """The bodies and people, for looking up, and the rows that are not there yet."""

    bodies: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    """Of each body, in the order of ``PEOPLE``."""
    new_bodies: list[Organisation] = field(default_factory=list)
    holdings: list[RoleHolding] = field(default_factory=list)

    def one(self, body: str, role: Role) -> Person:
        """The first who holds this role in a body."""
        return self.all(body, role)[0]

    def all(self, body: str, role: Role) -> list[Person]:
        """Everybody who holds this role in a body."""
        held = [found for _name, of, found in PEOPLE if of == body]
        return [person for person, found in zip(self.people[body], held, strict=True) if found == role]

    def is_there(self) -> bool:
        """Whether they have been inserted before."""
        return Organisation.objects.filter(id=self.new_bodies[0].id).exists()

    def insert(self) -> None:
        """Insert those that are not there yet."""
        Organisation.objects.bulk_create(self.new_bodies)
        Person.objects.bulk_create([person for people in self.people.values() for person in people])
        RoleHolding.objects.bulk_create(self.holdings)


def made(today: date) -> Country:
    """The bodies and people as rows that are not inserted yet; those of the demonstration are found by name.

    Forces come before the authorities of their area, whose panels have to know whose police sit with them.
    """
    there = {body.name: body for body in Organisation.objects.filter(is_synthetic=True)}
    country = Country()
    force_of = {area.authority: area.force for area in AREAS}
    for body in BODIES:
        if body.is_there:
            country.bodies[body.key] = there[body.name]
            continue
        row = Organisation(
            id=uuid5(_NAMESPACE, f"body/{body.key}"), name=body.name, kind=body.kind, nation=body.nation, is_synthetic=True,
            police_force=country.bodies.get(force_of.get(body.key, "")),
        )  # fmt: skip
        country.bodies[body.key] = row
        country.new_bodies.append(row)
    for name, of, role in PEOPLE:
        key = name.lower().removeprefix("dr ").replace(" ", ".").encode("ascii", "ignore").decode()
        person = Person(
            id=uuid5(_NAMESPACE, f"person/{key}"), email=f"{key}@{of}.example", name=name, password=NO_PASSWORD,
            is_synthetic=True,
        )  # fmt: skip
        country.people.setdefault(of, []).append(person)
        country.holdings.append(
            RoleHolding(
                id=uuid5(_NAMESPACE, f"holding/{key}"), person=person, organisation=country.bodies[of], role=role,
                starts_on=SINCE, ends_on=today - LEFT_BEFORE if of == _LEFT else None,
                end_reason="Left the force" if of == _LEFT else "",
            )
        )  # fmt: skip
    return country
