"""``candour mail test`` and what the doctor asks of services outside, against servers that really answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection

from candour.command import mail, services
from candour.config import outside
from candour.kernel.notifications import operations, registry
from candour.kernel.notifications.smtp import Backend
from tests.identity_provider import IdentityProvider, serving
from tests.mail_server import PASSWORD, USER, Certificates, MailServer, certificates, mail_server
from tests.notify_service import KEY, NotifyService, Wrong, notify_service

SOMEBODY = "somebody@example.org"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def smtp(settings: Any, made: Certificates) -> Callable[..., None]:
    """``smtp(server)``: that is the mail server that was configured."""

    def configure(server: MailServer, *, user: str = "", password: str = "", tls: str = "start", **more: Any) -> None:
        settings.EMAIL_BACKEND, settings.NOTIFY = outside.SMTP, None
        settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", server.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = user, password
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = tls == "start", tls == "implicit"
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL, settings.NUDGE_FROM_EMAIL = "office@example.org", "messages@example.org"
        settings.MAIL_AUTHORITIES = str(made.authority)
        for name, value in more.items():
            setattr(settings, name, value)

    return configure


def tried(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = mail.test(address=SOMEBODY)
    return status, capsys.readouterr().out


class TestSmtp:
    # The test server does not know that what it is asked over implicit TLS is safe.
    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
    @pytest.mark.parametrize("tls", ["start", "implicit"])
    @pytest.mark.parametrize("login", [False, True])
    def test_sends_over_tls(
        self, smtp: Any, made: Certificates, capsys: pytest.CaptureFixture[str], tls: str, *, login: bool
    ) -> None:
        with mail_server(made, implicit=tls == "implicit", login=login) as server:
            smtp(server, tls=tls, **({"user": USER, "password": PASSWORD} if login else {}))
            assert Backend().send_messages([EmailMessage("S", "T", "office@example.org", [SOMEBODY])]) == 1
            status, said = tried(capsys)
        assert status == 0, said
        assert "TLSv1.3, and the certificate holds" in said
        assert ("logged in" in said) == login
        assert "the server took the mail" in said
        assert PASSWORD not in said
        assert [(sender, to) for sender, to, _ in server.taken] == [("office@example.org", [SOMEBODY])] * 2
        assert server.over_tls == [True, True]
        assert server.logged_in == [login, login]
        assert "no link and says nothing" in server.taken[1][2].get_content()

    def test_sends_nothing_where_no_tls_is_offered(self, smtp: Any, capsys: pytest.CaptureFixture[str]) -> None:
        with mail_server(None) as server:
            smtp(server, user=USER, password=PASSWORD)
            with pytest.raises(OSError, match="STARTTLS"):
                Backend().send_messages([EmailMessage("S", "T", "office@example.org", [SOMEBODY])])
            status, said = tried(capsys)
            assert status == 1
            assert "offers no TLS" in said
            assert [finding.grave for finding in services.of_mail()] == [True]
        assert server.taken == []

    def test_goes_without_tls_to_this_machine_when_told(self, smtp: Any, capsys: pytest.CaptureFixture[str]) -> None:
        with mail_server(None) as server:
            smtp(server, tls="none")
            status, said = tried(capsys)
        assert status == 0, said
        assert "no TLS, as configured" in said
        assert len(server.taken) == 1

    @pytest.mark.parametrize(
        ("name", "days", "why"), [("elsewhere.example", 30, "Hostname mismatch"), ("localhost", -3, "has expired")]
    )
    def test_believes_no_wrong_certificate(
        self, smtp: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, days: int, why: str
    ) -> None:
        wrong = certificates(tmp_path, name, days=days)
        with mail_server(wrong) as server:
            smtp(server, MAIL_AUTHORITIES=str(wrong.authority))
            with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
                Backend().send_messages([EmailMessage("S", "T", "office@example.org", [SOMEBODY])])
            status, said = tried(capsys)
        assert status == 1
        assert why.lower() in said.lower()
        assert server.taken == []

    def test_believes_no_authority_that_it_was_not_told_of(
        self, smtp: Any, made: Certificates, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with mail_server(made) as server:
            smtp(server, MAIL_AUTHORITIES="")
            status, said = tried(capsys)
        assert status == 1
        assert "set CANDOUR_CA_FILE" in said

    @pytest.mark.parametrize(
        ("refuse", "says"),
        [
            ({"MAIL": "550 no.canary@example.org"}, "does not take mail from office@example.org (550)"),
            ({"RCPT": "550 ADDRESS is unknown"}, "does not take mail to this address (550)"),
            ({"DATA": "554 canary"}, "the server answered 554"),
        ],
    )
    def test_says_which_step_was_refused(
        self, smtp: Any, made: Certificates, capsys: pytest.CaptureFixture[str], refuse: dict[str, str], says: str
    ) -> None:
        with mail_server(made) as server:
            smtp(server)
            server.refuse.update(refuse)
            status, said = tried(capsys)
        assert status == 1
        assert says in said
        assert "   mend  " in said
        assert "canary" not in said

    def test_says_that_the_password_is_wrong(
        self, smtp: Any, made: Certificates, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with mail_server(made, login=True) as server:
            smtp(server, user=USER, password="wrong-canary")
            status, said = tried(capsys)
        assert status == 1
        assert "refuses the user or the password (535)" in said
        assert "canary" not in said

    def test_says_that_nobody_answers(self, smtp: Any, capsys: pytest.CaptureFixture[str]) -> None:
        smtp(MailServer(9))
        status, said = tried(capsys)
        assert status == 1
        assert "does not answer as a mail server on port 9" in said

    def test_says_that_the_ports_are_swapped(
        self, smtp: Any, made: Certificates, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with mail_server(made) as server:
            smtp(server, tls="implicit")
            status, said = tried(capsys)
        assert status == 1
        assert "smtps:// is for port 465" in said

    def test_refuses_what_is_no_address(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert mail.test(address="somebody") == 1
        assert "not an email address" in capsys.readouterr().out

    @pytest.mark.django_db
    def test_a_job_fails_by_the_name_of_the_fault(
        self, smtp: Any, made: Certificates, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailing = registry.mailing("staff.office")
        monkeypatch.setattr(
            registry,
            "mailing",
            lambda name: type(mailing)(
                name, mailing.door, "S", "T", list, lambda key: registry.Address(SOMEBODY), lambda key: None
            ),
        )
        with mail_server(made) as server:
            smtp(server)
            server.refuse["RCPT"] = f"550 {SOMEBODY} is unknown"
            with pytest.raises(operations.MailFailed) as raised:
                operations.send(mailing_name="x", key=None)  # type: ignore[arg-type]  # nobody looks at it
        assert str(raised.value) == "SMTPRecipientsRefused"
        assert raised.value.__cause__ is None


class TestNotify:
    @pytest.fixture
    def service(self, settings: Any) -> Iterator[NotifyService]:
        with notify_service() as running:
            settings.EMAIL_BACKEND, settings.EMAIL_HOST = outside.NOTIFY, ""
            settings.NOTIFY = {
                "key": KEY,
                "address": running.address,
                "templates": {
                    ("staff", "en-gb"): running.template("Sign in"),
                    ("nudge", "en-gb"): running.template("Open the site"),
                    ("invitation", "en-gb"): running.template("((link))", fields=("link",)),
                    ("holder", "en-gb"): running.template("((checkpoint))", fields=("checkpoint",)),
                },
            }
            yield running

    def test_says_each_step(self, service: NotifyService, capsys: pytest.CaptureFixture[str]) -> None:
        status, said = tried(capsys)
        assert status == 0, said
        assert said.count("is there (version 3)") == 4
        assert "Notify took the mail" in said
        assert len(service.taken) == 1
        assert services.of_mail() == []
        assert len(service.taken) == 1

    @pytest.mark.parametrize(
        ("failing", "says"),
        [
            (Wrong(403, "AuthError", "canary"), "NotifyKeyRefused (403)"),
            (Wrong(429, "RateLimitError", "canary"), "NotifyLimitReached (429)"),
            (Wrong(500, "Exception", "canary"), "NotifyDown (500)"),
        ],
    )
    def test_says_what_is_wrong(
        self, service: NotifyService, capsys: pytest.CaptureFixture[str], failing: Wrong, says: str
    ) -> None:
        service.failing = failing
        status, said = tried(capsys)
        assert status == 1
        assert says in said
        assert "canary" not in said
        (finding,) = services.of_mail()
        assert says in finding.what

    def test_finds_a_template_that_asks_for_more(self, service: NotifyService, settings: Any) -> None:
        chosen = service.template("Dear ((name))", fields=("name",))
        settings.NOTIFY["templates"]["nudge", "en-gb"] = chosen
        (finding,) = services.of_mail()
        assert "it asks for ((name)), which is never given" in finding.what

    def test_finds_a_template_of_another_service(self, service: NotifyService, settings: Any) -> None:
        settings.NOTIFY["templates"]["nudge", "en-gb"] = "6ce466d0-fd6a-11e5-82f5-e0accb9d11a6"
        (finding,) = services.of_mail()
        assert "NotifyTemplateMissing (404)" in finding.what

    def test_finds_a_kind_that_can_leave_in_no_way(self, service: NotifyService, settings: Any) -> None:
        del settings.NOTIFY["templates"]["nudge", "en-gb"]
        (finding,) = services.of_mail()
        assert (finding.where, finding.grave) == ("CANDOUR_NOTIFY_NUDGE_EN", True)


class TestNothingConfigured:
    def test_is_advice_where_people_are_real(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.NOTIFY, settings.EMAIL_HOST = None, ""
        monkeypatch.delenv("CANDOUR_DEMONSTRATION", raising=False)
        assert [finding.grave for finding in services.of_mail()] == [False]
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", "1")
        assert services.of_mail() == []

    def test_writes_to_a_folder_and_says_so(self, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
        settings.NOTIFY, settings.EMAIL_HOST = None, ""
        status, said = tried(capsys)
        assert status == 0
        assert "and not sent" in said

    def test_an_address_that_cannot_be_is_found(self, smtp: Any, made: Certificates) -> None:
        with mail_server(made) as server:
            smtp(server, DEFAULT_FROM_EMAIL="office@candour.invalid")
            assert [finding.where for finding in services.of_mail()] == ["CANDOUR_MAIL_FROM = office@candour.invalid"]


class TestProviders:
    @pytest.fixture
    def provider(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[IdentityProvider]:
        cache.clear()
        secret = tmp_path / "secret"
        secret.write_text("s3cret")
        secret.chmod(0o600)
        with serving(IdentityProvider("candour", "s3cret", "http://localhost/")) as running:
            monkeypatch.setenv("CANDOUR_OFFICE_OIDC_ISSUER", running.issuer)
            monkeypatch.setenv("CANDOUR_OFFICE_OIDC_CLIENT_ID", "candour")
            monkeypatch.setenv("CANDOUR_OFFICE_OIDC_SECRET_FILE", str(secret))
            yield running

    def test_that_answer_are_well(self, provider: IdentityProvider) -> None:
        assert services.of_providers() == []
        assert services.of_configuration() == []
        assert provider.asked == ["/.well-known/openid-configuration", "/keys"]

    def test_that_do_not_are_found(self, provider: IdentityProvider) -> None:
        provider.bent.status = {"/keys": 500}
        (finding,) = services.of_providers()
        assert "status_500" in finding.where

    def test_that_are_others_are_found(self, provider: IdentityProvider) -> None:
        provider.bent.description = {"issuer": "https://elsewhere.example"}
        (finding,) = services.of_providers()
        assert "issuer_of_description" in finding.where

    def test_without_tls_are_found_by_name(self, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_OFFICE_OIDC_ISSUER", "http://login.example")
        (finding,) = services.of_configuration()
        assert "CANDOUR_OFFICE_OIDC_ISSUER must be the provider's https address" in finding.where
        assert services.of_providers() == []

    def test_whose_secret_others_can_read_are_found(self, provider: IdentityProvider) -> None:
        path = Path(os.environ["CANDOUR_OFFICE_OIDC_SECRET_FILE"])
        path.chmod(0o644)
        (finding,) = services.of_configuration()
        assert finding.mend == f"chmod 600 {path}"


class TestCommands:
    """From the command line, where a setting that makes no sense ends every command with one sentence."""

    def run(self, tmp_path: Path, *words: str, **told: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "candour.command", *words],
            env={"PATH": os.environ["PATH"], "CANDOUR_HOME": str(tmp_path / "home"), **told},
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip

    @pytest.mark.parametrize("words", [("run",), ("mail", "test", SOMEBODY)])
    def test_say_what_makes_no_sense(self, tmp_path: Path, words: tuple[str, ...]) -> None:
        done = self.run(tmp_path, *words, CANDOUR_MAIL_URL="mail.example")
        assert done.returncode == 1
        assert "CANDOUR_MAIL_URL must be" in done.stderr
        assert "Traceback" not in done.stderr

    def test_run_starts_nothing_with_half_a_provider(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, "run", CANDOUR_OFFICE_OIDC_ISSUER="http://login.example")
        assert done.returncode == 1
        assert "CANDOUR_OFFICE_OIDC_ISSUER must be" in done.stderr
        assert not (tmp_path / "home").exists()

    def test_mail_test_needs_no_office(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, "mail", "test", SOMEBODY)
        assert done.returncode == 0, done.stderr
        assert "and not sent" in done.stdout
        assert list((tmp_path / "home" / "mail").iterdir())


def test_connections_are_made_by_our_backend(settings: Any) -> None:
    settings.EMAIL_BACKEND = outside.SMTP
    assert isinstance(get_connection(), Backend)
