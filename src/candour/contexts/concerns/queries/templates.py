"""The texts that the office keeps: those in force for a step, and all of them with their versions for whoever keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from candour.contexts.concerns.codes import WrittenLanguage
from candour.contexts.concerns.models import Concern, MessageTemplate
from candour.contexts.concerns.queries import placeholders


@dataclass(frozen=True)
class Kept:
    """A text ready to be put into a letter: its placeholders are filled for one concern."""

    id: UUID
    name: str
    language: str
    text: str

    @property
    def label(self) -> str:
        """As it stands in a list: what it is for, and in which language."""
        return f"{self.name} – {WrittenLanguage(self.language).label}"


def ready(concern: Concern, purpose: str, *, on: date, due_on: date | None = None) -> list[Kept]:
    """The texts in force for a step, filled for this concern; those in its language first. One query."""
    rows = MessageTemplate.objects.filter(purpose=purpose, ended_on=None).order_by("name", "language", "id")
    own = language_of(concern)
    return [
        Kept(
            row.id,
            row.name,
            row.language,
            placeholders.fill(row.text, placeholders.values_for(concern, language=row.language, on=on, due_on=due_on)),
        )
        for row in sorted(rows, key=lambda row: row.language != own)
    ]


def language_of(concern: Concern) -> str:
    """The code of the language that the reporter asked for, as far as it is one of ours; English otherwise."""
    asked = concern.language.strip().lower()
    for code, label in WrittenLanguage.choices:
        if asked and (asked == code or asked in str(label).lower().replace("(", "").replace(")", "").split()):
            return str(code)
    return WrittenLanguage.ENGLISH.value


def for_purposes(purposes: Iterable[str]) -> list[MessageTemplate]:
    """The texts in force for several steps, unfilled."""
    rows = MessageTemplate.objects.filter(purpose__in=list(purposes), ended_on=None)
    return list(rows.order_by("purpose", "name", "language", "id"))


def latest() -> list[MessageTemplate]:
    """The latest version of every text, those in force first."""
    rows = MessageTemplate.objects.select_related("created_by").order_by("family", "-version")
    newest: dict[UUID, MessageTemplate] = {}
    for row in rows:
        newest.setdefault(row.family, row)
    return sorted(newest.values(), key=lambda row: (row.ended_on is not None, row.purpose, row.name, row.language))


def in_force(template_id: UUID) -> MessageTemplate | None:
    """One text, if it was not ended."""
    return MessageTemplate.objects.filter(id=template_id, ended_on=None).first()


def earlier(template: MessageTemplate) -> list[MessageTemplate]:
    """The versions before this one, the latest first."""
    rows = MessageTemplate.objects.filter(family=template.family, version__lt=template.version)
    return list(rows.select_related("created_by").order_by("-version"))
