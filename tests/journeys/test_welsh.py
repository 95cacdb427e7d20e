"""Telling the Commissioner in Welsh, and changing the language on the way, in a browser that runs no JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from candour.kernel.people.roles import Role
from tests.journeys import tour
from tests.journeys.test_tell import Reporter

WORDS = "Ni ddywedodd neb wrthym fod ein mab wedi’i atgyfeirio.\nClywsom gan ei ffrind."

NOTES: FilePayload = {"name": "nodiadau.txt", "mimeType": "text/plain", "buffer": b"Dim ond nodiadau.\r\n"}
MORE: FilePayload = {"name": "rhagor.txt", "mimeType": "text/plain", "buffer": b"Rhagor.\r\n"}
FILM: FilePayload = {"name": "ffilm.mp4", "mimeType": "video/mp4", "buffer": b"\0\0\0\x20ftypisom" + bytes(90)}


@pytest.fixture
def reporter(page_without_scripts: Page, doors: Any) -> Reporter:
    """Somebody at a computer, without JavaScript."""
    return Reporter(page_without_scripts, doors.public)


def _answered(
    reference: str, somebody: Callable[..., Any], records: Callable[[], AbstractContextManager[None]]
) -> None:
    """The office acknowledges it, in Welsh."""
    from candour.contexts.concerns.models import Concern
    from candour.contexts.concerns.operations import handling
    from candour.contexts.concerns.tests import factories

    worker = somebody("Sian", Role.CONCERNS_CASEWORKER)
    with records():
        concern = Concern.objects.get(reference=reference)
        assert concern.language == "Cymraeg"
        handling.acknowledge(
            concern_id=concern.id,
            text="Mae gennym, ac rydym yn ei ddarllen.",
            actor=factories.actor(worker),
            at=factories.now(),
        )


def _goes_to(page: Page, language: str) -> None:
    page.get_by_role("navigation", name="Language").or_(page.get_by_role("navigation", name="Iaith")).get_by_text(
        language, exact=True
    ).click()


def test_somebody_tells_in_welsh_and_is_answered(
    reporter: Reporter, somebody: Callable[..., Any], records: Callable[[], AbstractContextManager[None]]
) -> None:
    page = reporter.page
    reporter.opens("/")
    _goes_to(page, "Cymraeg")
    expect(page).to_have_url(f"{reporter.address}/cy/")
    page.get_by_role("main").get_by_role("button", name="Dweud wrth y Comisiynydd").click()
    page.get_by_role("button", name="Dechrau", exact=True).click()
    reporter.chooses("Pryder am y ffordd")
    reporter.presses("Parhau")
    reporter.chooses("Cafodd fy mhlentyn")
    reporter.presses("Parhau")
    reporter.chooses("Cymru")
    reporter.presses("Parhau")
    reporter.types("Ei enw, os ydych yn ei wybod", "Ysgol y Bryn")

    # Half-way, in the middle of a page: over to English and back, and nothing typed is lost.
    _goes_to(page, "English")
    reporter.stands_at("Which body is it about?")
    expect(page.get_by_label("Its name, if you know it")).to_have_value("Ysgol y Bryn")
    page.get_by_label("Town or area").fill("Bangor")
    _goes_to(page, "Cymraeg")
    reporter.stands_at("Am ba gorff y mae hyn?")
    expect(page.get_by_label("Tref neu ardal")).to_have_value("Bangor")
    page.get_by_label("Tref neu ardal").press("Enter")  # the form's own button, not the toggle's
    reporter.stands_at("Am ba ran o Prevent y mae hyn?")
    reporter.presses("Parhau")
    reporter.presses("Parhau")
    reporter.reads("Dywedwch wrthym beth ddigwyddodd. Mae ychydig eiriau’n ddigon")
    reporter.types("Dywedwch wrthym yn eich geiriau eich hun", WORDS)
    reporter.presses("Parhau")
    for _ in range(5):
        reporter.presses("Parhau")
    reporter.stands_at("Gwiriwch eich atebion")
    for given in ("Ysgol y Bryn", "Bangor", "Ni ddywedodd neb wrthym", "Cymru"):
        reporter.reads(given)
    reporter.presses("Anfon")
    reporter.stands_at("Dyma eich derbynneb")
    receipt = page.locator("#code").inner_text()
    reporter.reads("/cy/check/")
    reporter.presses("Rwyf wedi’i chadw: gorffen")
    reporter.stands_at("Wedi gorffen")

    reporter.opens("/cy/check/")
    reporter.types("Eich derbynneb", receipt)
    _goes_to(page, "English")
    expect(page.get_by_label("Your receipt")).to_have_value(receipt)
    _goes_to(page, "Cymraeg")
    reporter.presses("Agor fy mlwch negeseuon")
    reporter.stands_at("Eich blwch negeseuon")
    reporter.reads("Nid oes neb wedi edrych arno eto.")
    page.get_by_text("Sut y cyfrifwyd y diwrnod hwn").click()
    reporter.reads("diwrnod gwaith, yn cyfrif o’r diwrnod ar ôl")
    reporter.reads("Felly’r diwrnod olaf yw dydd ")
    reference = page.locator(".govuk-caption-l").inner_text()

    _answered(reference, somebody, records)
    page.reload()
    reporter.reads("Mae gennym, ac rydym yn ei ddarllen.")
    reporter.types("Eich neges", "Diolch yn fawr.")
    _goes_to(page, "English")
    reporter.stands_at("Your mailbox")
    expect(page.get_by_label("Your message")).to_have_value("Diolch yn fawr.")
    _goes_to(page, "Cymraeg")
    reporter.presses("Anfon y neges")
    reporter.stands_at("Mae eich neges wedi’i hanfon")
    page.get_by_role("button", name="Yn ôl i’r blwch negeseuon").click()
    reporter.reads("Diolch yn fawr.")
    reporter.presses("Cau’r blwch negeseuon")
    reporter.stands_at("Mae’r blwch negeseuon wedi’i gau")


def test_a_confidential_reporter_sends_a_file_in_welsh_and_comes_back(
    page_without_scripts: Page, house: tour.House
) -> None:
    """In a demonstration office, because a name can be locked away only where the keys were made."""
    page, reporter = page_without_scripts, Reporter(page_without_scripts, house.public)
    reporter.opens("/cy/tell/kind/")
    while "what-happened" not in page.url:
        reporter.presses("Parhau")
    reporter.types("Dywedwch wrthym yn eich geiriau eich hun", WORDS)
    reporter.presses("Parhau")
    reporter.presses("Parhau")
    reporter.stands_at("Hoffech chi roi eich enw?")
    reporter.reads("Ni all ddiogelu’r hyn y mae eich geiriau eich hun yn ei ddatgelu")
    reporter.chooses("Hoffwn, ond dan glo")
    reporter.types("Eich enw", "Blodeuwedd Prydderch")
    reporter.types("Unrhyw beth arall sy’n dangos pwy ydych chi", "Dim ond fi sy’n dysgu Lladin yno.")
    _goes_to(page, "English")
    expect(page.get_by_label("Yes, but locked away")).to_be_checked()
    expect(page.get_by_label("Your name")).to_have_value("Blodeuwedd Prydderch")
    _goes_to(page, "Cymraeg")
    while "check-answers" not in page.url:
        reporter.presses("Parhau")
    reporter.reads("Hoffwn, ond dan glo")

    page.get_by_role("link", name="Ychwanegu ffeiliau").click()
    reporter.stands_at("Ychwanegu ffeiliau")
    page.get_by_label("Dewiswch ffeiliau").set_input_files([NOTES, FILM])
    reporter.presses("Ychwanegu’r ffeiliau hyn")
    reporter.reads("“ffilm.mp4”: Ni allwn dderbyn sain na fideo")
    _goes_to(page, "English")
    reporter.reads("Added so far")
    _goes_to(page, "Cymraeg")
    reporter.reads("nodiadau.txt")
    page.get_by_role("button", name="Parhau", exact=True).click()
    reporter.stands_at("Gwiriwch eich atebion")
    reporter.reads("nodiadau.txt")
    reporter.presses("Anfon")
    reporter.stands_at("Dyma eich derbynneb")
    receipt = page.locator("#code").inner_text()
    reporter.presses("Rwyf wedi’i chadw: gorffen")

    reporter.opens("/cy/check/")
    reporter.types("Eich derbynneb", receipt)
    reporter.presses("Agor fy mlwch negeseuon")
    reporter.stands_at("Eich blwch negeseuon")
    reporter.reads("Mae pwy ydych chi wedi’i selio. Nid oes neb wedi ei agor.")
    reporter.reads("Ffeiliau a anfonwyd gennych gyda’r ffurflen")
    reporter.reads("nodiadau.txt (19 B)")
    expect(page.get_by_role("main")).not_to_contain_text("Blodeuwedd")
    page.get_by_label("Ffeiliau, os ydych am anfon rhai").set_input_files(MORE)
    _goes_to(page, "English")
    reporter.reads("If you chose files, choose them again")
    _goes_to(page, "Cymraeg")
    page.get_by_label("Ffeiliau, os ydych am anfon rhai").set_input_files(MORE)
    reporter.presses("Anfon y neges")
    reporter.stands_at("Mae eich neges wedi’i hanfon")
    page.get_by_role("button", name="Yn ôl i’r blwch negeseuon").click()
    reporter.reads("Rwyf wedi anfon ffeiliau.")
    reporter.reads("rhagor.txt")
    reporter.presses("Cau’r blwch negeseuon")
    reporter.stands_at("Mae’r blwch negeseuon wedi’i gau")


def test_the_way_out_of_a_welsh_page_forgets_everything(reporter: Reporter) -> None:
    page = reporter.page
    reporter.opens("/cy/tell/kind/")
    reporter.presses("Parhau")
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather", content_type="text/plain"))
    page.get_by_role("link", name="Gadael y dudalen hon yn gyflym").click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    assert not [cookie for cookie in page.context.cookies() if "draft" in str(cookie.get("name"))]


def test_a_page_says_its_language_and_names_the_other_in_its_own(reporter: Reporter) -> None:
    page = reporter.page
    for path, own, other in (("/about/", "en", "cy"), ("/cy/about/", "cy", "en")):
        reporter.opens(path)
        expect(page.locator("html")).to_have_attribute("lang", own)
        toggle = page.locator(".candour-language a")
        expect(toggle).to_have_attribute("lang", other)
        expect(toggle).to_have_attribute("hreflang", other)
