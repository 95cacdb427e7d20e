"""Evidence of delivery, through every door: a body attaches it without JavaScript, the worker makes it safe, the office looks at
it when it judges, a wrong file is set aside and stays, and the public reads the words alone."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from candour.contexts.recommendations.tests.asked import today
from candour.kernel.documents.tests.rehearsal import pdf
from tests.journeys.desk import Worker
from tests.journeys.recommending import Stage

REGISTER: FilePayload = {
    "name": "register of training in all forty-three forces.pdf",
    "mimeType": "application/pdf",
    "buffer": pdf(2),
}
TABLE: FilePayload = {"name": "forces.csv", "mimeType": "text/csv", "buffer": b"force,trained\nNorthshire,yes\n"}
WRONG: FilePayload = {**TABLE, "name": "of another year.csv"}
WHY = "It is the table of another year."


@pytest.fixture
def stage(doors: Any, new_page: Any, sign_in_as: Any, judge: Any, records: Any, as_door: Any) -> Stage:
    return Stage(doors, new_page, sign_in_as, judge, records, as_door)


def test_a_claim_is_judged_on_the_files_that_came_with_it(stage: Stage) -> None:
    body = stage.named("Ministry of Training")
    asked = stage.recommendation("training", stage.named("Training"), "Train everybody who refers.")
    with stage.records():
        held = stage.desk.respond(stage.desk.asked(body, recommendation=asked))
    owner = stage.at_work(stage.owner(body, "Owner"), java_script_enabled=False)
    colleague = stage.at_work(stage.owner(body, "Colleague"))
    reviewer = stage.at_work(stage.reviewer())
    everybody = stage.reader()

    # Three files come with the claim; a film is refused by name, and what was typed stays.
    owner.opens(f"/recommendations/{held.reference}/claim/")
    owner.types("How is the measure of success met?", "Everybody is trained.")
    owner.types("What shows it, and where can it be seen?", "The register, by force.")
    owner.page.get_by_label("Evidence files").set_input_files(
        {**TABLE, "name": "film.mp4", "buffer": b"\0\0\0\x18ftypmp42"}
    )
    owner.page.get_by_role("button", name="Say that it is delivered", exact=True).click()
    owner.reads("“film.mp4”", "Choose the file again: it was not kept.")
    expect(owner.page.get_by_label("How is the measure of success met?")).to_have_value("Everybody is trained.")
    owner.page.get_by_label("Evidence files").set_input_files([REGISTER, TABLE, WRONG])
    owner.presses("Say that it is delivered")
    owner.reads(REGISTER["name"], TABLE["name"], WRONG["name"])

    # The worker makes them safe; there is no scanner here, and both sides are told.
    page = colleague.page
    for _ in range(60):  # the worker looks every minute
        colleague.opens(f"/recommendations/{held.reference}/")
        if page.get_by_text("Being checked").count() == 0:
            break
        page.wait_for_timeout(2_000)
    colleague.reads("Not scanned")
    _looked_at(colleague, "body")
    page.get_by_role("link", name=WRONG["name"]).click()
    colleague.reads("Northshire,yes")
    colleague.follows("Set it aside")
    _looked_at(colleague, "set-aside")
    colleague.types("What is wrong with it?", WHY)
    colleague.presses("Set it aside")
    colleague.reads("Set aside", WHY)

    # The office reads them beside the claim, and judges.
    reviewer.opens(f"/recommendations/{held.reference}/verify/")
    reviewer.reads(REGISTER["name"], TABLE["name"], "Set aside", WHY)
    _looked_at(reviewer, "verify")
    reviewer.opens(f"/recommendations/{held.reference}/")
    _looked_at(reviewer, "office")
    reviewer.page.get_by_role("link", name=REGISTER["name"]).click()
    reviewer.reads("Page 1 of 2", "That you read it is recorded.", "Not scanned for malicious software.")
    drawn = reviewer.page.locator("img.candour-page")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.complete && image.naturalWidth") > 50
    _looked_at(reviewer, "file")
    reviewer.reads_nothing_of("Set it aside", "Get the file itself")
    reviewer.follows("Next page")
    reviewer.reads("Page 2 of 2")

    # Everybody reads what the body says, and nothing of the files.
    everybody.opens(f"/recommendations/{asked.reference}/")
    everybody.reads("The register, by force.", f"{today():%Y}")
    everybody.reads_nothing_of(REGISTER["name"], TABLE["name"], WHY)
    where = re.sub(r"^https?://[^/]+", "", reviewer.page.url)
    assert everybody.page.goto(everybody.address + where.partition("?")[0]).status == 404  # type: ignore[union-attr]


def _looked_at(who: Worker, name: str) -> None:
    if folder := os.environ.get("EVIDENCE_SHOTS"):
        for width in (1280, 375):
            who.page.set_viewport_size({"width": width, "height": 900})
            who.page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
    who.is_judged()
