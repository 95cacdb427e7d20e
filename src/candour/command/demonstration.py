"""``candour demo``: the demonstration's synthetic people and cases, and the list that ``candour run`` shows."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from candour.command.supervisor import CannotRun
from candour.config import environment

PEOPLE = "demonstration-people.txt"
_SHOWN = 26


def load(*, once: bool) -> int:
    """Load the demonstration into an empty database. With ``once``, do nothing if it was loaded before."""
    if not environment.is_demonstration():
        raise CannotRun("Demonstration data only goes into a demonstration office: set CANDOUR_DEMONSTRATION=1.")
    listed = environment.home() / PEOPLE
    if once and listed.exists():
        return 0
    demonstration = importlib.import_module("candour.contexts.concerns.demonstration")
    now = datetime.now(UTC)
    pathway = importlib.import_module("candour.contexts.pathway.demonstration")
    # A hundred and seventy thousand rows live until they are inserted: looking for garbage among them, again and again,
    # would take a third of the time.
    gc.disable()
    try:
        demonstration.load(at=now)
        pathway.build(localdate(now))
        importlib.import_module("candour.contexts.pathway.demonstration.country").build(localdate(now))
        importlib.import_module("candour.contexts.recommendations.demonstration").build(localdate(now))
    finally:
        gc.enable()
    _write(listed, demonstration.people(), demonstration.mailboxes(), pathway.codes())
    print(listed.read_text(encoding="utf-8"), end="")
    return 0


def _write(listed: Path, people: Sequence[Any], mailboxes: Sequence[Any], codes: Sequence[tuple[str, str]]) -> None:
    """Name, role and what they can be used to show, one a line, for the terminal; then receipts that open mailboxes, and
    codes that open the record of somebody who was referred."""
    width = max((len(person.name) for person in people[:_SHOWN]), default=0)
    lines = [f"  {person.name:<{width}}  {person.what}" for person in people[:_SHOWN]]
    if len(people) > _SHOWN:
        lines.append(f"  ... and {len(people) - _SHOWN} more, on the sign-in pages")
    opened = [f"  {mailbox.receipt}  {mailbox.line}" for mailbox in mailboxes]
    records = [f"  {code}  {line}" for code, line in codes]
    told = [
        "Sign in as, with one click:", *lines,
        "Open an invented reporter's mailbox at /check/ with:", *opened,
        "Open the record of an invented person who was referred at /my-record/ with:", *records,
    ]  # fmt: skip
    listed.write_text("\n".join(told) + "\n", encoding="utf-8")
