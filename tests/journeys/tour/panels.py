"""Panels and their meetings at the delivery door: coordinator, chair, a partner, and a Scottish panel."""

from __future__ import annotations

from playwright.sync_api import Page

from candour.kernel.doors import Door
from tests.journeys.tour.walker import Walker, follow, prove, send, send_nothing


def _row(page: Page, walk: Walker, state: str) -> str:
    """The first meeting that stands there, from the list of a panel."""
    page.goto(f"{walk.house.delivery}/panels/")
    return str(page.locator("main tbody tr").filter(has_text=state).first.locator("a").first.get_attribute("href"))


def panels(walk: Walker) -> None:
    """The list, a panel, its forms; a meeting to come, one that waits for the chair, one that is held on a tablet."""
    page = walk.staff("dean.hollis")
    walk.open(page, Door.DELIVERY, "/panels/", "panels")
    panel = str(page.locator(".panel-list a").first.get_attribute("href"))
    walk.open(page, Door.DELIVERY, panel, "panel")
    for name in ("plan", "add_member", "end_member", "set_quorum", "end"):
        walk.open(page, Door.DELIVERY, f"{panel}{name}/", f"panel-{name}")
    walk.open(page, Door.DELIVERY, f"{panel}plan/", "panel-plan-empty")
    send_nothing(page)
    walk.see(page, "panel-plan-wrong")
    walk.open(page, Door.DELIVERY, "/panels/new/", "panel-new")
    coming = _row(page, walk, "Called")
    walk.open(page, Door.DELIVERY, coming, "meeting-to-come")
    for name in ("add_item", "add_paper", "invite_guest", "take_off", "move", "call_off"):
        walk.open(page, Door.DELIVERY, f"{coming}{name}/", f"meeting-{name}")
    waiting = _row(page, walk, "Minuted")
    walk.open(page, Door.DELIVERY, waiting, "meeting-minuted")
    for name in ("change_minutes", "finish_action", "correct"):
        walk.open(page, Door.DELIVERY, f"{waiting}{name}/", f"meeting-{name}")
    _held(walk, page, panel)
    chair = walk.staff("priya.ramanathan")
    walk.open(chair, Door.DELIVERY, "/", "home-of-chair")
    walk.open(chair, Door.DELIVERY, waiting, "meeting-of-chair")
    walk.open(chair, Door.DELIVERY, f"{waiting}sign_off/", "meeting-sign_off")
    send(chair, "Sign the minutes")
    prove(chair)
    walk.see(chair, "meeting-signed")
    walk.open(chair, Door.DELIVERY, f"{waiting}correct_minutes/", "meeting-correct_minutes")
    partner = walk.staff("femi.lawal")
    walk.open(partner, Door.DELIVERY, "/panels/", "panels-of-partner")
    walk.open(partner, Door.DELIVERY, coming, "meeting-of-partner")
    walk.open(partner, Door.DELIVERY, "/panels/calendar/address/", "calendar")
    send(partner, "Make an address")
    prove(partner)
    walk.see(partner, "calendar-made")
    walk.open(partner, Door.DELIVERY, "/panels/calendar/address/", "calendar-with-address")
    partner.goto(walk.house.delivery)
    follow(partner, partner.locator("main a[href^='/panels/actions/']").first)
    walk.see(partner, "action")
    send_nothing(partner)
    walk.see(partner, "action-wrong")
    scottish = walk.staff("catriona.macleod")
    walk.open(scottish, Door.DELIVERY, "/panels/", "panels-in-scotland")
    pmap = str(scottish.locator(".panel-list a").first.get_attribute("href"))
    walk.open(scottish, Door.DELIVERY, pmap, "panel-in-scotland")


def _held(walk: Walker, page: Page, panel: str) -> None:
    """A meeting of today, in the room, on a tablet."""
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(f"{walk.house.delivery}{panel}plan/")
    today = page.evaluate("[new Date().getDate(), new Date().getMonth() + 1, new Date().getFullYear()]")
    for part, value in zip(("day", "month", "year"), today, strict=True):
        page.fill(f"input[name=held_on_{part}]", str(value))
    page.fill("input[name=place]", "Civic Centre, room 2")
    send(page, "Plan it")
    meeting = page.url.removeprefix(walk.house.delivery)
    walk.see(page, "meeting-planned")
    page.goto(f"{walk.house.delivery}{meeting}add_item/")
    page.locator("main input[type=checkbox]").first.wait_for()
    send(page, "Put them on the agenda")
    page.goto(f"{walk.house.delivery}{meeting}open_meeting/")
    walk.see(page, "meeting-open_meeting")
    send(page, "Open it")
    walk.see(page, "meeting-held-empty")
    walk.open(page, Door.DELIVERY, f"{meeting}decide/", "meeting-not-quorate")
    page.goto(f"{walk.house.delivery}{meeting}enter_attendance/")
    walk.see(page, "meeting-enter_attendance")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="They are here").click()
    page.get_by_role("heading", name="Agenda", exact=True).wait_for()
    walk.see(page, "meeting-held")
    for name in ("enter_leaving", "declare", "add_action", "decide"):
        walk.open(page, Door.DELIVERY, f"{meeting}{name}/", f"meeting-{name}")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    walk.see(page, "meeting-decide-wrong")
    page.goto(f"{walk.house.delivery}{meeting}")
    page.locator(".panel-item").first.get_by_role("button", name="Record a decision").click()
    page.locator("input[name=decided]").first.check()
    page.locator("input[name=reached][value=majority]").check()
    page.fill("textarea[name=rationale]", "School and family ask for help, and he wants it.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("heading", name="Agenda", exact=True).wait_for()
    walk.see(page, "meeting-decided")
    for name in ("enter_dissent", "take_back_decision"):
        walk.open(page, Door.DELIVERY, f"{meeting}{name}/", f"meeting-{name}")
    page.set_viewport_size({"width": 1280, "height": 900})
