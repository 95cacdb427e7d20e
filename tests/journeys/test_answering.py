"""A body answers a whole report of thirty at once, and one recommendation by two people, without JavaScript."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.contexts.recommendations.models import Addressee, Response
from candour.contexts.recommendations.tests.answered import owners
from candour.contexts.recommendations.tests.asked import Desk, today

Records = Callable[[], AbstractContextManager[None]]
TEXT = (
    "Publish one guidance on how a referral is weighed when no ideology is apparent, say who decides, and train every"
    " officer who takes such decisions within a year."
)


@pytest.fixture
def story(records: Records, as_door: Callable[..., AbstractContextManager[None]]) -> tuple[Desk, str]:
    """A body of this story alone, on the doors' own database."""
    with records():
        return Desk(as_door), f"Department {secrets.token_hex(3)}"


def test_thirty_are_answered_at_once_and_signed_off_at_once(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: tuple[Desk, str],
) -> None:
    desk, body = story
    slug = f"thirty-{secrets.token_hex(3)}"
    with records():
        ann, ben = owners(desk, body)
        report = desk.report(slug, title="Lessons from thirty referrals")
        rows = [desk.asked(body, recommendation=desk.recommendation(report, text=TEXT)) for _ in range(30)]
    writer, signer = new_page(), new_page()
    sign_in_as(writer, ann.person)
    sign_in_as(signer, ben.person)

    writer.goto(f"{doors.delivery}/recommendations/?report={slug}")
    judge(writer)
    writer.get_by_role("link", name="Give several the same response").click()
    expect(writer.get_by_role("checkbox", checked=True)).to_have_count(30)
    writer.get_by_role("radio", name="Noted").check()
    writer.get_by_role("button", name="Give them to a colleague").click()
    expect(writer.get_by_text("Give the reasons.")).to_be_visible()
    judge(writer)
    writer.get_by_label("Reasons").fill("We read the report with care, and answer with the yearly plan.")
    writer.get_by_role("button", name="Give them to a colleague").click()
    expect(writer.get_by_text("30 responses are given to your colleagues")).to_be_visible()

    signer.goto(f"{doors.delivery}/")
    expect(signer.get_by_role("link", name="Sign off a response, or take it back")).to_have_count(20)
    judge(signer)
    signer.goto(f"{doors.delivery}/recommendations/reports/{slug}/sign/")
    expect(signer.get_by_text("answer with the yearly plan")).to_have_count(1)
    judge(signer)
    signer.get_by_role("button", name="Sign off and send").click()
    expect(signer.get_by_text("30 responses are signed off and sent")).to_be_visible()
    with records():
        assert Response.objects.filter(addressee__in=rows, kind="note").count() == 30


def test_two_people_answer_one_and_it_is_delivered_without_scripts(
    doors: Any,
    new_page: Callable[..., Page],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
    records: Records,
    story: tuple[Desk, str],
) -> None:
    desk, body = story
    with records():
        ann, ben = owners(desk, body)
        held = desk.asked(
            body, recommendation=desk.recommendation(desk.report(f"one-{secrets.token_hex(3)}"), text=TEXT)
        )
    writer, signer = new_page(java_script_enabled=False), new_page(java_script_enabled=False)
    sign_in_as(writer, ann.person)
    sign_in_as(signer, ben.person)

    # Both begin; the second who saves is told, and loses nothing.
    for one in (writer, signer):
        one.goto(f"{doors.delivery}/recommendations/{held.reference}/respond/")
    writer.get_by_label("Reasons").fill("It is needed.")
    writer.get_by_role("button", name="Save and go on later").click()
    signer.get_by_label("Reasons").fill("It is needed, and overdue.")
    signer.get_by_role("button", name="Save and go on later").click()
    expect(signer.get_by_text("saved this response since you opened the page")).to_be_visible()
    expect(signer.get_by_label("Reasons")).to_have_value("It is needed, and overdue.")

    # One goes on, with a second task added by the server, and gives it away.
    day = today() + timedelta(days=40)
    writer.get_by_role("radio", name="Accepted", exact=True).check()
    writer.get_by_label("Plan").fill("Guidance first, then training.")
    for number, what in ((0, "Publish the guidance"), (1, "Train every officer")):
        writer.get_by_label("What is done?").nth(number).fill(what)
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            writer.get_by_label(part).nth(number).fill(str(value))
        writer.get_by_label("Which team").nth(number).fill("Policy team")
        if number == 0:
            writer.get_by_role("button", name="Add another task").click()
    writer.get_by_role("button", name="Give it to a colleague to sign off").click()
    signer.goto(f"{doors.delivery}/recommendations/{held.reference}/")
    signer.get_by_role("button", name="Sign off").click()
    expect(signer.get_by_text("Train every officer", exact=True)).to_be_visible()
    signer.get_by_role("button", name="Sign off and send").click()
    expect(signer.get_by_text("Signed off and sent")).to_be_visible()

    # A claim without evidence is refused and keeps what was typed; with it, the office is next.
    signer.get_by_role("button", name="Say that it is delivered").click()
    signer.get_by_label("How is the measure").fill("Every force has it.")
    signer.locator("main form button").click()
    expect(signer.get_by_text("Name the evidence, and where it can be seen.")).to_be_visible()
    expect(signer.get_by_label("How is the measure")).to_have_value("Every force has it.")
    signer.get_by_label("What shows it").fill("The register of training, of March.")
    signer.locator("main form button").click()
    expect(signer.get_by_text("The Commissioner’s office looks at the evidence", exact=True)).to_be_visible()
    with records():
        assert Addressee.objects.get(id=held.id).state == "claimed"
