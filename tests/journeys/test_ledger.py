"""A stranger checks the ledger with nothing but what the public site offers; and comes back later with what they kept."""

from __future__ import annotations

import hashlib
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from candour.command import sequencer
from candour.kernel.ledger import sequencing
from tests.journeys.conftest import Doors

Records = Callable[[], AbstractContextManager[None]]
DOCUMENT = b"An invented report, exactly as it can be downloaded."


@pytest.fixture
def published(doors: Doors, records: Records) -> None:
    """A document was published, and a day closed if the sequencer has not closed it yet."""
    signers = sequencer.read_signers(doors.home / "secrets" / "ledger-signing-key")
    now = timezone.now()
    with records(), transaction.atomic():
        connection.ensure_connection()
        cursor = psycopg.Cursor(connection.connection)
        cursor.execute(
            b"insert into ledger_publication values (gen_random_uuid(), 'report', %s, current_date)",
            [hashlib.sha256(DOCUMENT).hexdigest()],
        )
        sequencing.publish_waiting(cursor, signers, now)
        sequencing.close_day(cursor, signers, timezone.localdate(now), now)


def downloads(page: Page, folder: Path) -> None:
    """Step one, as a person does it."""
    for name in ("the whole public ledger", "the newest checkpoint", "the program that checks it"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        download.value.save_as(folder / download.value.suggested_filename)


def run(page: Page, folder: Path, words: str) -> str:
    """The command that the page shows, typed in that folder; with the Python that has PyNaCl."""
    assert words.startswith("python verify_ledger.py ")
    done = subprocess.run(
        [sys.executable, *shlex.split(words)[1:]], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


class TestStranger:
    def test_verifies_the_ledger_and_again_with_what_they_kept(
        self, doors: Doors, page: Page, axe: Callable[[Page], None], published: None, records: Records, tmp_path: Path
    ) -> None:
        page.goto(doors.public)
        page.get_by_role("link", name="The ledger", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("see for yourself")
        axe(page)
        downloads(page, tmp_path)
        command = page.get_by_text("--checkpoint checkpoint.txt").inner_text()
        assert run(page, tmp_path, command).startswith("VERIFIED. ")

        # Somebody at the office changes what the file says on its way.
        export = next(tmp_path.glob("public-ledger-*.txt"))
        whole = export.read_bytes()
        export.write_bytes(whole.replace(whole.splitlines()[-1], b"{}"))
        assert "NOT VERIFIED: the first" in run(page, tmp_path, command)

        # Later there is more in it; what was kept still fits.
        later = tmp_path / "later"
        later.mkdir()
        signers = sequencer.read_signers(doors.home / "secrets" / "ledger-signing-key")
        with records(), transaction.atomic():
            cursor = psycopg.Cursor(connection.connection)
            after = timezone.now() + timedelta(days=1)
            assert sequencing.close_day(cursor, signers, timezone.localdate(after), after)
        page.reload()
        (kept := tmp_path / "checkpoint.txt").rename(later / "kept.txt")
        downloads(page, later)
        command = page.get_by_text("--checkpoint checkpoint.txt").inner_text()
        said = run(page, later, f"{command} --checkpoint kept.txt")
        assert re.match(r"VERIFIED\. \d+ leaves are those that were signed, at \d+ checkpoints\.", said), said
        assert not kept.exists()

    def test_gets_the_proof_for_a_document(
        self, doors: Doors, page_without_scripts: Page, axe: Callable[[Page], None], published: None, tmp_path: Path
    ) -> None:
        page = page_without_scripts
        page.goto(f"{doors.public}/ledger/")
        page.get_by_label("SHA-256 digest").fill(hashlib.sha256(DOCUMENT).hexdigest())
        page.get_by_role("button", name="Look it up").click()
        expect(page.get_by_text("Yes: it was published on")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the proof").click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
        with page.expect_download() as download:
            page.get_by_role("link", name="the program that checks it").click()
        download.value.save_as(tmp_path / "verify_ledger.py")
        (tmp_path / "report.pdf").write_bytes(DOCUMENT)
        command = page.get_by_text("--proof").inner_text()
        assert run(page, tmp_path, f"{command} --document report.pdf").startswith("VERIFIED. In the ledger: ")
        (tmp_path / "report.pdf").write_bytes(DOCUMENT + b" ")
        assert "not the one in the ledger" in run(page, tmp_path, f"{command} --document report.pdf")


def test_the_sequencer_runs_beside_the_doors(doors: Doors, records: Records) -> None:
    """What is done at a door has its place soon, without anybody's doing."""
    with records(), connection.cursor() as cursor:
        cursor.execute("insert into ledger_entry (id, entry) values (gen_random_uuid(), '{}')")
        until = time.monotonic() + 5
        waiting = None
        while waiting != (0,) and time.monotonic() < until:
            time.sleep(0.1)
            cursor.execute("select count(*) from ledger_pending")
            waiting = cursor.fetchone()
        assert waiting == (0,)
