"""The list of other people's files that we ship, and the check that they are what the list says.

``static/vendor/vendor.json`` names each file with its digest, package, version and licence. It is written by
``scripts/vendor_assets.py``; ``python -m candour.web.vendored`` (part of ``make check``) refuses a file that was
edited by hand, a file that is missing, and a file that nobody listed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "vendor"
LIST = FOLDER / "vendor.json"


@dataclass(frozen=True)
class Vendored:
    """One file under ``static/vendor``: its path there, SHA-256 in hex, and where it comes from."""

    path: str
    sha256: str
    package: str
    version: str
    licence: str


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listed(source: Path = LIST) -> tuple[Vendored, ...]:
    """The files that the list names."""
    return tuple(Vendored(**entry) for entry in json.loads(source.read_text(encoding="utf-8"))["files"])


def faults(folder: Path = FOLDER) -> tuple[str, ...]:
    """Every difference between the folder and its list, one sentence each; empty when they agree."""
    entries = {entry.path: entry for entry in listed(folder / "vendor.json")}
    present = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "vendor.json"
    }
    found = [f"{path} is listed but missing" for path in sorted(entries.keys() - present.keys())]
    found += [f"{path} is there but not listed" for path in sorted(present.keys() - entries.keys())]
    found += [
        f"{path} differs from the list: changed by hand, or vendored without the script"
        for path in sorted(entries.keys() & present.keys())
        if digest(present[path]) != entries[path].sha256
    ]
    return tuple(found)


def main() -> int:
    """Print what is wrong; 1 when anything is, 0 otherwise."""
    wrong = faults()
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        print(f"{len(listed())} vendored files match their list")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
