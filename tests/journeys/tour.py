"""A walk through every page of a demonstration office, as the people who use it.

Shared by the journeys, where each page is judged, and by ``scripts/screenshots.py``, where each is pictured. A tour says
where to go and what to do there; ``look`` says what to do with each page that is reached. Which addresses were reached
is kept, so that an address nobody walks to can be found out.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Locator, Page

from candour.contexts.concerns.demonstration import cast
from candour.contexts.concerns.demonstration.casefile import Casefile, Library
from candour.contexts.concerns.demonstration.history import Rows
from candour.contexts.concerns.demonstration.paths import PATHS
from candour.kernel.doors import Door

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch " * 3
MAIL_WITHIN = 20.0


@dataclass(frozen=True)
class House:
    """A demonstration office that runs: its doors, and the folder in which it keeps its mail."""

    public: str
    delivery: str
    office: str
    home: Path

    @classmethod
    def at_ports_from(cls, first: int, *, home: Path) -> House:
        """The house on this machine whose doors are at ``first`` and the two ports after it."""
        public, delivery, office = (f"http://localhost:{first + number}" for number in range(3))
        return cls(public, delivery, office, home)

    def of(self, door: Door) -> str:
        """The address of a door, without a slash at the end."""
        return str(getattr(self, door.value))


@dataclass(frozen=True)
class Case:
    """The first concern of one of the demonstration's paths."""

    reference: str
    owner: str
    other: str
    receipt: str
    address: str


def case(path: str, number: int = 1) -> Case:
    """The concern of this path, as every demonstration that was loaded today has it."""
    library = Library(localdate(datetime.now(UTC)), {}, [], [], [])
    way = next(one for one in PATHS if one.name == path)
    told = Casefile(path=way, number=number, library=library, rows=Rows())
    reference = told.concern.reference
    return Case(reference, told.owner.key, told.other.key, told.receipt.shown, f"/concerns/{reference}/")


Look = Callable[[Page, str], None]


@dataclass
class Walker:
    """Goes to pages and has them looked at. ``seen`` holds a door and the name of an address for each page reached."""

    house: House
    browser: Browser
    look: Look
    seen: set[tuple[Door, str]] = field(default_factory=set)
    signed_in: dict[str, Page] = field(default_factory=dict)

    def page(self) -> Page:
        """A page of a browser that nobody used before."""
        context = self.browser.new_context(
            locale="en-GB", timezone_id="Europe/London", viewport={"width": 1280, "height": 900}
        )
        context.set_default_timeout(10_000)
        return context.new_page()

    def see(self, page: Page, what: str) -> None:
        """The page as it stands. ``what`` names it: letters, digits and dashes."""
        at = urlsplit(page.url)
        door = next(one for one in Door if self.house.of(one).endswith(f":{at.port}"))
        try:
            name = resolve(at.path, urlconf=f"candour.config.urls.{door.value}").view_name
        except Resolver404:
            name = "nothing-here"
        self.seen.add((door, name))
        self.look(page, f"{door.value}-{what}")

    def open(self, page: Page, door: Door, path: str, what: str) -> Page:
        """Go to an address of a door, and see what is there."""
        page.goto(self.house.of(door) + path)
        self.see(page, what)
        return page

    def staff(self, key: str) -> Page:
        """A page on which this person of the demonstration is signed in, by one click."""
        if key not in self.signed_in:
            member = next(one for one in cast.MEMBERS if one.key == key)
            page = self.page()
            page.goto(f"{self.house.of(member.door)}/sign-in/demonstration/")
            follow(page, page.get_by_role("button", name=f"Sign in as {member.name}", exact=True))
            page.wait_for_url(self.house.of(member.door) + "/")
            self.signed_in[key] = page
        return self.signed_in[key]

    def close(self) -> None:
        """Close every browser context that was opened."""
        for context in self.browser.contexts:
            context.close()


def follow(page: Page, to: Locator) -> None:
    """Press what leads to another page, and be there."""
    with page.expect_navigation():
        to.click()


def send(page: Page, name: str | re.Pattern[str] = "Continue") -> None:
    """Press a button of the page's own text."""
    follow(page, page.get_by_role("main").get_by_role("button", name=name).first)


def prove(page: Page) -> None:
    """Show that it is really them, where the page asks for a fresh proof."""
    if page.get_by_role("heading", name="Confirm that it is you").count():
        send(page, re.compile("Confirm"))


def send_nothing(page: Page) -> None:
    """Empty every box of the page's form and send it."""
    form = page.locator("main form[method=post]").last
    for box in form.locator("textarea:visible, input[type=text]:visible").all():
        box.fill("")
    follow(page, form.locator("button").last)


# The public door.


def public_site(walk: Walker) -> None:
    """What anybody can read."""
    page = walk.page()
    for name in ("", "about", "how-it-works", "privacy", "cookies", "accessibility", "contact"):
        walk.open(page, Door.PUBLIC, f"/{name}/" if name else "/", f"site-{name or 'home'}")
    walk.open(page, Door.PUBLIC, "/nothing-here/", "site-not-found")


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


def answer(page: Page, answers: dict[str, str]) -> None:
    """Fill a page of the form and go on."""
    for name, value in answers.items():
        boxes = page.locator(f"main [name={name}]")
        if boxes.first.get_attribute("type") == "radio":
            page.locator(f"main input[name={name}][value={value}]").check()
        elif boxes.first.evaluate("one => one.tagName") == "SELECT":
            boxes.select_option(value)
        else:
            boxes.fill(value)
    send(page)


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


# The delivery door.


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


# The office door.

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
    for step, (path, who) in STEPS.items():
        about = case(path)
        page = worker(walk, about, who)
        walk.open(page, Door.OFFICE, f"{about.address}{step}/", f"step-{step.replace('_', '-')}")
        if step not in ASKS_NOTHING:
            send_nothing(page)
            walk.see(page, f"step-{step.replace('_', '-')}-wrong")
    about = case("answered")
    walk.open(worker(walk, about, "owner"), Door.OFFICE, f"{about.address}acknowledge/", "step-not-now")


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


# Accounts, at both doors.


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
    boss.get_by_label("E-mail").fill(email)
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
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("wrong")
    send(page)
    walk.see(page, "sign-in-wrong")
    page.get_by_label("E-mail").fill(email)
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


TOURS: tuple[Callable[[Walker], None], ...] = (
    public_site, telling, mailboxes, bodies, administrators, desks, casework, leaders, newcomer_of_a_body,
    newcomer_of_the_office,
)  # fmt: skip
"""Every tour, in an order in which none spoils what a later one comes to see."""
