"""A child's case from a stranger's worry to the last look a year after the support ended, with every hand-over.

Every step is somebody's in a browser. Only days are moved behind the pages, where half a year has to pass.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from candour.contexts.pathway.models import PanelCase, PanelCaseDeadline
from candour.contexts.pathway.tests import board
from candour.contexts.pathway.tests.board import Board, Somebody, today
from candour.kernel.people.roles import Role
from tests.journeys import desk
from tests.journeys.desk import Worker
from tests.journeys.test_tell import Reporter

Records = Callable[[], AbstractContextManager[None]]
Judge = Callable[[Page], None]
AtDesk = Callable[[Somebody], Worker]
WORRY = "He watches the same attack every night, and knows every name in it."
FOUND = "One film, watched alone. Nobody writes to him; he sleeps badly."
WHY = "His mother and the school ask for help, and what he watches gets worse."
DECIDED = "A mentor, and nobody in uniform. He says that he wants somebody to talk to."
REFERRER = "Nesta Neighbour"
MOTHER = "Mair Pryce"


@pytest.fixture
def area(new_panel: Callable[..., Board]) -> Board:
    """A force, an authority and its partners of this story alone."""
    return new_panel()


@pytest.fixture
def supervisor(area: Board, records: Records) -> Somebody:
    """Who countersigns in that force."""
    with records():
        return board.somebody(area.as_door, "Sunita Supervisor", area.force, Role.POLICE_SUPERVISOR.value)


def _falls_due(records: Records, case: str, code: str) -> None:
    """The time passes until the panel has to look again: its day is today."""
    with records():
        rows = PanelCaseDeadline.objects.filter(case__reference=case, code=code, met_on=None, cancelled_on=None)
        assert rows.update(due_on=today()) == 1
        PanelCase.objects.filter(reference=case).update(next_due_on=today())


def test_a_decision_without_a_rationale_is_refused_and_keeps_what_was_typed(
    page_without_scripts: Page, doors: Any, area: Board, supervisor: Somebody, at_desk: AtDesk, judge: Judge
) -> None:
    reference_, _code = desk.refers(
        Reporter(page_without_scripts, doors.public), area.authority.name, "Ifan Pryce", 14, WORRY
    )
    officer, countersigns = at_desk(area.officer), at_desk(supervisor)
    officer.opens(f"/referrals/{reference_}/")
    desk.assesses(officer, FOUND, "No further action")
    officer.finds(who=f"you, {area.force.name}", then="a supervisor countersigns the assessment")

    # Before anybody countersigned, the page says what is missing, and offers nothing to send.
    officer.opens(f"/referrals/{reference_}/close/")
    officer.reads("Needed first: A supervisor countersigned the assessment, where policy asks for it")
    expect(officer.page.get_by_role("button", name="Take no further action")).to_have_count(0)
    judge(officer.page)
    countersigns.opens("/")
    countersigns.follows("Countersign")
    countersigns.finds(who=f"Olu Officer, {area.force.name}", then="Countersign the assessment")
    countersigns.does("Countersign the assessment", "Confirm")

    # Without a rationale; then with one, on the one reason that is none by itself.
    officer.opens(f"/referrals/{reference_}/")
    officer.follows("Take no further action")
    officer.ticks("No ideology was identified")
    officer.is_refused("Take no further action", "Enter the rationale")
    expect(officer.page.get_by_label("No ideology was identified")).to_be_checked()
    judge(officer.page)
    officer.types("The rationale", WHY)
    officer.is_refused("Take no further action", "that no ideology was identified is not one")
    expect(officer.page.get_by_label("The rationale")).to_have_value(WHY)
    expect(officer.page.get_by_label("No ideology was identified")).to_be_checked()
    judge(officer.page)
    officer.opens(f"/referrals/{reference_}/")
    officer.finds(who=f"you, {area.force.name}", then="Take no further action")


def test_from_a_strangers_worry_to_the_last_look(
    page_without_scripts: Page,
    new_page: Callable[..., Page],
    doors: Any,
    area: Board,
    supervisor: Somebody,
    at_desk: AtDesk,
    records: Records,
    judge: Judge,
) -> None:
    name = f"Rhodri {secrets.token_hex(2)}"
    council, police = area.authority.name, area.force.name
    stranger = Reporter(page_without_scripts, doors.public)
    officer, countersigns = at_desk(area.officer), at_desk(supervisor)
    coordinator, chair, partner, provider = map(at_desk, (area.coordinator, area.chair, area.partner, area.provider))

    # A neighbour refers him. It is the force's, and nobody's yet.
    referral, code = desk.refers(stranger, council, name, 14, WORRY, REFERRER)
    officer.opens("/referrals/")
    row = officer.page.locator("main tbody tr").filter(has_text=name)
    expect(row).to_contain_text("Under 18")
    row.get_by_role("link", name=referral).click()
    officer.finds(who=f"nobody yet, {police}", then="Take it on")

    # The officer assesses; the supervisor countersigns; the officer refers him to the panel, and tells the neighbour.
    desk.assesses(officer, FOUND, "Refer to the panel")
    countersigns.opens(f"/referrals/{referral}/")
    countersigns.finds(who=f"Olu Officer, {police}", then="Countersign the assessment")
    countersigns.does("Countersign the assessment", "Confirm")
    officer.page.reload()
    officer.reads("Countersigned by Sunita Supervisor")
    officer.finds(who=f"you, {police}", then="Refer to the panel")
    desk.refers_to_the_panel(officer, WHY)
    officer.finds(who=f"you, {police}", then="Tell the referrer")
    officer.does(
        "Tell the referrer", "Record it", lambda: officer.types("What is the referrer told?", "Thank you. He has help.")
    )
    judge(officer.page)
    officer.follows("Panel case K-")
    officer.finds(who=f"Carys Coordinator, {council}", then="the panel asks its partners what they know")

    # The coordinator has it, by name, from that moment.
    coordinator.opens("/")
    coordinator.follows("Let the panel look at")
    coordinator.opens("/cases/")
    row = coordinator.page.locator("main tbody tr").filter(has_text=name)
    expect(row).to_contain_text("Carys Coordinator")
    judge(coordinator.page)
    row.get_by_role("link").click()
    case = coordinator.page.url.removeprefix(coordinator.address)
    reference_ = case.removeprefix("/cases/").rstrip("/")
    coordinator.finds(who=f"you, {council}", then="Ask the partners what they know")
    judge(coordinator.page)
    coordinator.does("Ask the partners what they know", "Confirm")

    def ask() -> None:
        coordinator.picks("Who is asked?", f"Petra Partner, {area.partner.at_body.name}")
        coordinator.types("What do you ask?", "Is he known to you, and is anybody helping him?")

    coordinator.does("Ask a partner what they know", "Ask", ask)
    coordinator.reads("No answer yet")

    # The partner answers on its own page, sees who has the case, and not who referred him.
    partner.opens("/")
    partner.follows(f"Say what your body knows, in {reference_}")
    judge(partner.page)
    partner.types("What does your body know?", "He waits for an appointment, since March.")
    partner.presses("Send the answer")
    partner.finds(who=f"Carys Coordinator, {council}", then="the panel looks at it")
    partner.reads_nothing_of(REFERRER)
    judge(partner.page)

    # Put before a meeting of the panel, which sits, is quorate, and adopts it.
    desk.founds_a_panel(
        coordinator,
        "Channel panel",
        today() - timedelta(days=30),
        {
            f"Charles Chair ({council})": "Chair",
            f"Olu Officer ({police})": "Police",
            f"Petra Partner ({area.partner.at_body.name})": "Partner",
        },
    )
    first = desk.plans_a_meeting(coordinator, "Channel panel", today(), "Room 1")
    coordinator.opens(case)
    coordinator.finds(who=f"you, {council}", then="Put it before the panel")
    coordinator.reads("He waits for an appointment, since March.")
    coordinator.follows("Put it before the panel")
    coordinator.page.get_by_label("Room 1").check()
    coordinator.presses("Put it on the agenda")
    coordinator.finds(who=f"you, {council}", then=f"the panel talks about it on {date_format(today(), 'j F Y')}")
    desk.opens_the_meeting(coordinator, first)
    partner.opens(first)
    partner.reads(name)
    desk.decides(coordinator, "Adopt it", DECIDED)
    expect(coordinator.page.get_by_label("The rationale, in words")).to_have_value(DECIDED)
    coordinator.presses("Take up the decision")
    coordinator.finds(who=f"you, {council}", then="Write the support plan")
    judge(coordinator.page)

    # A plan, with a need that is somebody's; then consent, which a child does not give alone.
    def plan() -> None:
        coordinator.types("How and when is consent asked for?", "At home, this week")
        coordinator.types("By whom is it asked for?", "The coordinator")
        coordinator.types("What is the support?", "A mentor once a week")
        coordinator.types("Who gives it?", area.provider.at_body.name)
        coordinator.types("How and when is it given?", "At the youth club, on Tuesdays")

    coordinator.does("Write the support plan", "Write this version", plan)
    coordinator.finds(who=f"you, {council}", then="Record consent")

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
    judge(coordinator.page)
    coordinator.ticks("A parent, for a person under 18", "They agree")
    coordinator.types("The name of whoever answered", MOTHER)
    coordinator.types("In their own words, or why they could not be asked", "If it is not the police.")
    coordinator.presses("Record it")
    coordinator.reads("There is consent to support.", MOTHER, "If it is not the police.")
    coordinator.finds(who=f"you, {council}", then="Commission support")
    judge(coordinator.page)

    # The mother comes with a code of her own: who has it, and no word of who began it.
    coordinator.follows("Give them a code to their record")
    coordinator.ticks("A parent or guardian", "Where it stands", "Which body has it")
    coordinator.presses("Make the code")
    mother = Reporter(new_page(java_script_enabled=False), doors.public)
    mother.opens("/my-record/")
    mother.types("Your code", coordinator.page.locator("#code").inner_text())
    mother.presses("Open")
    mother.reads(council)
    for hidden in (REFERRER, WORRY, FOUND, "since March", "Olu Officer"):
        expect(mother.page.get_by_text(hidden)).to_have_count(0)

    # The provider has what it must know, never the case; it plans a session and says what became of it.
    def commission() -> None:
        coordinator.picks("What kind of support?", "Practical mentoring")
        coordinator.picks("From whom?", area.provider.at_body.name)
        coordinator.types("How many sessions?", "1")
        coordinator.dates("Until when, at the latest?", today() + timedelta(days=90))
        coordinator.types("Who is it for, as the provider needs to know them?", "A boy, 14")
        coordinator.types("How does the provider reach them?", "Through his mother")
        coordinator.types("What does the provider have to know?", "Likes football. Afraid of the police.")

    coordinator.opens(case)
    coordinator.does("Commission support", "Commission it", commission)
    coordinator.finds(who=f"you, {council}", then="the support goes on")
    provider.opens("/")
    provider.follows("Plan the next session with A boy, 14")
    provider.reads("Afraid of the police.", f"Carys Coordinator, {council}")
    provider.reads_nothing_of(name, REFERRER, reference_, WORRY)
    judge(provider.page)
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

    # The day of the review comes: the panel looks at the plan, and goes on.
    _falls_due(records, reference_, "pathway.plan_review")
    coordinator.opens("/")
    coordinator.follows("Review the support in")
    coordinator.reads("He came, and talked about a goalkeeper.")
    second = desk.plans_a_meeting(coordinator, "Channel panel", today(), "Room 2")
    coordinator.follows("Put a case on the agenda")
    coordinator.presses("Put them on the agenda")
    coordinator.reads("Review of the support")
    desk.opens_the_meeting(coordinator, second)
    desk.decides(coordinator, "Go on with the support", "It helps. Once more, and then he has football.")
    coordinator.presses("Take up the decision")
    coordinator.finds(who=f"you, {council}", then="the support goes on")

    # The panel decides to close it; it is not closed before every need is accounted for.
    third = desk.plans_a_meeting(coordinator, "Channel panel", today(), "Room 3")
    coordinator.follows("Put a case on the agenda")
    coordinator.page.get_by_label("Another case").select_option(index=1)
    coordinator.picks("Why", "Closure")
    coordinator.presses("Put them on the agenda")
    desk.opens_the_meeting(coordinator, third)
    desk.decides(coordinator, "Close it", "He has what he needs, and says so himself.")
    coordinator.reads("Every need in the plan is met, passed on, or accounted for")
    judge(coordinator.page)
    coordinator.follows("1. Somebody to talk to")
    coordinator.ticks("Met")
    coordinator.types("In words", "The coach goes on seeing him.")
    coordinator.presses("Record it")
    coordinator.finds(who=f"you, {council}", then="Close it")
    coordinator.follows("Close it")
    coordinator.page.get_by_label("Why does it end?").select_option(index=1)
    coordinator.ticks("Considered, and not needed")
    coordinator.types("Who was asked for what; or why it is not needed", "His appointment has come.")
    coordinator.presses("Close it")
    coordinator.finds(who=f"you, {council}", then="Record the six-month review")
    judge(coordinator.page)

    # Half a year, and a year, later the panel looks again; then the chair ends it.
    for code_, step in (
        ("pathway.post_closure_6", "Record the six-month review"),
        ("pathway.post_closure_12", "Record the twelve-month review"),
    ):
        _falls_due(records, reference_, code_)
        coordinator.opens("/")
        coordinator.follows(f"{step.removeprefix('Record the ').capitalize()} of {reference_}")
        coordinator.finds(who=f"you, {council}", then=step, by="today")
        coordinator.follows(step)
        coordinator.ticks("No")
        coordinator.types("What was found?", "School, mother and coach were asked. Nothing new.")
        coordinator.presses("Record it")
    coordinator.finds(
        who=f"you, {council}", then="the chair ends the reviews, or sets one more", by="no time limit runs"
    )
    judge(coordinator.page)
    chair.opens("/")
    chair.follows(f"End, or extend, the reviews of {reference_}")
    chair.finds(who=f"Carys Coordinator, {council}", then="End the reviews", by="no time limit runs")
    chair.does("End the reviews", "Record it", lambda: chair.types("The rationale, in words", "Two quiet looks."))
    chair.finds(who=f"Carys Coordinator, {council}", then="nothing more", by="no time limit runs")
    judge(chair.page)

    # The neighbour comes back with the code: that it was decided, what she was told, and no more.
    stranger.opens("/refer/check/")
    stranger.types("Your code", code)
    stranger.presses("See where it stands")
    stranger.reads("The police have decided what to do.")
    stranger.reads("Thank you. He has help.")
    for hidden in (name, WORRY, council, "panel", DECIDED, "Carys"):
        expect(stranger.page.get_by_role("main").get_by_text(hidden)).to_have_count(0)
