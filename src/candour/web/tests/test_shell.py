"""Small parts: filters, navigation, entrances, vendored files, error pages, the shell's own views."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from jinja2 import UndefinedError
from pytest_django import Settings

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.web import entrance, jinja, navigation, problems, vendored


def render(source: str, **facts: object) -> str:
    return str(engines["pages"].from_string(source).render(facts))


class TestJinja:
    def test_a_misspelt_name_is_an_error_in_the_tests(self) -> None:
        with pytest.raises(UndefinedError):
            render("{{ concren }}")
        with pytest.raises(UndefinedError):
            render("{% for x in concrens %}{% endfor %}")

    def test_what_a_person_typed_is_escaped(self) -> None:
        assert render("{{ typed }}", typed="<script>") == "&lt;script&gt;"
        assert "&lt;b&gt;" in render("{{ _('Hello %(name)s', name=typed) }}", typed="<b>")

    def test_times_are_of_the_offices_clock(self) -> None:
        summer = datetime(2026, 7, 1, 11, 5, tzinfo=UTC)
        assert jinja.moment(summer) == "1 July 2026 at 12:05pm"
        assert jinja.moment(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026 at 12:30am"
        assert jinja.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
        assert jinja.day(date(2026, 4, 3)) == "3 April 2026"
        assert (jinja.day(None), jinja.moment(None), jinja.iso(None)) == ("", "", "")

    def test_lists_read_as_sentences(self) -> None:
        assert [jinja.sentence_list(x) for x in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
            "", "a", "a and b", "a, b and c",
        ]  # fmt: skip

    def test_a_name_in_two_scripts_stays_whole(self) -> None:
        assert jinja.whole("Rahima Begum (রহিমা বেগম)") == "Rahima Begum (রহিমা\u00a0বেগম)"
        assert jinja.whole("Niamh O'Connor") == "Niamh O'Connor"

    def test_a_static_file_is_named_by_its_content(self) -> None:
        assert re.fullmatch(r"/static/candour/candour\.css\?v=[0-9a-f]{12}", jinja.static("candour/candour.css"))
        with pytest.raises(FileNotFoundError):
            jinja.static("candour/absent.css")


class TestNavigation:
    @pytest.fixture(autouse=True)
    def _own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for register in ("_entries", "_references", "_unread"):
            monkeypatch.setattr(navigation, register, [])

    @staticmethod
    def known(*codes: str) -> Actor:
        return Actor(uuid4(), "Somebody", Door.OFFICE, tuple(HoldingFact(code, uuid4(), "Office") for code in codes))

    def test_shows_what_a_role_may_open_and_marks_where_one_is(self) -> None:
        navigation.add(navigation.Entry(Door.OFFICE, "Home", "/", order=1))
        navigation.add(navigation.Entry(Door.OFFICE, "Ledger", "/ledger/", roles=frozenset({"auditor"})))
        navigation.add(navigation.Entry(Door.OFFICE, "Concerns", "/concerns/", order=2))
        navigation.add(navigation.Entry(Door.DELIVERY, "Enquiries", "/enquiries/"))
        seen = navigation.shown(Door.OFFICE, self.known("reviewer"), "/concerns/C-1/")
        assert [(item.text, item.is_current) for item in seen] == [("Home", False), ("Concerns", True)]
        assert [item.text for item in navigation.shown(Door.OFFICE, self.known("auditor"), "/")][-1] == "Ledger"
        assert [item.text for item in navigation.shown(Door.OFFICE, None, "/")] == ["Home", "Concerns"]

    def test_an_entry_counts_once(self) -> None:
        for _ in range(2):
            navigation.add(navigation.Entry(Door.OFFICE, "Home", "/"))
        assert len(navigation.shown(Door.OFFICE, None, "/")) == 1

    def test_a_reference_is_found_however_it_was_typed(self) -> None:
        asked: list[str] = []

        def find(reference: str, actor: Actor) -> str | None:
            asked.append(reference)
            return "/concerns/C-7K2M-9QXA/" if reference == "C-7K2M-9QXA" else None

        navigation.add_reference(navigation.Reference(Door.OFFICE, re.compile(r"C-\w{4}-\w{4}"), find))
        actor = self.known("reviewer")
        for typed in (" c-7k2m-9qxa ", "C 7K2M 9QXA", "C–7K2M–9QXA"):  # the last with dashes of a word processor
            assert navigation.find(Door.OFFICE, typed, actor) == "/concerns/C-7K2M-9QXA/"
        assert navigation.find(Door.OFFICE, "C-0000-0000", actor) is None
        assert navigation.find(Door.DELIVERY, "C-7K2M-9QXA", actor) is None
        assert navigation.find(Door.OFFICE, "something else", actor) is None
        assert set(asked) == {"C-7K2M-9QXA", "C-0000-0000"}

    def test_counts_what_is_unread_for_who_is_signed_in(self) -> None:
        assert navigation.unread(self.known()) == 0
        assert navigation.notices_address() == ""
        navigation.count_unread_with(lambda actor: 7)
        assert navigation.unread(self.known()) == 7
        assert navigation.unread(None) == 0
        assert navigation.notices_address() == "/notices/"


class TestEntrance:
    def test_refuses_what_makes_no_sense(self) -> None:
        for wrong in (
            {"doors": (), "to": entrance.ANYONE},
            {"doors": Door.OFFICE, "to": entrance.SIGNED_IN, "database": False},
            {"doors": Door.PUBLIC, "to": entrance.ANYONE, "cacheable": True},
        ):
            with pytest.raises(ValueError):  # noqa: PT011  three different sentences
                entrance.entrance(**wrong)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="at least one role"):
            entrance.roles()

    def test_refuses_a_second_different_declaration(self) -> None:
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse()

        declare = entrance.entrance(doors=Door.OFFICE, to=entrance.ANYONE)
        assert declare(declare(view)) is view
        with pytest.raises(ValueError, match="already has"):
            entrance.entrance(doors=Door.DELIVERY, to=entrance.ANYONE)(view)


class TestVendored:
    def test_what_we_ship_is_what_the_list_says(self) -> None:
        assert vendored.faults() == ()
        assert len(vendored.listed()) >= 10
        assert {entry.licence for entry in vendored.listed()} == {"MIT"}

    def test_notices_a_changed_a_missing_and_an_unlisted_file(self, tmp_path: Path) -> None:
        folder = tmp_path / "vendor"
        shutil.copytree(vendored.FOLDER, folder)
        names = [entry["path"] for entry in json.loads((folder / "vendor.json").read_text())["files"]]
        (folder / names[0]).write_text("edited")
        (folder / names[1]).unlink()
        (folder / "stray.js").write_text("")
        wrong = vendored.faults(folder)
        assert len(wrong) == 3
        assert any("differs" in line for line in wrong)
        assert any("missing" in line for line in wrong)
        assert any("not listed" in line for line in wrong)

    def test_neither_crown_nor_typeface_nor_a_stranger_is_in_it(self) -> None:
        for entry in vendored.listed():
            content = (vendored.FOLDER / entry.path).read_text()
            if entry.path.endswith(".css"):
                assert "GDS Transport" not in content
                assert "@font-face" not in content
                assert "govuk-crest" not in content
            assert not re.search(r"""url\(['"]?(https?:)?//""", content)


class TestProblems:
    @pytest.mark.parametrize(
        ("name", "status"),
        [("400", 400), ("403", 403), ("404", 404), ("too-big", 413), ("500", 500), ("503", 503),
         ("maintenance", 503), ("csrf", 403), ("session-ended", 403)],
    )  # fmt: skip
    def test_every_page_stands_without_database(self, name: str, status: int) -> None:
        answer = problems.problem(RequestFactory().get("/"), name, status)
        words = answer.content.decode()
        assert answer.status_code == status
        assert answer["Cache-Control"] == "no-store"
        assert words.count("<h1") == 1
        assert "<script>" not in words

    @pytest.mark.parametrize("page", [problems.session_ended, problems.csrf_failure])
    def test_what_was_typed_is_shown_again_and_no_secret(self, page: Callable[..., HttpResponse]) -> None:
        sent = {
            "text": "A letter <b>of</b> words",
            "password": "three secret words",
            "kind": "concern",
            "csrfmiddlewaretoken": "a b",
        }
        words = page(RequestFactory().post("/", sent)).content.decode()
        assert "A letter &lt;b&gt;of&lt;/b&gt; words" in words
        assert "three secret words" not in words
        assert "concern<" not in words

    def test_knows_a_database_that_went_away(self) -> None:
        wrapped = ValueError("outer")
        wrapped.__cause__ = OperationalError("gone")
        assert problems.is_database_away(wrapped)
        assert problems.is_database_away(InterfaceError("closed"))
        assert not problems.is_database_away(ValueError("mine"))
        assert not problems.is_database_away(None)


class TestOwnViews:
    def test_alive(self) -> None:
        assert Client(SERVER_NAME="localhost").get("/healthz").content == b"ok"

    @pytest.mark.django_db
    def test_alive_with_its_database(self) -> None:
        assert Client(SERVER_NAME="localhost").get("/healthz?deep=1").content == b"ok"

    def test_the_way_out_forgets_this_doors_cookies_alone(self, settings: Settings) -> None:
        settings.DOOR = Door.PUBLIC
        settings.ROOT_URLCONF = "candour.config.urls.public"
        visitor = Client(SERVER_NAME="localhost")
        for name in ("candour_public_form", "draft", "mailbox", "candour_office_session"):
            visitor.cookies[name] = "x"
        answer = visitor.get("/leave/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("https://")
        assert answer["Referrer-Policy"] == "same-origin"  # so the other site learns nothing
        forgotten = {name for name, morsel in answer.cookies.items() if morsel["max-age"] == 0}
        assert forgotten == {"candour_public_form", "draft", "mailbox"}
