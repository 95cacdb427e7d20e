"""With services outside: an identity provider on another site, and a real mail server that insists on TLS.

The provider is a process of its own on 127.0.0.1 and the door is on localhost. For a browser these are two sites, so what
comes back from there carries no cookie that is strict: exactly what a real provider does, and two ports of one name do
not.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from candour.command import children, supervisor
from candour.command.cluster import Cluster
from candour.kernel.people.roles import Role
from tests.chasquid import PASSWORD, USER, MailRelay, mail_relay
from tests.journeys.conftest import OFFICE, READY_WITHIN, Doors
from tests.journeys.test_sign_in import is_in, show_passkey
from tests.mail_server import free_port

ROOT = Path(__file__).resolve().parents[2]
NAME = "Example ID"
CASS = "cass@mail.test"


@dataclass
class Outside:
    """An office's door with everything configured, and what it is configured with."""

    office: str
    relay: MailRelay
    provider: subprocess.Popen[bytes]
    issuer: str


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"it does not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        time.sleep(0.05)


def _start_provider(port: int, office: str, log: Path) -> subprocess.Popen[bytes]:
    callback = f"{office}/sign-in/provider/callback/"
    arguments = (
        sys.executable,
        "-m",
        "tests.identity_provider",
        str(port),
        "candour",
        "s3cret of the client",
        callback,
    )
    process = children.spawn(arguments, log=log, environment=dict(os.environ), folder=str(ROOT))
    _await(port, process, log)
    return process


@pytest.fixture(scope="module")
def outside(cluster: Cluster, doors: Doors, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """The office's door at ports of its own, beside the doors of the other journeys and on the same database."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret").write_text("s3cret of the client\n", encoding="utf-8")
    (folder / "secret").chmod(0o600)
    port, provider_port = free_port(), free_port()
    office, issuer = f"http://localhost:{port}", f"http://127.0.0.1:{provider_port}"
    provider = _start_provider(provider_port, office, folder / "provider.log")
    with mail_relay(folder / "relay", CASS) as relay:
        before = os.environ["CANDOUR_PORT"]
        os.environ["CANDOUR_PORT"] = str(port - 2)
        try:
            program = next(one for one in supervisor.programs() if one.name == "office door")
            told = supervisor.environment_of(program, cluster.home, OFFICE)
        finally:
            os.environ["CANDOUR_PORT"] = before
        told |= {
            "CANDOUR_DB_HOST": str(cluster.socket_directory),
            "CANDOUR_OFFICE_ADDRESS": office,
            "CANDOUR_OFFICE_OIDC_ISSUER": issuer,
            "CANDOUR_OFFICE_OIDC_CLIENT_ID": "candour",
            "CANDOUR_OFFICE_OIDC_SECRET_FILE": str(folder / "secret"),
            "CANDOUR_OFFICE_OIDC_NAME": NAME,
            "CANDOUR_MAIL_URL": f"smtp://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@localhost:{relay.start}",
            "CANDOUR_MAIL_FROM": USER,
            "CANDOUR_CA_FILE": str(relay.certificates.authority),
        }
        log = folder / "door.log"
        door = children.spawn(program.arguments, log=log, environment=told)
        try:
            _await(port, door, log)
            made = Outside(office, relay, provider, issuer)
            yield made
        finally:
            children.stop_all([door, made.provider], patience=1.5)


def be(page: Page, who: str) -> None:
    """On the provider's page, on its own site."""
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:\d+/authorize"))
    page.get_by_role("link", name=f"Be {who}", exact=True).click()


def within_a_phone(page: Page, axe: Callable[[Page], None]) -> None:
    """The page as it stands, accessible and not wider than the window, at both widths."""
    for width, height in ((375, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


class TestAProviderOnAnotherSite:
    """No password at all: invited by a mail over TLS, linked by the invitation, and in again through the provider."""

    def test_from_the_invitation_to_signing_in_again(
        self, outside: Outside, somebody: Any, sign_in_as: Any, page: Page, new_page: Callable[..., Page], passkey: Any,
        axe: Any,
    ) -> None:  # fmt: skip
        # The administrator invites; the mail leaves over TLS, after a login, to a server that is really there.
        boss = somebody("Bosse", Role.SYSTEM_ADMINISTRATOR)
        sign_in_as(page, boss)
        page.goto(f"{outside.office}/people/")
        page.get_by_role("button", name="Invite a colleague").click()
        page.get_by_label("Full name").fill("Cass Worker")
        page.get_by_label("Work email address").fill(CASS)
        page.get_by_label("Concerns caseworker").check()
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.get_by_text("Cass Worker was sent a link")).to_be_visible()
        (mail,) = outside.relay.mail_to(CASS)
        assert "TLS-1.3" in mail["Received"]
        link = re.search(r"https?://\S+/enrol/\S+", mail.get_content())
        assert link is not None
        # Cass opens it and needs no password.
        cass = new_page(viewport={"width": 1280, "height": 900})
        passkey(cass)
        cass.goto(link[0])
        within_a_phone(cass, axe)
        cass.get_by_role("button", name=f"Continue with {NAME}").click()
        be(cass, "ada")
        expect(cass.get_by_role("heading", name="Make a passkey")).to_be_visible()
        cass.get_by_role("button", name="Make a passkey and sign in").click()
        is_in(cass)
        expect(cass.get_by_text(f"You sign in with {NAME}")).to_be_visible()
        expect(cass.get_by_role("link", name="Choose a password")).to_be_visible()
        within_a_phone(cass, axe)
        self.cookies_are_narrow(cass, outside)
        # Out, and in again: the provider instead of the password, the passkey as ever.
        cass.get_by_role("button", name="Sign out", exact=True).click()
        expect(cass.get_by_text(f"At {NAME} you may still be signed in")).to_be_visible()
        cass.goto(f"{outside.office}/account/")
        assert "next=" in cass.url
        within_a_phone(cass, axe)
        cass.get_by_role("button", name=f"Sign in with {NAME}").click()
        be(cass, "ada")
        expect(cass.get_by_role("heading", name="Show that it is you")).to_be_visible()
        show_passkey(cass)
        cass.wait_for_url(f"{outside.office}/account/")
        # The one who took the provider's cookies is not in by that, and neither is somebody else there.
        cass.get_by_role("button", name="Sign out", exact=True).click()
        cass.get_by_role("button", name=f"Sign in with {NAME}").click()
        be(cass, "mallory")
        expect(cass.get_by_text("nobody here has linked that account")).to_be_visible()
        within_a_phone(cass, axe)

    def cookies_are_narrow(self, page: Page, outside: Outside) -> None:
        found = {one["name"]: one for one in page.context.cookies(outside.office)}
        assert found["candour_office_session"]["sameSite"] == "Strict"
        assert not {"candour_office_wish", "candour_office_proof"} & found.keys()

    def test_a_browser_without_scripts_gets_as_far(self, outside: Outside, page_without_scripts: Page) -> None:
        """Breaking off at the provider loses nothing, and trying again leads on."""
        page = page_without_scripts
        page.goto(f"{outside.office}/concerns/")
        page.get_by_role("button", name=f"Sign in with {NAME}").click()
        be(page, "nobody")
        expect(page.get_by_text(f"You stopped at {NAME}")).to_be_visible()
        page.get_by_role("button", name=f"Try again with {NAME}").click()
        be(page, "mallory")
        expect(page.get_by_text("nobody here has linked that account")).to_be_visible()
        page.get_by_role("link", name="Sign in with a password").click()
        assert "next=" in page.url
        assert "concerns" in page.url

    def test_somebody_signed_in_links_their_account(
        self, outside: Outside, somebody: Any, sign_in_as: Any, page: Page, axe: Any
    ) -> None:
        """After a fresh proof; the session that is strict is found again on the way back."""
        anna = somebody("Anna", Role.ANALYST)
        sign_in_as(page, anna, stepped_up=True)
        page.goto(f"{outside.office}/account/")
        page.get_by_role("button", name=f"Link your account with {NAME}").click()
        be(page, "bo")
        expect(page.get_by_text(f"You can now sign in with {NAME}")).to_be_visible()
        expect(page.get_by_text(f"You sign in with {NAME}, linked on")).to_be_visible()
        axe(page)
        page.get_by_role("link", name="Remove this link").click()
        within_a_phone(page, axe)
        page.get_by_role("button", name="Remove it").click()
        expect(page.get_by_role("alert")).to_contain_text("You have no password here")
        within_a_phone(page, axe)

    def test_an_answer_begun_elsewhere_signs_nobody_in(
        self, outside: Outside, page: Page, new_page: Callable[..., Page]
    ) -> None:
        """Somebody goes to the provider themselves and sends a victim the way back: the victim is not them by it."""
        page.goto(f"{outside.office}/sign-in/")
        with page.expect_request(re.compile(r"/sign-in/provider/callback/")) as caught:
            page.get_by_role("button", name=f"Sign in with {NAME}").click()
            be(page, "ada")
        victim = new_page()
        victim.goto(caught.value.url)
        expect(victim.get_by_text("this browser did not go there from here")).to_be_visible()
        assert "candour_office_session" not in {one["name"] for one in victim.context.cookies()}

    def test_a_provider_that_goes_down_is_said(self, outside: Outside, page: Page, axe: Any) -> None:
        """It named somebody, and is gone when the door asks it to prove that. The last journey: it ends the provider."""

        def gone(route: Route) -> None:
            answer = route.fetch(max_redirects=0)
            children.stop(outside.provider, patience=1)
            route.fulfill(response=answer)

        page.goto(f"{outside.office}/sign-in/?next=/account/")
        page.route(re.compile(r"/authorize\?.*who=ada"), gone)
        page.get_by_role("button", name=f"Sign in with {NAME}").click()
        be(page, "ada")
        expect(page.get_by_text(f"{NAME} does not answer at the moment. Candour itself works")).to_be_visible()
        within_a_phone(page, axe)
        page.get_by_role("link", name="Sign in with a password").click()
        expect(page.get_by_label("Password")).to_be_visible()
        assert page.url.endswith("/sign-in/?next=%2Faccount%2F")
