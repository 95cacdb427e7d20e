"""The public site: every page answers without database, session or cookie, and says what it must."""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import Settings

from candour.kernel.doors import Door
from candour.kernel.ledger import sequencing, verifier
from candour.kernel.ledger.notes import Signer
from candour.kernel.ledger.sequencing import Signers
from candour.kernel.procedures import registry
from candour.web import catalogue
from candour.web.tests.twins import untranslated

ENGLISH = [
    "/", "/about/", "/how-it-works/", "/privacy/", "/cookies/", "/accessibility/", "/contact/", "/easy-read/", "/bsl/",
    "/translation/",
]  # fmt: skip
PAGES = [*ENGLISH, *(f"/cy{address}" for address in ENGLISH)]


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.DOOR = Door.PUBLIC
    settings.ROOT_URLCONF = "candour.config.urls.public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    settings.CONTENT_SECURITY_POLICY = settings.PUBLIC_CONTENT_SECURITY_POLICY
    return Client(SERVER_NAME="localhost")


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


class TestContentPages:
    @pytest.mark.parametrize("address", PAGES)
    def test_answers_without_database_or_cookie(self, visitor: Client, address: str) -> None:
        # no database fixture: opening a connection would fail the test
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"] == "public, max-age=60"
        assert "require-trusted-types-for 'script'" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("address", PAGES)
    def test_loads_nothing_from_elsewhere_and_has_one_heading(self, visitor: Client, address: str) -> None:
        tags = Seen(visitor.get(address).content.decode()).tags
        for tag, attributes in tags:
            for name in ("src", "href"):
                value = attributes.get(name) or ""
                assert not value.startswith(("http", "//")), (tag, value)
            assert "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]
        assert [tag for tag, _ in tags].count("h1") == 1
        ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("address", PAGES)
    def test_links_within_the_site_lead_somewhere(self, visitor: Client, address: str) -> None:
        # The form, the mailbox and the tracker, of other contexts; and the ledger, which reads the database (tests below).
        read = ("/tell/", "/check/", "/ledger/", "/recommendations/")
        later = {*read, *(f"/cy{address}" for address in read)}
        for tag, attributes in Seen(visitor.get(address).content.decode()).tags:
            target = (attributes.get("href") or "").split("#")[0]
            if tag == "a" and target and target not in later:
                assert visitor.get(target).status_code in {200, 302}, target

    def test_the_demonstration_says_so(self, visitor: Client, settings: Settings) -> None:
        settings.DEMONSTRATION = True
        assert b"Demonstration: synthetic data" in visitor.get("/").content
        settings.DEMONSTRATION = False
        assert b"Demonstration" not in visitor.get("/").content

    def test_the_emergency_numbers_stand_before_the_form(self, visitor: Client) -> None:
        words = visitor.get("/").content.decode()
        assert "999" in words
        assert "0800 789 321" in words

    def test_what_anonymity_cannot_protect_is_said(self, visitor: Client) -> None:
        words = visitor.get("/privacy/").content.decode()
        for what in ("the device and the network", "what you write yourself", "What is not sealed", "court"):
            assert what in words

    def test_how_to_reach_the_office_is_what_the_installation_was_told(
        self, visitor: Client, settings: Settings
    ) -> None:
        settings.OFFICE_CONTACT = {"telephone": "0123 <4>", "data_protection": "officer@example.test"}
        assert b"0123 &lt;4&gt;" in visitor.get("/contact/").content
        assert b"officer@example.test" in visitor.get("/privacy/").content


class TestWelsh:
    """Under ``/cy/`` each page says the same, in Welsh, and leads on in Welsh."""

    TOLD: ClassVar[dict[str, dict[str, str]]] = {
        "nothing": {},
        "everything": {
            "email": "post@swyddfa.example", "telephone": "01234", "post": "1 Heol", "relay": "18001 01234",
            "data_protection": "data@swyddfa.example", "bsl_relay": "relay.example", "bsl_video": "https://bsl.example/v",
        },
    }  # fmt: skip

    @pytest.mark.parametrize("is_demonstration", [True, False])
    @pytest.mark.parametrize("told", TOLD)
    @pytest.mark.parametrize("address", ENGLISH)
    def test_leaves_nothing_in_english(
        self, visitor: Client, settings: Settings, address: str, told: str, is_demonstration: bool
    ) -> None:
        settings.OFFICE_CONTACT, settings.DEMONSTRATION = self.TOLD[told], is_demonstration
        english, welsh = (visitor.get(path).content.decode() for path in (address, f"/cy{address}"))
        assert untranslated(english, welsh) == []

    @pytest.mark.parametrize("address", ENGLISH)
    def test_leads_on_in_welsh_and_back_to_the_same_place(self, visitor: Client, address: str) -> None:
        tags = Seen(visitor.get(f"/cy{address}?a=b").content.decode()).tags
        links = [told for tag, told in tags if tag == "a" and (told.get("href") or "").startswith("/")]
        out = {str(told["href"]) for told in links if not str(told["href"]).startswith("/cy/")}
        assert out == {f"{address}?a=b"} | ({"/security.txt"} if address == "/contact/" else set())
        [toggle] = [told for told in links if told.get("hreflang")]
        assert (toggle["lang"], toggle["hreflang"]) == ("en", "en")
        other = [told for tag, told in tags if tag == "link" and told.get("rel") == "alternate"]
        assert {(told["hreflang"], told["href"]) for told in other} == {
            ("en", f"{address}?a=b"), ("cy", f"/cy{address}?a=b"),
        }  # fmt: skip

    def test_draws_the_procedures_in_welsh(self, visitor: Client) -> None:
        for address in re.findall(r'<img src="([^"]+)"', visitor.get("/cy/how-it-works/").content.decode()):
            assert address.startswith("/cy/")
            english, welsh = (
                f'<html lang="{code}">{visitor.get(path).content.decode()}</html>'
                for code, path in (("en", address.removeprefix("/cy")), ("cy", address))
            )
            assert untranslated(english, welsh) == []

    def test_a_video_is_linked_when_the_office_has_one(self, visitor: Client, settings: Settings) -> None:
        assert "no video in British Sign Language" in visitor.get("/bsl/").content.decode()
        settings.OFFICE_CONTACT = self.TOLD["everything"]
        page = visitor.get("/bsl/").content.decode()
        assert 'href="https://bsl.example/v" rel="noreferrer' in page
        assert "no video in British Sign Language" not in page + visitor.get("/accessibility/").content.decode()

    def test_says_how_much_waits_for_a_translator(self, visitor: Client) -> None:
        standing = catalogue.standing()
        page = visitor.get("/translation/").content.decode()
        assert f"{len(standing.awaiting)} of {standing.all} texts still wait" in page
        assert page.count('<dd lang="cy">') == len(standing.awaiting)


class TestHowItWorks:
    def test_every_stage_and_step_in_force_is_on_the_page(self, visitor: Client) -> None:
        page = visitor.get("/how-it-works/").content.decode()
        assert registry.every()
        for name in {procedure.name for procedure in registry.every()}:
            procedure = registry.in_force(name, datetime.now(UTC).date())
            for state in procedure.states:
                assert f">{state.label}</th>" in page
            for step in procedure.steps:
                assert f">{step.label}</th>" in page

    def test_each_picture_is_an_image_without_script(self, visitor: Client) -> None:
        page = visitor.get("/how-it-works/").content.decode()
        pictures = re.findall(r'<img src="([^"]+)"', page)
        assert len(pictures) == len({procedure.name for procedure in registry.every()})
        for address in pictures:
            answer = visitor.get(address)
            assert answer["Content-Type"] == "image/svg+xml"
            assert answer.content.startswith(b"<svg ")
            assert b"<script" not in answer.content

    def test_an_unknown_picture_is_not_there(self, visitor: Client) -> None:
        assert visitor.get("/how-it-works/invented.svg").status_code == 404


class TestFilesForMachines:
    def test_security_txt_is_valid_for_some_time(self, visitor: Client, settings: Settings) -> None:
        assert b"Contact: http://localhost/contact/" in visitor.get("/security.txt").content
        settings.OFFICE_CONTACT = {"security": "mailto:security@office.example"}
        for address in ("/security.txt", "/.well-known/security.txt"):
            words = visitor.get(address).content.decode()
            assert re.search(r"^Contact: mailto:security@office.example$", words, re.MULTILINE)
            expires = re.search(r"^Expires: (\S+)$", words, re.MULTILINE)
            assert expires
            left = datetime.fromisoformat(expires[1]) - datetime.now(UTC)
            assert 90 < left.days < 366

    def test_search_engines_stay_out_of_the_form_and_of_the_staffs_doors(
        self, visitor: Client, settings: Settings
    ) -> None:
        assert b"Disallow: /tell/" in visitor.get("/robots.txt").content
        settings.DOOR = Door.OFFICE
        settings.ROOT_URLCONF = "candour.config.urls.office"
        assert Client(SERVER_NAME="localhost").get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"

    def test_an_icon(self, visitor: Client) -> None:
        assert visitor.get("/favicon.ico")["Location"].startswith("/static/candour/mark.svg")


@pytest.fixture
def signed(db: None) -> Signers:
    """A day that was closed, after something was published."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    signers = Signers(Signer.make("example.org/inner"), Signer.make("example.org/public"))
    at = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    cursor.execute(
        b"insert into ledger_publication values (gen_random_uuid(), 'report', %s, '2026-11-22')", [DOCUMENT_DIGEST]
    )
    sequencing.publish_waiting(cursor, signers, at)
    sequencing.close_day(cursor, signers, at.date(), at)
    return signers


FOR_MACHINES = re.compile(r"^[0-9a-f]{64}$|example\.org/public|^python -m pip install pynacl$")
"""What is the same in every language: roots, checkpoints, keys, and what is typed."""

DOCUMENT = b"A report, as it was published."
DOCUMENT_DIGEST = hashlib.sha256(DOCUMENT).hexdigest()


def leads_to(page: str) -> set[str]:
    """Where a Welsh page leads that is not Welsh."""
    addresses = re.findall(r'<(?:a|form)\b[^>]*(?:href|action)="(/[^"#]*)', page)
    return {address for address in addresses if not address.startswith(("/cy/", "/leave/"))}


class TestLedger:
    """The page and its files, read through the public door's own rights."""

    @pytest.fixture(autouse=True)
    def at_the_door(self, as_door: Callable[..., AbstractContextManager[None]]) -> Iterator[None]:
        with as_door(Door.PUBLIC):
            yield

    def test_says_that_nothing_is_there_yet(self, visitor: Client) -> None:
        page = visitor.get("/ledger/").content.decode()
        assert "Nothing has been published yet" in page
        assert "has not yet named anybody outside" in page
        for address in ("checkpoint/", "export/", f"proof/{DOCUMENT_DIGEST}/", "consistency/1/"):
            assert visitor.get(f"/ledger/{address}").status_code == 404
        assert visitor.get("/ledger/verify_ledger.py").status_code == 200

    def test_says_in_welsh_that_nothing_is_there_yet(self, visitor: Client) -> None:
        english, welsh = (visitor.get(path).content.decode() for path in ("/ledger/", "/cy/ledger/"))
        assert untranslated(english, welsh) == []
        assert leads_to(welsh) == {"/ledger/", "/ledger/verify_ledger.py"}

    def test_says_that_holders_have_it_when_they_were_really_written_to(self, visitor: Client) -> None:
        with connection.cursor() as cursor:
            cursor.execute("reset role")
            cursor.execute("insert into notifications_holdermail values (gen_random_uuid(), current_date - 1)")
            cursor.execute("set local role candour_public")
        assert "every day to people outside the office" in visitor.get("/ledger/").content.decode()


class TestSignedLedger:
    """What a stranger finds once a day was closed."""

    @pytest.fixture
    def read(
        self, signed: Signers, visitor: Client, as_door: Callable[..., AbstractContextManager[None]]
    ) -> Callable[[str], bytes]:
        def get(address: str) -> bytes:
            with as_door(Door.PUBLIC):
                answer = visitor.get(f"/ledger/{address}")
                assert answer.status_code == 200
                assert not answer.cookies
                return answer.content

        return get

    def test_is_shown_with_its_checkpoint_key_and_days(self, read: Callable[[str], bytes], signed: Signers) -> None:
        page = html.unescape(read("").decode())
        assert "Lines in the public ledger: 2." in page
        assert read("checkpoint/").decode() in page
        assert page.count(signed.public.public) == 2
        assert "23 November 2026" in page
        assert "1024" not in page  # the size of the inner tree is nowhere

    def test_is_verified_with_what_is_downloaded(
        self, read: Callable[[str], bytes], signed: Signers, tmp_path: Path
    ) -> None:
        for name, address in (("export", "export/"), ("kept", "checkpoint/"), ("verify.py", "verify_ledger.py")):
            (tmp_path / name).write_bytes(read(address))
        done = subprocess.run(
            [sys.executable, "verify.py", "export", "--checkpoint", "kept", "--key", signed.public.public],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout == "VERIFIED. 2 leaves are those that were signed, at 2 checkpoints.\n", done.stderr

    def test_says_the_same_in_welsh(
        self, signed: Signers, visitor: Client, as_door: Callable[..., AbstractContextManager[None]]
    ) -> None:
        with as_door(Door.PUBLIC):
            for query in ("", "?digest=nonsense", f"?digest={'0' * 64}", f"?digest={DOCUMENT_DIGEST}"):
                english, welsh = (visitor.get(f"{before}/ledger/{query}").content.decode() for before in ("", "/cy"))
                left = untranslated(english, welsh)
                assert [words for words in left if not FOR_MACHINES.search(words)] == []
                files = {f"/ledger/{name}" for name in ("export/", "checkpoint/", "verify_ledger.py")}
                proof = {f"/ledger/proof/{DOCUMENT_DIGEST}/"} if DOCUMENT_DIGEST in query else set()
                assert leads_to(welsh) == {f"/ledger/{query}", *files, *proof}

    def test_proves_a_document(self, read: Callable[[str], bytes], signed: Signers) -> None:
        assert "Yes: it was published on 22 November 2026." in read(f"?digest={DOCUMENT_DIGEST.upper()}").decode()
        proof = read(f"proof/{DOCUMENT_DIGEST}/").decode()
        assert DOCUMENT_DIGEST.encode() in verifier.verify_inclusion(proof, [signed.public.public], DOCUMENT)

    def test_proves_that_it_continues(self, read: Callable[[str], bytes], signed: Signers) -> None:
        old, new = verifier.verify_consistency(read("consistency/1/").decode(), [signed.public.public])
        assert (old.size, new.size) == (1, 2)

    def test_says_what_is_not_in_it_and_what_is_no_digest(self, read: Callable[[str], bytes]) -> None:
        assert "Nothing with this digest was published" in read(f"?digest={'0' * 64}").decode()
        assert "Enter a SHA-256 digest" in read("?digest=nonsense").decode()

    def test_finds_the_fingerprint_of_a_day(self, read: Callable[[str], bytes]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select digest from ledger_publicleaf where kind = 'daily_root'")
            (digest,) = cursor.fetchone()
        assert "fingerprint of the inner ledger of 23 November 2026" in read(f"?digest={digest}").decode()

    def test_is_all_that_the_public_door_may_read_of_the_ledger(
        self, as_door: Callable[..., AbstractContextManager[None]]
    ) -> None:
        for table in ("innerleaf", "innernode", "innercheckpoint", "pending", "publication"):
            refused = pytest.raises(DatabaseError, match="permission denied")
            with as_door(Door.PUBLIC), refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"select count(*) from ledger_{table}")
