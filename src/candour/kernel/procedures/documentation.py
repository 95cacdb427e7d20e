"""The pages about procedures in ``docs/generated``, written from the tables and checked against them.

The pages are in English and name the office's default time limits; an installation's own limits are policy data and
stand on its public site.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.utils.translation import override

from candour.kernel.deadlines import explanation, terms
from candour.kernel.procedures import drawing, registry
from candour.kernel.procedures.drawing import Move
from candour.kernel.procedures.facts import Words
from candour.kernel.procedures.table import Procedure

_LANGUAGE = "en-gb"
_PREFIX = "procedure-"
_INDEX = "procedures.md"


def default_terms() -> dict[str, Words]:
    """The default policy terms in words, by code: "2 working days, office policy (default; not law)"."""
    return {
        default.code: f"{explanation.length(default.term.value, default.term.unit)}, {default.source}"
        for default in terms.DEFAULTS
    }


def markdown(procedure: Procedure, terms: Mapping[str, Words]) -> str:
    """The page of one procedure: the picture, the states and steps as tables, and the time limits.

    ``terms`` gives each time limit in words; one that is missing is shown by its code alone.
    """
    until = procedure.in_force.until
    lines = [
        f"# {procedure.label or procedure.name}",
        "",
        "Written from the table in the code by `candour docs`; do not edit.",
        "",
        f"`{procedure.name}`, version {procedure.version}, in force from {procedure.in_force.start.isoformat()}"
        + (f" until {until.isoformat()}." if until else "."),
        "",
        f"![{_cell(drawing.description(procedure))}]({_stem(procedure)}.svg)",
        "",
        "## States",
        "",
        *_table(
            ("State", "What it means for the person outside", "Name in code"),
            (
                (f"{row.label}{' (an end)' if row.is_end else ''}", row.plain, f"`{row.name}`")
                for row in drawing.rows(procedure)
                if row.name
            ),
        ),
        "",
        "## Steps",
    ]
    for row in drawing.rows(procedure):
        lines += ["", f"### From: {row.label}", ""]
        lines += (
            ["Nothing leads on from here."]
            if not row.moves
            else _table(
                ("Step", "Who", "Leads to", "What it needs", "Time limits", "Basis"),
                (_cells(move, terms) for move in row.moves),
            )
        )
    limits = [(f"`{code}`", terms.get(code, "set by the office")) for code in procedure.terms]
    lines += ["", "## Time limits", "", *(_table(("Name in code", "Default"), limits) if limits else ["None."])]
    return "\n".join(lines) + "\n"


def expected() -> dict[str, str]:
    """Every page that should stand in the folder, by file name."""
    with override(_LANGUAGE):
        known = registry.every()
        pages = {_INDEX: _index(known)}
        for procedure in known:
            pages[f"{_stem(procedure)}.md"] = markdown(procedure, default_terms())
            pages[f"{_stem(procedure)}.svg"] = drawing.svg(procedure)
        return pages


def write(directory: Path) -> None:
    """Write the pages and remove those of procedures that are gone. Touches no other file in the folder."""
    directory.mkdir(parents=True, exist_ok=True)
    pages = expected()
    for name, text in pages.items():
        (directory / name).write_text(text, encoding="utf-8")
    for gone in _ours(directory) - pages.keys():
        (directory / gone).unlink()


def stale(directory: Path) -> list[str]:
    """The names of pages that are missing, differ from their table, or belong to no procedure."""
    pages = expected()
    different = {name for name, text in pages.items() if _read(directory / name) != text}
    return sorted(different | (_ours(directory) - pages.keys()))


def _ours(directory: Path) -> set[str]:
    return {path.name for path in directory.glob(f"{_PREFIX}*") if path.suffix in {".md", ".svg"}}


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _stem(procedure: Procedure) -> str:
    newest = registry.versions(procedure.name)[-1:]
    is_older = bool(newest) and newest[0].version > procedure.version
    return f"{_PREFIX}{procedure.name}" + (f"-v{procedure.version}" if is_older else "")


def _index(known: Iterable[Procedure]) -> str:
    rows = (
        (f"[{procedure.label or procedure.name}]({_stem(procedure)}.md)", str(procedure.version), f"`{procedure.name}`")
        for procedure in known
    )
    return "\n".join(
        [
            "# Procedures",
            "",
            "Law as a table: each page is written from the table that guards the steps.",
            "",
            *_table(("Procedure", "Version", "Name in code"), rows),
            "",
        ]
    )


def _cells(move: Move, terms: Mapping[str, Words]) -> tuple[Words, ...]:
    needs = [f"{need}{' (not checkable from an extract)' if need in move.unchecked else ''}" for need in move.needs]
    if move.grave:
        needs.append("a fresh proof of identity")
    if move.second_person:
        needs.append("a second person")
    limits = [f"starts `{code}` ({terms.get(code, 'set by the office')})" for code in move.starts]
    limits += [f"ends `{code}`" for code in move.meets]
    limits += [f"cancels `{code}`" for code in move.cancels]
    return (
        f"{move.label} (`{move.name}`)",
        ", ".join(str(who) for who in move.who),
        move.target or "unchanged",
        "; ".join(needs),
        "; ".join(limits),
        move.basis,
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[Words, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return lines


def _cell(words: Words) -> str:
    return str(words).replace("|", "\\|").replace("\n", " ")
