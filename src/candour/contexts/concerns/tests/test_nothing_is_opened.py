"""Lists open nothing: they are drawn in a process that could not, and not one box is tried."""

from __future__ import annotations

import pytest
from nacl import bindings
from pytest_django import Settings

from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from candour.kernel.sealing.ring import NoOfficeKey

pytestmark = pytest.mark.django_db

OPENING = ("crypto_box_seal_open", "crypto_aead_xchacha20poly1305_ietf_decrypt", "crypto_scalarmult_base")
"""Every call of the library that an opening goes through."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """The calls that open something, counted; and no private key to do it with."""
    settings.OFFICE_PRIVATE_KEYS = ()
    calls: list[str] = []

    def counting(name: str) -> None:
        real = getattr(bindings, name)

        def call(*given: object) -> object:
            calls.append(name)
            return real(*given)

        monkeypatch.setattr(bindings, name, call)

    for name in OPENING:
        counting(name)
    return calls


@pytest.mark.parametrize("address", ["/concerns/", "/concerns/?assigned=me", "/concerns/?state=all", "/", "/search/"])
def test_a_list_opens_nothing(browser: Browser, desk: Desk, opened: list[str], address: str) -> None:
    made = [desk.brings(make.concern(story="The school told nobody."), "taken") for _ in range(3)]
    for one in made:
        make.message(one, "More of it.")
    opened.clear()
    with browser(desk) as client:
        response = client.get(address)
    assert response.status_code == 200
    assert opened == []
    if address.startswith("/concerns/"):
        assert all(one.reference in text(response) for one in made)


def test_the_page_of_one_would_have_been_counted(browser: Browser, desk: Desk, opened: list[str]) -> None:
    """Otherwise the count would prove nothing."""
    concern = desk.brings(make.concern(), "taken")
    opened.clear()
    with browser(desk) as client, pytest.raises(NoOfficeKey):
        client.get(f"/concerns/{concern.reference}/")


def test_an_opened_case_is_counted(browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each box of a case once: the key, what was written, who wrote it, and each message."""
    concern = desk.brings(make.concern(reporter="Sam"), "taken")
    for _ in range(20):
        make.message(concern, "More of it.")
    real, calls = bindings.crypto_box_seal_open, []

    def counting(*given: bytes) -> bytes:
        calls.append(given)
        return bytes(real(*given))

    monkeypatch.setattr(bindings, "crypto_box_seal_open", counting)
    with browser(desk) as client:
        assert client.get(f"/concerns/{concern.reference}/").status_code == 200
    assert len(calls) == 3 + 20 + 1  # the acknowledgement is a message too
