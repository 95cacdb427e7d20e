"""Sealed identities at the office: asking, agreeing, refusing, reading in the time there is, the keys and who holds them."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from candour.contexts.concerns.demonstration import cast
from candour.kernel.doors import Door
from tests.journeys.tour.cases import case
from tests.journeys.tour.walker import Walker, follow, prove, send, send_nothing

OFFICER, DEPUTY = "eluned.pritchard", "morwenna.trelawny"


def proved(walk: Walker, key: str) -> Page:
    """A page of this person, who has just shown that it is really them."""
    page = walk.staff(key)
    page.goto(f"{walk.house.office}/step-up/?next=/")
    prove(page)
    return page


def agree(page: Page, key: str) -> None:
    """Type one's own secret."""
    page.get_by_label("Your own secret").fill(cast.secret_of(key))
    send(page, "Agree")


def request_of(walk: Walker, page: Page, reference: str) -> str:
    """The address of the latest request about a concern."""
    page.goto(f"{walk.house.office}/identities/")
    path = page.get_by_role("main").get_by_role("link", name=re.compile(reference)).first.get_attribute("href")
    assert path is not None
    return path


def sealed(walk: Walker) -> None:
    """Every page about sealed identities, with what is refused on the way."""
    waits = case("confidential, opening waits")
    reader = walk.staff(waits.owner)
    walk.open(reader, Door.OFFICE, "/identities/", "identities")
    path = request_of(walk, reader, waits.reference)
    walk.open(reader, Door.OFFICE, path, "identity-to-make-ready")
    walk.open(reader, Door.OFFICE, f"{path}get_ready/", "identity-get-ready")
    send(reader, re.compile("Make ready"))
    walk.see(reader, "identity-ready")
    officer, deputy = proved(walk, OFFICER), proved(walk, DEPUTY)
    walk.open(officer, Door.OFFICE, "/", "home-of-identity-officer")
    walk.open(officer, Door.OFFICE, "/identities/", "identities-of-officer")
    walk.open(officer, Door.OFFICE, path, "identity-to-agree")
    for name in ("refuse", "step_aside"):
        walk.open(officer, Door.OFFICE, f"{path}{name}/", f"identity-{name.replace('_', '-')}")
        send_nothing(officer)
        walk.see(officer, f"identity-{name.replace('_', '-')}-wrong")
    walk.open(officer, Door.OFFICE, f"{path}agree/", "identity-agree")
    send_nothing(officer)
    walk.see(officer, "identity-agree-empty")
    officer.get_by_label("Your own secret").fill(cast.secret_of(DEPUTY))
    send(officer, "Agree")
    walk.see(officer, "identity-agree-wrong")
    agree(officer, OFFICER)
    walk.see(officer, "identity-half-agreed")
    deputy.goto(f"{walk.house.office}{path}agree/")
    agree(deputy, DEPUTY)
    walk.see(deputy, "identity-agreed")
    reader = proved(walk, waits.owner)
    walk.see(reader, "home-of-reader")
    walk.open(reader, Door.OFFICE, path, "identity-open")
    walk.open(reader, Door.OFFICE, f"{path}read/", "identity-read")
    follow(reader, reader.get_by_role("main").get_by_role("link", name=re.compile("Read the safe copy")).first)
    walk.see(reader, "identity-file")
    follow(reader, reader.get_by_role("main").get_by_role("link", name="Get the file itself"))
    walk.see(reader, "identity-file-itself")
    walk.open(reader, Door.OFFICE, f"{path}finish/", "identity-finish")
    send(reader, re.compile("close it"))
    walk.see(reader, "identity-finished")
    walk.open(reader, Door.OFFICE, f"{path}read/", "identity-not-opened")
    about = case("confidential, taken on")
    asker = proved(walk, about.owner)
    walk.open(asker, Door.OFFICE, f"/identities/ask/{about.reference}/", "identity-ask")
    send_nothing(asker)
    walk.see(asker, "identity-ask-wrong")
    asker.get_by_label("The person asked for it").check()
    asker.get_by_label("The reason, in words").fill("They wrote that we may call them.")
    send(asker, re.compile("Ask two people"))
    walk.see(asker, "identity-asked")
    asker.goto(f"{asker.url}withdraw/")
    walk.see(asker, "identity-withdraw")
    send(asker, "Take it back")
    walk.see(asker, "identity-withdrawn")
    keys(walk)


def keys(walk: Walker) -> None:
    """Who holds the keys: one hands theirs back, asks anew, and is let in."""
    key = "ishbel.rankine"
    page = proved(walk, key)
    walk.open(page, Door.OFFICE, "/identities/keys/", "keys")
    follow(page, page.get_by_role("main").get_by_role("link", name=re.compile("^End")))
    walk.see(page, "keys-end")
    send(page, "End it")
    walk.open(page, Door.OFFICE, "/identities/keys/ask/", "keys-ask")
    send(page, "Show me my secret")
    walk.see(page, "keys-secret")
    officer = proved(walk, OFFICER)
    walk.open(officer, Door.OFFICE, "/identities/keys/", "keys-somebody-asks")
    follow(officer, officer.get_by_role("main").get_by_role("link", name=re.compile("Let them in")))
    walk.see(officer, "keys-let-in")
    send_nothing(officer)
    walk.see(officer, "keys-let-in-wrong")
    officer.get_by_label("Your own secret").fill(cast.secret_of(OFFICER))
    send(officer, "Let them in")
    walk.see(officer, "keys-of-head")
