"""Linking oneself with a provider: with a session and a fresh proof, or with an invitation; and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from candour.contexts.accounts.operations import enrolment
from candour.contexts.accounts.operations import provider as operations
from candour.contexts.accounts.operations.refusal import Refused
from candour.contexts.accounts.tests.provider_side import come_back, entries, go, link, moved_on, reasons, text, through
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Invitation, Person, ProviderLink, Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor
from tests.identity_provider import IdentityProvider

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return factories.person(Role.ANALYST, name="Ada")


@pytest.fixture
def linked(person: Person, provider: IdentityProvider) -> Person:
    link(person, provider.issuer, "ada")
    return person


class TestLink:
    @pytest.fixture
    def signed_in(self, client: Client, person: Person, provider: IdentityProvider) -> Client:
        client.cookies[settings.SESSION_COOKIE_NAME] = factories.session(person, stepped_up=timezone.now())
        return client

    def test_is_made_by_whoever_is_signed_in_and_has_proved_it(
        self, signed_in: Client, person: Person, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        with as_door(Door.OFFICE):
            answer = through(signed_in, begin="/account/provider/link/")
            assert answer.headers["Location"] == "/account/"
            assert "You sign in with Example ID" in text(signed_in.get("/account/"))
        made = ProviderLink.objects.get()
        assert (made.person_id, made.door, made.issuer) == (person.pk, "office", provider.issuer)
        assert b"ada" not in bytes(made.subject_digest)
        assert len(entries("people.provider.link")) == 1

    def test_asks_for_a_fresh_proof_first(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        client.cookies[settings.SESSION_COOKIE_NAME] = factories.session(person)
        with as_door(Door.OFFICE):
            answer = client.post("/account/provider/link/")
        assert settings.WISH_COOKIE_NAME not in answer.cookies
        assert "Confirm that it is you" in text(answer)

    def test_asks_again_when_it_took_longer_than_five_minutes(
        self, signed_in: Client, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        with as_door(Door.OFFICE):
            back = moved_on(come_back(signed_in, go(signed_in, "/account/provider/link/")))
        Session.objects.update(stepped_up_at=timezone.now() - timedelta(minutes=6))
        with as_door(Door.OFFICE):
            assert signed_in.get(back).headers["Location"].startswith("/step-up/")
        Session.objects.update(stepped_up_at=timezone.now())
        with as_door(Door.OFFICE):
            assert signed_in.get(back).headers["Location"] == "/account/"

    def test_is_not_made_for_another_session(
        self, signed_in: Client, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        """Whoever gives somebody a way back of their own does not link themselves with that person."""
        with as_door(Door.OFFICE):
            back = moved_on(come_back(signed_in, go(signed_in, "/account/provider/link/"), "mallory"))
        victim = factories.person(Role.ANALYST)
        signed_in.cookies[settings.SESSION_COOKIE_NAME] = factories.session(victim, stepped_up=timezone.now())
        with as_door(Door.OFFICE):
            answer = signed_in.get(back)
        assert answer.status_code == 403
        assert "Your session here ended" in text(answer)
        assert not ProviderLink.objects.exists()

    def test_is_refused_when_it_is_somebody_elses(
        self, signed_in: Client, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        link(factories.person(Role.ANALYST), provider.issuer, "ada")
        with as_door(Door.OFFICE):
            assert "linked with somebody else here" in text(through(signed_in, begin="/account/provider/link/"))
        assert ProviderLink.objects.count() == 1
        assert reasons() == ["provider_linked_elsewhere"]

    def test_is_made_once_from_one_answer(self, signed_in: Client, provider: IdentityProvider, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            back = moved_on(come_back(signed_in, go(signed_in, "/account/provider/link/")))
            kept = signed_in.cookies[settings.PROOF_COOKIE_NAME].value
            assert signed_in.get(back).status_code == 302
            signed_in.cookies[settings.PROOF_COOKIE_NAME] = kept
            answer = signed_in.get(back)
        assert "was used already" in text(answer)
        assert "Back to your account" in text(answer)

    def test_replaces_an_older_one(
        self, signed_in: Client, person: Person, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        link(person, "https://former.example", "ada")
        with as_door(Door.OFFICE):
            through(signed_in, begin="/account/provider/link/")
        assert ProviderLink.objects.get().issuer == provider.issuer

    def test_is_not_removed_when_there_is_no_other_way(
        self, signed_in: Client, person: Person, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        link(person, provider.issuer, "ada")
        with as_door(Door.OFFICE):
            assert "You have no password here" in text(signed_in.post("/account/provider/remove/"))
        person.set_password("three unrelated words")
        person.save()
        with as_door(Door.OFFICE):
            assert signed_in.get("/account/provider/remove/").status_code == 200
            assert signed_in.post("/account/provider/remove/").headers["Location"] == "/account/"
            assert signed_in.post("/account/provider/remove/").headers["Location"] == "/account/"
        assert not ProviderLink.objects.exists()
        assert len(entries("people.provider.unlink")) == 1

    def test_to_take_back_takes_somebody_with_a_password(self, person: Person) -> None:
        with pytest.raises(Refused):
            operations.unlink(
                person=person, actor=Actor(person.pk, "Ada", Door.OFFICE), door=Door.OFFICE, at=timezone.now()
            )

    def test_goes_when_the_administrator_renews_everything(
        self, person: Person, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        link(person, provider.issuer, "ada")
        boss = factories.person(Role.SYSTEM_ADMINISTRATOR)
        token = factories.session(boss, stepped_up=timezone.now())
        from django.db import connection

        for forget, left in ((False, 1), (True, 0)):
            with as_door(Door.OFFICE, session=token), connection.cursor() as cursor:
                cursor.execute("select people_reset_authenticators(%s, %s)", [person.pk, forget])
            assert ProviderLink.objects.count() == left


class TestEnrolment:
    @pytest.fixture
    def invited(self, person: Person) -> str:
        return self.invite(person, Invitation.Purpose.ENROL)

    def invite(self, person: Person, purpose: str) -> str:
        return enrolment.create_invitation(
            person=person, organisation=factories.office(), purpose=purpose, actor=None, door=Door.OFFICE,
            at=timezone.now(),
        )  # fmt: skip

    def test_needs_no_password(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor, invited: str
    ) -> None:
        with as_door(Door.OFFICE):
            assert "Continue with Example ID" in text(client.get(f"/enrol/{invited}/"))
            answer = through(client, begin=f"/enrol/{invited}/provider/")
            assert answer.headers["Location"] == f"/enrol/{invited}/passkey/"
            assert client.get(f"/enrol/{invited}/passkey/").status_code == 200
        assert ProviderLink.objects.get().person_id == person.pk
        person.refresh_from_db()
        assert not person.has_usable_password()

    def test_is_refused_when_it_is_somebody_elses(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor, invited: str
    ) -> None:
        link(factories.person(Role.ANALYST), provider.issuer, "ada")
        with as_door(Door.OFFICE):
            answer = through(client, begin=f"/enrol/{invited}/provider/")
            assert "linked with somebody else here" in text(answer)
            assert f'href="/enrol/{invited}/"' in answer.content.decode()
            assert client.get(f"/enrol/{invited}/passkey/").headers["Location"] == f"/enrol/{invited}/"

    def test_goes_on_once_from_one_answer(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor, invited: str
    ) -> None:
        with as_door(Door.OFFICE):
            back = moved_on(come_back(client, go(client, f"/enrol/{invited}/provider/")))
            kept = client.cookies[settings.PROOF_COOKIE_NAME].value
            assert client.get(back).status_code == 302
            client.cookies[settings.PROOF_COOKIE_NAME] = kept
            assert "was used already" in text(client.get(back))

    def test_needs_a_link_that_works(self, client: Client, provider: IdentityProvider, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            answer = client.post("/enrol/no-such-token/provider/")
        assert answer.status_code == 404
        assert settings.WISH_COOKIE_NAME not in answer.cookies

    def test_ends_with_the_link(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor, invited: str
    ) -> None:
        with as_door(Door.OFFICE):
            back = moved_on(come_back(client, go(client, f"/enrol/{invited}/provider/")))
        Invitation.objects.update(cancelled_at=timezone.now())
        with as_door(Door.OFFICE):
            assert "This link does not work" in text(client.get(back))
        assert not ProviderLink.objects.exists()

    @pytest.mark.parametrize(("who", "right"), [("ada", True), ("mallory", False)])
    def test_after_a_lost_passkey_takes_the_account_that_is_linked(
        self, client: Client, linked: Person, provider: IdentityProvider, as_door: AsDoor, who: str, right: bool
    ) -> None:
        token = self.invite(linked, Invitation.Purpose.REPLACE_PASSKEY)
        with as_door(Door.OFFICE):
            assert "It shows that the account there is yours" in text(client.get(f"/enrol/{token}/"))
            answer = through(client, who, f"/enrol/{token}/provider/")
            if right:
                assert answer.headers["Location"] == f"/enrol/{token}/passkey/"
            else:
                assert "not the account at Example ID that is linked with yours" in text(answer)
                assert client.get(f"/enrol/{token}/passkey/").headers["Location"] == f"/enrol/{token}/"
        assert ProviderLink.objects.count() == 1

    def test_after_a_lost_passkey_offers_nothing_that_is_not_linked(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        token = self.invite(person, Invitation.Purpose.REPLACE_PASSKEY)
        with as_door(Door.OFFICE):
            assert "Example ID" not in text(client.get(f"/enrol/{token}/"))
