"""``candour translate``: the Welsh catalogue of the public door, brought to what the code says, and its check.

What a reporter can read is drawn from an explicit list of sources. Every text of theirs needs Welsh that differs from
the English, and a mark that says whether a professional translator has checked it: the line ``# awaits a professional
translator``, or ``# checked by …`` in its place. docs/operating/translation.md tells how it is done.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import candour

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

PACKAGE = Path(candour.__file__).resolve().parent
LOCALE = PACKAGE / "web" / "locale" / "cy"
TEXTS = LOCALE / "LC_MESSAGES" / "django.po"
COMPILED = LOCALE / "LC_MESSAGES" / "django.mo"
STANDING = LOCALE / "standing.json"
MAPPING = PACKAGE.parents[1] / "babel.cfg"
BODIES = PACKAGE / "contexts" / "concerns" / "reference" / "signpost_bodies.csv"

AWAITS = "awaits a professional translator"
CHECKED = "checked by "

PUBLIC = (
    "web/templates/layouts/base.html",
    "web/templates/layouts/public.html",
    "web/templates/layouts/intake.html",
    "web/templates/layouts/plain.html",
    "web/templates/layouts/question.html",
    "web/templates/pages/delete-answers.html",
    "web/components/answers.html",
    "web/templates/errors/*.html",
    "web/components/forms.html",
    "web/components/shell.html",
    "web/borrowed.py",
    "web/forms.py",
    "web/wrong.py",
    "web/jinja.py",
    "web/pages.py",
    "web/receipts.py",
    "web/uploads.py",
    "kernel/deadlines/explanation.py",
    "kernel/deadlines/holidays.py",
    "kernel/documents/reasons.py",
    "kernel/people/roles.py",
    "kernel/procedures/drawing.py",
    "kernel/procedures/guard.py",
    "kernel/procedures/requirements.py",
    "contexts/publication/*",
    "contexts/concerns/codes.py",
    "contexts/concerns/procedure/*",
    "contexts/pathway/procedure/*",
    "contexts/concerns/forms/files.py",
    "contexts/concerns/forms/mailbox.py",
    "contexts/concerns/forms/tell.py",
    "contexts/concerns/operations/notices.py",
    "contexts/concerns/queries/mailbox.py",
    "contexts/concerns/templates/concerns/public/*",
    "contexts/concerns/views/draft_files.py",
    "contexts/concerns/views/mailbox.py",
    "contexts/concerns/views/tell.py",
    "contexts/pathway/forms/answers.py",
    "contexts/pathway/forms/code.py",
    "contexts/pathway/forms/my_record.py",
    "contexts/pathway/forms/refer.py",
    "contexts/pathway/models/rights.py",
    "contexts/pathway/operations/intake.py",
    "contexts/pathway/queries/my_record.py",
    "contexts/pathway/queries/standing.py",
    "contexts/pathway/templates/pathway/public/*",
    "contexts/pathway/templates/pathway/my_record/*",
    "contexts/pathway/views/my_record.py",
    "contexts/pathway/views/refer.py",
    "contexts/pathway/views/standing.py",
    "contexts/recommendations/codes.py",
    "contexts/recommendations/procedure/*",
    "contexts/recommendations/queries/plot.py",
    "contexts/recommendations/queries/register.py",
    "contexts/recommendations/queries/tracker.py",
    "contexts/recommendations/templates/recommendations/public/*",
    "contexts/recommendations/views/tracker*",
)
"""Where the words are that the public door, or a mail to a reporter, can show."""

SAME = {
    "Ofsted": "a name",
    "Estyn": "a name, and Welsh",
    "“%(name)s”: %(says)s %(do)s": "only puts together what is translated",
}
"""Texts that are the same in both languages, each with its reason."""

_HOLES = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>|(?<![\w@.])\d[\d ]{2,}\d")
"""What a translation keeps as it is: what is put in, markup, telephone numbers."""


def write(*, check: bool) -> int:
    """Bring the catalogue to what the code says; with ``check`` only say what is wrong, and 1 when something is."""
    if not MAPPING.is_file():
        print(f"There is no {MAPPING}: translations are made in a working copy, not in an installed package.")
        return 1
    catalogue = merged()
    made = {TEXTS: texts(catalogue), COMPILED: compiled(catalogue), STANDING: standing(catalogue)}
    stale = [path for path, content in made.items() if not path.exists() or path.read_bytes() != content]
    faults = list(faults_of(catalogue))
    for fault in faults:
        print(fault)
    if not check:
        for path in stale:
            path.write_bytes(made[path])
        print(f"{len(list(entries(catalogue)))} texts, {len(faults)} to mend in {TEXTS}")
        return 0
    for path in stale:
        print(f"{path.name} is out of date: run `make translations`")
    return 1 if stale or faults else 0


def merged() -> Catalog:
    """The catalogue as it stands, with the texts that the code has now. A text that was reworded keeps its old Welsh,
    marked fuzzy: a start for whoever words it anew, and not shown to anybody before."""
    from babel.messages.pofile import read_po

    with TEXTS.open("rb") as file:
        catalogue = read_po(file, locale="cy")
    catalogue.update(extracted(), update_creation_date=False, no_fuzzy_matching=False)
    catalogue.obsolete.clear()
    for message in entries(catalogue):
        if not any(line.startswith((AWAITS, CHECKED)) for line in message.user_comments):
            message.user_comments.append(AWAITS)
        if message.fuzzy:
            message.user_comments = [AWAITS]
    return catalogue


def extracted() -> Catalog:
    """Every text of the public sources."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
    from babel.messages.frontend import parse_mapping_cfg
    from babel.util import pathmatch

    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel leaves its types out
    keywords = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2)}
    found = Catalog()
    root = MAPPING.parent
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(root).as_posix()
        method = next((how for pattern, how in methods if pathmatch(pattern, name)), None)
        if method is None or not is_public(path.relative_to(PACKAGE).as_posix()):
            continue
        told = next(given for pattern, given in options.items() if pathmatch(pattern, name))
        for _line, text, comments, context in extract_from_file(method, path, keywords=keywords, options=told):
            found.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    with BODIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for text in (row["name"], row["looks_at"]):
                found.add(text, locations=[(BODIES.relative_to(root).as_posix(), 0)])
    return found


def is_public(name: str) -> bool:
    """Whether the words of this file, named from the package, are the public door's."""
    return "/tests/" not in name and any(fnmatch(name, pattern) for pattern in PUBLIC)


def entries(catalogue: Catalog) -> Iterator[Message]:
    """The texts, without the catalogue's own header."""
    return (message for message in catalogue if message.id)


def english(message: Message) -> tuple[str, ...]:
    """The text, or its singular and its plural."""
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def welsh(message: Message) -> tuple[str, ...]:
    """Its Welsh in every form; an empty string where there is none."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def faults_of(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with each text, in one line that names it."""
    seen = set()
    for message in entries(catalogue):
        said, given = english(message), welsh(message)
        seen.add(said[0])
        wrong = ""
        if message.fuzzy:
            wrong = "was reworded: mend its Welsh, then remove “fuzzy” and the line with the old text"
        elif not all(form.strip() for form in given):
            wrong = "has no Welsh"
        elif any(form in said for form in given) and said[0] not in SAME:
            wrong = "is the same in Welsh"
        elif any(sorted(_HOLES.findall(form)) != sorted(_HOLES.findall(said[-1])) for form in given):
            wrong = f"and its Welsh differ in what is put in, or in markup: {given[0]}"
        elif sum(line.startswith((AWAITS, CHECKED)) for line in message.user_comments) != 1:
            wrong = f"needs one mark: “# {AWAITS}” or “# {CHECKED}…”"
        if wrong:
            yield f"“{said[0]}” {wrong}"
    yield from (f"“{text}” is an exception and not a text any more" for text in SAME if text not in seen)


def texts(catalogue: Catalog) -> bytes:
    """The catalogue as its file holds it: without line numbers, which would change with every edit."""
    from babel.messages.pofile import write_po

    file = io.BytesIO()
    write_po(file, catalogue, width=120, include_lineno=False, ignore_obsolete=True, include_previous=True)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    from babel.messages.mofile import write_mo

    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def standing(catalogue: Catalog) -> bytes:
    """What the public page says: how many texts there are, and which of them wait."""
    waiting = [
        [_plain(english(message)[-1]), _plain(welsh(message)[0])]
        for message in entries(catalogue)
        if any(line.startswith(AWAITS) for line in message.user_comments) and all(welsh(message))
    ]
    told = {"all": len(list(entries(catalogue))), "awaiting": waiting}
    return (json.dumps(told, ensure_ascii=False, indent=0) + "\n").encode()


def _plain(text: str) -> str:
    """Without markup, and with dots where something is put in."""
    return re.sub(r"%\(\w+\)[sd]|\{\w+\}", "…", re.sub(r"<[^>]+>", "", text)).replace("%%", "%")
