"""Scotland: the same engine under another name. Nobody who works on a case of a PMAP meets the programme of England and
Wales, and what is asked about consent is asked as Scots law asks it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from candour.contexts.pathway.tests import board
from candour.contexts.pathway.tests.board import Board, Somebody, today
from candour.contexts.pathway.tests.panelling import planned
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind, Role
from tests.journeys import desk
from tests.journeys.desk import Worker
from tests.journeys.test_tell import Reporter

Records = Callable[[], AbstractContextManager[None]]
AtDesk = Callable[..., Worker]
PANEL = "Northshire PMAP"


class InScotland(Worker):
    """Looks at every page they come to: nothing on it, folded away or not, is called by the other nations' name."""

    def opens(self, path: str) -> None:
        super().opens(path)
        self._judges_the_words()

    def follows(self, words: str) -> None:
        super().follows(words)
        self._judges_the_words()

    def presses(self, words: str) -> None:
        super().presses(words)
        self._judges_the_words()

    def _judges_the_words(self) -> None:
        self.page.wait_for_load_state()
        said = self.page.evaluate("document.documentElement.textContent")
        assert re.search(r"(?i)\bchannel\b", said) is None, self.page.url


@pytest.fixture
def scottish(new_panel: Callable[..., Board]) -> Board:
    """An authority in Scotland, its police and partners."""
    return new_panel(nation="scotland")


@pytest.fixture
def social_worker(scottish: Board, records: Records) -> Somebody:
    """From the social work department, which has a seat on this panel."""
    with records():
        department = Organisation.objects.create(
            name=f"{scottish.authority.name} Social Work", kind=OrganisationKind.SOCIAL_CARE, nation="scotland"
        )
        return board.somebody(scottish.as_door, "Skye Social", department, Role.PANEL_PARTNER.value)


def test_a_young_person_comes_to_a_pmap_and_agrees_to_its_support(
    page_without_scripts: Page, doors: Any, scottish: Board, social_worker: Somebody, at_desk: AtDesk
) -> None:
    council = scottish.authority.name
    officer, coordinator, chair, social = (
        at_desk(one, InScotland) for one in (scottish.officer, scottish.coordinator, scottish.chair, social_worker)
    )
    stranger = Reporter(page_without_scripts, doors.public)
    referral, _code = desk.refers(stranger, council, "Ruaridh Bain", 16, "He says that somebody has to pay.")

    # The police know it as it is known there, from the first step to the panel.
    officer.opens(f"/referrals/{referral}/")
    desk.assesses(officer, "He is angry, alone, and reads one page only.", "Refer to the panel")
    officer.follows("Refer to the panel")
    officer.page.locator("input[name=reasons][value='panel.extreme_violence']").check()
    officer.types("The rationale", "School and mother ask for help.")
    officer.presses("Refer to the panel")
    officer.follows("Panel case K-")
    officer.reads(f"PMAP case · {council}")
    officer.is_judged()

    # A panel with members of its own and a rule of its own beyond the law's.
    desk.founds_a_panel(
        coordinator,
        PANEL,
        today() - timedelta(days=30),
        {chair: "Chair", officer: "Police", social: "Partner"},
    )
    coordinator.follows("Set its quorum")
    coordinator.ticks("Social care")
    coordinator.types("Source of this rule", "Terms of reference, section 4")
    coordinator.presses("Set it")
    coordinator.reads("Prevent Multi-Agency Panel (PMAP)", "PMAP duty guidance (2023", "Terms of reference, section 4")
    coordinator.is_judged()

    # It meets: not quorate by its own rule before social work is here.
    meeting = desk.plans_a_meeting(coordinator, PANEL, today(), "Room 1")
    coordinator.follows("Put a case on the agenda")
    coordinator.presses("Put them on the agenda")
    desk.opens_the_meeting(coordinator, meeting, "Chair", "Police")
    expect(coordinator.page.get_by_text("Not quorate for this case")).to_be_visible()
    desk.come_in(coordinator, "Partner")
    expect(coordinator.page.get_by_text("Not quorate for this case")).to_have_count(0)
    coordinator.reads("Prevent Multi-Agency Panel (PMAP)")
    coordinator.is_judged()
    desk.decides(coordinator, "Adopt it", "A mentor, as he asks.")
    coordinator.presses("Take up the decision")

    # Consent: a parent's, beside what he says himself; and what Scotland's guidance has them told.
    coordinator.follows("Write the support plan")
    for label in ("How and when is consent asked for?", "By whom is it asked for?", "What is the support?"):
        coordinator.types(label, "The coordinator, at home")
    coordinator.types("Who gives it?", "A mentor")
    coordinator.types("How and when is it given?", "On Tuesdays")
    coordinator.presses("Write this version")
    coordinator.follows("Record consent")
    coordinator.reads("This is a case of the Prevent Multi-Agency Panel (PMAP).", "addendum of October 2025")
    coordinator.reads("A welfare attorney or welfare guardian, for an adult")
    coordinator.ticks("A parent, for a person under 18", "They agree")
    coordinator.types("The name of whoever answered", "Morag Bain")
    coordinator.types("How were they asked, by whom, and what were they told?", "At home, with his mother.")
    coordinator.is_judged()
    coordinator.presses("Record it")
    coordinator.reads("There is consent to support.", "Morag Bain", "They agree")
    coordinator.finds(who=coordinator, then="Add a need")
    coordinator.is_judged()

    # Nobody else's page says otherwise: a member's, and the papers of the meeting.
    social.opens(meeting)
    social.reads("Prevent Multi-Agency Panel (PMAP)")
    papers = social.page.request.get(f"{social.address}{meeting}pack/")
    printed = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(papers.body()))
    assert "Prevent Multi-Agency Panel (PMAP)" in printed
    assert "Channel" not in printed


def test_for_an_adult_who_cannot_decide_it_asks_what_scots_law_asks(
    scottish: Board, records: Records, at_desk: AtDesk
) -> None:
    with records():
        case = planned(scottish, scottish.stands(scottish.case(born_on=date(1990, 5, 1)), "awaiting_consent"))
    coordinator = at_desk(scottish.coordinator, InScotland)
    coordinator.opens(f"/cases/{case.reference}/record_consent/")
    coordinator.reads("Adults with Incapacity (Scotland) Act 2000, from the age of 16")
    coordinator.ticks("The person themself", "They cannot decide this for themself, even with help")
    coordinator.types("The name of whoever answered", "Alex Rowan")
    coordinator.types("How were they asked, by whom, and what were they told?", "At home, twice, with pictures.")
    coordinator.is_refused(
        "Record it", "a welfare attorney or guardian, or a decision for their benefit", "how the support would benefit"
    )
    coordinator.reads_nothing_of("best interests", "Mental Capacity Act", "deputy")
    coordinator.is_judged()
    coordinator.ticks("A welfare attorney or welfare guardian, for an adult")
    coordinator.types("The name of whoever answered", "Isla Rowan")
    coordinator.types(
        "If they cannot decide: how would the support benefit them, and is it the least restrictive way?",
        "Somebody to walk with. Nothing is taken from him by it.",
    )
    coordinator.presses("Record it")
    coordinator.reads(
        "There is consent to support.",
        "Isla Rowan: A welfare attorney or welfare guardian, for an adult",
        "Adults with Incapacity (Scotland) Act 2000",
    )
    coordinator.reads_nothing_of("best interests", "Mental Capacity Act", "deputy")
    coordinator.is_judged()
