"""What becomes of recommendations: a claim that does not hold, a supersession, a correction; each at every door."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from candour.contexts.recommendations.models import Addressee, Recommendation
from candour.contexts.recommendations.tests.asked import today
from tests.journeys.desk import Worker
from tests.journeys.recommending import Reader, Stage

MISSING = "Two of the seven regions have no register."
NOTICE = "Two regions still have no register, nine weeks after the day."


@pytest.fixture
def stage(doors: Any, new_page: Any, sign_in_as: Any, judge: Any, records: Any, as_door: Any) -> Stage:
    return Stage(doors, new_page, sign_in_as, judge, records, as_door)


def test_a_claim_that_does_not_hold_is_followed_until_it_does(stage: Stage) -> None:
    body = stage.named("Ministry of Registers")
    asked = stage.recommendation(
        "registers", stage.named("Registers"), "Keep one register of referrals in each region."
    )
    with stage.records():
        held = stage.desk.claimed(body, recommendation=asked)
    reviewer = stage.at_work(stage.reviewer())
    head = stage.at_work(stage.head(), stepped_up=True)
    owner = stage.at_work(stage.owner(body, "Owner"))
    everybody = stage.reader()

    # The office looks at the evidence, and it does not show it.
    takes(reviewer, held, "Find it not verified")
    reviewer.is_judged()
    reviewer.is_refused("Find it not verified", "What is missing", "By which day")
    reviewer.types("Which evidence did you look at?", "The register of each of the seven regions, on the spot.")
    reviewer.types("How did you look at it?", "Opened each, and asked who writes in it.")
    reviewer.types("What is missing?", MISSING)
    reviewer.dates("By which day is it expected?", today() + timedelta(days=27))
    reviewer.presses("Find it not verified")
    reviewer.reads("Found not verified. The body reads what is missing.")
    tells(everybody, asked, "Not verified", MISSING, "A new claim is expected by")
    tells(owner, held, "Not verified", "What is missing", MISSING)
    # Nobody is written to before the day.
    head.opens(f"/recommendations/{held.reference}/write_letter/")
    head.reads("This is not possible now", "A day that has passed")

    # Nine weeks later nothing has come.
    stage.days_go_by(held.reference, 90)
    everybody.opens(f"/recommendations/?report={asked.report.slug}&overdue=1")
    expect(everybody.page.locator(".tracker-item")).to_have_count(1)
    takes(reviewer, held, "Remind")
    reviewer.is_judged()
    reviewer.presses("Send the reminder")
    takes(head, held, "Send a signed letter")
    head.is_judged()
    expect(head.page.get_by_label("Letter")).to_have_value(re.compile(f"To {body}"))
    head.page.get_by_label("Letter").fill(head.page.get_by_label("Letter").input_value() + "\n\nPlease ring me.")
    head.presses("Sign and send it")
    tells(owner, held, "Reminder", "Letter", "Please ring me.")
    owner.is_judged()
    takes(head, held, "Give public notice")
    head.is_judged()
    head.types("Notice", NOTICE)
    head.presses("Give public notice")
    tells(owner, held, NOTICE)
    tells(everybody, asked, "Public notice", NOTICE)
    everybody.reads_nothing_of("No response yet")
    everybody.is_judged()
    head.opens("/recommendations/following/")
    head.reads(body, "Public notice")

    # The body does what was missing and says so; the office looks again, and closes it.
    owner.follows("Say that it is delivered")
    owner.page.get_by_label("How is the measure").fill("Every one of the seven regions has it since spring.")
    owner.page.get_by_label("What shows it").fill("The registers of the two regions, open to the office.")
    owner.presses("Say that it is delivered")
    tells(everybody, asked, "Said to be delivered, not yet verified")
    takes(reviewer, held, "Find it verified")
    reviewer.types("Which evidence did you look at?", "The two registers that were missing.")
    reviewer.types("How did you look at it?", "On the spot, with those who write in them.")
    reviewer.presses("Find it verified")
    tells(everybody, asked, "Verified", "The two registers that were missing.")
    takes(reviewer, held, "Close it: done")
    reviewer.types("Why?", "All seven regions keep it.")
    reviewer.presses("Close it")
    tells(everybody, asked, "Closed: Done", MISSING, NOTICE, "All seven regions keep it.")
    everybody.is_judged()
    tells(owner, held, "Closed", "Nothing: it is followed no further", "All seven regions keep it.")
    owner.is_judged()
    reviewer.reads("Nothing: it is followed no further.")
    reviewer.is_judged()


def test_a_later_recommendation_supersedes_an_earlier_one(stage: Stage) -> None:
    body = stage.named("Board of Forms")
    older = stage.recommendation("forms-old", stage.named("Forms, the first look"), "Use the same form everywhere.")
    newer = stage.recommendation(
        "forms-new", stage.named("Forms, the second look"), "Use no form where a talk will do."
    )
    with stage.records():
        held = stage.desk.asked(body, recommendation=older)
        stage.desk.asked(body, recommendation=newer)
    head, everybody = stage.at_work(stage.head()), stage.reader()

    # Nothing supersedes it yet, so it cannot be closed as superseded.
    takes(head, held, "Close it: superseded")
    head.types("Why?", "The later one says it better.")
    head.is_refused("Close it", "The recommendation that supersedes it")
    head.opens(f"/recommendations/{newer.reference}/")
    head.follows("Link it to another recommendation")
    head.is_judged()
    head.ticks("Supersedes")
    head.types("The other one’s reference", older.reference)
    head.types("Why?", "A form for everything was too much.")
    head.presses("Link them")
    head.reads("Supersedes", older.report.title)
    # And not the other way round.
    head.opens(f"/recommendations/{older.reference}/link/")
    head.ticks("Supersedes")
    head.types("The other one’s reference", newer.reference)
    head.types("Why?", "A mistake.")
    head.is_refused("Link them", "circle")
    takes(head, held, "Close it: superseded")
    head.page.get_by_label("Which recommendation supersedes it?").select_option(index=1)
    head.types("Why?", "The later one says it better.")
    head.presses("Close it")
    head.reads("Superseded by", newer.report.title)

    tells(everybody, older, "Closed: Superseded", "Is superseded by", newer.report.title)
    everybody.is_judged()
    everybody.page.get_by_role("region", name="Other recommendations").get_by_role("link").click()
    everybody.reads(newer.text, "Supersedes", older.report.title, "A form for everything was too much.")
    everybody.page.get_by_role("region", name="Other recommendations").get_by_role("link").click()
    everybody.reads(older.text)
    owner = stage.at_work(stage.owner(body, "Owner"))
    tells(owner, held, "Closed", "The later one says it better.")


def test_a_mistake_is_corrected_by_a_dated_notice(stage: Stage) -> None:
    body = stage.named("Council of Numbers")
    asked = stage.recommendation(
        "numbers", stage.named("Numbers"), "Publish how many of the 7,000 referrals were closed."
    )
    with stage.records():
        held = stage.desk.asked(body, recommendation=asked)
    head, everybody = stage.at_work(stage.head()), stage.reader()
    tells(everybody, asked, "7,000")
    everybody.reads_nothing_of("Corrected on")

    head.opens(f"/recommendations/{asked.reference}/")
    head.follows("Correct what was issued")
    head.is_judged()
    head.is_refused("Put the notice beside it", "What was wrong", "What stood there", "What is right")
    head.types("What was wrong, as a reader finds it on the page?", "number of referrals")
    head.types("What stood there?", "7,000")
    head.types("What is right?", "6,922")
    head.types(
        "How did the mistake come about, and how was it found?", "A rounded figure was copied; a reader told us."
    )
    head.presses("Put the notice beside it")
    head.reads("6,922")

    tells(everybody, asked, "Corrected on", "number of referrals", "6,922", "a reader told us", asked.text)
    everybody.is_judged()
    everybody.opens("/recommendations/changes/")
    everybody.reads(f"A correction – Recommendation {asked.number}, {asked.report.title}")
    owner = stage.at_work(stage.owner(body, "Owner"))
    tells(owner, held, "6,922")
    owner.is_judged()


def takes(who: Worker, held: Addressee, step: str) -> None:
    """From the page of the recommendation, to which the reference leads: the office's step on what this body was asked."""
    who.opens(f"/recommendations/{held.reference}/")
    who.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{re.escape(step)}")).first.click()


def tells(who: Worker | Reader, what: Addressee | Recommendation, *words: str) -> None:
    """The page of it, at their door, has these words."""
    who.opens(f"/recommendations/{what.reference}/")
    who.reads(*words)
