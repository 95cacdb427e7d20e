"""The address says in which language a page is, and nothing else does."""

from __future__ import annotations

import re
import threading
from datetime import date
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from pytest_django import Settings

from candour import web
from candour.kernel.doors import Door
from candour.web import catalogue, jinja, languages, pages, problems
from candour.web.tests.twins import SAME, untranslated

PACKAGE = Path(web.__file__).resolve().parents[1]


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.DOOR = Door.PUBLIC
    settings.ROOT_URLCONF = "candour.config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    settings.CONTENT_SECURITY_POLICY = settings.PUBLIC_CONTENT_SECURITY_POLICY
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


class TestAddresses:
    @pytest.mark.parametrize(
        ("path", "language"),
        [
            ("/", "en-gb"),
            ("/tell/", "en-gb"),
            ("/cy/", "cy"),
            ("/cy", "cy"),
            ("/cy/tell/", "cy"),
            ("/cycling/", "en-gb"),
        ],
    )
    def test_say_their_language(self, path: str, language: str) -> None:
        assert languages.of_path(path) == language

    def test_have_a_twin_that_has_them_as_its_twin(self) -> None:
        for path in ("/", "/tell/kind/?from=check", "/nothing/", "/%C5%B5/"):
            there = languages.twin(path)
            assert (there.code, there.href) == ("cy", f"/cy{path}")
            assert languages.twin(there.href).href == path

    @pytest.mark.parametrize("path", ["/cy//evil.example/", "/cy///evil.example"])
    def test_never_lead_to_another_host(self, path: str) -> None:
        assert not languages.twin(path).href.startswith("//")

    def test_are_local_to_the_page_that_links(self) -> None:
        assert languages.local("/tell/") == "/tell/"
        with override("cy"):
            assert languages.local("/tell/") == "/cy/tell/"


class TestMiddleware:
    def test_asks_neither_browser_nor_cookie(self, visitor: Client) -> None:
        visitor.cookies["django_language"] = "cy"
        answer = visitor.get("/", headers={"accept-language": "cy"})
        assert b'<html lang="en"' in answer.content
        assert answer["Content-Language"] == "en"
        assert "Vary" not in answer or "language" not in answer["Vary"].lower()

    def test_leaves_no_language_behind(self, visitor: Client) -> None:
        before = get_language()
        assert visitor.get("/cy/")["Content-Language"] == "cy"
        assert get_language() == before

    def test_does_not_mix_languages_of_two_at_once(self, visitor: Client) -> None:
        seen: list[bool] = []

        def read(path: str, words: bytes) -> None:
            client = Client(SERVER_NAME="localhost")
            seen.extend(words in client.get(path).content for _ in range(10))

        told = [("/cy/about/", b"Beth yw Prevent"), ("/about/", b"What Prevent is")]
        threads = [threading.Thread(target=read, args=one) for one in told]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [True] * 20

    def test_has_one_address_for_machines_and_for_the_way_out(self, visitor: Client) -> None:
        for path in ("/cy/robots.txt", "/cy/healthz", "/cy/leave/", "/cy/security.txt", "/en-gb/", "/cy/cy/"):
            assert visitor.get(path).status_code == 404
        assert b"Disallow: /cy/tell/" in visitor.get("/robots.txt").content


ERRORS = sorted(path.stem for path in (PACKAGE / "web" / "templates" / "errors").glob("[!_]*.html"))


class TestErrors:
    @pytest.mark.parametrize("name", ERRORS)
    def test_are_welsh_too(self, visitor: Client, name: str) -> None:
        def page(path: str) -> str:
            request = RequestFactory().get(path)
            request.door = Door.PUBLIC  # type: ignore[attr-defined]
            with override(languages.of_path(path)):
                return problems.problem(request, name, 500, refusals=()).content.decode()

        assert untranslated(page("/tell/"), page("/cy/tell/")) == []

    def test_are_in_the_language_of_the_address(self, visitor: Client) -> None:
        for path, wanted in (("/cy/nothing/", 404), ("/cy/?a=%00", 400)):
            answer = visitor.get(path)
            assert answer.status_code == wanted
            assert b'<html lang="cy"' in answer.content
            assert f'href="{path.removeprefix("/cy")}"'.encode() in answer.content

    def test_of_a_form_too_big_or_without_its_token(self, visitor: Client) -> None:
        strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        sent = {"receipt": "a b c"}
        for client, path, given, wanted in (
            (strict, "/cy/check/", sent, 403),
            (visitor, "/cy/check/", {"receipt": "x" * 300_000}, 413),
        ):
            english, welsh = (client.post(address, given) for address in (path.removeprefix("/cy"), path))
            assert (english.status_code, welsh.status_code) == (wanted, wanted)
            assert untranslated(english.content.decode(), welsh.content.decode()) == []


class TestPagesOfStaff:
    def test_have_no_twin(self, settings: Settings) -> None:
        settings.DOOR = Door.OFFICE
        request = RequestFactory().get("/")
        assert pages.Shell(request).twin() is None
        assert "candour-language" not in problems.not_found(request).content.decode()


class TestDates:
    def test_are_written_as_in_welsh(self) -> None:
        with override("cy"):
            assert date_format(date(2026, 4, 3), "l j F Y") == "dydd Gwener 3 Ebrill 2026"
            assert jinja.day(date(2026, 12, 1)) == "1 Rhagfyr 2026"
            assert jinja.sentence_list(["a", "b", "c"]) == "a, b, c"


class TestLinks:
    def test_of_public_templates_keep_the_language(self) -> None:
        """An address written out would lead from a Welsh page to an English one."""
        places = [
            *(PACKAGE / "contexts").glob("*/templates/publication/**/*.html"),
            *(PACKAGE / "contexts").glob("*/templates/*/public/**/*.html"),
            *(PACKAGE / "web" / "templates" / "layouts" / f"{name}.html" for name in ("public", "intake", "plain")),
        ]
        assert len(places) > 35
        one_language = {"/leave/", "/security.txt"}
        found = [
            f"{path.name}: {address}"
            for path in places
            for address in re.findall(r"""(?:href|action|formaction)\s*[=:]\s*"(/[^"]*)""", path.read_text("utf-8"))
            if address not in one_language
        ]
        assert found == []


class TestTwins:
    def test_what_is_left_in_english_is_found(self) -> None:
        english = '<html lang="en"><p title="A word">Hello there</p><b lang="cy">Helo</b><i>0800 11</i></html>'
        welsh = '<html lang="cy"><p title="A word">Hello there</p><b lang="en">Hello there</b><i>0800 11</i></html>'
        assert untranslated(english, welsh) == ["A word", "Hello there"]
        assert untranslated(english, english)[0] == "lang: en, en"
        assert len(SAME) < 10


class TestStanding:
    def test_counts_what_waits(self) -> None:
        standing = catalogue.standing()
        assert 500 < len(standing.awaiting) <= standing.all
        assert all(text.english and text.welsh for text in standing.awaiting)
