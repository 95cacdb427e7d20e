"""What happens around a view: transaction, entrance, headers, and the database going away."""

from __future__ import annotations

from unittest import mock
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction
from django.test import Client
from pytest_django import Settings

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.web.tests import addresses


@pytest.fixture(autouse=True)
def _addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = "candour.web.tests.addresses"
    addresses.seen.clear()


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from web_try")
        return int(cursor.fetchone()[0])


@pytest.fixture
def _table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table web_try (n int)")


def known(*codes: str) -> Actor:
    organisation = uuid4()
    return Actor(
        person_id=uuid4(),
        name="Somebody",
        door=Door.OFFICE,
        holdings=tuple(HoldingFact(code, organisation, "The office") for code in codes),
    )


class TestTransaction:
    @pytest.mark.usefixtures("_table")
    def test_a_view_with_database_runs_in_one_and_commits(self, visitor: Client) -> None:
        assert visitor.get("/with/").status_code == 200
        assert addresses.seen["in_transaction"] is True
        assert addresses.seen["now"].tzinfo is not None
        assert rows() == 1

    def test_a_view_without_database_opens_no_connection(self, visitor: Client) -> None:
        # there is no database fixture: pytest-django would refuse any connection
        assert visitor.get("/without/").content == b"nothing opened"

    @pytest.mark.usefixtures("_table")
    @pytest.mark.parametrize(
        ("address", "status"), [("/fails/", 500), ("/answers-500/", 500), ("/finds-nothing/", 404)]
    )
    def test_half_done_work_is_undone(self, visitor: Client, address: str, status: int) -> None:
        assert visitor.get(address).status_code == status
        assert rows() == 0

    @pytest.mark.django_db
    def test_a_streaming_response_is_refused(self, visitor: Client) -> None:
        assert visitor.get("/streams/").status_code == 500
        with pytest.raises(ImproperlyConfigured, match="outlives its transaction"):
            Client(SERVER_NAME="localhost").get("/streams/")

    @pytest.mark.django_db
    def test_the_session_token_is_told_to_the_database(self, visitor: Client, settings: Settings) -> None:
        visitor.cookies[settings.SESSION_COOKIE_NAME] = "abc"
        with mock.patch("candour.kernel.access.context.actor_for_session", return_value=None) as asked:
            visitor.get("/with/")
        assert asked.call_args.kwargs == {"door": Door.OFFICE, "token": "abc"}
        with mock.patch("candour.kernel.access.context.actor_for_session") as asked:
            Client(SERVER_NAME="localhost").get("/with/")
        assert asked.call_count == 0


class TestDatabaseAway:
    @pytest.mark.django_db
    def test_in_the_view_is_503_and_says_what_to_do(self, visitor: Client) -> None:
        answer = visitor.get("/away/")
        assert answer.status_code == 503
        assert answer["Retry-After"] == "30"
        assert b"Go back" in answer.content

    @pytest.mark.django_db
    def test_when_the_transaction_opens_is_503(self, visitor: Client) -> None:
        with mock.patch.object(transaction.Atomic, "__enter__", side_effect=OperationalError("starting up")):
            assert visitor.get("/with/").status_code == 503

    @pytest.mark.django_db
    def test_at_commit_is_503_and_not_the_page_that_says_it_worked(self, visitor: Client) -> None:
        leave = transaction.Atomic.__exit__

        def full(block: transaction.Atomic, *_: object) -> None:
            leave(block, OperationalError, OperationalError(), None)  # the database rolled back
            raise OperationalError("no space left")

        with mock.patch.object(transaction.Atomic, "__exit__", autospec=True, side_effect=full):
            answer = visitor.get("/with/")
        assert answer.status_code == 503
        assert b"written" not in answer.content

    def test_in_a_middleware_is_503_too(self, visitor: Client, settings: Settings) -> None:
        with mock.patch("candour.web.middleware.EntranceMiddleware.process_view", side_effect=OperationalError("gone")):
            assert visitor.get("/without/").status_code == 503


class TestSomebodyWasQuicker:
    @pytest.mark.usefixtures("_table")
    def test_a_refusal_tells_every_reason_and_changes_nothing(self, visitor: Client) -> None:
        answer = visitor.get("/refused/")
        assert answer.status_code == 409
        for words in ("It is closed.", "Open it again first.", "Not you."):
            assert words in answer.content.decode()
        assert rows() == 0

    @pytest.mark.usefixtures("_table")
    def test_the_same_row_twice_is_409_and_stored_at_most_once(self, visitor: Client) -> None:
        answer = visitor.get("/twice/")
        assert answer.status_code == 409
        assert b"done already" in answer.content
        assert rows() == 0

    @pytest.mark.usefixtures("_table")
    def test_another_broken_rule_is_our_fault(self, visitor: Client) -> None:
        assert visitor.get("/rule/").status_code == 500
        assert rows() == 0


class TestEntrance:
    def test_a_view_that_declares_nothing_is_refused(self, visitor: Client) -> None:
        assert visitor.get("/undeclared/").status_code == 500
        with pytest.raises(ImproperlyConfigured, match="declares no entrance"):
            Client(SERVER_NAME="localhost").get("/undeclared/")

    @pytest.mark.django_db
    def test_nobody_signed_in_is_sent_to_sign_in_and_back(self, visitor: Client) -> None:
        answer = visitor.get("/signed-in/?page=2")
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=%2Fsigned-in%2F%3Fpage%3D2"

    @pytest.mark.django_db
    def test_a_form_sent_after_the_session_ended_is_told_so(self, visitor: Client) -> None:
        answer = visitor.post("/signed-in/", {"words": "long"})
        assert answer.status_code == 403
        assert b"signed out before this was sent" in answer.content

    @pytest.mark.django_db
    def test_the_wrong_role_the_wrong_door_and_nothing_at_all_answer_alike(
        self, visitor: Client, settings: Settings
    ) -> None:
        visitor.cookies[settings.SESSION_COOKIE_NAME] = "abc"
        with mock.patch("candour.kernel.access.context.actor_for_session", return_value=known("reviewer")):
            forbidden = visitor.get("/auditor/")
            elsewhere = visitor.get("/other-door/")
            absent = visitor.get("/never-heard-of/")
            visitor.cookies[settings.SESSION_COOKIE_NAME] = "abc"  # an invented one was forgotten with the first answer
            admitted = visitor.get("/signed-in/")
        assert [forbidden.status_code, elsewhere.status_code, absent.status_code] == [404, 404, 404]
        assert forbidden.content == elsewhere.content == absent.content
        assert dict(forbidden.headers) == dict(absent.headers)
        assert admitted.content == b"known"

    @pytest.mark.django_db
    def test_the_right_role_comes_in(self, visitor: Client, settings: Settings) -> None:
        visitor.cookies[settings.SESSION_COOKIE_NAME] = "abc"
        with mock.patch("candour.kernel.access.context.actor_for_session", return_value=known("auditor")):
            assert visitor.get("/auditor/").content == b"auditor"


class TestHeaders:
    def test_a_page_is_kept_nowhere_unless_it_is_public_content(self, visitor: Client) -> None:
        assert visitor.get("/without/")["Cache-Control"] == "no-store"
        assert visitor.get("/content/")["Cache-Control"] == "public, max-age=60"
        assert visitor.get("/never-heard-of/")["Cache-Control"] == "no-store"

    def test_every_answer_carries_them(self, visitor: Client) -> None:
        for address in ("/content/", "/never-heard-of/", "/fails/?%00"):
            headers = visitor.get(address).headers
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "camera=()" in headers["Permissions-Policy"]

    def test_no_cookie_and_no_session_on_a_content_page(self, visitor: Client) -> None:
        assert not visitor.get("/content/").cookies


class TestBadInput:
    @pytest.mark.parametrize("address", ["/content/?q=%00", "/content/%00", "/with/?next=a%00b"])
    def test_nul_in_an_address_is_400(self, visitor: Client, address: str) -> None:
        answer = visitor.get(address)
        assert answer.status_code == 400
        assert b"could not read" in answer.content

    def test_ten_thousand_fields_are_413(self, visitor: Client) -> None:
        answer = visitor.post("/form/", {f"f{n}": "" for n in range(10_000)})
        assert answer.status_code == 413
        assert b"more than this form can take" in answer.content

    def test_endless_text_is_413(self, visitor: Client) -> None:
        answer = visitor.post("/form/", data="words=" + "x" * 400_000, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413

    def test_a_form_in_another_encoding_is_400(self, visitor: Client) -> None:
        answer = visitor.generic(
            "POST", "/form/", b"words=caf\xe9", "application/x-www-form-urlencoded; charset=latin-1"
        )
        assert answer.status_code == 400

    def test_a_broken_multipart_body_is_400(self, visitor: Client) -> None:
        answer = visitor.post("/form/", data=b"nonsense", content_type="multipart/form-data; boundary=")
        assert answer.status_code == 400

    def test_a_form_without_its_token_is_told_that_the_page_was_open_too_long(self) -> None:
        answer = Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post("/form/", {"a": "b"})
        assert answer.status_code == 403
        assert b"open too long" in answer.content
