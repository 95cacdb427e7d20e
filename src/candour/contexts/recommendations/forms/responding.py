"""A response as it is written: the answer, its reasons, the plan, and tasks, of which any number can be added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django.forms
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models.issued import LONG_TEXT
from candour.contexts.recommendations.queries.written import MOST_TASKS, Task, Written
from candour.web import forms

KIND_HINTS: Mapping[str, Any] = {
    "accept": _("Your body will do what is asked."),
    "accept_in_part": _("It will do some of it. The reasons say what not, and why."),
    "accept_in_principle": _("It agrees with the aim, and says how and when it will decide on the rest."),
    "reject": _("It will not do it. The Commissioner decides what follows."),
    "note": _("It neither accepts nor rejects it."),
    "pass_on": _("It is another body’s matter, which you name."),
}


class ResponseForm(forms.Form):
    """The answer. Anything may still be empty while it is only kept."""

    kind = django.forms.ChoiceField(
        label=_("What does your body answer?"),
        choices=codes.ResponseKind.choices,
        widget=django.forms.RadioSelect,
        required=False,
    )
    for_body = forms.Text(
        label=_("For which body is it?"), required=False, help_text=_("Only where it is for another body.")
    )
    reasons = forms.LongText(
        label=_("Reasons"),
        max_length=LONG_TEXT,
        required=False,
        help_text=_("Why your body answers so. The Commissioner and the public read it. Name no person."),
    )
    plan = forms.LongText(
        label=_("Plan"),
        max_length=LONG_TEXT,
        required=False,
        help_text=_("What will be done, and in which order. Needed from everybody who accepts."),
    )


class TaskForm(forms.Form):
    """One task of the plan. Without an answer it is none."""

    text = forms.Text(label=_("What is done?"), max_length=500, required=False)
    due_on = forms.DateAnswer(label=_("By when?"), required=False)
    owner = forms.Text(
        label=_("Which team’s task is it?"), required=False, help_text=_("A team or a post, never a person’s name.")
    )
    remove = django.forms.BooleanField(label=_("Take this task out"), required=False)

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.number = number

    def full_clean(self) -> None:
        """Say in every error which task it is about: the list at the top of the page has them all."""
        super().full_clean()
        for errors in self.errors.values():
            for error in errors.as_data():
                said = next(iter(error.messages))
                error.message, error.params = (
                    format_lazy(_("Task {number}: {said}"), number=self.number, said=said),
                    None,
                )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(self.cleaned_data.get(name) for name in ("text", "due_on", "owner")) and not self.errors


class Response:
    """The form of the answer with those of its tasks; always one empty task more than there are."""

    def __init__(self, written: Written | None = None, data: MultiValueDict[str, str] | None = None) -> None:
        self._data = data
        if data is None:
            given = written or Written()
            initial = {"kind": given.kind, "reasons": given.reasons, "plan": given.plan, "for_body": given.for_body}
            self.answer = ResponseForm(initial=initial)
            known = [{"text": one.text, "due_on": one.due_on, "owner": one.owner} for one in given.tasks]
            rows: list[dict[str, Any]] = [*known, {}]
            self.tasks = [
                TaskForm(number=number, prefix=f"task{number}", initial=one) for number, one in enumerate(rows, start=1)
            ]
            return
        self.answer = ResponseForm(data)
        self.tasks = [TaskForm(data, number=number, prefix=f"task{number}") for number in range(1, _rows(data) + 1)]

    def is_valid(self) -> bool:
        """Whether everything that was typed can be read."""
        return all([self.answer.is_valid(), *(one.is_valid() or self._goes(one) for one in self.tasks)])

    def _goes(self, task: TaskForm) -> bool:
        """A task that is taken out may hold anything."""
        return bool(task.cleaned_data.get("remove"))

    @property
    def all(self) -> list[forms.Form]:
        """Every form, in the order of the page."""
        return [self.answer, *self.tasks]

    @property
    def is_full(self) -> bool:
        """Whether no further task can be added."""
        return len(self.tasks) >= MOST_TASKS

    def written(self) -> Written:
        """What was typed. The form has to be valid."""
        said = self.answer.cleaned_data
        tasks = tuple(
            Task(one.cleaned_data["text"].strip(), one.cleaned_data["due_on"], one.cleaned_data["owner"].strip())
            for one in self.tasks
            if not one.cleaned_data.get("remove") and not one.is_empty
        )
        return Written(said["kind"], said["reasons"], said["plan"], said["for_body"], tasks)

    def with_one_more(self) -> Response:
        """The same with everything typed, and one more empty task. Nothing is judged and nothing kept."""
        assert self._data is not None  # asked of what was sent alone
        typed = self._data.copy()
        typed["rows"] = str(min(_rows(self._data) + 1, MOST_TASKS))
        more = Response(data=typed)
        more.answer = ResponseForm(initial=_as_typed(ResponseForm, self._data, ""))
        more.tasks = [
            TaskForm(number=one.number, prefix=one.prefix, initial=_as_typed(TaskForm, typed, f"{one.prefix}-"))
            for one in more.tasks
        ]
        return more


def _rows(data: MultiValueDict[str, str]) -> int:
    given = data.get("rows", "")
    wanted = int(given) if given.isdecimal() and len(given) < 4 else 1
    return max(1, min(wanted, MOST_TASKS))


def _as_typed(form: type[forms.Form], data: MultiValueDict[str, str], prefix: str) -> dict[str, Any]:
    return {
        name: field.widget.value_from_datadict(data, {}, f"{prefix}{name}") for name, field in form.base_fields.items()
    }
