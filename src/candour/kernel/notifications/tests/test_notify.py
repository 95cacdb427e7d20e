"""Mail by GOV.UK Notify, against a service that behaves as the documentation says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.core import mail
from django.core.mail import EmailMessage
from notifications_python_client import authentication
from notifications_python_client.errors import TokenError
from pytest_django import Settings

from candour.kernel.doors import Door
from candour.kernel.notifications import letter, notify, operations, registry, smtp
from candour.kernel.notifications.letter import Letter
from tests.notify_service import CLOCK, KEY, SECRET, SERVICE, NotifyService, Wrong, notify_service

PERSON = "ada.of.the.canary@example.org"


@pytest.fixture(scope="module")
def running() -> Iterator[NotifyService]:
    with notify_service() as service:
        yield service


@pytest.fixture
def service(running: NotifyService, settings: Settings) -> NotifyService:
    running.templates.clear()
    running.taken.clear()
    running.failing, running.wait, running.trial = None, 0, False
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "candour.kernel.notifications.notify.Backend", ""
    settings.NOTIFY = {
        "key": KEY,
        "address": running.address,
        "templates": {
            ("staff", "en-gb"): running.template("Sign in"),
            ("staff", "cy"): running.template("Mewngofnodi"),
            ("invitation", "en-gb"): running.template("Open ((link))", fields=("link",)),
        },
    }
    return running


def send(kind: str = letter.STAFF, language: str = "en-gb", **facts: str) -> None:
    Letter(
        kind=kind, language=language, subject="Subject", text="Text", sender="a@example.org", to=PERSON, facts=facts
    ).send()


class TestBackend:
    def test_sends_the_template_of_the_kind_and_language_and_nothing_else(
        self, service: NotifyService, settings: Settings
    ) -> None:
        send()
        send(language="cy")
        send(letter.INVITATION, "cy", link="https://office.example/enrol/x/")
        templates = settings.NOTIFY["templates"]
        assert service.taken == [
            {"email_address": PERSON, "template_id": templates["staff", "en-gb"]},
            {"email_address": PERSON, "template_id": templates["staff", "cy"]},
            {
                "email_address": PERSON,
                "template_id": templates["invitation", "en-gb"],
                "personalisation": {"link": "https://office.example/enrol/x/"},
            },
        ]

    def test_refuses_a_kind_without_a_template(self, service: NotifyService) -> None:
        with pytest.raises(notify.NotifyTemplateMissing):
            send(letter.NUDGE)
        with pytest.raises(notify.NotifyTemplateMissing):
            mail.send_mail("Subject", "Text", None, [PERSON])

    def test_leaves_what_has_no_template_to_smtp_where_there_is_one(
        self, service: NotifyService, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.EMAIL_HOST = "mail.example"
        sent: list[EmailMessage] = []
        monkeypatch.setattr(smtp.Backend, "send_messages", lambda _self, messages: sent.extend(messages))
        send(letter.NUDGE)
        assert [one.to for one in sent] == [[PERSON]]
        assert not service.taken

    @pytest.mark.parametrize(
        ("failing", "kind"),
        [
            (Wrong(400, "BadRequestError", f"{PERSON} is not allowed"), notify.NotifyRefused),
            (Wrong(401, "AuthError", PERSON), notify.NotifyKeyRefused),
            (Wrong(403, "AuthError", CLOCK), notify.NotifyKeyRefused),
            (Wrong(404, "NoResultFound", PERSON), notify.NotifyTemplateMissing),
            (Wrong(429, "RateLimitError", PERSON), notify.NotifyLimitReached),
            (Wrong(500, "Exception", f"Internal server error {PERSON}"), notify.NotifyDown),
            (Wrong(503, "Exception", PERSON), notify.NotifyDown),
            (Wrong(302, "Exception", PERSON), notify.NotifyDown),
        ],
    )
    def test_tells_failures_apart_and_repeats_nothing(
        self,
        service: NotifyService,
        failing: Wrong,
        kind: type[notify.NotifyFailed],
        caplog: pytest.LogCaptureFixture,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        service.failing = failing
        with pytest.raises(kind) as raised:
            send()
        assert isinstance(raised.value, OSError)
        assert type(raised.value) is kind
        assert PERSON not in f"{raised.value!r}{raised.value.__cause__}{caplog.text}{capsys.readouterr()}"

    def test_waits_for_so_long(self, service: NotifyService, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(notify, "PATIENCE", 0.2)
        service.wait = 0.5
        with pytest.raises(notify.NotifyDown):
            send()
        time.sleep(0.4)

    def test_says_so_when_nobody_is_there(self, service: NotifyService, settings: Settings) -> None:
        settings.NOTIFY = {**settings.NOTIFY, "address": "http://127.0.0.1:9"}
        with pytest.raises(notify.NotifyDown):
            send()

    def test_believes_no_proxy_of_the_environment(
        self, service: NotifyService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        send()
        assert len(service.taken) == 1


@pytest.mark.django_db
class TestJob:
    def test_that_fails_says_how_and_not_to_whom(self, service: NotifyService, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the job's log and the administrator's page can show is the name of the fault."""
        mailing = registry.Mailing(
            name="rehearsal", door=Door.OFFICE, subject="S", text="T", kind="staff",
            pending=list, address=lambda key: registry.Address(PERSON), done=lambda key: None,
        )  # fmt: skip
        monkeypatch.setattr(registry, "mailing", lambda name: mailing)
        service.failing = Wrong(429, "RateLimitError", PERSON)
        with pytest.raises(operations.MailFailed) as raised:
            operations.send(mailing_name="rehearsal", key=uuid4())
        assert str(raised.value) == "NotifyLimitReached"
        assert raised.value.__cause__ is None
        service.failing = None
        assert operations.send(mailing_name="rehearsal", key=uuid4())
        assert service.taken[0]["email_address"] == PERSON


class TestKinds:
    def test_carry_nothing_but_a_link(self) -> None:
        with pytest.raises(ValueError, match="carries no such thing"):
            send(letter.NUDGE, name="Ada")

    @pytest.mark.parametrize(
        ("kind", "template", "faults"),
        [
            ("staff", {"type": "email", "personalisation": {}}, 0),
            ("staff", {"type": "sms"}, 1),
            ("staff", {"type": "email", "personalisation": {"name": {"required": True}}}, 1),
            ("invitation", {"type": "email", "personalisation": {"link": {"required": True}}}, 0),
            ("invitation", {"type": "email", "personalisation": {}}, 1),
            ("invitation", {"type": "email", "personalisation": {"name": {}}}, 2),
        ],
    )
    def test_of_templates_are_judged(self, kind: str, template: dict[str, Any], faults: int) -> None:
        assert len(notify.faults_of(kind, template)) == faults


def token(key: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    told = {"iss": SERVICE, "iat": int(time.time())} | claims
    return jwt.encode({name: value for name, value in told.items() if value is not None}, key, algorithm=algorithm)


TOKENS: dict[str, tuple[Callable[[], str], bool]] = {
    "good": (token, True),
    "old": (lambda: token(iat=int(time.time()) - 60), False),
    "of the future": (lambda: token(iat=int(time.time()) + 60), False),
    "of another key": (lambda: token("x" * 36), False),
    "of another algorithm": (lambda: token("x" * 64, "HS512"), False),
    "unsigned": (lambda: token("", "none"), False),
    "of nobody": (lambda: token(iss=None), False),
    "of no time": (lambda: token(iat=None), False),
    "nonsense": (lambda: "x.y.z", False),
}


class TestFake:
    """The fake and the client library agree: on tokens, and on what is sent and answered."""

    @pytest.mark.parametrize("name", TOKENS)
    def test_judges_tokens_as_the_library_does(self, name: str) -> None:
        make, good = TOKENS[name]
        made = make()
        try:
            NotifyService().authorised(f"Bearer {made}")
            by_fake = True
        except Wrong:
            by_fake = False
        try:
            by_library = bool(authentication.decode_jwt_token(made, SECRET))
        except TokenError:
            by_library = False
        assert (by_fake, by_library) == (good, good)

    def test_takes_the_librarys_own_token(self) -> None:
        NotifyService().authorised(f"Bearer {authentication.create_jwt_token(SECRET, SERVICE)}")

    def test_refuses_another_service(self) -> None:
        with pytest.raises(Wrong, match="service not found"):
            NotifyService().authorised(f"Bearer {token(iss='d2a9f0c8-0000-4000-8000-000000000000')}")

    def test_answers_what_the_library_reads(self, service: NotifyService, settings: Settings) -> None:
        client = notify.client(settings.NOTIFY)
        template = settings.NOTIFY["templates"]["invitation", "en-gb"]
        answer = client.send_email_notification(PERSON, template, personalisation={"link": "x"}, reference="r")
        assert (answer["reference"], answer["template"]["id"]) == ("r", template)
        assert client.get_template(template)["personalisation"] == {"link": {"required": True}}

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"email_address": "nobody"}, "not a valid email address"),
            ({"template_id": "d2a9f0c8-0000-4000-8000-000000000000"}, "Template not found"),
            ({"personalisation": {}}, "Missing personalisation: link"),
            ({"surprise": 1}, "surprise was unexpected"),
            ({"email_address": None}, "email_address is a required property"),
        ],
    )
    def test_refuses_what_the_documentation_refuses(
        self, service: NotifyService, settings: Settings, asked: dict[str, Any], words: str
    ) -> None:
        template = settings.NOTIFY["templates"]["invitation", "en-gb"]
        good = {"email_address": PERSON, "template_id": template, "personalisation": {"link": "x"}}
        service.sent(good)
        with pytest.raises(Wrong, match=words):
            service.sent(good | asked)
