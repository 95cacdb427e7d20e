"""A real identity provider beside the tests of accounts, in a thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from candour.contexts.accounts.provider.terms import Provider
from candour.contexts.accounts.tests.provider_side import CALLBACK
from tests.identity_provider import Bent, IdentityProvider, serving


@pytest.fixture(scope="session")
def provider_running() -> Iterator[IdentityProvider]:
    with serving(IdentityProvider("candour", "s3cret of the client", CALLBACK)) as started:
        yield started


@pytest.fixture
def provider(provider_running: IdentityProvider, settings: Settings) -> IdentityProvider:
    """The provider of the present door, as it should be; a test may bend it."""
    cache.clear()
    provider_running.bent, provider_running.methods, provider_running.codes = Bent(), ["pwd"], {}
    provider_running.asked.clear()
    settings.SIGN_IN_PROVIDER = Provider(provider_running.issuer, "candour", "Example ID", "s3cret of the client")
    return provider_running
