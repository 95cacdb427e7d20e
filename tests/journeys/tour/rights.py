"""The rights of the person: the codes that an officer and a coordinator give, and what somebody does with one."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from candour.contexts.pathway.demonstration import codes
from candour.kernel.doors import Door
from tests.journeys.tour.walker import LONG, Walker, follow, send, send_nothing

OF_CASE, OF_REFERRAL = (code for code, _line in codes())


def rights(walk: Walker) -> None:
    """Giving a code, what was asked, the answer; then the page that the code opens."""
    officer = walk.staff("imran.sadiq")
    walk.open(officer, Door.DELIVERY, "/rights/", "rights-answered")
    officer.goto(f"{walk.house.delivery}/referrals/?list=open")
    row = officer.locator("main tbody tr").filter(has_text="Samuel Brightwater").first
    follow(officer, row.locator("a").first)
    follow(officer, officer.get_by_role("link", name=re.compile("Give the person")))
    walk.see(officer, "rights-give")
    send_nothing(officer)
    walk.see(officer, "rights-give-wrong")
    officer.goto(officer.url)
    officer.get_by_label("A parent or guardian").check()
    send(officer, "Make the code")
    walk.see(officer, "rights-given")
    code = officer.locator("#code").inner_text()
    walk.open(officer, Door.DELIVERY, "/rights/", "rights")
    given = officer.locator("main a[href*='/rights/codes/']").first
    follow(officer, given)
    walk.see(officer, "rights-code")
    _of_a_parent(walk, code)
    walk.open(officer, Door.DELIVERY, "/rights/", "rights-asked")
    coordinator = walk.staff("dean.hollis")
    walk.open(coordinator, Door.DELIVERY, "/rights/", "rights-late")
    follow(coordinator, coordinator.locator("main tbody a[href*='/rights/G-']").first)
    walk.see(coordinator, "rights-request")
    at = coordinator.url
    for step in ("extend", "answer"):
        coordinator.goto(f"{at}{step}/")
        walk.see(coordinator, f"rights-{step}")
    send_nothing(coordinator)
    walk.see(coordinator, "rights-answer-wrong")
    officer.goto(walk.house.delivery + "/rights/")
    follow(officer, officer.locator("main a[href*='/rights/codes/']").first)
    follow(officer, officer.get_by_role("link", name=re.compile("End the code")))
    walk.see(officer, "rights-end")


def _of_a_parent(walk: Walker, code: str) -> None:
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/my-record/", "my-record")
    send(page, "Open")
    walk.see(page, "my-record-empty")
    _type(page, "ABCD-EFGH-JKMN-PQRS-TVWX-YZ", "Open")
    walk.see(page, "my-record-wrong")
    _type(page, code, "Open")
    walk.see(page, "my-record-open")
    send(page, "Send")
    walk.see(page, "my-record-ask-wrong")
    page.get_by_label("Challenge a decision").check()
    page.get_by_label("Tell us more").fill(LONG * 4)
    send(page, "Send")
    walk.see(page, "my-record-asked")
    send(page, "Go back")
    walk.see(page, "my-record-open-asked")
    send(page, "Close")
    walk.see(page, "my-record-closed")
    _of_a_case(walk, page, "")


def _of_a_case(walk: Walker, page: Page, prefix: str) -> None:
    """What a code for a panel case opens: consent can be withdrawn with it."""
    page.goto(f"{walk.house.public}{prefix}/my-record/")
    _type(page, OF_CASE, "Agor" if prefix else "Open")
    what = "cy-my-record" if prefix else "my-record"
    walk.see(page, f"{what}-of-a-case")
    walk.open(page, Door.PUBLIC, f"{prefix}/my-record/open/withdraw/", f"{what}-withdraw")
    follow(page, page.locator("button[name=sure]"))
    walk.see(page, f"{what}-withdrawn")


def rights_in_welsh(walk: Walker) -> None:
    """The same pages in Welsh."""
    page = walk.page()
    walk.open(page, Door.PUBLIC, "/cy/my-record/", "cy-my-record")
    send(page, "Agor")
    walk.see(page, "cy-my-record-empty")
    _type(page, OF_REFERRAL, "Agor")
    walk.see(page, "cy-my-record-open")
    send(page, "Anfon")
    walk.see(page, "cy-my-record-ask-wrong")
    page.locator("input[name=what][value=question]").check()
    page.locator("textarea[name=text]").fill("Pwy sydd â’r cofnod?")
    send(page, "Anfon")
    walk.see(page, "cy-my-record-asked")
    _of_a_case(walk, page, "/cy")
    page.goto(f"{walk.house.public}/cy/my-record/open/")
    send(page, re.compile("^Cau"))
    walk.see(page, "cy-my-record-closed")


def _type(page: Page, code: str, button: str) -> None:
    page.locator("input[name=code]").fill(code)
    send(page, button)
