"""A child's case from a stranger's worry to the last look a year after the support ended, with every hand-over.

Every step is somebody's in a browser. Only days are moved behind the pages, where half a year has to pass.
"""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.utils.formats import date_format
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from candour.contexts.pathway.models import PanelCase, PanelCaseDeadline
from candour.contexts.pathway.tests import board
from candour.contexts.pathway.tests.board import Board, Somebody, today
from candour.kernel.people.roles import Role
from tests.journeys import desk
from tests.journeys.desk import Worker
from tests.journeys.test_tell import Reporter

Records = Callable[[], AbstractContextManager[None]]
AtDesk = Callable[[Somebody], Worker]
WORRY = "He watches the same attack every night, and knows every name in it."
FOUND = "One film, watched alone. Nobody writes to him; he sleeps badly."
WHY = "His mother and the school ask for help, and what he watches gets worse."
DECIDED = "A mentor, and nobody in uniform. He says that he wants somebody to talk to."
PANEL = "Channel panel"
REFERRER = "Nesta Neighbour"
MOTHER = "Mair Pryce"


def _photographed() -> bytes:
    """A sheet of paper, as a telephone sees it."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((480, 640)).convert("RGB").save(out, "PNG")
    return out.getvalue()


SIGNED: FilePayload = {"name": "signed-by-mair.png", "mimeType": "image/png", "buffer": _photographed()}


@pytest.fixture
def area(new_panel: Callable[..., Board]) -> Board:
    """A force, an authority and its partners of this story alone."""
    return new_panel()


@pytest.fixture
def supervisor(area: Board, records: Records) -> Somebody:
    """Who countersigns in that force."""
    with records():
        return board.somebody(area.as_door, "Sunita Supervisor", area.force, Role.POLICE_SUPERVISOR.value)


def _reference(case: str) -> str:
    """The reference in the address of a case."""
    return case.split("/")[2]


def _falls_due(records: Records, case: str, code: str) -> None:
    """The time passes until the panel has to look again: its day is today."""
    with records():
        found = PanelCase.objects.get(reference=_reference(case))
        rows = PanelCaseDeadline.objects.filter(case=found, code=code, met_on=None, cancelled_on=None)
        assert rows.update(due_on=today()) == 1
        PanelCase.objects.filter(id=found.id).update(next_due_on=today())


def test_a_decision_without_a_rationale_is_refused_and_keeps_what_was_typed(
    page_without_scripts: Page, doors: Any, area: Board, supervisor: Somebody, at_desk: AtDesk
) -> None:
    referral, _code = desk.refers(
        Reporter(page_without_scripts, doors.public), area.authority.name, "Ifan Pryce", 14, WORRY
    )
    officer, countersigns = at_desk(area.officer), at_desk(supervisor)
    officer.opens(f"/referrals/{referral}/")
    desk.assesses(officer, FOUND, "No further action")
    officer.finds(who=officer, then="a supervisor countersigns the assessment")

    # Before anybody countersigned, the page says what is missing, and offers nothing to send.
    officer.opens(f"/referrals/{referral}/close/")
    officer.reads("Needed first: A supervisor countersigned the assessment, where policy asks for it")
    expect(officer.page.get_by_role("button", name="Take no further action")).to_have_count(0)
    officer.is_judged()
    countersigns.opens("/")
    countersigns.follows("Countersign")
    countersigns.finds(who=officer, then="Countersign the assessment")
    countersigns.does("Countersign the assessment", "Confirm")

    # Without a rationale; then with one, on the one reason that is none by itself.
    officer.opens(f"/referrals/{referral}/")
    officer.follows("Take no further action")
    officer.ticks("No ideology was identified")
    officer.is_refused("Take no further action", "Enter the rationale")
    expect(officer.page.get_by_label("No ideology was identified")).to_be_checked()
    officer.is_judged()
    officer.types("The rationale", WHY)
    officer.is_refused("Take no further action", "that no ideology was identified is not one")
    expect(officer.page.get_by_label("The rationale")).to_have_value(WHY)
    expect(officer.page.get_by_label("No ideology was identified")).to_be_checked()
    officer.is_judged()
    officer.opens(f"/referrals/{referral}/")
    officer.finds(who=officer, then="Take no further action")


def _is_referred(stranger: Reporter, officer: Worker, name: str, council: str) -> tuple[str, str]:
    """A neighbour refers him. It is the force's, and nobody's yet."""
    referral, code = desk.refers(stranger, council, name, 14, WORRY, REFERRER)
    officer.opens("/referrals/")
    row = officer.page.locator("main tbody tr").filter(has_text=name)
    expect(row).to_contain_text("Under 18")
    row.get_by_role("link", name=referral).click()
    officer.finds(who=None, then="Take it on")
    return referral, code


def _is_assessed(officer: Worker, supervisor: Worker, coordinator: Worker, referral: str) -> None:
    """The officer assesses, the supervisor countersigns; the officer refers him to the panel, not without a rationale, and
    tells the neighbour."""
    desk.assesses(officer, FOUND, "Refer to the panel")
    supervisor.opens(f"/referrals/{referral}/")
    supervisor.finds(who=officer, then="Countersign the assessment")
    supervisor.does("Countersign the assessment", "Confirm")
    officer.page.reload()
    officer.reads("Countersigned by Sunita Supervisor")
    officer.finds(who=officer, then="Refer to the panel")
    officer.follows("Refer to the panel")
    ground = officer.page.locator("input[name=reasons][value='panel.extreme_violence']")
    ground.check()
    officer.is_refused("Refer to the panel", "Enter the rationale")
    expect(ground).to_be_checked()
    officer.types("The rationale", WHY)
    officer.presses("Refer to the panel")
    officer.finds(who=officer, then="Tell the referrer")
    officer.does(
        "Tell the referrer", "Record it", lambda: officer.types("What is the referrer told?", "Thank you. He has help.")
    )
    officer.is_judged()
    officer.follows("Panel case K-")
    officer.finds(who=coordinator, then="the panel asks its partners what they know")


def _is_received_by_the_panel(coordinator: Worker, partner: Worker, name: str) -> str:
    """The coordinator has it, by name, from that moment."""
    coordinator.opens("/")
    coordinator.follows("Let the panel look at")
    coordinator.opens("/cases/")
    row = coordinator.page.locator("main tbody tr").filter(has_text=name)
    expect(row).to_contain_text(coordinator.name)
    coordinator.is_judged()
    row.get_by_role("link").click()
    case = coordinator.page.url.removeprefix(coordinator.address)
    coordinator.finds(who=coordinator, then="Ask the partners what they know")
    coordinator.is_judged()
    coordinator.does("Ask the partners what they know", "Confirm")

    def ask() -> None:
        coordinator.picks("Who is asked?", f"{partner.name}, {partner.body}")
        coordinator.types("What do you ask?", "Is he known to you, and is anybody helping him?")

    coordinator.does("Ask a partner what they know", "Ask", ask)
    coordinator.reads("No answer yet")
    return case


def _is_known_to_a_partner(partner: Worker, coordinator: Worker, case: str) -> None:
    """The partner answers on its own page, sees who has the case, and not who referred him."""
    partner.opens("/")
    partner.follows(f"Say what your body knows, in {_reference(case)}")
    partner.is_judged()
    partner.types("What does your body know?", "He waits for an appointment, since March.")
    partner.presses("Send the answer")
    partner.finds(who=coordinator, then="the panel looks at it")
    partner.reads_nothing_of(REFERRER)
    partner.is_judged()


def _is_adopted(coordinator: Worker, members: dict[Worker, str], case: str, name: str) -> None:
    """Put before a meeting of the panel, which sits, is quorate, and adopts it."""
    desk.founds_a_panel(coordinator, PANEL, today() - timedelta(days=30), members)
    first = desk.plans_a_meeting(coordinator, PANEL, today(), "Room 1")
    coordinator.opens(case)
    coordinator.finds(who=coordinator, then="Put it before the panel")
    coordinator.reads("He waits for an appointment, since March.")
    coordinator.follows("Put it before the panel")
    coordinator.page.get_by_label("Room 1").check()
    coordinator.presses("Put it on the agenda")
    coordinator.finds(who=coordinator, then=f"the panel talks about it on {date_format(today(), 'j F Y')}")
    desk.opens_the_meeting(coordinator, first)
    for member in members:
        member.opens(first)
        member.reads(name)
    desk.decides(coordinator, "Adopt it", DECIDED)
    expect(coordinator.page.get_by_label("The rationale, in words")).to_have_value(DECIDED)
    coordinator.presses("Take up the decision")
    coordinator.finds(who=coordinator, then="Write the support plan")
    coordinator.is_judged()


def _is_agreed_to(coordinator: Worker, provider: Worker, name: str) -> None:
    """A plan, with a need that is somebody's; then consent, which a child does not give alone."""

    def plan() -> None:
        coordinator.types("How and when is consent asked for?", "At home, this week")
        coordinator.types("By whom is it asked for?", "The coordinator")
        coordinator.types("What is the support?", "A mentor once a week")
        coordinator.types("Who gives it?", provider.body)
        coordinator.types("How and when is it given?", "At the youth club, on Tuesdays")

    coordinator.does("Write the support plan", "Write this version", plan)
    coordinator.finds(who=coordinator, then="Record consent")

    def need() -> None:
        coordinator.types("What is needed?", "Somebody to talk to who is not a teacher")
        coordinator.dates("By when?", today() + timedelta(days=80))

    coordinator.does("Add a need", "Add it", need)
    coordinator.follows("Record consent")
    coordinator.ticks("The person themself")
    coordinator.types("The name of whoever answered", name)
    coordinator.types("How were they asked, by whom, and what were they told?", "At home, by Carys: it is voluntary.")
    coordinator.is_refused(
        "Record it", "a parent or guardian has to consent", "The young person’s own view is not recorded"
    )
    coordinator.is_judged()
    coordinator.ticks("A parent, for a person under 18", "They agree")
    coordinator.types("The name of whoever answered", MOTHER)
    coordinator.page.get_by_label("The signed paper, if you have it here").set_input_files(SIGNED)
    coordinator.types("In their own words, or why they could not be asked", "If it is not the police.")
    coordinator.presses("Record it")
    coordinator.reads("There is consent to support.", MOTHER, "If it is not the police.", SIGNED["name"])
    coordinator.finds(who=coordinator, then="Commission support")
    coordinator.is_judged()


def _has_its_paper(coordinator: Worker, provider: Worker, case: str) -> None:
    """What his mother signed is looked at page by page; a wrong file beside it is set aside, and stays. The provider never
    has either."""
    page, link = coordinator.page, re.compile(re.escape(SIGNED["name"]))
    for _ in range(60):  # the worker looks every minute
        coordinator.opens(case)
        if page.locator("li", has_text=link).get_by_text("Being checked").count() == 0:
            break
        page.wait_for_timeout(2_000)
    coordinator.reads("Not scanned")
    coordinator.is_judged()
    page.get_by_role("link", name=link).click()
    coordinator.reads("Page 1 of 1", "That you read it is recorded.", "Not scanned for malicious software.")
    drawn = page.locator("img.candour-page")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.complete && image.naturalWidth") == 480
    coordinator.is_judged()
    looked_at = page.url

    coordinator.opens(case)
    page.get_by_role("link", name="Attach the signed paper (").click()
    coordinator.is_judged()
    coordinator.is_refused("Attach it", "A scan or a photo of the paper")
    page.get_by_label("The signed paper").set_input_files({**SIGNED, "name": "notes.txt", "buffer": b"She said yes."})
    coordinator.is_refused("Attach it", "The file is not a scan or a photo of a paper.")
    page.get_by_label("The signed paper").set_input_files({**SIGNED, "name": "somebody-else.png"})
    coordinator.presses("Attach it")
    coordinator.reads("somebody-else.png", "Signed paper attached")

    def wrong() -> None:
        page.get_by_label("somebody-else.png").check()
        coordinator.types("What is wrong with it?", "It is a neighbour’s.")
        coordinator.is_judged()

    coordinator.does("Set a wrong paper aside", "Set it aside", wrong)
    coordinator.reads("somebody-else.png", "Set aside by", "It is a neighbour’s.")
    coordinator.is_judged()
    answer = provider.page.goto(looked_at)
    assert answer is not None
    assert answer.status == 404


def _is_shown_to_his_mother(coordinator: Worker, mother: Reporter) -> None:
    """The mother comes with a code of her own: who has it, and no word of who began it."""
    coordinator.follows("Give them a code to their record")
    coordinator.ticks("A parent or guardian", "Where it stands", "Which body has it")
    coordinator.presses("Make the code")
    mother.opens("/my-record/")
    mother.types("Your code", coordinator.page.locator("#code").inner_text())
    mother.presses("Open")
    mother.reads(coordinator.body)
    for hidden in (REFERRER, WORRY, FOUND, "since March", coordinator.name):
        expect(mother.page.get_by_text(hidden)).to_have_count(0)


def _is_supported(coordinator: Worker, provider: Worker, case: str, name: str) -> None:
    """The provider has what it must know, never the case; it plans a session and says what became of it."""

    def commission() -> None:
        coordinator.picks("What kind of support?", "Practical mentoring")
        coordinator.picks("From whom?", provider.body)
        coordinator.types("How many sessions?", "1")
        coordinator.dates("Until when, at the latest?", today() + timedelta(days=90))
        coordinator.types("Who is it for, as the provider needs to know them?", "A boy, 14")
        coordinator.types("How does the provider reach them?", "Through his mother")
        coordinator.types("What does the provider have to know?", "Likes football. Afraid of the police.")

    coordinator.opens(case)
    coordinator.does("Commission support", "Commission it", commission)
    coordinator.finds(who=coordinator, then="the support goes on")
    provider.opens("/")
    provider.follows("Plan the next session with A boy, 14")
    provider.reads("Afraid of the police.", f"{coordinator.name}, {coordinator.body}")
    provider.reads_nothing_of(name, REFERRER, _reference(case), WORRY)
    provider.is_judged()
    provider.follows("Plan a session")
    provider.dates("On which day?", today())
    provider.presses("Plan it")
    provider.follows("Say what became of it")
    provider.ticks("Delivered")
    provider.types("What happened?", "He came, and talked about a goalkeeper.")
    provider.presses("Send the report")
    provider.reads("1 session commissioned, 1 held")
    answer = provider.page.goto(provider.address + case)
    assert answer is not None
    assert answer.status in {403, 404}


def _is_reviewed(coordinator: Worker, case: str, records: Records) -> None:
    """The day of the review comes: the panel looks at the plan, and goes on."""
    _falls_due(records, case, "pathway.plan_review")
    coordinator.opens("/")
    coordinator.follows("Review the support in")
    coordinator.reads("He came, and talked about a goalkeeper.")
    second = desk.plans_a_meeting(coordinator, PANEL, today(), "Room 2")
    coordinator.follows("Put a case on the agenda")
    coordinator.presses("Put them on the agenda")
    coordinator.reads("Review of the support")
    desk.opens_the_meeting(coordinator, second)
    desk.decides(coordinator, "Go on with the support", "It helps. Once more, and then he has football.")
    coordinator.presses("Take up the decision")
    coordinator.finds(who=coordinator, then="the support goes on")


def _is_closed(coordinator: Worker) -> None:
    """The panel decides to close it; it is not closed before every need is accounted for."""
    third = desk.plans_a_meeting(coordinator, PANEL, today(), "Room 3")
    coordinator.follows("Put a case on the agenda")
    coordinator.page.get_by_label("Another case").select_option(index=1)
    coordinator.picks("Why", "Closure")
    coordinator.presses("Put them on the agenda")
    desk.opens_the_meeting(coordinator, third)
    desk.decides(coordinator, "Close it", "He has what he needs, and says so himself.")
    coordinator.reads("Every need in the plan is met, passed on, or accounted for")
    coordinator.is_judged()
    coordinator.follows("1. Somebody to talk to")
    coordinator.ticks("Met")
    coordinator.types("In words", "The coach goes on seeing him.")
    coordinator.presses("Record it")
    coordinator.finds(who=coordinator, then="Close it")
    coordinator.follows("Close it")
    coordinator.page.get_by_label("Why does it end?").select_option(index=1)
    coordinator.ticks("Considered, and not needed")
    coordinator.types("Who was asked for what; or why it is not needed", "His appointment has come.")
    coordinator.presses("Close it")
    coordinator.finds(who=coordinator, then="Record the six-month review")
    coordinator.is_judged()


def _is_looked_at_again(coordinator: Worker, chair: Worker, case: str, records: Records) -> None:
    """Half a year, and a year, later the panel looks again; then the chair ends it."""
    for clock, step in (
        ("pathway.post_closure_6", "Record the six-month review"),
        ("pathway.post_closure_12", "Record the twelve-month review"),
    ):
        _falls_due(records, case, clock)
        coordinator.opens("/")
        coordinator.follows(f"{step.removeprefix('Record the ').capitalize()} of {_reference(case)}")
        coordinator.finds(who=coordinator, then=step, by="today")
        coordinator.follows(step)
        coordinator.ticks("No")
        coordinator.types("What was found?", "School, mother and coach were asked. Nothing new.")
        coordinator.presses("Record it")
    coordinator.finds(who=coordinator, then="the chair ends the reviews, or sets one more", by="no time limit runs")
    coordinator.is_judged()
    chair.opens("/")
    chair.follows(f"End, or extend, the reviews of {_reference(case)}")
    chair.finds(who=coordinator, then="End the reviews", by="no time limit runs")
    chair.does("End the reviews", "Record it", lambda: chair.types("The rationale, in words", "Two quiet looks."))
    chair.finds(who=coordinator, then="nothing more", by="no time limit runs")
    chair.is_judged()


def _is_told_to_the_neighbour(stranger: Reporter, code: str, name: str, coordinator: Worker) -> None:
    """The neighbour comes back with the code: that it was decided, what she was told, and no more."""
    stranger.opens("/refer/check/")
    stranger.types("Your code", code)
    stranger.presses("See where it stands")
    stranger.reads("The police have decided what to do.")
    stranger.reads("Thank you. He has help.")
    for hidden in (name, WORRY, coordinator.body, "panel", DECIDED, coordinator.name):
        expect(stranger.page.get_by_role("main").get_by_text(hidden)).to_have_count(0)


def test_from_a_strangers_worry_to_the_last_look(
    new_page: Callable[..., Page], doors: Any, area: Board, supervisor: Somebody, at_desk: AtDesk, records: Records
) -> None:
    name = f"Rhodri {secrets.token_hex(2)}"
    stranger, mother = (Reporter(new_page(java_script_enabled=False), doors.public) for _ in range(2))
    officer, coordinator, chair = map(at_desk, (area.officer, area.coordinator, area.chair))
    partner, provider = map(at_desk, (area.partner, area.provider))

    referral, code = _is_referred(stranger, officer, name, area.authority.name)
    _is_assessed(officer, at_desk(supervisor), coordinator, referral)
    case = _is_received_by_the_panel(coordinator, partner, name)
    _is_known_to_a_partner(partner, coordinator, case)
    _is_adopted(coordinator, {chair: "Chair", officer: "Police", partner: "Partner"}, case, name)
    _is_agreed_to(coordinator, provider, name)
    _is_shown_to_his_mother(coordinator, mother)
    _is_supported(coordinator, provider, case, name)
    _has_its_paper(coordinator, provider, case)
    _is_reviewed(coordinator, case, records)
    _is_closed(coordinator)
    _is_looked_at_again(coordinator, chair, case, records)
    _is_told_to_the_neighbour(stranger, code, name, coordinator)
