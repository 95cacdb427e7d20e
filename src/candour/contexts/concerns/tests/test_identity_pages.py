"""The pages of sealed identities, asked for as a browser does, in the office door's role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from candour.contexts.concerns import reader_pass
from candour.contexts.concerns.models import Concern, KeyHolder, Narrative, Opening, OpeningDecision, OpeningStep
from candour.contexts.concerns.operations import erasure, holders
from candour.contexts.concerns.queries import identities as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests import vault as vaults
from candour.contexts.concerns.tests.desk import Browser, Desk, text
from candour.contexts.concerns.tests.vault import CHEAP, Vault
from candour.kernel.people.roles import Role
from candour.kernel.sealing import boxes
from candour.kernel.sealing import holders as secrets
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

ASK = {"ground": "harm", "reason": "A child may be hurt tonight."}


@pytest.fixture
def vault(as_door: AsDoor) -> Vault:
    return vaults.build(as_door)


@pytest.fixture
def concern(vault: Vault, desk: Desk) -> Concern:
    return desk.brings(vaults.confidential(story="I am Wren, and nobody answered."), "taken")


def asks(client: Client, concern: Concern, reader: Desk) -> Opening:
    sent = client.post(f"/identities/ask/{concern.reference}/", {**ASK, "reader": str(reader.person.id)})
    assert sent.status_code == 302, text(sent)
    return Opening.objects.get(is_open=True)


def agrees(browser: Browser, vault: Vault, who: Desk, opening: Opening) -> str:
    with browser(who, stepped_up=True) as client:
        sent = client.post(f"/identities/{opening.id}/agree/", {"secret": vault.secret(who)}, follow=True)
        assert sent.status_code == 200
        return text(sent)


class TestTheWholeWay:
    def test_from_the_case_page_to_the_name_and_closed_again(
        self, browser: Browser, vault: Vault, desk: Desk, head: Desk, concern: Concern
    ) -> None:
        with browser(desk, stepped_up=True) as client:
            shown = text(client.get(f"/concerns/{concern.reference}/"))
            assert "Confidential: identity sealed" in shown
            assert f"/identities/ask/{concern.reference}/" in shown
            assert "Canary" not in shown
            assert "I am" in text(client.get(f"/identities/ask/{concern.reference}/"))
            opening = asks(client, concern, desk)
            cookie = client.cookies[reader_pass.name(opening.id)]
            assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/identities/")
        with browser(vault.officer) as client:
            assert "Decide on opening a sealed identity" in text(client.get("/"))
            page = text(client.get(f"/identities/{opening.id}/"))
            assert ASK["reason"] in page
            assert "Agree to open this identity" in page
        half = agrees(browser, vault, vault.officer, opening)
        assert "You agreed" in half
        assert "Your side has agreed. Now somebody of the other side has to." in half
        assert "Why you cannot agree" not in half
        assert "You agreed" in agrees(browser, vault, vault.deputy, opening)
        with browser(desk, stepped_up=True) as client:
            client.cookies[reader_pass.name(opening.id)] = cookie.value
            assert "Read an opened identity" in text(client.get("/"))
            read = client.get(f"/identities/{opening.id}/read/")
            assert "Canary Wren" in text(read)
            assert "The only teacher" not in text(read)
            assert "I am the only teacher of Latin there." in text(read)
            seconds, _, where = read["Refresh"].partition("; url=")
            assert 0 < int(seconds) <= 900
            assert where == f"/identities/{opening.id}/"
            assert "no-store" in read["Cache-Control"]
            assert client.post(f"/identities/{opening.id}/finish/").status_code == 302
            again = client.get(f"/identities/{opening.id}/read/")
            assert again.status_code == 409
            assert "Canary" not in text(again)
        with browser(head) as client:
            shown = text(client.get(f"/concerns/{concern.reference}/"))
            for words in ("Second side agreed: identity opened", "Identity read", "Identity closed again"):
                assert words in shown
            listed = text(client.get("/identities/"))
            assert concern.reference in listed
            assert "last read" in listed

    def test_another_browser_of_the_same_person_opens_nothing(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern
    ) -> None:
        with browser(desk, stepped_up=True) as client:
            opening = asks(client, concern, desk)
        agrees(browser, vault, vault.officer, opening)
        agrees(browser, vault, vault.deputy, opening)
        for cookie in ("", "not one", reader_pass.make(boxes.new_key(), opening=opening.id, person=desk.person.id)):
            with browser(desk, stepped_up=True) as client:
                client.cookies[reader_pass.name(opening.id)] = cookie
                shown = client.get(f"/identities/{opening.id}/read/")
                assert shown.status_code == 409
                assert "not the browser that made ready" in text(shown)
        assert not OpeningStep.objects.filter(step="read").exists()

    def test_a_colleague_makes_ready_and_reads(
        self, browser: Browser, vault: Vault, desk: Desk, colleague: Desk, concern: Concern
    ) -> None:
        with browser(desk, stepped_up=True) as client:
            opening = asks(client, concern, colleague)
            assert reader_pass.name(opening.id) not in client.cookies
            assert client.post(f"/identities/{opening.id}/get_ready/").status_code == 409
        with browser(vault.officer) as client:
            assert "has made ready to read" in text(client.get(f"/identities/{opening.id}/"))
        with browser(colleague, stepped_up=True) as client:
            assert "Make ready to read a sealed identity" in text(client.get("/"))
            assert "Make ready to read" in text(client.get(f"/identities/{opening.id}/"))
            assert client.get(f"/identities/{opening.id}/get_ready/").status_code == 200
            assert client.post(f"/identities/{opening.id}/get_ready/").status_code == 302
            cookie = client.cookies[reader_pass.name(opening.id)].value
        with browser(colleague, stepped_up=True) as client:
            assert "Use this browser instead" in text(client.get(f"/identities/{opening.id}/"))
        agrees(browser, vault, vault.officer, opening)
        agrees(browser, vault, vault.deputy, opening)
        with browser(colleague, stepped_up=True) as client:
            client.cookies[reader_pass.name(opening.id)] = cookie
            assert "Canary Wren" in text(client.get(f"/identities/{opening.id}/read/"))


class TestAsking:
    def test_says_what_is_missing_and_that_one_runs(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern
    ) -> None:
        with browser(desk, stepped_up=True) as client:
            lacking = client.post(f"/identities/ask/{concern.reference}/", {"ground": "harm"})
            assert "Error:" in text(lacking)
            asks(client, concern, desk)
            again = client.post(f"/identities/ask/{concern.reference}/", {**ASK, "reader": str(desk.person.id)})
            assert again.status_code == 409
            assert "There is a request already" in text(again)

    def test_first_asks_for_a_passkey(self, browser: Browser, vault: Vault, desk: Desk, concern: Concern) -> None:
        with browser(desk) as client:
            sent = client.post(f"/identities/ask/{concern.reference}/", {**ASK, "reader": str(desk.person.id)})
            assert "Confirm that it is you" in text(sent)
            assert not Opening.objects.exists()

    def test_is_not_there_for_a_concern_without_an_identity(self, browser: Browser, vault: Vault, desk: Desk) -> None:
        plain = desk.brings(make.concern(), "taken")
        with browser(desk, stepped_up=True) as client:
            assert client.get(f"/identities/ask/{plain.reference}/").status_code == 404


class TestAgreeing:
    @pytest.fixture
    def opening(self, vault: Vault, desk: Desk, concern: Concern) -> Opening:
        return vault.asks(desk, concern)

    def test_a_wrong_secret_is_said_counted_and_never_shown(
        self, browser: Browser, vault: Vault, opening: Opening
    ) -> None:
        wrong = secrets.new_secret()
        with browser(vault.officer, stepped_up=True) as client:
            sent = client.post(f"/identities/{opening.id}/agree/", {"secret": wrong})
            assert sent.status_code == 409
            assert "This is not your secret" in text(sent)
            assert wrong not in text(sent)
            for _ in range(2):
                client.post(f"/identities/{opening.id}/agree/", {"secret": wrong})
            waits = client.post(f"/identities/{opening.id}/agree/", {"secret": vault.secret(vault.officer)})
            assert "Too many wrong secrets" in text(waits)
        assert KeyHolder.objects.get(person=vault.officer.person).tries == 3

    def test_without_a_fresh_proof_the_secret_is_kept_nowhere(
        self, browser: Browser, vault: Vault, opening: Opening
    ) -> None:
        with browser(vault.officer) as client:
            sent = client.post(f"/identities/{opening.id}/agree/", {"secret": vault.secret(vault.officer)})
            assert (sent.status_code, sent["Location"].partition("?")[0]) == (302, "/step-up/")
        assert not OpeningDecision.objects.exists()

    def test_who_asked_does_not_see_how(self, browser: Browser, desk: Desk, opening: Opening) -> None:
        with browser(desk, stepped_up=True) as client:
            assert "Agree to open" not in text(client.get(f"/identities/{opening.id}/"))
            assert client.post(f"/identities/{opening.id}/agree/", {"secret": "a"}).status_code == 409

    def test_can_be_refused_and_stepped_aside_from_and_taken_back(
        self, browser: Browser, vault: Vault, desk: Desk, opening: Opening
    ) -> None:
        with browser(vault.officer, stepped_up=True) as client:
            gone = client.post(f"/identities/{opening.id}/step_aside/", {"rationale": "I know them."})
            assert gone["Location"] == "/identities/"
            assert client.get(f"/identities/{opening.id}/").status_code == 404
        with browser(vault.deputy, stepped_up=True) as client:
            client.post(f"/identities/{opening.id}/refuse/", {"rationale": "Write to them first."})
            assert "Write to them first." in text(client.get(f"/identities/{opening.id}/"))
        again = vault.asks(desk, opening.concern)
        with browser(desk, stepped_up=True) as client:
            assert client.get(f"/identities/{again.id}/withdraw/").status_code == 200
            client.post(f"/identities/{again.id}/withdraw/")
            assert client.get(f"/identities/{again.id}/unheard_of/").status_code == 404
        again.refresh_from_db()
        assert again.state == "withdrawn"

    def test_a_window_that_is_over_says_so(self, browser: Browser, vault: Vault, desk: Desk, opening: Opening) -> None:
        vault.agrees(vault.officer, opening)
        vault.agrees(vault.deputy, opening)
        OpeningDecision.objects.update(decided_at=make.now() - timedelta(minutes=16))
        with browser(desk, stepped_up=True) as client:
            assert "The 15 minutes ended" in text(client.get(f"/identities/{opening.id}/"))
            assert client.get(f"/identities/{opening.id}/read/").status_code == 409


class TestKeys:
    def test_a_secret_is_shown_once_and_a_colleague_lets_in(
        self, as_door: AsDoor, browser: Browser, vault: Vault
    ) -> None:
        new = Desk(as_door, make.person("Nia Newcomer", Role.IDENTITY_OFFICER))
        with browser(new, stepped_up=True) as client:
            assert "Ask to hold" in text(client.get("/identities/keys/"))
            assert client.get("/identities/keys/ask/").status_code == 200
            shown = text(client.post("/identities/keys/ask/"))
            assert "eight words" in shown
        holder = KeyHolder.objects.get(person=new.person)
        with browser(vault.officer, stepped_up=True) as client:
            assert "Nia Newcomer" in text(client.get("/"))
            address = f"/identities/keys/{holder.id}/let-in/"
            assert address in text(client.get("/identities/keys/"))
            assert "read you the mark" in text(client.get(address))
            wrong = client.post(address, {"secret": secrets.new_secret()})
            assert "not your secret" in text(wrong)
            slip = client.post(address, {"secret": "one two"})
            assert slip.status_code == 409
            assert client.post(address, {"secret": vault.secret(vault.officer)}).status_code == 302
            assert client.get(address).status_code == 404
        holder.refresh_from_db()
        assert holder.enrolled_by_id == vault.officer.person.id
        with browser(new, stepped_up=True) as client:
            assert client.post("/identities/keys/ask/").status_code == 409

    def test_a_holding_is_ended_by_the_head_or_oneself(self, browser: Browser, vault: Vault, head: Desk) -> None:
        held = {who: queries.holding_of(desk.person.id) for who, desk in (("a", vault.officer), ("b", vault.deputy))}
        assert held["a"] is not None
        assert held["b"] is not None
        address = "/identities/keys/{}/end/"
        with browser(vault.officer, stepped_up=True) as client:
            assert client.get(address.format(held["b"].id)).status_code == 404
            assert client.get(address.format(held["a"].id)).status_code == 200
            assert client.post(address.format(held["a"].id)).status_code == 302
        with browser(head, stepped_up=True) as client:
            assert client.post(address.format(held["b"].id)).status_code == 302
            assert "Fewer than two" in text(client.get("/identities/keys/"))
        assert KeyHolder.objects.filter(ended_on__isnull=False).count() == 2

    def test_before_the_ceremony_the_pages_say_so(self, as_door: AsDoor, browser: Browser, head: Desk) -> None:
        officer = Desk(as_door, make.person("Olwen", Role.IDENTITY_OFFICER))
        with browser(head) as client:
            assert "have not been made yet" in text(client.get("/identities/"))
            assert "This side has no key" in text(client.get("/identities/keys/"))
        with browser(officer, stepped_up=True) as client:
            assert "Your side has no key yet" in text(client.post("/identities/keys/ask/"))
        with officer.open(), pytest.raises(KeyHolder.DoesNotExist):
            holders.enrol(holder_id=officer.person.id, typed="", actor=officer.actor(stepped_up=True), at=make.now())
        assert CHEAP.memory


class TestSteps:
    def test_putting_it_to_a_body_says_that_nothing_can_be_checked(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern
    ) -> None:
        plain = desk.brings(make.concern(), "taken")
        for one, says in ((concern, True), (plain, False)):
            with browser(desk) as client:
                page = text(client.get(f"/concerns/{one.reference}/put_to_body/"))
                assert ("Candour cannot see it" in page) == says

    def test_a_passage_is_moved_from_its_page_which_says_who_read_it(
        self, browser: Browser, vault: Vault, desk: Desk, concern: Concern
    ) -> None:
        address = f"/concerns/{concern.reference}/seal_passage/"
        with browser(desk) as client:
            client.get(f"/concerns/{concern.reference}/")
            page = text(client.get(address))
            assert "Who may have read these words already" in page
            assert desk.person.name in page.partition("Who may have read")[2]
            assert client.post(address, {"passage": "nowhere"}).status_code == 409
            assert client.post(address, {"passage": "I am Wren"}).status_code == 302
            shown = text(client.get(f"/concerns/{concern.reference}/"))
            assert "[moved to the sealed identity], and nobody answered." in shown
            assert "Identifying passage moved" in shown

    def test_erasing_is_asked_decided_and_said(
        self, browser: Browser, vault: Vault, desk: Desk, head: Desk, concern: Concern
    ) -> None:
        with browser(desk, stepped_up=True) as client:
            sent = client.post(
                f"/concerns/{concern.reference}/request_erasure/", {"basis": "asked", "rationale": "By letter."}
            )
            assert sent.status_code == 302
            assert "waits for a second person" in text(client.get(f"/concerns/{concern.reference}/"))
        with browser(head, stepped_up=True) as client:
            assert "Decide on erasing a concern" in text(client.get("/"))
            assert "By letter." in text(client.get(f"/concerns/{concern.reference}/refuse_erasure/"))
            assert client.post(
                f"/concerns/{concern.reference}/decide_erasure/", {"rationale": "Their right."}
            ).status_code == 302  # fmt: skip
            shown = text(client.get(f"/concerns/{concern.reference}/"))
            assert "Erased on" in shown
            assert "Asked to erase it" in shown
        assert not Narrative.objects.exists()

    def test_a_refusal_leaves_all_there(
        self, browser: Browser, vault: Vault, desk: Desk, head: Desk, concern: Concern
    ) -> None:
        desk.does(erasure.request_erasure, concern, stepped_up=True, basis="asked", rationale="By letter.")
        with browser(head, stepped_up=True) as client:
            client.post(f"/concerns/{concern.reference}/refuse_erasure/", {"rationale": "A court has asked for it."})
            assert "Erasing refused" in text(client.get(f"/concerns/{concern.reference}/"))
        assert Narrative.objects.exists()


def test_a_pass_is_for_one_request_and_one_person(desk: Desk, colleague: Desk) -> None:
    mine, other = desk.person.id, colleague.person.id
    made = reader_pass.make(b"k" * 32, opening=mine, person=mine)
    assert reader_pass.read(made, opening=mine, person=mine) == b"k" * 32
    assert reader_pass.read(made, opening=other, person=mine) is None
    assert reader_pass.read(made, opening=mine, person=other) is None
    assert reader_pass.read("ü", opening=mine, person=mine) is None
