"""What is configured is understood or refused by name, and nothing is on by itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import pytest

from candour.config import outside

UUID = "6ce466d0-fd6a-11e5-82f5-e0accb9d11a6"


class Tell(Protocol):
    def __call__(self, **values: str) -> None: ...


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tell:
    """``told(NAME="value")`` sets settings without CANDOUR_; ``FILE`` in a value is a file that holds a secret."""
    for name in [name for name in os.environ if name.startswith("CANDOUR_")]:
        if name not in {"CANDOUR_HOME", "CANDOUR_TEST_HOME"}:
            monkeypatch.delenv(name)
    secret = tmp_path / "secret"
    secret.write_text(f"office-{UUID}-{UUID}\n")
    secret.chmod(0o600)

    def tell(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"CANDOUR_{name}", value.replace("FILE", str(secret)))

    return tell


PROVIDER = {
    "OFFICE_OIDC_ISSUER": "https://login.example/tenant",
    "OFFICE_OIDC_CLIENT_ID": "candour",
    "OFFICE_OIDC_SECRET_FILE": "FILE",
}


class TestNothing:
    def test_is_on_by_itself(self, told: Tell) -> None:
        assert outside.provider("office") is None
        assert outside.provider("delivery") is None
        assert outside.notify() is None
        assert outside.mail()["EMAIL_BACKEND"] == outside.KEPT_HERE
        assert list(outside.faults()) == []

    def test_is_kept_of_mail_to_real_people_only_for_want_of_a_server(self, told: Tell) -> None:
        """Addresses that lie sealed must not get into that folder; the demonstration's are invented."""
        assert outside.keeps_mail()
        told(DEMONSTRATION="1")
        assert not outside.keeps_mail()
        told(DEMONSTRATION="", MAIL_URL="smtp://mail.example")
        assert not outside.keeps_mail()


class TestProvider:
    def test_is_of_its_own_door(self, told: Tell) -> None:
        told(**PROVIDER, OFFICE_OIDC_SECOND_FACTORS="amr:mfa acr:urn:two")
        provider = outside.provider("office")
        assert provider is not None
        assert (provider.issuer, provider.name) == ("https://login.example/tenant", "login.example")
        assert provider.second_factors == {"amr:mfa", "acr:urn:two"}
        assert UUID in provider.secret
        assert UUID not in repr(provider)
        assert outside.provider("delivery") is None

    @pytest.mark.parametrize(
        ("wrong", "named"),
        [
            ({"OFFICE_OIDC_ISSUER": "http://login.example"}, "OIDC_ISSUER must be the provider's https"),
            ({"OFFICE_OIDC_ISSUER": "login.example"}, "OIDC_ISSUER"),
            ({"OFFICE_OIDC_ISSUER": "https://login.example/?x=1"}, "OIDC_ISSUER"),
            ({"OFFICE_OIDC_ISSUER": "https://user@login.example/"}, "OIDC_ISSUER"),
            ({"OFFICE_OIDC_ISSUER": " "}, "OIDC_CLIENT_ID is set without"),
            ({"OFFICE_OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID"),
            ({"OFFICE_OIDC_SECRET_FILE": ""}, "OIDC_SECRET_FILE must name a file"),
            ({"OFFICE_OIDC_SECRET_FILE": "/nowhere/x"}, "OIDC_SECRET_FILE: /nowhere/x cannot be read"),
            ({"OFFICE_OIDC_SECOND_FACTORS": "mfa"}, "mfa is neither"),
            ({"CA_FILE": "/nowhere/x"}, "CANDOUR_CA_FILE: there is no file"),
        ],
    )
    def test_that_makes_no_sense_is_refused_by_name(self, told: Tell, wrong: dict[str, str], named: str) -> None:
        told(**PROVIDER | wrong)
        with pytest.raises(outside.Misconfigured, match=named):
            outside.provider("office")
        assert any(fault for fault in outside.faults())

    def test_on_this_machine_needs_no_tls(self, told: Tell) -> None:
        told(**PROVIDER | {"OFFICE_OIDC_ISSUER": "http://127.0.0.1:9000"})
        provider = outside.provider("office")
        assert provider is not None
        assert provider.name == "127.0.0.1"


class TestMail:
    def test_smtp_means_starttls(self, told: Tell) -> None:
        told(MAIL_URL="smtp://office:p%40ss@mail.example")
        made = outside.mail()
        assert (made["EMAIL_HOST"], made["EMAIL_PORT"], made["EMAIL_HOST_PASSWORD"]) == ("mail.example", 587, "p@ss")
        assert (made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (True, False)

    def test_smtps_means_tls_from_the_first_byte(self, told: Tell) -> None:
        told(MAIL_URL="smtps://mail.example")
        made = outside.mail()
        assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (465, False, True)

    def test_goes_without_tls_to_this_machine_alone(self, told: Tell) -> None:
        told(MAIL_URL="smtp://localhost?tls=none")
        made = outside.mail()
        assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (25, False, False)

    @pytest.mark.parametrize(
        "url",
        ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example?tls=none", "smtps://localhost?tls=none",
         "smtp://mail.example?tls=maybe", "smtp://mail.example:port", "smtp://mail.example/x", "smtp://[x"],
    )  # fmt: skip
    def test_refuses_an_address_it_does_not_understand(self, told: Tell, url: str) -> None:
        told(MAIL_URL=url)
        with pytest.raises(outside.Misconfigured, match="CANDOUR_MAIL_URL"):
            outside.mail()

    def test_never_repeats_the_password(self, told: Tell) -> None:
        told(MAIL_URL="smtp://office:canary@mail.example?tls=none")
        with pytest.raises(outside.Misconfigured) as raised:
            outside.mail()
        assert "canary" not in str(raised.value)


class TestNotify:
    def test_is_a_key_and_templates(self, told: Tell) -> None:
        told(NOTIFY_KEY_FILE="FILE", NOTIFY_STAFF_EN=UUID, NOTIFY_NUDGE_CY=UUID)
        made = outside.notify()
        assert made is not None
        assert made["templates"] == {("staff", "en-gb"): UUID, ("nudge", "cy"): UUID}
        assert made["address"] == "https://api.notifications.service.gov.uk"
        assert outside.mail()["EMAIL_BACKEND"] == outside.NOTIFY

    @pytest.mark.parametrize(
        ("wrong", "named"),
        [
            ({"NOTIFY_KEY_FILE": ""}, "NOTIFY_STAFF_EN is set without"),
            ({"NOTIFY_KEY_FILE": "/nowhere/x"}, "NOTIFY_KEY_FILE"),
            ({"NOTIFY_STAFF_EN": "staff"}, "NOTIFY_STAFF_EN must be the id of a template"),
            ({"NOTIFY_ADDRESS": "http://notify.example"}, "NOTIFY_ADDRESS"),
        ],
    )
    def test_that_makes_no_sense_is_refused_by_name(self, told: Tell, wrong: dict[str, str], named: str) -> None:
        told(**{"NOTIFY_KEY_FILE": "FILE", "NOTIFY_STAFF_EN": UUID} | wrong)
        with pytest.raises(outside.Misconfigured, match=named):
            outside.notify()

    def test_refuses_what_is_not_a_key(self, told: Tell, tmp_path: Path) -> None:
        for content in ("canary-of-a-key", "two\nlines", ""):
            (tmp_path / "other").write_text(content)
            told(NOTIFY_KEY_FILE=str(tmp_path / "other"))
            with pytest.raises(outside.Misconfigured) as raised:
                outside.notify()
            assert "canary" not in str(raised.value)
