"""A recommendation from its first word to what two bodies answered, as the office, the bodies and the public see it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.contexts.recommendations.models import Draft, Recommendation
from candour.contexts.recommendations.tests.asked import today
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from tests.journeys.desk import Worker
from tests.journeys.recommending import Reader, Stage
from tests.journeys.test_sign_in import enrol, invited

TEXT = "Write down for every referral why it was closed, so that somebody else can follow the reasons."
REASONS = "We write it down from next year on; the years before stay as they are."
REFUSAL = "Our inspectors look at this already, and a second record would say the same."


@pytest.fixture
def stage(doors: Any, new_page: Any, sign_in_as: Any, judge: Any, records: Any, as_door: Any) -> Stage:
    return Stage(doors, new_page, sign_in_as, judge, records, as_door)


def test_from_the_draft_to_two_answers(stage: Stage, passkey: Any, new_page: Any) -> None:
    one, other = stage.named("Department of Records"), stage.named("Inspectorate of Schools")
    ann, ben = stage.owner(one, "Ann"), stage.owner(one, "Ben")
    cai, dot = stage.owner(other, "Cai"), stage.owner(other, "Dot")
    rowena = stage.at_work(stage.person(Role.REVIEWER, "Rowena Ashe"))
    tarek = stage.at_work(stage.person(Role.REVIEWER, "Tarek Said"))
    title, slug = stage.named("Reasons that can be followed"), stage.slug("reasons")
    everybody = stage.reader()

    reference = drafts(rowena, title, slug, (one, other))
    finds_nothing(everybody, stage, reference, title)
    bodies = [stage.at_work(who) for who in (ann, cai)]
    for body in bodies:
        body.opens("/recommendations/")
        body.reads_nothing_of(title, TEXT)

    # The quality gate: whoever wrote it is not the second person.
    rowena.opens(f"/recommendations/drafts/{reference}/")
    rowena.reads("Let it pass", "not possible yet")
    tarek.opens(f"/recommendations/drafts/{reference}/")
    tarek.is_judged()
    tarek.follows("Let it pass")
    tarek.is_judged()
    tarek.is_refused("Let it pass", "Why does it pass")
    tarek.types("Why does it pass?", "It can be done, and anybody can look whether it was.")
    tarek.presses("Let it pass")
    tarek.reads("Passed the quality gate")
    finds_nothing(everybody, stage, reference, title)

    # The head of office issues it: the bodies see it, the public does not.
    agnes = stage.person(Role.HEAD_OF_OFFICE, "Agnes Muir")
    head = enrolled(stage, agnes, new_page(), passkey)
    head.opens(f"/recommendations/drafts/{reference}/")
    head.follows("Issue")
    head.is_judged()
    head.presses("Issue it now")
    with stage.records():
        issued = Recommendation.objects.get(report__slug=slug)
        references = {held.organisation.name: held.reference for held in issued.addressees.all()}
    head.reads(f"Issued as {issued.reference}")
    for body in bodies:
        body.opens("/recommendations/")
        body.reads("Write down for every referral")
    finds_nothing(everybody, stage, issued.reference, title)

    # Publishing asks for a fresh proof.
    head.opens(f"/recommendations/drafts/{slug}/")
    head.follows("Publish")
    head.is_judged()
    with stage.records():
        agnes.person.sessions.update(stepped_up_at=None)  # as if the five minutes were over
    head.page.get_by_role("button", name="Publish it now").click()
    expect(head.page.get_by_text("What you typed is kept")).to_be_visible()
    finds_nothing(everybody, stage, issued.reference, title)
    head.page.get_by_role("button", name="Confirm with your passkey").click()
    expect(head.page.get_by_role("main")).to_contain_text("everybody can read it")
    everybody.opens(f"/recommendations/{issued.reference}/")
    everybody.reads(TEXT, one, other, "No response yet")

    # One accepts in part, with a plan; the other rejects. Each is signed off by a second person of the body.
    answers(bodies[0], references[one], "Accepted in part", REASONS, plan="A field in every record, by the summer.")
    signs(stage.at_work(ben), references[one])
    everybody.opens(f"/recommendations/{issued.reference}/")
    everybody.reads_nothing_of(REFUSAL)
    answers(bodies[1], references[other], "Rejected", REFUSAL)
    everybody.opens(f"/recommendations/{issued.reference}/")
    everybody.reads_nothing_of(REFUSAL)
    signs(stage.at_work(dot), references[other])

    everybody.opens(f"/recommendations/{issued.reference}/")
    everybody.reads("Answered: Accepted in part", REASONS, "Answered: Rejected", REFUSAL)
    everybody.reads_nothing_of(*(who.person.name for who in (ann, ben, cai, dot)))
    everybody.is_judged()
    everybody.opens(f"/recommendations/?report={slug}")
    item = everybody.page.locator(".tracker-item")
    expect(item).to_have_count(1)
    expect(item).to_contain_text(re.compile(rf"{one}\s+Accepted in part"))
    expect(item).to_contain_text(re.compile(rf"{other}\s+Rejected"))
    everybody.opens(f"/cy/recommendations/{issued.reference}/")
    expect(everybody.page.locator("html")).to_have_attribute("lang", "cy")
    everybody.reads(REASONS, REFUSAL)
    everybody.is_judged()


def drafts(writer: Worker, title: str, slug: str, bodies: tuple[str, ...]) -> str:
    """A report, and a draft in it that waits for a second person. Its reference."""
    writer.opens("/recommendations/drafts/")
    writer.follows("Begin a report")
    writer.types("Title", title)
    writer.types("Its address", slug)
    writer.presses("Save")
    writer.follows("Add a recommendation")
    writer.is_refused("Save", "What is recommended")
    writer.types("Number in the report", "1")
    writer.types("What is recommended?", TEXT)
    writer.types("Measure of success", "Nine in ten records of a sample have reasons.")
    writer.dates("By when should it be done?", today() + timedelta(days=300))
    for place, body in enumerate(bodies, start=1):
        writer.types(f"Body {place}", body)
    writer.presses("Save")
    writer.reads("not possible yet", "Every aspect of the quality gate with its reasons")
    writer.is_judged()
    writer.follows("Write them all on one page")
    for place, box in enumerate(writer.page.locator("main textarea").all(), start=1):
        box.fill(f"What was considered here, and what follows ({place}).")
    writer.is_judged()
    writer.presses("Save what was considered")
    writer.reads("12 of 12 aspects")
    writer.follows("Ask a second person")
    writer.presses("Ask for a second person")
    return writer.page.url.rstrip("/").rsplit("/", 1)[1].partition("#")[0]


def finds_nothing(reader: Reader, stage: Stage, reference: str, title: str) -> None:
    """Nowhere at the public door: not by its address, its report, its words; in no file and no feed."""
    got = reader.page.request
    secret = (reference, title, TEXT[:40])
    with stage.records():
        slug = Draft.objects.get(report__title=title).report.slug
    for place in (reference, f"reports/{slug}"):
        for language in ("", "/cy"):
            assert got.get(f"{reader.address}{language}/recommendations/{place}/").status == 404, place
    reader.opens("/recommendations/?q=referral+closed+reasons+follow")
    reader.reads_nothing_of(*secret)
    for address in (
        "/recommendations/", "/recommendations/reports/", "/recommendations/changes/", "/recommendations/feed/",
        "/recommendations/register.csv", "/recommendations/register.json", "/api/v1/recommendations/",
    ):  # fmt: skip
        answer = got.get(reader.address + address)
        assert answer.ok, (address, answer.status)
        for words in secret:
            assert words not in answer.text(), (address, words)


def enrolled(stage: Stage, who: Any, page: Page, passkey: Any) -> Worker:
    """Somebody of the office with a passkey, signed in with it."""
    passkey(page)
    enrol(page, re.sub(r"http://localhost:\d+", stage.doors.office, invited(stage.records, who.person, Door.OFFICE)))
    return Worker(page, stage.doors.office, who, stage.judge)


def answers(writer: Worker, reference: str, kind: str, reasons: str, plan: str = "") -> None:
    """Writes a response and gives it to a colleague."""
    writer.opens(f"/recommendations/{reference}/respond/")
    writer.page.get_by_role("radio", name=kind, exact=True).check()
    if plan:
        writer.is_refused("Give it to a colleague to sign off", "Give the reasons", "Say what will be done")
        writer.types("Plan", plan)
    writer.page.get_by_label("Reasons").fill(reasons)
    writer.is_judged()
    writer.presses("Give it to a colleague to sign off")
    writer.opens(f"/recommendations/{reference}/sign/")
    expect(writer.page.get_by_role("button", name="Sign off and send")).to_have_count(0)


def signs(signer: Worker, reference: str) -> None:
    """The second person of the body."""
    signer.opens(f"/recommendations/{reference}/sign/")
    signer.is_judged()
    signer.presses("Sign off and send")
    signer.reads("Signed off and sent")
