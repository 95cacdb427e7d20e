"""The public site: every page answers without database, session or cookie, and says what it must."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from django.test import Client
from pytest_django import Settings

from candour.kernel.doors import Door
from candour.kernel.procedures import registry
from candour.web import catalogue
from candour.web.tests.twins import untranslated

ENGLISH = [
    "/", "/about/", "/how-it-works/", "/privacy/", "/cookies/", "/accessibility/", "/contact/", "/easy-read/", "/bsl/",
    "/translation/",
]  # fmt: skip
PAGES = [*ENGLISH, *(f"/cy{address}" for address in ENGLISH)]


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.DOOR = Door.PUBLIC
    settings.ROOT_URLCONF = "candour.config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    settings.CONTENT_SECURITY_POLICY = settings.PUBLIC_CONTENT_SECURITY_POLICY
    return Client(SERVER_NAME="localhost")


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


class TestContentPages:
    @pytest.mark.parametrize("address", PAGES)
    def test_answers_without_database_or_cookie(self, visitor: Client, address: str) -> None:
        # no database fixture: opening a connection would fail the test
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"] == "public, max-age=60"
        assert "require-trusted-types-for 'script'" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("address", PAGES)
    def test_loads_nothing_from_elsewhere_and_has_one_heading(self, visitor: Client, address: str) -> None:
        tags = Seen(visitor.get(address).content.decode()).tags
        for tag, attributes in tags:
            for name in ("src", "href"):
                value = attributes.get(name) or ""
                assert not value.startswith(("http", "//")), (tag, value)
            assert "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]
        assert [tag for tag, _ in tags].count("h1") == 1
        ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("address", PAGES)
    def test_links_within_the_site_lead_somewhere(self, visitor: Client, address: str) -> None:
        later = {"/tell/", "/check/", "/cy/tell/", "/cy/check/"}  # the form and the mailbox, of another context
        for tag, attributes in Seen(visitor.get(address).content.decode()).tags:
            target = (attributes.get("href") or "").split("#")[0]
            if tag == "a" and target and target not in later:
                assert visitor.get(target).status_code in {200, 302}, target

    def test_the_demonstration_says_so(self, visitor: Client, settings: Settings) -> None:
        settings.DEMONSTRATION = True
        assert b"Demonstration: synthetic data" in visitor.get("/").content
        settings.DEMONSTRATION = False
        assert b"Demonstration" not in visitor.get("/").content

    def test_the_emergency_numbers_stand_before_the_form(self, visitor: Client) -> None:
        words = visitor.get("/").content.decode()
        assert "999" in words
        assert "0800 789 321" in words

    def test_what_anonymity_cannot_protect_is_said(self, visitor: Client) -> None:
        words = visitor.get("/privacy/").content.decode()
        for what in ("the device and the network", "what you write yourself", "not encrypted a second time", "court"):
            assert what in words

    def test_how_to_reach_the_office_is_what_the_installation_was_told(
        self, visitor: Client, settings: Settings
    ) -> None:
        settings.OFFICE_CONTACT = {"telephone": "0123 <4>", "data_protection": "officer@example.test"}
        assert b"0123 &lt;4&gt;" in visitor.get("/contact/").content
        assert b"officer@example.test" in visitor.get("/privacy/").content


class TestWelsh:
    """Under ``/cy/`` each page says the same, in Welsh, and leads on in Welsh."""

    TOLD: ClassVar[dict[str, dict[str, str]]] = {
        "nothing": {},
        "everything": {
            "email": "post@swyddfa.example", "telephone": "01234", "post": "1 Heol", "relay": "18001 01234",
            "data_protection": "data@swyddfa.example", "bsl_relay": "relay.example", "bsl_video": "https://bsl.example/v",
        },
    }  # fmt: skip

    @pytest.mark.parametrize("is_demonstration", [True, False])
    @pytest.mark.parametrize("told", TOLD)
    @pytest.mark.parametrize("address", ENGLISH)
    def test_leaves_nothing_in_english(
        self, visitor: Client, settings: Settings, address: str, told: str, is_demonstration: bool
    ) -> None:
        settings.OFFICE_CONTACT, settings.DEMONSTRATION = self.TOLD[told], is_demonstration
        english, welsh = (visitor.get(path).content.decode() for path in (address, f"/cy{address}"))
        assert untranslated(english, welsh) == []

    @pytest.mark.parametrize("address", ENGLISH)
    def test_leads_on_in_welsh_and_back_to_the_same_place(self, visitor: Client, address: str) -> None:
        tags = Seen(visitor.get(f"/cy{address}?a=b").content.decode()).tags
        links = [told for tag, told in tags if tag == "a" and (told.get("href") or "").startswith("/")]
        out = {str(told["href"]) for told in links if not str(told["href"]).startswith("/cy/")}
        assert out == {f"{address}?a=b"} | ({"/security.txt"} if address == "/contact/" else set())
        [toggle] = [told for told in links if told.get("hreflang")]
        assert (toggle["lang"], toggle["hreflang"]) == ("en", "en")
        other = [told for tag, told in tags if tag == "link" and told.get("rel") == "alternate"]
        assert {(told["hreflang"], told["href"]) for told in other} == {
            ("en", f"{address}?a=b"), ("cy", f"/cy{address}?a=b"),
        }  # fmt: skip

    def test_draws_the_procedures_in_welsh(self, visitor: Client) -> None:
        for address in re.findall(r'<img src="([^"]+)"', visitor.get("/cy/how-it-works/").content.decode()):
            assert address.startswith("/cy/")
            english, welsh = (
                f'<html lang="{code}">{visitor.get(path).content.decode()}</html>'
                for code, path in (("en", address.removeprefix("/cy")), ("cy", address))
            )
            assert untranslated(english, welsh) == []

    def test_a_video_is_linked_when_the_office_has_one(self, visitor: Client, settings: Settings) -> None:
        assert "no video in British Sign Language" in visitor.get("/bsl/").content.decode()
        settings.OFFICE_CONTACT = self.TOLD["everything"]
        page = visitor.get("/bsl/").content.decode()
        assert 'href="https://bsl.example/v" rel="noreferrer' in page
        assert "no video in British Sign Language" not in page + visitor.get("/accessibility/").content.decode()

    def test_says_how_much_waits_for_a_translator(self, visitor: Client) -> None:
        standing = catalogue.standing()
        page = visitor.get("/translation/").content.decode()
        assert f"{len(standing.awaiting)} of {standing.all} texts still wait" in page
        assert page.count('<dd lang="cy">') == len(standing.awaiting)


class TestHowItWorks:
    def test_every_stage_and_step_in_force_is_on_the_page(self, visitor: Client) -> None:
        page = visitor.get("/how-it-works/").content.decode()
        assert registry.every()
        for name in {procedure.name for procedure in registry.every()}:
            procedure = registry.in_force(name, datetime.now(UTC).date())
            for state in procedure.states:
                assert f">{state.label}</th>" in page
            for step in procedure.steps:
                assert f">{step.label}</th>" in page

    def test_each_picture_is_an_image_without_script(self, visitor: Client) -> None:
        page = visitor.get("/how-it-works/").content.decode()
        pictures = re.findall(r'<img src="([^"]+)"', page)
        assert len(pictures) == len({procedure.name for procedure in registry.every()})
        for address in pictures:
            answer = visitor.get(address)
            assert answer["Content-Type"] == "image/svg+xml"
            assert answer.content.startswith(b"<svg ")
            assert b"<script" not in answer.content

    def test_an_unknown_picture_is_not_there(self, visitor: Client) -> None:
        assert visitor.get("/how-it-works/invented.svg").status_code == 404


class TestFilesForMachines:
    def test_security_txt_is_valid_for_some_time(self, visitor: Client, settings: Settings) -> None:
        assert b"Contact: http://localhost/contact/" in visitor.get("/security.txt").content
        settings.OFFICE_CONTACT = {"security": "mailto:security@office.example"}
        for address in ("/security.txt", "/.well-known/security.txt"):
            words = visitor.get(address).content.decode()
            assert re.search(r"^Contact: mailto:security@office.example$", words, re.MULTILINE)
            expires = re.search(r"^Expires: (\S+)$", words, re.MULTILINE)
            assert expires
            left = datetime.fromisoformat(expires[1]) - datetime.now(UTC)
            assert 90 < left.days < 366

    def test_search_engines_stay_out_of_the_form_and_of_the_staffs_doors(
        self, visitor: Client, settings: Settings
    ) -> None:
        assert b"Disallow: /tell/" in visitor.get("/robots.txt").content
        settings.DOOR = Door.OFFICE
        settings.ROOT_URLCONF = "candour.config.urls.office"
        assert Client(SERVER_NAME="localhost").get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"

    def test_an_icon(self, visitor: Client) -> None:
        assert visitor.get("/favicon.ico")["Location"].startswith("/static/candour/mark.svg")
