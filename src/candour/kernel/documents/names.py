"""What a sender calls a file: words to show, never a path."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controls, and signs that turn the direction of what follows: ``gnp.exe`` shown as ``exe.png``."""


def clean(name: str) -> str:
    """The name as it is shown: one line, no folders, no tricks, at most 120 characters; ``file`` where nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name[:4_000]))[-1]
    shown = "".join(" " if character.isspace() else character for character in last)
    shown = "".join(character for character in shown if unicodedata.category(character) not in _NOT_SHOWN)
    shown = re.sub(r"\s+", " ", shown).strip(" .")
    if len(shown) > LONGEST:
        stem, dot, ending = shown.rpartition(".")
        shown = f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 12 else shown[:LONGEST]
    return shown or "file"


def extension(name: str) -> str:
    """How a clean name ends, in small letters; empty where it does not end in a known way."""
    found = re.search(r"\.([A-Za-z0-9]{1,8})\Z", name)
    return found[1].lower() if found else ""
