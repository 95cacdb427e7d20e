"""The office door: lists that a caseworker keeps, several concerns at once, kept texts, translations, files."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import Page

from candour.contexts.concerns.demonstration import keeping
from candour.kernel.doors import Door
from tests.journeys.tour.cases import case
from tests.journeys.tour.public import unlock
from tests.journeys.tour.walker import LONG, Walker, follow, send, send_nothing

CAMPAIGN = f"/campaigns/{keeping.id_of('campaign')}/"


def lists(walk: Walker) -> None:
    """Filters, saved views, watches and what is done with several concerns, as a caseworker and as head of office."""
    page = walk.staff("niamh.oconnor")
    _views(walk, page)
    _several(walk, page)
    _together(walk, page)
    _texts(walk, walk.staff("margaret.ashworth"))
    _files(walk, page)
    about = case("translated")
    worker = walk.staff(about.owner)
    walk.open(worker, Door.OFFICE, about.address, "case-translated")
    walk.open(worker, Door.OFFICE, f"{about.address}translate/?of=told", "step-translate")
    send_nothing(worker)
    walk.see(worker, "step-translate-wrong")
    reader = walk.page()
    unlock(reader, walk.house, about.receipt)
    walk.see(reader, "mailbox-translated")


def _views(walk: Walker, page: Page) -> None:
    narrowed = "?sector=education&nation=england&state=all&order=oldest&from=2026-01-01&waiting=any"
    walk.open(page, Door.OFFICE, f"/concerns/{narrowed}", "inbox-many-filters")
    walk.open(page, Door.OFFICE, "/concerns/?waiting=any&select=page", "inbox-waiting-ticked")
    page.keyboard.press("?")
    walk.see(page, "inbox-keys")
    walk.open(page, Door.OFFICE, f"/concerns/views/new/{narrowed}", "view-new")
    send_nothing(page)
    walk.see(page, "view-new-wrong")
    walk.open(page, Door.OFFICE, "/concerns/views/", "views")
    view = keeping.id_of("view/Delay")
    walk.open(page, Door.OFFICE, f"/concerns/?term=delay&sector=police&view={view}", "inbox-view-changed")
    walk.open(page, Door.OFFICE, f"/concerns/views/{view}/", "view-rename")
    walk.open(page, Door.OFFICE, f"/concerns/views/{view}/watch/", "view-watch")
    send_nothing(page)
    walk.see(page, "view-watch-wrong")
    walk.open(page, Door.OFFICE, f"/concerns/alarms/{keeping.id_of('alarm')}/", "alarm")
    send_nothing(page)
    walk.see(page, "alarm-wrong")


def _several(walk: Walker, page: Page) -> None:
    walk.open(page, Door.OFFICE, "/concerns/chosen/assign/", "assign-none")
    chosen = [case("taken on", number).reference for number in (1, 2, 3)]
    query = urlencode([("c", reference) for reference in chosen])
    walk.open(page, Door.OFFICE, f"/concerns/chosen/assign/?{query}", "assign-several")
    send(page, "Assign them")
    walk.see(page, "assign-several-wrong")
    page.get_by_label("Niamh O'Connor").check()
    page.locator("[name=rationale]").fill(LONG)
    send(page, "Assign them")
    walk.see(page, "assign-several-report")
    walk.open(page, Door.OFFICE, f"/concerns/chosen/link/?{query}", "link-several")
    send(page, "Link them")
    walk.see(page, "link-several-wrong")
    walk.open(page, Door.OFFICE, "/concerns/chosen/close/", "close-none")
    walk.open(page, Door.OFFICE, f"/concerns/chosen/close/?{query}", "close-several-not-yet")
    mine = [case("answered", number) for number in (1, 2, 3, 4, 5, 6)]
    worker = walk.staff(mine[0].owner)
    query = urlencode([("c", one.reference) for one in mine])
    walk.open(worker, Door.OFFICE, f"/concerns/chosen/close/?{query}", "close-several")
    send(worker, "Close them")
    walk.see(worker, "close-several-wrong")
    worker.get_by_label("Answered", exact=True).check()
    worker.locator("[name=rationale]").fill(LONG)
    send(worker, "Close them")
    walk.see(worker, "close-several-report")
    walk.open(page, Door.OFFICE, "/caseworkers/", "caseworkers")
    follow(page, page.get_by_role("link", name=re.compile("^Move their concerns")).first)
    walk.see(page, "caseworkers-move")


def _together(walk: Walker, page: Page) -> None:
    walk.open(page, Door.OFFICE, "/campaigns/", "campaigns")
    walk.open(page, Door.OFFICE, CAMPAIGN, "campaign")
    walk.open(page, Door.OFFICE, f"{CAMPAIGN}change/", "campaign-change")
    walk.open(page, Door.OFFICE, f"{CAMPAIGN}write/", "campaign-write")
    send(page, "See who would get it")
    walk.see(page, "campaign-write-wrong")
    page.locator("[name=text]").fill(f"About {{reference}}: {LONG}")
    send(page, "See who would get it")
    walk.see(page, "campaign-write-preview")
    send(page, "Send it")
    walk.see(page, "campaign-write-report")
    about = case("told again")
    worker = walk.staff(about.owner)
    walk.open(worker, Door.OFFICE, about.address, "case-told-again")
    walk.open(worker, Door.OFFICE, f"{about.address}write-to-all/", "same-matter-write")
    walk.open(worker, Door.OFFICE, f"{about.address}unlink/", "step-unlink")
    send_nothing(worker)
    walk.see(worker, "step-unlink-wrong")
    about = case("campaign, taken on")
    walk.open(page, Door.OFFICE, f"{about.address}link/", "step-link")
    page.get_by_label("The same matter, told again").check()
    send(page, "Link it")
    walk.see(page, "step-link-wrong")


def _texts(walk: Walker, page: Page) -> None:
    walk.open(page, Door.OFFICE, "/message-templates/", "templates")
    walk.open(page, Door.OFFICE, "/message-templates/new/", "template-new")
    page.locator("[name=text]").fill("Dear {name}")
    send(page, "Keep it")
    walk.see(page, "template-new-wrong")
    walk.open(page, Door.OFFICE, f"/message-templates/{keeping.id_of('template/0')}/", "template-change")


def _files(walk: Walker, page: Page) -> None:
    walk.open(page, Door.OFFICE, "/concerns/export/?nation=wales", "export")
    send(page, "Download the file")
    walk.see(page, "export-wrong")
    walk.open(walk.staff("margaret.ashworth"), Door.OFFICE, "/exports/", "exports")
