"""The closed vocabulary in which a step says what it requires.

Each requirement can be asked of a live record and, unless it is ``Named``, of an extract from another system: it
looks only at which records exist, what came before, by whom and when, and at values of the record. Whatever cannot
be said so is a named function, and the generated page marks it "not checkable from an extract".

``says`` and ``mend`` replace the plain sentences made here, where a case worker is helped by better ones.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import (
    Doer,
    Facts,
    Refusal,
    Words,
    day_of,
    person_of,
    roles_of,
)


def plainly(code: str) -> str:
    """A code as words: ``rationale_recorded`` reads "rationale recorded"."""
    return code.rsplit(".", 1)[-1].replace("_", " ")


def role_words(code: str) -> Words:
    """The name of a role, of somebody without an account, or of Candour itself."""
    if code in Role.values:
        return Role(code).label
    outside = {
        "reporter": _("The person who told us"),
        "referrer": _("A member of the public who refers"),
        "person": _("The person, or a parent"),
        "system": _("Candour itself"),
    }
    return outside.get(code, plainly(code))


@dataclass(frozen=True, kw_only=True)
class Requirement(ABC):
    """Something that must hold before a step may be taken."""

    says: Words = ""
    mend: Words = ""
    checkable_from_extract: ClassVar[bool] = True

    @property
    @abstractmethod
    def code(self) -> str:
        """The code of its refusal, fit for the ledger."""

    @property
    @abstractmethod
    def rule(self) -> Words:
        """The requirement as a plain sentence, made from the table."""

    @abstractmethod
    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        """Whether it holds for this record, this person and this moment."""

    @property
    def sentence(self) -> Words:
        """The requirement as people read it: in the words of the procedure, else as made from the table."""
        return self.says or self.rule

    def unmet(self, facts: Facts, doer: Doer, at: datetime) -> Refusal | None:
        """The refusal when it does not hold, else None. A sentence of the procedure says what has to be so, and could
        be read as what is so: the refusal says which it is."""
        if self.is_met(facts, doer, at):
            return None
        message = format_lazy(_("Needed first: {what}"), what=self.says) if self.says else self.rule
        return Refusal(self.code, message, self.mend)


@dataclass(frozen=True)
class RecordExists(Requirement):
    """A record of this kind exists beside the one acted on."""

    kind: str

    @property
    def code(self) -> str:
        return f"record.{self.kind}"

    @property
    def rule(self) -> Words:
        return format_lazy(
            _("There has to be a record of this kind first: {kind}."),
            kind=plainly(self.kind),
        )

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        return self.kind in facts.records


@dataclass(frozen=True)
class CameBefore(Requirement):
    """Another step was taken before, and not corrected since."""

    step: str

    @property
    def code(self) -> str:
        return f"before.{self.step}"

    @property
    def rule(self) -> Words:
        return format_lazy(_("This step has to come first: {step}."), step=plainly(self.step))

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        return facts.last(self.step) is not None


@dataclass(frozen=True)
class WithinTerm(Requirement):
    """A time limit is running and has not passed. Its last day still counts."""

    term: str

    @property
    def code(self) -> str:
        return f"term.{self.term}"

    @property
    def rule(self) -> Words:
        return format_lazy(
            _("It has to be done within its time limit ({term})."),
            term=plainly(self.term),
        )

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        due = facts.due.get(self.term)
        return due is not None and day_of(at) <= due


@dataclass(frozen=True)
class ByRole(Requirement):
    """The person also holds this role, whatever else admits them to the step."""

    role: str

    @property
    def code(self) -> str:
        return f"role.{self.role}"

    @property
    def rule(self) -> Words:
        return format_lazy(
            _("It has to be done by somebody who is also: {role}."),
            role=role_words(self.role),
        )

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        return self.role in roles_of(doer)


@dataclass(frozen=True)
class Equals(Requirement):
    """A value of the record is exactly this."""

    field: str
    value: object

    @property
    def code(self) -> str:
        return f"equals.{self.field}"

    @property
    def rule(self) -> Words:
        return format_lazy(
            _("“{field}” has to be “{value}”."),
            field=plainly(self.field),
            value=plainly(str(self.value)),
        )

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        return self.field in facts.fields and facts.fields[self.field] == self.value


@dataclass(frozen=True)
class OneOf(Requirement):
    """A value of the record is one of these."""

    field: str
    values: tuple[object, ...]

    @property
    def code(self) -> str:
        return f"one_of.{self.field}"

    @property
    def rule(self) -> Words:
        listed = ", ".join(f"“{plainly(str(value))}”" for value in self.values)
        return format_lazy(
            _("“{field}” has to be one of: {values}."),
            field=plainly(self.field),
            values=listed,
        )

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        return self.field in facts.fields and facts.fields[self.field] in self.values


@dataclass(frozen=True)
class DifferentPerson(Requirement):
    """Whoever took the named step may not take this one. Where nobody took it, there is nobody to differ from."""

    step: str

    @property
    def code(self) -> str:
        return f"other_person.{self.step}"

    @property
    def rule(self) -> Words:
        return format_lazy(
            _("It has to be done by another person than this step: {step}."),
            step=plainly(self.step),
        )

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        earlier = facts.last(self.step)
        return earlier is None or earlier.by != person_of(doer)


@dataclass(frozen=True)
class Assigned(Requirement):
    """The record is assigned to the person who acts (``fields["assigned_to"]`` holds a person's id)."""

    @property
    def code(self) -> str:
        return "assigned"

    @property
    def rule(self) -> Words:
        return _("It has to be done by the person to whom this is assigned.")

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        person = person_of(doer)
        return person is not None and facts.fields.get("assigned_to") == person


@dataclass(frozen=True)
class Named(Requirement):
    """A named function, for what the vocabulary cannot say. Not checkable from an extract; ``says`` is required.

    ``met_by`` and ``unmet_by`` are values of the record for which it holds and fails: the generated tests use them.
    """

    function: Callable[[Facts, Doer, datetime], bool]
    met_by: Mapping[str, object] = field(default_factory=dict, hash=False)
    unmet_by: Mapping[str, object] = field(default_factory=dict, hash=False)
    checkable_from_extract: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not self.says:
            raise ValueError(f"the named requirement {self.function.__name__} has to say in words what it requires")

    @property
    def code(self) -> str:
        return f"named.{self.function.__name__}"

    @property
    def rule(self) -> Words:
        return self.says

    def is_met(self, facts: Facts, doer: Doer, at: datetime) -> bool:
        return self.function(facts, doer, at)
