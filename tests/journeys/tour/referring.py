"""Referring a person: anybody at the public door, in both languages, and somebody of a body under the duty."""

from __future__ import annotations

from playwright.sync_api import Page

from candour.kernel.doors import Door
from tests.journeys.tour.public import answer
from tests.journeys.tour.walker import LONG, Walker, follow, send, send_nothing

ANSWERS: dict[str, dict[str, str]] = {
    "who": {"person_name": LONG[:180], "other_names": "J. E., يوسف", "age": "15"},
    "finding": {"town": "Harrowdale", "school": "St Oswin’s School"},
    "where": {"elsewhere": "The Larches"},
    "why": {"why_concerned": f"He talks of nothing but the attack.\n\n{LONG}"},
    "what-happened": {"event": "A drawing of the hall, with its exits marked."},
    "online": {},
    "contacts": {},
    "threats": {"threats": "They will see."},
    "needs": {"needs": "Perhaps autism."},
    "who-knows": {},
    "told": {},
    "fear": {"feared_outcome": "That he harms somebody."},
    "you": {"sector": "friends_family", "referrer_contact": "07700 900123, in the evening"},
}  # fmt: skip


def _form(walk: Walker, page: Page, before: str, goes_on: str) -> None:
    """Each page of the public form once, with what it says is wrong."""
    for slug, given in ANSWERS.items():
        page.wait_for_url(f"**{before}/refer/{slug}/")
        walk.see(page, f"{before.strip('/')}-refer-{slug}".strip("-"))
        if slug in {"who", "why"}:
            answer(page, {"age": "200"} if slug == "who" else {}, goes_on)
            walk.see(page, f"{before.strip('/')}-refer-{slug}-wrong".strip("-"))
        answer(page, given, goes_on)


def referring(walk: Walker) -> None:
    """In English: the way, the code, coming back."""
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/refer/", "refer-start")
    walk.open(page, Door.PUBLIC, "/refer/check-answers/", "refer-check-answers-empty")
    send(page, "Send")
    walk.see(page, "refer-check-answers-wrong")
    page.goto(f"{walk.house.public}/refer/")
    follow(page, page.get_by_role("button", name="Start"))
    _form(walk, page, "", "Continue")
    walk.see(page, "refer-check-answers")
    walk.open(page, Door.PUBLIC, "/refer/delete/", "refer-delete")
    page.goto(f"{walk.house.public}/refer/check-answers/")
    send(page, "Send")
    walk.see(page, "refer-sent")
    code = page.locator("#code").inner_text()
    send(page, "Compare")
    page.get_by_label("Type the code from your copy").fill(code)
    send(page, "Compare")
    walk.see(page, "refer-sent-right")
    send(page, "I have kept the code")
    walk.see(page, "refer-finished")
    walk.open(page, Door.PUBLIC, "/refer/answers-gone/", "refer-answers-gone")
    walk.open(page, Door.PUBLIC, "/refer/deleted/", "refer-deleted")
    walk.open(page, Door.PUBLIC, "/refer/check/", "refer-check")
    send(page, "See where it stands")
    walk.see(page, "refer-check-empty")
    page.get_by_label("Your code").fill(code)
    send(page, "See where it stands")
    walk.see(page, "refer-standing")
    send(page, "Close")
    walk.see(page, "refer-closed")


def referring_in_welsh(walk: Walker) -> None:
    """The same, in Welsh."""
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/cy/refer/", "cy-refer-start")
    follow(page, page.get_by_role("button", name="Dechrau"))
    _form(walk, page, "/cy", "Parhau")
    walk.see(page, "cy-refer-check-answers")
    walk.open(page, Door.PUBLIC, "/cy/refer/delete/", "cy-refer-delete")
    page.goto(f"{walk.house.public}/cy/refer/check-answers/")
    send(page, "Anfon")
    walk.see(page, "cy-refer-sent")
    code = page.locator("#code").inner_text()
    send(page, "Rwyf wedi")
    walk.see(page, "cy-refer-finished")
    for path in ("answers-gone", "deleted", "check"):
        walk.open(page, Door.PUBLIC, f"/cy/refer/{path}/", f"cy-refer-{path}")
    page.get_by_label("Eich cod").fill(code)
    send(page, "Gweld sut mae pethau’n sefyll")
    walk.see(page, "cy-refer-standing")
    send(page, "Cau")
    walk.see(page, "cy-refer-closed")


def making(walk: Walker) -> None:
    """A teacher: notice, check, share; each page; save and return; send; what became of it."""
    page = walk.staff("joanne.prescott")
    walk.open(page, Door.DELIVERY, "/referrals/mine/", "made-before")
    walk.open(page, Door.DELIVERY, "/referrals/make/", "make-begin")
    send(page, "Begin a referral")
    walk.see(page, "make-check")
    answer(page, {"checked": "not_yet"}, "Save and continue")
    for slug, given in ANSWERS.items():
        page.wait_for_url(f"**/{slug}/")
        walk.see(page, f"make-{slug}")
        if slug == "why":
            follow(page, page.get_by_role("button", name="Save and continue"))
            walk.see(page, "make-why-wrong")
        kept = {"relationship": "tutor"} if slug == "you" else given
        answer(page, kept, "Save and continue")
    walk.see(page, "make-check-answers")
    draft = page.url
    walk.open(page, Door.DELIVERY, "/referrals/make/", "make-begun")
    page.goto(draft.replace("check-answers", "delete"))
    walk.see(page, "make-delete")
    page.goto(draft.replace("check-answers", "why"))
    send_nothing(page)  # the last button saves and goes back; nothing is typed, and it says so
    page.goto(draft)
    send(page, "Send")
    walk.see(page, "made")
