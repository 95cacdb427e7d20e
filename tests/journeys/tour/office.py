"""The office door: casework, the desks around it, and who leads the office."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from candour.kernel.doors import Door
from tests.journeys.tour.cases import Case, case
from tests.journeys.tour.walker import LONG, Walker, follow, prove, send, send_nothing

STEPS: dict[str, tuple[str, str]] = {
    "acknowledge": ("just received", "owner"),
    "take": ("acknowledged, nobody works on it", "owner"),
    "assign": ("taken on", "margaret.ashworth"),
    "declare_interest": ("open", "owner"),
    "open_in_emergency": ("open", "other"),
    "code": ("taken on", "owner"),
    "triage_in_scope": ("mistaken pointing corrected", "owner"),
    "signpost": ("mistaken pointing corrected", "owner"),
    "open": ("in scope", "owner"),
    "write": ("open", "owner"),
    "ask_agreement": ("open", "owner"),
    "record_agreement": ("agreement asked, no answer yet", "owner"),
    "request_override": ("open", "owner"),
    "decide_override": ("override waits", "other"),
    "put_to_body": ("enquiry answered", "owner"),
    "answer": ("open", "owner"),
    "close": ("answered", "owner"),
    "reopen": ("answered and closed", "owner"),
    "withdraw": ("open", "owner"),
    "pause_clock": ("open", "owner"),
    "resume_clock": ("open, clock paused", "owner"),
    "correct": ("in scope", "owner"),
    "seal_passage": ("open", "owner"),
    "request_erasure": ("answered and closed", "owner"),
    "decide_erasure": ("erasure waits", "margaret.ashworth"),
    "refuse_erasure": ("erasure waits", "margaret.ashworth"),
}
"""Every step of the office: on which concern of the demonstration it is open, and to whom."""

ASKS_NOTHING = {"take", "open", "resume_clock", "withdraw"}
"""Steps that can be sent with nothing filled in, and so would be taken."""


def worker(walk: Walker, about: Case, who: str) -> Page:
    """A page of the person who works on this concern, of a colleague, or of somebody by name."""
    return walk.staff({"owner": about.owner, "other": about.other}.get(who, who))


CASES = {
    "new": ("just received", "owner"),
    "not-mine": ("open", "other"),
    "open": ("open, new message", "owner"),
    "late": ("open, late", "owner"),
    "paused": ("open, clock paused", "owner"),
    "enquiry": ("enquiry answered", "owner"),
    "override": ("override waits", "other"),
    "told": ("told without agreement", "owner"),
    "signposted": ("signposted", "owner"),
    "closed": ("answered and closed", "owner"),
    "withdrawn": ("withdrawn online", "owner"),
    "corrected": ("correction", "owner"),
    "confidential": ("confidential, taken on", "owner"),
    "confidential-opened": ("confidential, opened", "owner"),
    "passage-moved": ("identifying passage moved", "owner"),
    "erasure-waits": ("erasure waits", "margaret.ashworth"),
    "erased": ("erased", "owner"),
    "nobody": ("interest declared, nobody works on it", "other"),
    "of-head": ("read in an emergency", "margaret.ashworth"),
    "of-commissioner": ("open", "devinder.gill"),
}


def casework(walk: Walker) -> None:
    """Concerns in every state, and every step with what happens when its form is sent empty."""
    for what, (path, who) in CASES.items():
        about = case(path)
        walk.open(worker(walk, about, who), Door.OFFICE, about.address, f"case-{what}")
    about = case("open, new message")
    walk.open(worker(walk, about, "owner"), Door.OFFICE, about.address + "print/", "case-print")
    _files(walk, about)
    for step, (path, who) in STEPS.items():
        about = case(path)
        page = worker(walk, about, who)
        walk.open(page, Door.OFFICE, f"{about.address}{step}/", f"step-{step.replace('_', '-')}")
        if step not in ASKS_NOTHING:
            send_nothing(page)
            walk.see(page, f"step-{step.replace('_', '-')}-wrong")
    about = case(STEPS["seal_passage"][0])
    page = worker(walk, about, "owner")
    page.goto(f"{walk.house.office}{about.address}seal_passage/?of=told")
    first = page.locator(".concerns-original .concerns-words").inner_text().split()[0]
    page.get_by_label("Which words show who somebody is?").fill(first)
    send(page, "Look where they stand")
    walk.see(page, "step-seal-passage-places")
    about = case("answered")
    walk.open(worker(walk, about, "owner"), Door.OFFICE, f"{about.address}acknowledge/", "step-not-now")


def _files(walk: Walker, about: Case) -> None:
    """The safe copies of what was sent, in each state, and what stands before a file itself is given out."""
    page = worker(walk, about, "owner")
    for name, what in (("letter from the school.jpg", "picture"), ("what I wrote down.txt", "words")):
        page.goto(walk.house.office + about.address)
        follow(page, page.get_by_role("link", name=f"Read the safe copy {name}"))
        walk.see(page, f"file-{what}")
    page.goto(walk.house.office + about.address)
    follow(page, page.get_by_role("link", name="Get the file itself letter from the school.jpg"))
    walk.see(page, "file-itself")


def desks(walk: Walker) -> None:
    """Inbox, assisted entry, enquiries, directory, time limits."""
    page = walk.staff("niamh.oconnor")
    walk.open(page, Door.OFFICE, "/", "home-of-caseworker")
    walk.open(page, Door.OFFICE, "/concerns/", "inbox")
    walk.open(page, Door.OFFICE, "/concerns/?assigned=me", "inbox-mine")
    walk.open(page, Door.OFFICE, "/concerns/?state=closed&kind=concern", "inbox-filtered")
    walk.open(page, Door.OFFICE, "/concerns/?sector=prison&kind=good_practice&region=london&due=late", "inbox-nothing")
    walk.open(page, Door.OFFICE, "/concerns/new/", "new")
    send_nothing(page)
    walk.see(page, "new-wrong")
    page.locator("main [name=channel]").first.check()
    page.locator("main [name=what_happened]").fill(f"She telephoned.\n{LONG}")
    follow(page, page.locator("main form button").last)
    walk.see(page, "new-read-back")
    page.locator("main form").last.evaluate("one => { one.target = '_blank'; }")
    for what in ("new-receipt", "new-again"):
        with page.expect_popup() as opened:
            page.get_by_role("main").get_by_role("button", name=re.compile("record")).click()
        walk.see(opened.value, what)
        page.wait_for_timeout(1_100)  # a second click within a second is taken for a slip of the finger
    walk.open(page, Door.OFFICE, "/enquiries/", "enquiries")
    for path, what in (("enquiry waits", "waiting"), ("enquiry answered", "answered"), ("enquiry taken back", "over")):
        about = case(path)
        mine = worker(walk, about, "owner")
        mine.goto(walk.house.office + about.address)
        follow(mine, mine.locator("main a[href^='/enquiries/']").first)
        walk.see(mine, f"enquiry-{what}")
        here = mine.url
        for step in {"waiting": ["take_back"], "answered": ["ask_again", "accept"]}.get(what, []):
            mine.goto(f"{here}{step}/")
            walk.see(mine, f"enquiry-{step.replace('_', '-')}")
            if step != "accept":
                send_nothing(mine)
                walk.see(mine, f"enquiry-{step.replace('_', '-')}-wrong")
    walk.open(page, Door.OFFICE, "/directory/", "directory")
    walk.open(page, Door.OFFICE, "/policies/", "policies")
    walk.open(page, Door.OFFICE, "/find/?reference=C-0000-0000", "find-nothing")
    walk.open(page, Door.OFFICE, "/search/?reference=C-0000-0000", "search-nothing")
    walk.open(page, Door.OFFICE, "/search/", "search")
    for typed, what in (("the", "wrong"), ("school", "found"), ("zeppelin", "none")):
        page.get_by_label("Words that were written").fill(typed)
        follow(page, page.get_by_role("main").get_by_role("button", name="Search"))
        walk.see(page, f"search-{what}")
    walk.open(page, Door.OFFICE, "/notifications/", "notices")
    walk.open(walk.staff("xiaoming.wang"), Door.OFFICE, "/notifications/", "notices-none")


def leaders(walk: Walker) -> None:
    """The head of office, the Commissioner, and people of the office who see no concern."""
    page = walk.staff("margaret.ashworth")
    walk.open(page, Door.OFFICE, "/", "home-of-head")
    walk.open(page, Door.OFFICE, "/emergency-access/", "emergencies")
    follow(page, page.get_by_role("main").get_by_role("link", name="Review").first)
    walk.see(page, "emergency-review")
    send_nothing(page)
    walk.see(page, "emergency-review-wrong")
    walk.open(page, Door.OFFICE, "/policies/", "policies-of-head")
    walk.open(page, Door.OFFICE, "/policies/concerns.triage/", "policies-term")
    send_nothing(page)
    walk.see(page, "policies-term-wrong")
    walk.open(page, Door.OFFICE, "/policies/holidays/new/", "policies-holiday")
    send_nothing(page)
    walk.see(page, "policies-holiday-wrong")
    walk.open(page, Door.OFFICE, "/directory/", "directory-of-head")
    walk.open(page, Door.OFFICE, "/directory/new/", "directory-new")
    send_nothing(page)
    walk.see(page, "directory-new-wrong")
    page.goto(f"{walk.house.office}/directory/")
    follow(page, page.get_by_role("main").get_by_role("link", name=re.compile("^Change")).first)
    prove(page)
    walk.see(page, "directory-change")
    walk.open(walk.staff("devinder.gill"), Door.OFFICE, "/", "home-of-commissioner")
    walk.open(walk.staff("devinder.gill"), Door.OFFICE, "/concerns/", "inbox-of-commissioner")
    for key in ("audrey.fontaine", "xiaoming.wang"):
        walk.open(walk.staff(key), Door.OFFICE, "/", f"home-of-{key.replace('.', '-')}")
    walk.open(walk.staff("audrey.fontaine"), Door.OFFICE, case("open").address, "not-for-you")
