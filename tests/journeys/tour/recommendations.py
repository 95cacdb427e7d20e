"""Recommendations: drafted and issued at the office, answered by a body, followed, and read by the public in two languages."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

from django.utils.timezone import localdate
from playwright.sync_api import FilePayload, Page

from candour.kernel.doors import Door
from tests.journeys.tour.walker import LONG, Walker, follow, prove, send, send_nothing

BODY = "Home Office (demonstration)"
SLUG = "what-a-walk-found"
EXAMINED_WITHIN = 150.0
"""Seconds within which the delivery door's worker made the pages of a file."""
COUNTED_WITHIN = 90.0
"""Seconds within which the office's worker counts what was published."""
DRAFT_STEPS = ("propose", "pass_gate", "issue", "consider", "send_back", "withdraw", "correct")
OFFICE_STEPS = (
    "verify", "find_not_verified", "reconsider", "close_as_done", "close_as_exceeded", "close_as_superseded",
    "close_as_not_applicable", "close_as_refused", "ask_again", "reopen", "extend", "refuse_extension", "remind",
    "write_letter", "give_notice",
)  # fmt: skip
BODY_STEPS = ("update", "claim", "ask_extension")


def drafting(walk: Walker) -> None:
    """A reviewer drafts, the Commissioner checks, the head of office issues and publishes; a register is imported."""
    page, second, head = walk.staff("james.okafor"), walk.staff("devinder.gill"), walk.staff("margaret.ashworth")
    walk.open(page, Door.OFFICE, "/recommendations/", "rec-issued")
    walk.open(page, Door.OFFICE, "/recommendations/following/", "rec-following-before")
    walk.open(page, Door.OFFICE, "/recommendations/drafts/", "rec-drafts-before")
    send(page, "Begin a report")
    walk.see(page, "rec-report-new")
    send_nothing(page)
    walk.see(page, "rec-report-new-wrong")
    page.get_by_label("Title").fill(f"What a walk found {LONG}")
    page.get_by_label("Whose report is it?").fill("Independent Prevent Commissioner")
    page.get_by_label("Its address").fill(SLUG)
    send(page, "Save")
    walk.see(page, "rec-report-empty")
    walk.open(page, Door.OFFICE, f"/recommendations/drafts/{SLUG}/change/", "rec-report-change")
    walk.open(page, Door.OFFICE, f"/recommendations/drafts/{SLUG}/publish/", "rec-publish-not-yet")
    walk.open(page, Door.OFFICE, f"/recommendations/drafts/{SLUG}/new/", "rec-draft-new")
    send_nothing(page)
    walk.see(page, "rec-draft-new-wrong")
    drafts = [_draft(page, walk, number) for number in (1, 2, 3)]
    walk.see(page, "rec-draft-empty")
    for step in DRAFT_STEPS:
        walk.open(page, Door.OFFICE, f"{drafts[2]}{step}/", f"rec-draft-{step.replace('_', '-')}-first")
    walk.open(page, Door.OFFICE, f"{drafts[2]}revise/", "rec-draft-revise")
    for path in drafts[:2]:
        _consider(page, walk, path)
    walk.see(page, "rec-draft-checking")
    walk.open(page, Door.OFFICE, f"{drafts[1]}correct/", "rec-draft-correct")
    for step in ("pass_gate", "send_back", "withdraw"):
        walk.open(second, Door.OFFICE, f"{drafts[0]}{step}/", f"rec-draft-{step.replace('_', '-')}")
        send_nothing(second)
        walk.see(second, f"rec-draft-{step.replace('_', '-')}-wrong")
    for path in drafts[:2]:
        second.goto(f"{walk.house.office}{path}pass_gate/")
        second.get_by_label("Why does it pass?").fill("It can be done and measured.")
        send(second, "Let it pass")
    walk.see(second, "rec-draft-passed")
    walk.open(head, Door.OFFICE, f"{drafts[0]}issue/", "rec-draft-issue")
    for path in drafts[:2]:
        head.goto(f"{walk.house.office}{path}issue/")
        send(head, "Issue it now")
    walk.see(head, "rec-draft-issued")
    walk.open(head, Door.OFFICE, f"/recommendations/drafts/{SLUG}/publish/", "rec-publish")
    send(head, "Publish it now")
    prove(head)
    walk.see(head, "rec-report-published")
    walk.open(page, Door.OFFICE, "/recommendations/drafts/", "rec-drafts")
    _import(page, walk)


def _draft(page: Page, walk: Walker, number: int) -> str:
    """A draft of the report; its path."""
    page.goto(f"{walk.house.office}/recommendations/drafts/{SLUG}/new/")
    page.get_by_label("Number in the report").fill(str(number))
    page.get_by_label("What is recommended?").fill(f"Write down why each referral was closed. {LONG}")
    page.get_by_label("Measure of success").fill("Nine in ten of a sample have reasons that somebody else can follow.")
    day = localdate(datetime.now(UTC)) + timedelta(days=200)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Body 1").fill(BODY)
    send(page, "Save")
    return page.url.removeprefix(walk.house.office).partition("#")[0]


def _consider(page: Page, walk: Walker, path: str) -> None:
    """Every aspect with its reasons, and a second person asked."""
    page.goto(f"{walk.house.office}{path}consider/")
    for box in page.locator("main textarea").all():
        box.fill(f"What was considered, and what follows. {LONG}")
    send(page, "Save what was considered")
    walk.see(page, "rec-draft-considered")
    page.goto(f"{walk.house.office}{path}propose/")
    walk.see(page, "rec-draft-propose")
    send(page, "Ask for a second person")


def _import(page: Page, walk: Walker) -> None:
    walk.open(page, Door.OFFICE, "/recommendations/import/", "rec-import")
    send(page, "Check the file")
    walk.see(page, "rec-import-wrong")
    header = "report,number,text,measure,addressees,part,deliver_by,tags"
    for what, row in (
        ("faults", f"{SLUG},1,=cmd(),,Nowhere,,31/02/2030,none"),
        ("dry", f'{SLUG},9,"{LONG}",,"{BODY}",,,'),
    ):
        file = {"name": f"{what}.csv", "mimeType": "text/csv", "buffer": f"{header}\r\n{row}\r\n".encode()}
        page.get_by_label("Choose the file").set_input_files(file)  # type: ignore[arg-type]
        send(page, "Check the file")
        walk.see(page, f"rec-import-{what}")


def answering(walk: Walker) -> None:
    """The body's two owners: one writes, the other signs; and every step that a body may take."""
    page, other = walk.staff("adaeze.winterbourne"), walk.staff("zubair.thackeray")
    walk.open(other, Door.DELIVERY, "/", "rec-home-of-owner")
    walk.open(page, Door.DELIVERY, "/recommendations/", "rec-list")
    walk.open(page, Door.DELIVERY, "/recommendations/?show=closed", "rec-list-nothing")
    walk.open(page, Door.DELIVERY, f"/recommendations/?report={SLUG}", "rec-list-of-report")
    paths = [str(link.get_attribute("href")) for link in page.locator("main tbody th a").all()]
    walk.open(page, Door.DELIVERY, f"/recommendations/reports/{SLUG}/sign/", "rec-bulk-sign-none")
    walk.open(page, Door.DELIVERY, f"/recommendations/reports/{SLUG}/respond/", "rec-bulk")
    send(page, re.compile("Give them"))
    walk.see(page, "rec-bulk-wrong")
    walk.open(page, Door.DELIVERY, paths[0], "rec-asked")
    for path, kind, plan in ((paths[0], "Accepted in part", f"Guidance first. {LONG}"), (paths[1], "Rejected", "")):
        walk.open(page, Door.DELIVERY, f"{path}respond/", "rec-respond")
        send(page, re.compile("Give it"))
        walk.see(page, "rec-respond-wrong")
        page.get_by_role("radio", name=kind, exact=True).check()
        page.get_by_label("Reasons").fill(f"We read it with care. {LONG}")
        page.get_by_label("Plan").fill(plan)
        if plan:
            _task(page)
        send(page, re.compile("Give it"))
        walk.see(page, "rec-waits-for-signature")
    walk.open(page, Door.DELIVERY, f"{paths[0]}sign/", "rec-sign-own")
    walk.open(other, Door.DELIVERY, f"/recommendations/reports/{SLUG}/sign/", "rec-bulk-sign")
    for path in paths[:2]:
        walk.open(other, Door.DELIVERY, f"{path}sign/", "rec-sign")
        send(other, "Sign off and send")
    walk.open(page, Door.DELIVERY, paths[1], "rec-rejected")
    walk.open(page, Door.DELIVERY, paths[0], "rec-accepted")
    walk.open(page, Door.DELIVERY, f"{paths[0]}tasks/1/", "rec-task")
    send_nothing(page)
    walk.see(page, "rec-task-wrong")
    for step in BODY_STEPS:
        walk.open(page, Door.DELIVERY, f"{paths[0]}{step}/", f"rec-{step.replace('_', '-')}")
        send_nothing(page)
        walk.see(page, f"rec-{step.replace('_', '-')}-wrong")
    page.goto(f"{walk.house.delivery}{paths[0]}claim/")
    page.get_by_label("How is the measure").fill(f"It is done. {LONG}")
    page.get_by_label("What shows it").fill(f"The register. {LONG}")
    page.get_by_label("Evidence files").set_input_files(
        [_file("the register"), _file(f"of another year {LONG.split()[0]}")]
    )
    send(page, "Say that it is delivered")
    walk.see(page, "rec-claimed")
    _evidence(page, walk)


def _file(name: str) -> FilePayload:
    return {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": f"force,trained\nNorthshire,{LONG}\n".encode()}


def _evidence(page: Page, walk: Walker) -> None:
    """The worker looks at both files; one is read, the other is the wrong one."""
    right, wrong = (str(link.get_attribute("href")) for link in page.locator(".evidence-files a").all())
    until = time.monotonic() + EXAMINED_WITHIN
    while page.goto(walk.house.delivery + right) and not page.locator(".candour-page-words").count():
        assert time.monotonic() < until, "the file was not examined"
        page.wait_for_timeout(1_000)
    walk.see(page, "rec-evidence")
    walk.open(page, Door.DELIVERY, f"{wrong}set-aside/", "rec-evidence-set-aside")
    send_nothing(page)
    walk.see(page, "rec-evidence-set-aside-wrong")
    page.get_by_label("What is wrong with it?").fill(f"It is of another year. {LONG}")
    send(page, "Set it aside")
    walk.see(page, "rec-evidence-was-set-aside")
    walk.open(page, Door.DELIVERY, wrong, "rec-evidence-aside")
    walk.open(page, Door.DELIVERY, f"{wrong}set-aside/", "rec-evidence-set-aside-already")


def _task(page: Page) -> None:
    page.get_by_label("What is done?").first.fill(f"Write the guidance {LONG}")
    day = localdate(datetime.now(UTC)) + timedelta(days=40)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).first.fill(str(value))
    page.get_by_label("Which team").first.fill(f"Guidance team {LONG}")


def following(walk: Walker) -> None:
    """The office looks at a claim; every step on what a body was asked, whether or not it is possible now."""
    page, head = walk.staff("james.okafor"), walk.staff("margaret.ashworth")
    walk.open(page, Door.OFFICE, "/", "rec-home-of-reviewer")
    walk.open(page, Door.OFFICE, "/recommendations/?q=zzzz", "rec-list-nothing")
    walk.open(page, Door.OFFICE, "/recommendations/following/", "rec-following")
    walk.open(walk.staff("devinder.gill"), Door.OFFICE, "/", "rec-home-of-commissioner")
    walk.open(page, Door.OFFICE, f"/recommendations/?standing=claimed&q={LONG.split()[0]}", "rec-list")
    follow(page, page.locator(".rec-list__title a").first)
    walk.see(page, "rec-claimed")
    recommendation = page.url.partition("?")[0].removeprefix(walk.house.office)
    step = page.locator(".rec-acts__list a").first.get_attribute("href")
    assert step is not None
    asked = step.rstrip("/").rsplit("/", 1)[0]
    evidence = page.locator(".evidence-files a").first.get_attribute("href")
    walk.open(page, Door.OFFICE, str(evidence), "rec-evidence")
    for name in OFFICE_STEPS:
        walk.open(head, Door.OFFICE, f"{asked}/{name}/", f"rec-{name.replace('_', '-')}")
        if name in {"verify", "find_not_verified", "close_as_superseded", "close_as_not_applicable"}:
            send_nothing(head)
            walk.see(head, f"rec-{name.replace('_', '-')}-wrong")
    for name in ("link", "correct"):
        walk.open(head, Door.OFFICE, f"{recommendation}{name}/", f"rec-{name}")
        send_nothing(head)
        walk.see(head, f"rec-{name}-wrong")
    head.goto(f"{walk.house.office}{recommendation}correct/")
    for label, words in (
        ("What was wrong", "measure of success"), ("What stood there?", LONG), ("What is right?", LONG * 2),
        ("How did the mistake", "A slip of the pen; a reader told us."),
    ):  # fmt: skip
        head.get_by_label(label).fill(words)
    send(head, "Put the notice beside it")
    walk.see(head, "rec-corrected")
    page.goto(f"{walk.house.office}{asked}/find_not_verified/")
    for box in page.locator("main textarea").all():
        box.fill(f"Two of the seven regions. {LONG}")
    day = localdate(datetime.now(UTC)) + timedelta(days=10)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    send(page, "Find it not verified")
    walk.see(page, "rec-not-verified")
    walk.open(walk.staff("adaeze.winterbourne"), Door.DELIVERY, f"{asked}/", "rec-not-verified")


def tracker(walk: Walker) -> None:
    """What anybody reads of recommendations."""
    _tracker(walk, "")


def tracker_in_welsh(walk: Walker) -> None:
    """The same, in Welsh."""
    _tracker(walk, "/cy")


def _tracker(walk: Walker, prefix: str) -> None:
    page, what = walk.page(), "cy-rec" if prefix else "rec"
    root = f"{prefix}/recommendations"
    for path, name in (
        ("/", "list"), ("/?overdue=1", "nothing-overdue"), ("/?kind=earlier", "earlier"), ("/?standing=not_verified&sort=due", "filtered"),
        ("/?q=zzzz&nonsense=1&body=x", "nothing"), ("/data/", "data"), ("/reports/", "reports"), ("/bodies/", "bodies"),
        ("/changes/", "changes"), ("/nothing-here/", "not-found"),
    ):  # fmt: skip
        walk.open(page, Door.PUBLIC, root + path, f"{what}-{name}")
    _go(page, walk, f"{root}/?standing=not_verified", ".tracker-item__text a")
    walk.see(page, f"{what}-one")
    _go(page, walk, f"{root}/?kind=earlier", ".tracker-item__text a")
    walk.see(page, f"{what}-one-earlier")
    _go(page, walk, f"{root}/bodies/", "main tbody th a")
    walk.see(page, f"{what}-body")
    walk.open(page, Door.PUBLIC, f"{root}/changes/{localdate(datetime.now(UTC)):%Y-%m}/", f"{what}-month")
    _go(page, walk, f"{root}/reports/", f"main a[href*='/reports/']:not([href*='{SLUG}'])")
    walk.see(page, f"{what}-report-earlier")
    until = time.monotonic() + COUNTED_WITHIN
    while page.goto(f"{walk.house.public}{root}/figures/all/") and not page.locator("main tbody th a").count():
        assert time.monotonic() < until, "nothing was counted"
        page.wait_for_timeout(1_000)
    walk.see(page, f"{what}-figures")
    follow(page, page.locator("main tbody th a").first)
    walk.see(page, f"{what}-figure")
    walk.open(page, Door.PUBLIC, f"{root}/reports/{SLUG}/", f"{what}-report")


def _go(page: Page, walk: Walker, path: str, link: str) -> None:
    page.goto(walk.house.public + path)
    follow(page, page.locator(link).first)
