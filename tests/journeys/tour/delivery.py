"""The delivery door: a body with enquiries to answer, and an administrator of people and roles."""

from __future__ import annotations

import re

from candour.kernel.doors import Door
from tests.journeys.tour.walker import Walker, follow, send, send_nothing


def bodies(walk: Walker) -> None:
    """A school's contact with enquiries in every state; people whom nothing waits for."""
    page = walk.staff("joanne.prescott")
    walk.open(page, Door.DELIVERY, "/", "home-of-contact")
    walk.open(page, Door.DELIVERY, "/enquiries/", "enquiries")
    listed = page.locator("main tbody tr").all()
    links = {row.locator(".govuk-tag").inner_text(): row.locator("a").get_attribute("href") for row in listed}
    for state, link in links.items():
        walk.open(page, Door.DELIVERY, str(link), f"enquiry-{state.lower().replace(' ', '-')}")
    waiting = next(str(link) for state, link in links.items() if "Waiting" in state)
    walk.open(page, Door.DELIVERY, waiting + "print/", "enquiry-print")
    page.goto(walk.house.delivery + waiting)
    send(page, "Send the answer")
    walk.see(page, "enquiry-wrong")
    walk.open(page, Door.DELIVERY, "/find/?reference=E-0000-0000", "find-nothing")
    walk.open(page, Door.DELIVERY, "/notifications/", "notices")
    for key in ("angharad.morgannwg", "nadia.rahmani", "imran.sadiq"):
        walk.open(walk.staff(key), Door.DELIVERY, "/", f"home-of-{key.replace('.', '-')}")
    walk.open(walk.staff("elin.bevan"), Door.DELIVERY, "/enquiries/", "enquiries-of-elin")
    walk.open(walk.staff("nadia.rahmani"), Door.DELIVERY, "/enquiries/", "not-for-you")


def administrators(walk: Walker) -> None:
    """A trust's administrator with the longest name: everything about people and roles."""
    page = walk.staff("maria.figueiredo")
    walk.open(page, Door.DELIVERY, "/", "home-of-administrator")
    walk.open(page, Door.DELIVERY, "/people/", "people")
    follow(page, page.get_by_role("main").get_by_role("link", name="Lawal"))
    walk.see(page, "person")
    here = page.url
    for link, what in (
        ("Give another role", "give-role"), ("End this role", "end-role"), ("Name a deputy", "cover"),
        ("send a new link", "renew-step-up"),
    ):  # fmt: skip
        page.goto(here)
        follow(page, page.get_by_role("main").get_by_role("link", name=link).first)
        walk.see(page, what)
        if what in {"give-role", "end-role"}:
            send_nothing(page)
            walk.see(page, f"{what}-wrong")
    send(page, re.compile("Confirm"))
    walk.see(page, "renew")
    page.goto(f"{walk.house.delivery}/people/")
    send(page, "Invite a colleague")
    walk.see(page, "invite")
    send_nothing(page)
    walk.see(page, "invite-wrong")
    walk.open(page, Door.DELIVERY, "/account/", "account")
    walk.open(page, Door.DELIVERY, "/account/password/", "password")
    send_nothing(page)
    walk.see(page, "password-wrong")
    walk.open(page, Door.DELIVERY, "/account/passkeys/add/", "passkey-add")
    walk.open(page, Door.DELIVERY, "/account/codes/add/", "codes-add")
