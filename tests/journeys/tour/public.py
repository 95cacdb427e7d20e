"""The public door: its site, telling something, and coming back with a receipt."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page

from candour.contexts.concerns.demonstration import WITH_FILES
from candour.kernel.doors import Door
from tests.journeys.tour.cases import case
from tests.journeys.tour.walker import LONG, House, Walker, follow, send

SITE = (
    "", "about", "how-it-works", "ledger", "privacy", "cookies", "accessibility", "contact", "easy-read", "bsl", "translation",
)  # fmt: skip


def public_site(walk: Walker) -> None:
    """What anybody can read."""
    page = walk.page()
    for name in SITE:
        walk.open(page, Door.PUBLIC, f"/{name}/" if name else "/", f"site-{name or 'home'}")
    walk.open(page, Door.PUBLIC, "/nothing-here/", "site-not-found")
    walk.open(page, Door.PUBLIC, "/ledger/?digest=nonsense", "ledger-no-digest")
    page.get_by_label("SHA-256 digest").fill("0" * 64)
    page.get_by_role("button", name="Look it up").click()
    walk.see(page, "ledger-not-there")
    page.get_by_label("SHA-256 digest").fill(page.locator(".candour-digest").first.inner_text())
    page.get_by_role("button", name="Look it up").click()
    walk.see(page, "ledger-found")


ANSWERS: dict[str, dict[str, str]] = {
    "kind": {"kind": "concern"},
    "connection": {"connection": "parent"},
    "where": {"nation": "england", "region": "yorkshire"},
    "body": {"sector": "education", "body_name": "St Oswin’s School", "place": LONG},
    "stage": {},
    "what-happened": {"what_happened": f"Nobody told us about the referral.\n\n{LONG}", "when_it_happened": "last spring"},
    "effect": {"effect": "We stopped trusting the school.", "change_wanted": ""},
    "about-you": {"level": "named", "name": "Blodeuwedd " * 9, "contact": "07700 900123, in the evening"},
    "nudge": {"nudge_email": "not an address"},
    "agreement": {"agreement": "agreed"},
    "needs": {"language": "Welsh", "access_needs": ""},
}  # fmt: skip


FILES: list[FilePayload] = [
    {"name": f"{LONG.strip()}.txt", "mimeType": "text/plain", "buffer": b"What I wrote down."},
    {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"\0\0\0\x20ftypisom" + bytes(200)},
]
"""A file that is taken, and one that is not."""


def answer(page: Page, answers: dict[str, str], button: str = "Continue") -> None:
    """Fill a page of the form and go on."""
    for name, value in answers.items():
        boxes = page.locator(f"main [name={name}]")
        if boxes.first.get_attribute("type") == "radio":
            page.locator(f"main input[name={name}][value={value}]").check()
        elif boxes.first.evaluate("one => one.tagName") == "SELECT":
            boxes.select_option(value)
        else:
            boxes.fill(value)
    send(page, button)


def add_files(page: Page, button: str) -> None:
    """One with a long name that can be taken, and one that cannot."""
    page.locator("main input[type=file]").set_input_files(
        [
            FilePayload(name=f"{LONG.strip()[:170]}.txt", mimeType="text/plain", buffer=b"What I wrote down."),
            FilePayload(name="film.mp4", mimeType="video/mp4", buffer=b"\0\0\0\x20ftypisom" + bytes(90)),
        ]
    )
    send(page, button)


def telling(walk: Walker) -> None:
    """From the start page to the receipt, with what can go wrong on the way."""
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/tell/", "tell-start")
    follow(page, page.get_by_role("button", name="Start"))
    for number, (slug, answers) in enumerate(ANSWERS.items(), 1):
        page.wait_for_url(f"**/tell/{slug}/")
        walk.see(page, f"tell-{number:02}-{slug}")
        if slug == "what-happened":
            send(page)
            walk.see(page, f"tell-{number:02}-{slug}-wrong")
        if slug == "where":
            page.locator("main input[value=england]").check()
            walk.see(page, f"tell-{number:02}-{slug}-england")
        answer(page, answers)
        if slug == "nudge":
            walk.see(page, f"tell-{number:02}-{slug}-wrong")
            answer(page, {"nudge_email": ""})
    walk.see(page, "tell-12-check-answers")
    follow(page, page.get_by_role("link", name="Add files"))
    walk.see(page, "tell-12-files")
    send(page, "Add these files")
    walk.see(page, "tell-12-files-none")
    add_files(page, "Add these files")
    walk.see(page, "tell-12-files-wrong")
    walk.open(page, Door.PUBLIC, "/tell/check-answers/", "tell-12-check-answers-files")
    walk.open(page, Door.PUBLIC, "/tell/kind/?from=check", "tell-01-kind-again")
    walk.open(page, Door.PUBLIC, "/tell/delete/", "tell-delete")
    page.goto(f"{walk.house.public}/tell/check-answers/")
    send(page, "Send")
    walk.see(page, "tell-13-receipt")
    page.get_by_label("Type it from your copy").fill("0000")
    send(page, "Compare")
    walk.see(page, "tell-13-receipt-wrong")
    page.get_by_label("Type it from your copy").fill(page.locator("#code").inner_text())
    send(page, "Compare")
    walk.see(page, "tell-13-receipt-right")
    send(page, "I have kept it")
    walk.see(page, "tell-14-finished")
    # Another one, who changes their mind.
    other = walk.page()
    walk.open(other, Door.PUBLIC, "/tell/check-answers/", "tell-12-check-answers-empty")
    send(other, "Send")
    walk.see(other, "tell-12-check-answers-wrong")
    other.goto(f"{walk.house.public}/tell/kind/")
    answer(other, {"kind": "feedback"})
    other.goto(f"{walk.house.public}/tell/delete/")
    send(other, re.compile("Delete"))
    walk.see(other, "tell-deleted")
    walk.open(other, Door.PUBLIC, "/tell/answers-gone/", "tell-answers-gone")


MAILBOXES = {
    "received": "just received",
    "open": "open, new message",
    "asked": "agreement asked, no answer yet",
    "paused": "open, clock paused",
    "enquiry": "enquiry waits",
    "late": "open, late",
    "answered": "answered",
    "signposted": "signposted and closed",
    "withdrawn": "withdrawn online",
    "told": "told without agreement",
    "confidential": "confidential, taken on",
    "opened": "confidential, opened",
    "erased": "erased",
    "files": WITH_FILES,
    "translated": "translated",
}


def unlock(page: Page, house: House, receipt: str) -> None:
    """Type a receipt."""
    page.goto(f"{house.public}/check/")
    page.get_by_label("Your receipt").fill(receipt)
    send(page, "Open my mailbox")


def mailboxes(walk: Walker) -> None:
    """Coming back with a receipt, right and wrong."""
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/check/", "check-ask")
    for what, typed in {"empty": "", "short": "7K2M-9QXA", "mistyped": "AAAA-AAAA-AAAA-AAAA-AAAA-A0"}.items():
        unlock(page, walk.house, typed)
        walk.see(page, f"check-ask-{what}")
    for what, path in MAILBOXES.items():
        unlock(page, walk.house, case(path).receipt)
        walk.see(page, f"check-mailbox-{what}")
    unlock(page, walk.house, case("agreement asked, no answer yet", 2).receipt)
    send(page, "Send message")
    walk.see(page, "check-mailbox-wrong")
    page.get_by_label("Your message").fill(LONG)
    send(page, "Send message")
    walk.see(page, "check-message-sent")
    page.goto(f"{walk.house.public}/check/mailbox/")
    send(page, "Save this answer")
    walk.see(page, "check-mailbox-no-answer")
    page.get_by_label("No, do not tell the body").check()
    send(page, "Save this answer")
    walk.see(page, "check-agreement-noted")
    walk.open(page, Door.PUBLIC, "/check/mailbox/withdraw/", "check-withdraw")
    send(page, "Withdraw it")
    walk.see(page, "check-withdrawn")
    page.goto(f"{walk.house.public}/check/mailbox/")
    walk.see(page, "check-mailbox-ended")
    page.get_by_label("Your message").fill("Typed too slowly.")
    page.context.clear_cookies(name="candour_public_mailbox")
    send(page, "Send message")
    walk.see(page, "check-write-again")
    unlock(page, walk.house, case("answered").receipt)
    send(page, "Close the mailbox")
    walk.see(page, "check-closed")
