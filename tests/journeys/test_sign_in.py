"""Enrol, sign in, step up, lose the passkey and be let in again by the administrator. The demonstration is off."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from candour.contexts.accounts.operations import enrolment
from candour.kernel.doors import Door
from candour.kernel.people.models import Invitation, Organisation, Person
from candour.kernel.people.roles import Role
from tests.journeys.conftest import Doors

PASSWORD = "three unrelated words here"

Records = Callable[[], AbstractContextManager[None]]


def enrol(page: Page, link: str, password: str = PASSWORD) -> None:
    """From the link to being signed in, with a passkey."""
    page.goto(link)
    page.get_by_label("New password").fill(password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey and sign in").click()
    is_in(page)


def is_in(page: Page) -> None:
    """Signed in: sent to the home page, and the account page is there."""
    page.wait_for_url(re.compile(r"//[^/]+/$"))
    page.goto(page.url + "account/")
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def sign_in(page: Page, address: str, email: str, password: str = PASSWORD) -> None:
    """The password, and the passkey when it is asked for."""
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Continue").click()


def show_passkey(page: Page) -> None:
    """Answer the second step."""
    page.get_by_role("button", name="Use your passkey").click()


@pytest.fixture(scope="session")
def first_link(doors: Doors, records: Records) -> str:
    """The link with which a real installation begins."""
    with records():
        return enrolment.bootstrap_administrator(
            name="Sybil Root", email="sybil@example.org", on=date(2026, 1, 1), at=timezone.now()
        )


def invited(records: Records, person: Person, door: Door) -> str:
    """A link for a person, as the owner makes it."""
    with records():
        held = person.holdings.select_related("organisation").first()
        assert held is not None
        token = enrolment.create_invitation(
            person=person, organisation=held.organisation, purpose=Invitation.Purpose.ENROL, actor=None,
            door=door, at=timezone.now(),
        )  # fmt: skip
        return enrolment.link(token=token, door=door)


class TestTheWholeLife:
    """One administrator, one caseworker, one lost passkey."""

    def test_from_the_first_link_to_a_replaced_passkey(
        self, doors: Doors, first_link: str, page: Page, new_page: Callable[..., Page], passkey: Any, axe: Any
    ) -> None:
        """Told as it happens: every page on the way is judged by axe."""
        first_link = re.sub(r"http://localhost:\d+", doors.office, first_link)
        # The first administrator enrols.
        passkey(page)
        page.goto(first_link)
        axe(page)
        page.get_by_label("New password").fill("short")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("alert")).to_contain_text("too short")
        axe(page)
        enrol(page, first_link)
        expect(page.get_by_role("banner").get_by_text("Sybil Root")).to_be_visible()
        # The link works once.
        stranger = new_page()
        stranger.goto(first_link)
        expect(stranger.get_by_role("heading", name="This link does not work")).to_be_visible()
        axe(stranger)
        # She signs out, and in again with both.
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_text("You have signed out.")).to_be_visible()
        axe(page)
        sign_in(page, doors.office, "sybil@example.org", "not her password")
        expect(page.get_by_role("alert")).to_contain_text("The email address or the password is not right")
        axe(page)
        sign_in(page, doors.office, "Sybil@Example.org")
        expect(page.get_by_role("heading", name="Show that it is you")).to_be_visible()
        axe(page)
        show_passkey(page)
        is_in(page)
        # She invites a caseworker, who enrols from the mail on another machine.
        page.goto(f"{doors.office}/people/")
        axe(page)
        page.get_by_role("button", name="Invite a colleague").click()
        axe(page)
        page.get_by_label("Full name").fill("Cass Worker")
        page.get_by_label("Work email address").fill("cass@example.org")
        page.get_by_label("Concerns caseworker").check()
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.get_by_text("Cass Worker was sent a link")).to_be_visible()
        axe(page)
        cass = new_page()
        lose = passkey(cass)
        enrol(cass, _newest_link(doors, "cass@example.org"))
        # Cass loses the passkey: the password alone lets nobody in.
        lose()
        cass.context.clear_cookies()
        sign_in(cass, doors.office, "cass@example.org")
        expect(cass.get_by_role("heading", name="Show that it is you")).to_be_visible()
        # The administrator sends a new link, for which she must show her own passkey afresh, mid-form.
        page.get_by_role("link", name="They lost their passkey").click()
        expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Confirm with your passkey").click()
        page.get_by_label("Their passkey, or the app that shows their codes").check()
        axe(page)
        page.get_by_role("button", name="Remove the old and send a new link").click()
        expect(page.get_by_text("Cass Worker was signed out and sent a new link")).to_be_visible()
        # Before the new link is used there is no way in at all.
        sign_in(cass, doors.office, "cass@example.org")
        expect(cass.get_by_role("heading", name="You have no passkey")).to_be_visible()
        axe(cass)
        # The new link asks for the password that Cass still has, and takes a new passkey.
        cass.goto(_newest_link(doors, "cass@example.org"))
        axe(cass)
        cass.get_by_label("Your password").fill("a wrong one, quite")
        cass.get_by_role("button", name="Continue").click()
        expect(cass.get_by_role("alert")).to_contain_text("That is not the password")
        cass.get_by_label("Your password").fill(PASSWORD)
        cass.get_by_role("button", name="Continue").click()
        axe(cass)
        cass.get_by_role("button", name="Make a passkey and sign in").click()
        is_in(cass)
        # And the new passkey signs in.
        cass.get_by_role("button", name="Sign out", exact=True).click()
        sign_in(cass, doors.office, "cass@example.org")
        show_passkey(cass)
        is_in(cass)


class TestStepUp:
    """A grave act asks for the passkey again, and loses nothing."""

    def test_keeps_what_was_typed(
        self, doors: Doors, records: Records, somebody: Any, sign_in_as: Any, page: Page, passkey: Any
    ) -> None:
        """A form sent too late is kept in the page, and sent on once the passkey was shown."""
        passkey(page)
        ada = somebody("Ada", Role.ANALYST)
        enrol(page, re.sub(r"http://localhost:\d+", doors.office, invited(records, ada, Door.OFFICE)))
        page.goto(f"{doors.office}/account/password/")
        page.get_by_role("button", name="Confirm with your passkey").click()
        page.get_by_label("New password").fill("four quite other words")
        with records():
            ada.sessions.update(stepped_up_at=None)  # as if the five minutes were over
        page.get_by_role("button", name="Change the password").click()
        expect(page.get_by_text("What you typed is kept")).to_be_visible()
        page.get_by_role("button", name="Confirm with your passkey").click()
        expect(page.get_by_text("Your password was changed")).to_be_visible()
        page.get_by_role("button", name="Sign out", exact=True).click()
        sign_in(page, doors.office, ada.email, "four quite other words")
        show_passkey(page)
        is_in(page)


class TestDelivery:
    """At the delivery door an authenticator app does; at the office it does not."""

    def test_a_code_signs_in(self, doors: Doors, records: Records, somebody: Any, page: Page, axe: Any) -> None:
        """Without any passkey, in a browser that runs no script."""
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

        chair = somebody("Char", Role.PANEL_CHAIR)
        page.goto(re.sub(r"http://localhost:\d+", doors.delivery, invited(records, chair, Door.DELIVERY)))
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("link", name="Use an authenticator app").click()
        axe(page)
        secret = page.locator(".candour-key").inner_text()

        def code(ahead: int = 0) -> str:
            return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + ahead)))

        page.get_by_role("textbox", name="Code").fill("000000" if code() != "000000" else "111111")
        page.get_by_role("button", name="Finish and sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("That code is not right")
        page.get_by_role("textbox", name="Code").fill(code())
        page.get_by_role("button", name="Finish and sign in").click()
        is_in(page)
        page.goto(f"{doors.delivery}/account/")
        axe(page)
        page.get_by_role("button", name="Sign out", exact=True).click()
        sign_in(page, doors.delivery, chair.email)
        axe(page)
        page.get_by_role("textbox", name="Code").fill(code())
        page.get_by_role("button", name="Sign in with this code").click()
        is_in(page)

    def test_a_code_is_refused_at_the_office(self, doors: Doors, records: Records, somebody: Any, page: Page) -> None:
        """Password and one-time code: not enough at the office's door, and codes are not even offered there."""
        from allauth.mfa.models import Authenticator
        from django.contrib.auth.hashers import Argon2PasswordHasher

        analyst = somebody("Anna", Role.ANALYST)
        with records():
            Person.objects.filter(pk=analyst.pk).update(
                password=Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-its-own")
            )
            Authenticator.objects.create(user_id=analyst.pk, type="totp", data={"secret": "x"})
        sign_in(page, doors.office, analyst.email)
        expect(page.get_by_role("heading", name="You have no passkey")).to_be_visible()
        assert page.goto(f"{doors.office}/account/") is not None
        assert "/sign-in/" in page.url

    def test_there_is_no_demonstration(self, doors: Doors, page: Page) -> None:
        """The one-click page does not exist."""
        for address in (doors.delivery, doors.office):
            answer = page.goto(f"{address}/sign-in/demonstration/")
            assert answer is not None
            assert answer.status == 404


class TestAdministration:
    """An organisation's own administrator."""

    def test_gives_ends_and_covers_roles(
        self, doors: Doors, records: Records, somebody: Any, sign_in_as: Any, page: Page, axe: Any
    ) -> None:
        """The daily round at the delivery door."""
        with records():
            council = Organisation.objects.create(
                name="Borough of Long Names and Longer Titles", kind="local_authority"
            )
        boss = somebody("Bo", Role.ORGANISATION_ADMINISTRATOR, organisation=council)
        chair = somebody("Cherry", Role.PANEL_CHAIR, organisation=council)
        somebody("Dee", Role.PANEL_PARTNER, organisation=council)
        sign_in_as(page, boss)
        page.goto(f"{doors.delivery}/people/")
        axe(page)
        page.get_by_role("link", name="Cherry").click()
        axe(page)
        page.get_by_role("link", name="Name a deputy").click()
        axe(page)
        page.get_by_label("Dee").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Who stands in")).to_be_visible()
        page.get_by_role("link", name="End this role").click()
        axe(page)
        page.get_by_label("Now: they are signed out at once").check()
        page.get_by_label("Why does it end?").fill("left the team")
        page.get_by_role("button", name="End this role").click()
        expect(page.get_by_text("left the team")).to_be_visible()
        with records():
            held = chair.holdings.get()
            assert held.ends_on is not None
            assert held.ended_by_id == boss.pk
        # Herself she can give nothing.
        page.goto(f"{doors.delivery}/people/in/{council.pk}/{boss.pk}/")
        expect(page.get_by_text("You cannot give yourself a role")).to_be_visible()
        page.goto(f"{doors.delivery}/people/in/{council.pk}/{boss.pk}/role/")
        page.get_by_label("Panel chair").check()
        page.get_by_role("button", name="Give this role").click()
        expect(page.get_by_role("alert")).to_contain_text("Nobody gives a role to themselves")


def _newest_link(doors: Doors, email: str) -> str:
    mails = [mail for mail in doors.mail() if mail.startswith(f"To: {email}\n")]
    found = re.search(r"https?://\S+/enrol/\S+", mails[-1])
    assert found is not None
    return found[0]
