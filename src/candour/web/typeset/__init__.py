"""Packs of papers as tagged PDF, set by typst: the same bytes for the same papers, with the fonts inside.

What people wrote goes in as data and is never read as markup. The fonts are those inside typst, so that every machine
makes the same file; where a text needs a letter that they do not have, the machine's own fonts are asked too, and the file
then says nothing of PDF/UA rather than not being there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib import resources
from typing import Any

import typst


@dataclass(frozen=True)
class Block:
    """A passage under a heading: ``facts`` are pairs of a label and its words, ``text`` is what somebody wrote, line breaks
    kept. ``mark`` is said beside the heading, such as “Late”."""

    heading: str
    text: str = ""
    mark: str = ""
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Chapter:
    """What begins on a page of its own, and stands in the contents."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Pack:
    """A whole pack. ``footer`` stands at the foot of every page; ``contents`` is the heading of the contents."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    chapters: Sequence[Chapter]
    contents: str
    footer: str
    language: str = "en"
    notes: Sequence[str] = field(default_factory=tuple)


def pdf(pack: Pack, *, at: datetime) -> bytes:
    """The pack as tagged PDF (PDF/UA-1 wherever its fonts have every letter). ``at`` stands in the file as its date."""
    source = resources.files("candour.web.typeset").joinpath("pack.typ").read_bytes()
    given = {"pack": json.dumps(asdict(pack), ensure_ascii=False)}
    try:
        return _compiled(source, given, at, pdf_standards="ua-1", ignore_system_fonts=True)
    except typst.TypstError:  # a letter that the fonts inside do not have: a pack is needed before it is perfect
        return _compiled(source, given, at, ignore_system_fonts=False)


def _compiled(source: bytes, given: dict[str, str], at: datetime, **options: Any) -> bytes:
    made: Any = typst.compile(source, format="pdf", sys_inputs=given, timestamp=int(at.timestamp()), **options)
    return bytes(made)
