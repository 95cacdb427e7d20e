"""The pathway at the delivery door: an officer, a supervisor, a panel, a partner and a receiving service."""

from __future__ import annotations

import io
import time

from PIL import Image
from playwright.sync_api import Page

from candour.kernel.doors import Door
from tests.journeys.tour.walker import Walker, send_nothing

STEPS = (
    "deconflict", "decide_match", "request_information", "record_assessment", "refer_to_panel", "transfer", "close",
    "open_police_led", "declare_interest", "correct",
)  # fmt: skip

CASE_STEPS = (
    "withdraw_consent", "review_plan", "close", "write_plan", "add_need", "settle_need", "commission", "stop_commission",
    "ask_information", "admit", "offer_move", "reassign", "declare_interest", "correct", "gather",
)  # fmt: skip


PAPER = "consent-signed-by-the-father-of-somebody-with-a-rather-long-name-indeed.png"
EXAMINED_WITHIN = 150
"""Seconds: the worker looks every minute."""


def _links(page: Page, within: str = "main tbody") -> list[str]:
    """Where the rows of a list lead, each once."""
    found = [str(link.get_attribute("href")) for link in page.locator(f"{within} a").all()]
    return list(dict.fromkeys(found))


def referrals(walk: Walker) -> None:
    """Officer and supervisor: the inbox, a referral of every state, its steps, the person."""
    page = walk.staff("imran.sadiq")
    walk.open(page, Door.DELIVERY, "/", "home-of-officer")
    walk.open(page, Door.DELIVERY, "/referrals/", "inbox")
    links = [link for link in _links(page) if link.startswith("/referrals/R-")]
    for number, link in enumerate(links[:6]):
        walk.open(page, Door.DELIVERY, link, f"referral-{number}")
    walk.open(page, Door.DELIVERY, "/referrals/?list=tell", "inbox-to-tell")
    walk.open(page, Door.DELIVERY, "/referrals/?list=nobody", "inbox-nobody")
    assessed = _of_person(page, walk, "Samuel Brightwater")
    for step in STEPS:
        walk.open(page, Door.DELIVERY, f"{assessed}{step}/", f"step-{step}")
    page.goto(f"{walk.house.delivery}{assessed}close/")
    if page.locator("main form[method=post] textarea").count():
        send_nothing(page)
        walk.see(page, "step-close-wrong")
    repeated = _of_person(page, walk, "Calum Hargreaves")
    walk.open(page, Door.DELIVERY, repeated, "referral-repeat")
    walk.open(page, Door.DELIVERY, f"{repeated}together/", "referrals-together")
    page.goto(walk.house.delivery + repeated)
    person = next(link for link in _links(page, "main") if "/people/P-" in link)
    walk.open(page, Door.DELIVERY, person, "person")
    for what in ("name", "contact", "tie", "need", "fact"):
        walk.open(page, Door.DELIVERY, f"{person}add/{what}/", f"person-add-{what}")
    send_nothing(page)
    walk.see(page, "person-add-wrong")
    walk.open(page, Door.DELIVERY, f"{person}correct/born_on/", "person-put-right")
    page.goto(walk.house.delivery + person)
    ends = next(link for link in _links(page, "main") if "/end/" in link)
    walk.open(page, Door.DELIVERY, ends, "person-end")
    walk.open(page, Door.DELIVERY, "/referrals/new/", "new-referral")
    send_nothing(page)
    walk.see(page, "new-referral-wrong")
    supervisor = walk.staff("helen.marsh")
    walk.open(supervisor, Door.DELIVERY, "/", "home-of-supervisor")
    walk.open(supervisor, Door.DELIVERY, f"{assessed}countersign/", "step-countersign")
    walk.open(supervisor, Door.DELIVERY, "/police-led/", "police-led")
    led = _links(supervisor)[0]
    walk.open(supervisor, Door.DELIVERY, led, "police-led-case")
    for step in ("review", "reassign"):
        walk.open(supervisor, Door.DELIVERY, f"{led}{step}/", f"police-led-{step}")


def _of_person(page: Page, walk: Walker, name: str) -> str:
    """The address of the referral of this person, from the whole inbox."""
    page.goto(f"{walk.house.delivery}/referrals/?list=open")
    row = page.locator("main tbody tr").filter(has_text=name).first
    return str(row.locator("a").first.get_attribute("href"))


def _case_of(page: Page, walk: Walker, name: str) -> str:
    """The address of the case of this person, from the panel's list."""
    page.goto(f"{walk.house.delivery}/cases/")
    row = page.locator("main tbody tr").filter(has_text=name).first
    return str(row.locator("a").first.get_attribute("href"))


def _signed_paper(page: Page, walk: Walker, case: str) -> None:
    """A paper is attached to the answer of a case; the worker examines it, and its safe copy is read."""
    page.goto(walk.house.delivery + case)
    page.get_by_role("link", name="Attach the signed paper (").first.click()
    walk.see(page, "case-attach-paper")
    send_nothing(page)
    walk.see(page, "case-attach-paper-wrong")
    drawn = io.BytesIO()
    Image.new("RGB", (480, 640), "white").save(drawn, "PNG")
    page.get_by_label("The signed paper").set_input_files(
        {"name": PAPER, "mimeType": "image/png", "buffer": drawn.getvalue()}
    )
    page.get_by_role("button", name="Attach it", exact=True).click()
    until = time.monotonic() + EXAMINED_WITHIN
    while (
        page.goto(walk.house.delivery + case)
        and page.locator("li", has_text=PAPER).get_by_text("Being checked").count()
    ):
        assert time.monotonic() < until, "the paper was not examined"
        page.wait_for_timeout(1_000)
    link = page.get_by_role("link", name=PAPER).first.get_attribute("href")
    walk.open(page, Door.DELIVERY, str(link), "case-paper")


def panels_and_services(walk: Walker) -> None:
    """A panel's coordinator, a partner who is asked, a receiving service, and the board."""
    page = walk.staff("dean.hollis")
    walk.open(page, Door.DELIVERY, "/", "home-of-coordinator")
    walk.open(page, Door.DELIVERY, "/cases/", "cases")
    for which in ("open", "after", "ended"):
        walk.open(page, Door.DELIVERY, f"/cases/?list={which}", f"cases-{which}")
        for number, case in enumerate(link for link in _links(page) if link.startswith("/cases/K-")):
            walk.open(page, Door.DELIVERY, case, f"case-{which}-{number}")
    supported = _case_of(page, walk, "Kai Lindqvist")
    for step in CASE_STEPS:
        walk.open(page, Door.DELIVERY, f"{supported}{step}/", f"case-{step}")
    _signed_paper(page, walk, supported)
    awaiting = _case_of(page, walk, "Amira Qureshi-Hall")
    walk.open(page, Door.DELIVERY, f"{awaiting}record_consent/", "case-consent-of-a-child")
    send_nothing(page)
    walk.see(page, "case-consent-wrong")
    moved = walk.staff("catriona.macleod")
    walk.open(moved, Door.DELIVERY, "/", "home-of-another-area")
    walk.open(moved, Door.DELIVERY, "/cases/", "cases-of-another-area")
    walk.open(moved, Door.DELIVERY, _links(moved, "main section")[0], "case-offered")
    walk.open(moved, Door.DELIVERY, f"{_links(moved, 'main .pathway-steps')[0]}", "case-accept-move")
    provider = walk.staff("yusuf.demir")
    walk.open(provider, Door.DELIVERY, "/", "home-of-provider")
    walk.open(provider, Door.DELIVERY, "/support/", "support")
    order = _links(provider)[0]
    walk.open(provider, Door.DELIVERY, order, "commission")
    walk.open(provider, Door.DELIVERY, f"{order}plan/", "session-plan")
    send_nothing(provider)
    walk.see(provider, "session-plan-wrong")
    provider.goto(f"{walk.house.delivery}/support/")
    for one in _links(provider):
        provider.goto(walk.house.delivery + one)
        planned = [link for link in _links(provider, "main") if "/sessions/" in link]
        if planned:
            walk.open(provider, Door.DELIVERY, one, "commission-with-a-planned-session")
            walk.open(provider, Door.DELIVERY, planned[0], "session-report")
            send_nothing(provider)
            walk.see(provider, "session-report-wrong")
            break
    walk.open(page, Door.DELIVERY, "/transfers/board/", "board")
    partner = walk.staff("femi.lawal")
    walk.open(partner, Door.DELIVERY, "/requests/", "requests")
    asked = _links(partner)
    for number, link in enumerate(asked[:2]):
        walk.open(partner, Door.DELIVERY, link, f"request-{number}")
    walk.open(partner, Door.DELIVERY, f"{asked[0]}answer/", "request-answer")
    send_nothing(partner)
    walk.see(partner, "request-answer-wrong")
    service = walk.staff("leroy.baptiste")
    walk.open(service, Door.DELIVERY, "/", "home-of-service")
    walk.open(service, Door.DELIVERY, "/transfers/", "transfers-of-service")
    offered = _links(service)
    for number, link in enumerate(offered[:4]):
        walk.open(service, Door.DELIVERY, link, f"transfer-{number}")
    walk.open(service, Door.DELIVERY, f"{offered[0]}accept/", "transfer-accept")
    officer = walk.staff("imran.sadiq")
    walk.open(officer, Door.DELIVERY, "/transfers/", "transfers-of-officer")
    walk.open(officer, Door.DELIVERY, offered[0], "transfer-of-officer")
    walk.open(officer, Door.DELIVERY, f"{offered[0]}take_back/", "transfer-take-back")
