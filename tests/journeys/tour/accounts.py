"""Accounts, at both doors: somebody is invited, enrols, and signs in again."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page

from candour.kernel.doors import Door
from tests.journeys.tour.walker import House, Walker, follow, prove, send, send_nothing

MAIL_WITHIN = 20.0


def newest_link(house: House, email: str) -> str:
    """The link in the newest mail to this address; waits for the worker that sends it."""
    until = time.monotonic() + MAIL_WITHIN
    while time.monotonic() < until:
        for path in sorted((house.home / "mail").glob("*"), key=lambda one: one.stat().st_mtime_ns, reverse=True):
            text = path.read_text(encoding="utf-8").replace("=\n", "")
            found = re.findall(r"https?://\S+/enrol/[^\s<>]+", text) if email in text else []
            if found:
                return str(found[-1]).replace("=3D", "=")
        time.sleep(0.2)
    raise AssertionError(f"no mail with a link came for {email}")


def give_passkey(page: Page) -> None:
    """The page's browser holds an authenticator that always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


PASSWORD = "three unrelated words here"


def colleague(walk: Walker, door: Door, administrator: str, role: str) -> None:
    """Somebody is invited, enrols, signs out and in again, and looks after their own account."""
    email = f"newcomer-{time.time_ns() % 10**9}@example.org"
    boss = walk.staff(administrator)
    boss.goto(f"{walk.house.of(door)}/people/")
    send(boss, "Invite a colleague")
    walk.see(boss, "invite-to-the-office" if door is Door.OFFICE else "invite-to-a-force")
    boss.get_by_label("Full name").fill("Wolfeschlegelsteinhausenbergerdorff " * 2)
    boss.get_by_label("Email").fill(email)
    boss.get_by_label(role, exact=True).check()
    follow(boss, boss.locator("main form button").last)
    prove(boss)
    walk.see(boss, "invited")
    page = walk.page()
    give_passkey(page)
    link = newest_link(walk.house, email)
    page.goto(link)
    walk.see(page, "enrol")
    page.get_by_label("New password").fill("short")
    send(page)
    walk.see(page, "enrol-wrong")
    page.get_by_label("New password").fill(PASSWORD)
    send(page)
    walk.see(page, "enrol-passkey")
    if door is Door.DELIVERY:
        follow(page, page.get_by_role("link", name=re.compile("authenticator app")))
        walk.see(page, "enrol-codes")
        send_nothing(page)
        walk.see(page, "enrol-codes-wrong")
        page.go_back()
        page.goto(link.rstrip("/") + "/passkey/")
    send(page, "Make a passkey and sign in")
    page.wait_for_url(walk.house.of(door) + "/")
    walk.see(page, "home-of-newcomer")
    walk.open(page, door, "/account/", "account-of-newcomer")
    follow(page, page.get_by_role("link", name=re.compile("^Remove")).first)
    prove(page)
    walk.see(page, "passkey-remove")
    follow(page, page.get_by_role("banner").get_by_role("button", name="Sign out"))
    walk.see(page, "sign-in-left")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill("wrong")
    send(page)
    walk.see(page, "sign-in-wrong")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    send(page)
    walk.see(page, "second-step")
    walk.open(walk.page(), door, f"{link[len(walk.house.of(door)) :]}", "link-gone")


def newcomer_of_a_body(walk: Walker) -> None:
    """A new colleague of a police force."""
    walk.open(walk.page(), Door.DELIVERY, "/sign-in/", "sign-in")
    walk.open(walk.page(), Door.DELIVERY, "/sign-in/demonstration/", "demonstration")
    colleague(walk, Door.DELIVERY, "karen.bright", "Prevent case officer")


def newcomer_of_the_office(walk: Walker) -> None:
    """A new caseworker; organisations and people as the office's administrator sees them."""
    walk.open(walk.page(), Door.OFFICE, "/sign-in/", "sign-in")
    walk.open(walk.page(), Door.OFFICE, "/sign-in/demonstration/", "demonstration")
    page = walk.staff("piotr.zielinski")
    walk.open(page, Door.OFFICE, "/", "home-of-administrator")
    walk.open(page, Door.OFFICE, "/people/", "people")
    walk.open(page, Door.OFFICE, "/jobs/", "jobs")
    walk.open(page, Door.OFFICE, "/people/organisations/", "organisations")
    walk.open(page, Door.OFFICE, "/people/organisations/?q=zzzz", "organisations-nothing")
    walk.open(page, Door.OFFICE, "/people/organisations/add/", "organisations-add")
    send_nothing(page)
    walk.see(page, "organisations-add-wrong")
    page.goto(f"{walk.house.office}/people/organisations/")
    follow(page, page.locator("main tbody a").first)
    walk.see(page, "organisation")
    page.goto(f"{walk.house.office}/people/")
    follow(page, page.get_by_role("main").get_by_role("link", name="Boateng"))
    walk.see(page, "person")
    here = page.url
    for link, what in (("Give another role", "give-role"), ("End this role", "end-role"), ("Name a deputy", "cover")):
        page.goto(here)
        follow(page, page.get_by_role("main").get_by_role("link", name=link).first)
        walk.see(page, what)
        send_nothing(page)
        walk.see(page, f"{what}-wrong")
    walk.open(page, Door.OFFICE, "/account/passkeys/add/", "step-up")
    send(page, re.compile("Confirm"))
    walk.see(page, "passkey-add")
    walk.open(page, Door.OFFICE, "/account/password/", "password")
    page.goto(here)
    follow(page, page.get_by_role("main").get_by_role("link", name="send a new link").first)
    walk.see(page, "renew")
    colleague(walk, Door.OFFICE, "piotr.zielinski", "Concerns caseworker")
