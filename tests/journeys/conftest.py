"""What every journey shares: three real doors, a real browser, a judge of accessibility, and people to be.

``doors``        the addresses of the doors; they are processes of their own, logged in as their own roles
``house``        a demonstration office of its own, as ``candour run --demonstration`` starts it
``records``      ``with records():`` the test itself may use the models, as the owner, on the same database
``page``         a page of a fresh browser; ``page_without_scripts`` one that runs no JavaScript; ``phone`` a small one
``axe``          ``axe(page)`` fails on any violation of WCAG 2.2 AA that axe finds
``judge``        ``judge(page)`` as well, on a desk and on a telephone, with nothing wider than the window
``passkey``      ``passkey(page)`` gives that page's browser a virtual authenticator
``somebody``     ``somebody("Ada", Role.CONCERNS_CASEWORKER)`` makes a person with a role today
``sign_in_as``   ``sign_in_as(page, person)`` gives the page a session without going through the sign-in pages
``at_desk``      ``at_desk(board.officer)`` is a browser of theirs, signed in at the delivery door
``new_panel``    ``new_panel(nation="scotland")`` makes an authority, its police and partners, of the story alone

Set ``CANDOUR_CHROMIUM`` to use another browser than the Chromium that is installed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from candour.command import children, officekey, supervisor
from candour.command.cluster import Cluster
from candour.kernel.doors import Door
from tests.journeys import tour

HERE = Path(__file__).parent
AXE = HERE / "vendor" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 375)
READY_WITHIN = 30.0

# The browser's driver runs an event loop in this thread; Django would refuse the models beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Doors:
    """Where the doors are, and the folder that holds their mail."""

    public: str
    delivery: str
    office: str
    home: Path

    def of(self, door: Door) -> str:
        """The address of a door, without a slash at the end."""
        return str(getattr(self, door.value))

    def mail(self) -> list[str]:
        """Every mail sent so far, oldest first, decoded."""
        import email
        import email.policy

        found = []
        for path in sorted((self.home / "mail").glob("*"), key=lambda one: one.stat().st_mtime_ns):
            for raw in path.read_text(encoding="utf-8").split("-" * 79):
                if raw.strip():
                    message = email.message_from_string(raw.strip(), policy=email.policy.default)
                    body = message.get_body()
                    found.append(f"To: {message['To']}\n{body.get_content() if body else ''}")
        return found


def _three_free_ports(below: int = 40000) -> int:
    for first in range(below - 20000 + os.getpid() % 2000 * 3, below, 3):
        taken = []
        for port in range(first, first + 3):
            with socket.socket() as tried:
                taken.append(tried.connect_ex(("127.0.0.1", port)) == 0)
        if not any(taken):
            return first
    raise RuntimeError("no three free ports")


OFFICE = officekey.OfficeKeys(settings.OFFICE_PUBLIC_KEY, settings.OFFICE_PRIVATE_KEYS)
"""The key to which the factories seal what the doors have to open."""


@pytest.fixture(scope="session")
def doors(cluster: Cluster) -> Iterator[Doors]:
    """The three doors, running. They live as long as the test session."""
    first = _three_free_ports()
    os.environ["CANDOUR_PORT"] = str(first)
    (cluster.home / "log").mkdir(exist_ok=True)
    running: list[tuple[supervisor.Program, subprocess.Popen[bytes]]] = []
    for program in supervisor.programs():
        log = cluster.home / "log" / f"{program.name.replace(' ', '-')}.log"
        told = supervisor.environment_of(program, cluster.home, OFFICE) | {
            "CANDOUR_DB_HOST": str(cluster.socket_directory)
        }
        running.append((program, children.spawn(program.arguments, log=log, environment=told)))
    try:
        for program, process in running:
            _await(program, process, cluster.home)
        public, delivery, office = (f"http://localhost:{first + number}" for number in range(3))
        yield Doors(public, delivery, office, cluster.home)
    finally:
        children.stop_all([process for _, process in running], patience=1.5)
        os.environ.pop("CANDOUR_PORT", None)


def _await(program: supervisor.Program, process: subprocess.Popen[bytes], home: Path) -> None:
    log = home / "log" / f"{program.name.replace(' ', '-')}.log"
    deadline = time.monotonic() + READY_WITHIN
    while program.port is not None:
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the {program.name} does not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", program.port)) == 0:
                return
        time.sleep(0.05)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tour.House]:
    """A demonstration office, started by the command that people start it with, on a database of its own."""
    home = tmp_path_factory.mktemp("house") / "office"
    first = _three_free_ports(40000)
    told = {**os.environ, "CANDOUR_HOME": str(home), "CANDOUR_PORT": str(first), "PYTHONUNBUFFERED": "1"}
    for name in ("CANDOUR_DB_HOST", "CANDOUR_DB_PASSWORD", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
        told.pop(name, None)
    said = home.parent / "said"
    with said.open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", "candour.command", "run", "--demonstration"],
            env=told, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 3 * READY_WITHIN
        while "Stop with" not in said.read_text(encoding="utf-8"):
            if running.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the demonstration does not start:\n{said.read_text(encoding='utf-8')[-3000:]}")
            time.sleep(0.1)
        yield tour.House.at_ports_from(first, home=home)
    finally:
        running.terminate()
        running.wait(timeout=READY_WITHIN)


@pytest.fixture(scope="session")
def records(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Callable[[], AbstractContextManager[None]]:
    """The models, as the owner, on the doors' database; what is written is committed at once."""
    return django_db_blocker.unblock


# The browser.


def chromium() -> str:
    """The browser's program; fails, naming what is missing, when there is none."""
    told = os.environ.get("CANDOUR_CHROMIUM")
    found = told or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        pytest.fail("The journeys need Chromium. Install it (apt-get install chromium), or set CANDOUR_CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The browser's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser for the whole session; each test gets its own context in it."""
    opened = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
    yield opened
    opened.close()


def _context(browser: Browser, **options: Any) -> BrowserContext:
    made = browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
    made.set_default_timeout(10_000)
    return made


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """``new_page()`` opens a page of a browser that nobody used before: another person, another machine."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> Page:
        opened.append(_context(browser, **options))
        return opened[-1].new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page as a desktop shows it."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A page as a small phone shows it."""
    return new_page(viewport={"width": 375, "height": 740})


@pytest.fixture
def page_without_scripts(new_page: Callable[..., Page]) -> Page:
    """A page in a browser that runs no JavaScript."""
    return new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})


@pytest.fixture
def axe(new_page: Callable[..., Page]) -> Callable[[Page], None]:
    """``axe(page)``: no violation on the page as it stands. A page without scripts is judged in a twin with scripts."""
    source = AXE.read_text(encoding="utf-8")

    def judge(page: Page) -> None:
        # Injected through the driver, so the page's own content security policy stays as it is.
        page.evaluate(source)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", STANDARDS
        )
        told = [
            f"{one['id']}: {one['help']} at {', '.join(str(node['target']) for node in one['nodes'])}"
            for one in found["violations"]
        ]
        assert len(found["passes"]) > 0, "axe judged nothing"
        assert told == [], f"{page.url}: " + "; ".join(told)

    return judge


@pytest.fixture
def judge(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """A page is accessible, and within its window, on a desk and on a telephone."""

    def look(page: Page) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    return look


# People.


@pytest.fixture
def passkey() -> Callable[[Page], Any]:
    """``passkey(page)`` gives the page's browser an authenticator that always agrees; returns what removes its keys."""

    def give(page: Page) -> Any:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        made = session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )

        def lose() -> None:
            session.send("WebAuthn.clearCredentials", {"authenticatorId": made["authenticatorId"]})

        return lose

    return give


@pytest.fixture(scope="session")
def somebody(records: Callable[[], AbstractContextManager[None]]) -> Callable[..., Any]:
    """``somebody("Ada", Role.ANALYST)``: a new person with this role today, in the office or in ``organisation``."""
    from candour.kernel.people.models import Organisation, Person, RoleHolding
    from candour.kernel.people.roles import OFFICE_ROLES, OrganisationKind

    def make(name: str, *roles: str, organisation: Organisation | None = None) -> Person:
        with records():
            body = organisation
            if body is None:
                office = all(role in OFFICE_ROLES for role in roles)
                body, _ = Organisation.objects.get_or_create(
                    kind=OrganisationKind.OVERSIGHT_OFFICE if office else OrganisationKind.LOCAL_AUTHORITY,
                    code="oipc" if office else "journey",
                    defaults={"name": "The office" if office else "Journey Council"},
                )
            person = Person.objects.create(
                email=f"{name.lower()}-{secrets.token_hex(3)}@example.org", name=name, password="!"
            )
            for role in roles:
                RoleHolding.objects.create(person=person, organisation=body, role=role, starts_on=date(2020, 1, 1))
            return person

    return make


@pytest.fixture(scope="session")
def sign_in_as(doors: Doors, records: Callable[[], AbstractContextManager[None]]) -> Callable[..., None]:
    """``sign_in_as(page, person)``: the page's browser holds a session of this person, at the door of their roles.

    ``stepped_up=True`` as if they had just shown their passkey.
    """
    from django.utils import timezone

    from candour.kernel.people.models import Session
    from candour.kernel.people.roles import door_of

    def give(page: Page, person: Any, door: Door | None = None, *, stepped_up: bool = False) -> None:
        token = secrets.token_urlsafe(32)
        with records():
            at_door = door or door_of(person.holdings.first().role)
            now = timezone.now()
            Session.objects.create(
                door=at_door.value,
                token_digest=hashlib.sha256(token.encode()).digest(),
                person=person,
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=8),
                stepped_up_at=now if stepped_up else None,
            )
        page.context.add_cookies(
            [
                {
                    "name": f"candour_{at_door.value}_session",
                    "value": token,
                    "url": doors.of(at_door),
                    "sameSite": "Strict",
                }
            ]
        )

    return give


@pytest.fixture
def as_door(records: Callable[[], AbstractContextManager[None]]) -> Callable[..., AbstractContextManager[None]]:
    """Work at the doors' own database, as the owner."""
    from django.db import transaction

    from candour.kernel.access import context

    @contextmanager
    def step_in(_door: Door, *, session: str = "", mailbox: str = "") -> Iterator[None]:
        with records(), transaction.atomic():
            context.tell(context.SESSION, session)
            context.tell(context.MAILBOX, mailbox)
            yield

    return step_in


@pytest.fixture
def new_panel(
    records: Callable[[], AbstractContextManager[None]], as_door: Callable[..., AbstractContextManager[None]]
) -> Callable[..., Any]:
    """``new_panel(nation="scotland")``: an authority, its police, a partner and a provider, of this story alone."""
    from candour.contexts.pathway.operations import reference
    from candour.contexts.pathway.tests import board
    from candour.kernel.people.models import Organisation

    def make(**where: str) -> board.Board:
        with records():
            reference.load()
            made = board.board(as_door, **where)
            for body in (made.authority, made.force, made.provider.at_body, made.partner.at_body):
                Organisation.objects.filter(id=body.id).update(name=f"{body.name} {secrets.token_hex(2)}")
                body.refresh_from_db()
            return made

    return make


@pytest.fixture
def at_desk(
    doors: Doors, new_page: Callable[..., Page], sign_in_as: Callable[..., None], judge: Callable[[Page], None]
) -> Callable[..., Any]:
    """``at_desk(somebody)``: a browser of their own in which they are signed in at the delivery door."""
    from tests.journeys.desk import Worker

    def sit_down(who: Any, as_what: type[Worker] = Worker) -> Worker:
        page = new_page(viewport={"width": WIDTHS[0], "height": 900})
        sign_in_as(page, who.person)
        return as_what(page, doors.delivery, who, judge)

    return sit_down
