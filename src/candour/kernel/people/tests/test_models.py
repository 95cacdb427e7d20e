"""What a row says of itself in a log or at a prompt: as little as helps, never a secret."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.models import Model

from candour.kernel.people.models import (
    Cover,
    Demonstration,
    Invitation,
    Organisation,
    Person,
    ProviderLink,
    RoleHolding,
    Session,
)
from candour.kernel.people.tests import factories

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Organisation(name="A council"), "A council"),
        (Person(name="Wyn Worker", email="canary@example.org"), "Wyn Worker"),
        (RoleHolding(role="analyst", starts_on=TODAY), "analyst 2026-11-23"),
        (Cover(kind="absence", starts_on=TODAY), "absence 2026-11-23"),
        (Invitation(purpose="enrol", expires_at=NOW, token_digest=b"canary"), "enrol until 2026-11-23"),
        (ProviderLink(door="office", linked_on=TODAY, subject_digest=b"canary"), "office since 2026-11-23"),
        (Session(door="office", token_digest=b"canary"), "office session"),
        (Demonstration(switched_on_at=NOW), "since 2026-11-23"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Model) else "",
)
def test_a_row_says_little_of_itself(row: Model, said: str) -> None:
    assert str(row) == said


@pytest.mark.django_db
class TestByNaturalKey:
    def test_finds_somebody_however_the_address_is_written(self) -> None:
        who = factories.person()
        assert Person.objects.get_by_natural_key(who.email.upper()) == who

    @pytest.mark.parametrize("address", [None, "", "nobody@example.org"])
    def test_finds_nobody_else(self, address: str | None) -> None:
        with pytest.raises(Person.DoesNotExist):
            Person.objects.get_by_natural_key(address)
