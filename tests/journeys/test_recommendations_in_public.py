"""A journalist without JavaScript: what is overdue, whose it is, the files, and a figure that can be quoted for good."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from candour.contexts.recommendations.operations import publishing
from tests.journeys.recommending import Reader, Stage


@pytest.fixture
def stage(doors: Any, new_page: Any, sign_in_as: Any, judge: Any, records: Any, as_door: Any) -> Stage:
    return Stage(doors, new_page, sign_in_as, judge, records, as_door)


def test_finds_what_is_overdue_and_takes_it_home(stage: Stage) -> None:
    body, other = stage.named("Office of Lateness"), stage.named("Office of Punctuality")
    title = stage.named("What waits")
    late = stage.recommendation("waits", title, "Answer every letter within a month.")
    done = stage.recommendation("waits", title, "Say in every letter who wrote it.")
    with stage.records():
        stage.desk.late(body, recommendation=late)
        stage.desk.verified(other, recommendation=done)
        publishing.count(at=timezone.now())
        publishing.draw()
    journalist, twin = stage.reader(java_script_enabled=False), stage.reader()
    page, slug = journalist.page, late.report.slug

    # The filter stays in the address, and works without JavaScript.
    journalist.opens("/recommendations/")
    page.get_by_text("Choose which to show").click()
    page.get_by_label("Report", exact=True).select_option(slug)
    page.get_by_label("Overdue only").check()
    page.get_by_role("button", name="Show these").click()
    assert "overdue=1" in page.url
    assert f"report={slug}" in page.url
    item = page.locator(".tracker-item")
    expect(item).to_have_count(1)
    expect(item).to_contain_text("Overdue")
    judged(twin, journalist)

    # Both files hold what the filter shows, and no more.
    rows = list(csv.DictReader(io.StringIO(downloaded(journalist, "CSV").read_text(encoding="utf-8-sig"))))
    assert [row["reference"] for row in rows] == [late.reference]
    with zipfile.ZipFile(downloaded(journalist, "ODS")) as ods:
        inside = ods.read("content.xml").decode()
    assert late.reference in inside
    assert done.reference not in inside

    # From the recommendation to how its report stands.
    item.get_by_role("link").click()
    journalist.reads(body, "that day has passed")
    row_of(journalist, "Report").get_by_role("link").click()
    journalist.reads("2 requests", "1 overdue", "1 verified")
    expect(page.get_by_role("img")).to_have_attribute("src", re.compile(r"\.svg"))
    judged(twin, journalist)

    # A figure with its permanent address; its text has the digest that the public ledger holds.
    page.get_by_role("link", name=re.compile("^counted on")).click()
    assert re.search(rf"/recommendations/figures/report:{slug}/\d{{4}}-\d\d-\d\d/$", page.url)
    journalist.reads("Of these overdue", page.url)
    judged(twin, journalist)
    kept = page.url
    digest = page.locator(".candour-digest").inner_text().strip()
    text = downloaded(journalist, "Download the text").read_bytes()
    assert hashlib.sha256(text).hexdigest() == digest
    page.get_by_role("link", name="Look the digest up in the public ledger").click()
    entered = page.get_by_text("Yes: it was published on")
    for _ in range(20):  # the public ledger takes in within seconds what was published
        if entered.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(entered).to_be_visible()
    # It says the same after what it counted has changed.
    with stage.records():
        stage.desk.respond(late.addressees.get())
    page.goto(kept)
    expect(page.locator(".candour-digest")).to_have_text(digest)


def judged(twin: Reader, reader: Reader) -> None:
    """What is on the page, in a browser with scripts: the judge is one."""
    twin.page.goto(reader.page.url)
    twin.is_judged()


def downloaded(reader: Reader, link: str) -> Path:
    """The file behind a link."""
    with reader.page.expect_download() as got:
        reader.page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()
    return Path(got.value.path())


def row_of(reader: Reader, key: str) -> Locator:
    """A line of the summary of facts."""
    named = reader.page.get_by_text(key, exact=True)
    return reader.page.locator(".govuk-summary-list__row").filter(has=named).first
