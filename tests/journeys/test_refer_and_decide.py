"""A parent refers a child in Welsh; the police see it, assess, decide, and tell the parent, who reads it with the code.

Every act is somebody's in a browser: nothing is written behind the pages.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candour.kernel.people.roles import Role
from tests.journeys.test_tell import Reporter

Records = Callable[[], AbstractContextManager[None]]
GEIRIAU = "Mae’n gwylio ffilmiau o’r ymosodiad bob nos."
TOLD = "Diolch. Rydym wedi siarad â’r ysgol, a bydd rhywun yn eich ffonio."
WHY_NOT_MORE = "The father may read over her shoulder."


@pytest.fixture
def council(records: Records) -> Any:
    """An authority and its force of this story alone, and the lists from which the police choose."""
    from candour.contexts.pathway.operations import reference
    from candour.contexts.pathway.tests import factories

    mark = secrets.token_hex(2)
    with records():
        reference.load()
        return factories.authority(f"Cyngor Bro {mark}", of=factories.force(f"Heddlu Bro {mark}"))


@pytest.fixture
def judge(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """A page is accessible, and within its window, on a desk and on a telephone."""

    def look(page: Page) -> None:
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    return look


def _refers(parent: Reporter, council: Any, name: str) -> tuple[str, str]:
    """In Welsh, without JavaScript. Reads reference and code."""
    parent.opens("/cy/refer/")
    parent.presses("Dechrau")
    parent.types("Enw’r person, neu’r hyn rydych yn ei alw", name)
    parent.types("Neu tua faint yw oed y person?", "14")
    for _ in range(2):
        parent.presses("Parhau")
    parent.page.get_by_label("Awdurdod lleol").select_option(council.name)
    parent.presses("Parhau")
    parent.types("Pam rydych yn poeni, yn eich geiriau eich hun", GEIRIAU)
    for _ in range(9):
        parent.presses("Parhau")
    parent.chooses("Teulu neu ffrind")
    parent.presses("Parhau")
    parent.presses("Anfon")
    parent.stands_at("Mae gan yr heddlu eich atgyfeiriad")
    return parent.page.locator("#reference").inner_text(), parent.page.locator("#code").inner_text()


def _step(page: Page, name: str, button: str, fill: Callable[[], None] = lambda: None) -> None:
    page.get_by_role("region", name="What you can do").get_by_text(name, exact=True).first.click()
    fill()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def test_a_parent_refers_in_welsh_and_reads_what_the_police_told_her(
    page_without_scripts: Page,
    new_page: Callable[..., Page],
    doors: Any,
    council: Any,
    somebody: Callable[..., Any],
    sign_in_as: Callable[..., None],
    judge: Callable[[Page], None],
) -> None:
    mark = secrets.token_hex(2)
    owain = somebody(f"Owain {mark}", Role.POLICE_CASE_OFFICER, organisation=council.police_force)
    nia = somebody(f"Nia {mark}", Role.POLICE_SUPERVISOR, organisation=council.police_force)
    parent = Reporter(page_without_scripts, doors.public)
    reference, code = _refers(parent, council, f"Gethin {mark}")
    parent.presses("Rwyf wedi cadw’r cod: gorffen")

    # The officer of that force finds it in the inbox, takes it on, checks and assesses it.
    officer = new_page()
    sign_in_as(officer, owain)
    officer.goto(f"{doors.delivery}/referrals/")
    row = officer.locator("main tbody tr").filter(has_text=f"Gethin {mark}")
    expect(row).to_contain_text("Under 18")
    row.get_by_role("link", name=reference).click()
    expect(officer.get_by_text(GEIRIAU)).to_be_visible()
    officer.locator("button.govuk-button", has_text="Take it on").click()
    _step(
        officer,
        "Record a deconfliction check",
        "Record it",
        officer.get_by_label("Nothing stands against going on").first.check,
    )

    def assesses() -> None:
        officer.get_by_label("What did you find?").fill("Films of one attack; no contacts.")
        officer.locator("input[name=type_of_concern]").first.check()
        officer.get_by_label("What do you conclude?").fill("He needs help at school, and not this.")
        officer.get_by_label("No further action").check()

    _step(officer, "Record an assessment", "Record the assessment", assesses)

    # The supervisor countersigns; the officer decides, and tells the parent.
    supervisor = new_page()
    sign_in_as(supervisor, nia)
    supervisor.goto(f"{doors.delivery}/referrals/{reference}/")
    _step(supervisor, "Countersign the assessment", "Confirm")

    officer.goto(f"{doors.delivery}/referrals/{reference}/")

    def decides() -> None:
        officer.locator("input[name=reasons][value='close.not_borne_out']").check()
        officer.get_by_label("The rationale").fill("School and family have help in hand.")

    _step(officer, "Take no further action", "Take no further action", decides)

    def tells() -> None:
        judge(officer)
        officer.get_by_label("What is the referrer told?").fill(TOLD)
        officer.get_by_label("If they cannot be told, or not all of it: why?").fill(WHY_NOT_MORE)

    _step(officer, "Tell the referrer", "Record it", tells)
    expect(officer.get_by_text(WHY_NOT_MORE)).to_be_visible()

    # The parent comes back with the code: what she was told, and nothing else.
    parent.opens("/cy/refer/check/")
    parent.types("Eich cod", code)
    parent.presses("Gweld sut mae pethau’n sefyll")
    parent.reads("Mae’r heddlu wedi penderfynu beth i’w wneud.")
    parent.reads(TOLD)
    for kept_back in (WHY_NOT_MORE, f"Gethin {mark}", GEIRIAU, f"Owain {mark}", "School and family"):
        expect(parent.page.get_by_text(kept_back)).to_have_count(0)
    expect(parent.page.get_by_text(re.compile("no further action", re.IGNORECASE))).to_have_count(0)
    again = new_page(java_script_enabled=True)
    for language in ("/cy", ""):
        again.goto(f"{doors.public}{language}/refer/check/")
        again.locator("input[name=code]").fill(code)
        again.locator("main form button").last.click()
        expect(again.get_by_text(TOLD)).to_be_visible()
        judge(again)
