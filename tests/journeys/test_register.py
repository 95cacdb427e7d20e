"""A register is imported at the office, through a real browser: wrong first, then mended, then drafted."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from playwright.sync_api import Page, expect

from candour.contexts.recommendations.models import Draft, ReportDraft
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind, Role

HEADER = "report,number,text,measure,addressees,part,deliver_by,tags"
LONG = "Publish, each quarter and for every area, how long referrals wait for a decision, " * 6
NAME = "Cambridgeshire and Peterborough Combined Authority Shared Safeguarding Partnership Service"


def shoot(page: Page, name: str) -> None:
    """A picture for whoever looks, where CANDOUR_PICTURES names a folder."""
    if folder := os.environ.get("CANDOUR_PICTURES"):
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def choose(page: Page, name: str, *rows: str) -> None:
    """Choose a file and send it."""
    data = "\r\n".join([HEADER, *rows]).encode()
    page.get_by_label("Choose the file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Check the file").click()


def test_a_register_is_mended_and_becomes_drafts(
    doors: Any,
    page: Page,
    somebody: Any,
    sign_in_as: Any,
    judge: Callable[[Page], None],
    records: Callable[[], AbstractContextManager[None]],
) -> None:
    with records():
        for name in ("Home Office", NAME):
            Organisation.objects.create(name=name, kind=OrganisationKind.HOME_OFFICE)
        ReportDraft.objects.create(slug="waiting", title="How long people wait", author="The Commissioner")
    sign_in_as(page, somebody("Ruth", Role.REVIEWER))
    page.goto(f"{doors.office}/recommendations/import/")
    shoot(page, "import")
    template = page.request.get(f"{doors.office}/recommendations/import/template.csv")
    header = template.body().decode("utf-8-sig").splitlines()[0]
    assert header == ",".join(f'"{name}"' for name in HEADER.split(","))
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose the file.")
    good = [
        f'waiting,1,"{LONG}",The figures are published.,Home Office; {NAME},,31/03/2030,',
        "waiting,2,Agree one form and use it.,Everybody uses it.,,,2030-06-30,",
        "waiting,2,Write the form.,,Home Office,a,,",
        f"waiting,2,Use the form.,,{NAME},b,,",
    ]
    choose(page, "wrong.csv", *good, "waiting,1,=cmd(),,Nowhere Council,,31/02/2030,none", "unknown,7,Text,,,,,")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("6 things to mend; nothing was made")
    expect(summary).to_contain_text("Row 6, addressees: No body is called “Nowhere Council”.")
    judge(page)
    shoot(page, "wrong")
    summary.get_by_role("link").first.click()
    expect(page.locator("#row-6")).to_be_visible()
    with records():
        assert not Draft.objects.filter(report__slug="waiting").exists()
    choose(page, "a-file-with-a-name-that-is-long-enough-to-be-a-trouble-on-a-telephone-2026-11-25-final.csv", *good)
    expect(page.locator("body")).to_contain_text("The file makes 2 drafts.")
    judge(page)
    shoot(page, "right")
    page.get_by_role("button", name="Make these 2 drafts").click()
    expect(page.locator("body")).to_contain_text("2 recommendations are drafts now")
    judge(page)
    with records():
        assert Draft.objects.filter(report__slug="waiting", state="drafting").count() == 2
