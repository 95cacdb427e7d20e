"""One form for each step of a meeting. Which steps there are and who may take them stands in the procedure alone.

A form about one case is opened with the case chosen (``?item=``). No form has a field for intelligence material.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import django.forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms.times import meeting_place, meeting_time
from candour.contexts.pathway.models import Meeting
from candour.contexts.pathway.models.choices import Declared, Part, Reached, Said, Why
from candour.contexts.pathway.models.individual import TEXT
from candour.contexts.pathway.models.referral import LONG_TEXT
from candour.contexts.pathway.queries import meeting_choices as choices
from candour.contexts.pathway.queries.meeting_choices import Comer
from candour.kernel.people.actor import Actor
from candour.web import forms

NO_INTELLIGENCE = _("Do not write anything that is held by, comes from or is about an intelligence service.")
BY_ALL = _("Everybody on the panel reads this: name no person and say nothing about a case.")
BY_READERS = _("Read by those who see this case.")


class MeetingForm(forms.Form):
    """The form of a step. ``prepare`` fills in what depends on the meeting, on the case chosen and on who asks."""

    intro: Any = ""
    button: Any = _("Save")
    is_room: bool = False
    """Filled in while people talk: what is typed is kept in the page when the network goes."""

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        """Nothing, unless the step says otherwise."""

    def choose(self, name: str, found: list[tuple[str, str]], empty: Any = "") -> None:
        """Set the choices of a field."""
        self.fields[name].choices = [("", empty), *found] if empty else found  # type: ignore[attr-defined]


def _pick(label: Any, hint: Any = "", *, required: bool = True) -> django.forms.TypedChoiceField:
    return django.forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, required=required, help_text=hint)


def _several(label: Any, *, required: bool = True) -> django.forms.TypedMultipleChoiceField:
    return django.forms.TypedMultipleChoiceField(
        label=label, coerce=UUID, required=required, widget=django.forms.CheckboxSelectMultiple
    )


def _one_of(label: Any, found: Any = ()) -> django.forms.ChoiceField:
    return django.forms.ChoiceField(label=label, choices=found, widget=django.forms.RadioSelect)


def _words(label: Any, hint: Any = "", *, rows: int = 4, most: int = TEXT, required: bool = True) -> forms.LongText:
    return forms.LongText(label=label, help_text=hint, rows=rows, max_length=most, required=required)


class Plain(MeetingForm):
    """No questions."""


class Call(Plain):
    """Nothing to say."""

    intro = _("The members have agenda and papers from now on. What comes later is marked as late.")
    button = _("Call it")


class OpenMeeting(Plain):
    """Nothing to say."""

    intro = _("Then enter who is here. A decision is possible once the panel is quorate for the case.")
    button = _("Open it")


class DraftMinutes(Plain):
    """Nothing to say."""

    intro = _("The draft is made from what was recorded. You put it into your own words, then the chair signs.")
    button = _("Draft them")


class SignOff(Plain):
    """Nothing to say."""

    intro = _("You sign every part that you may see. What is wrong in them later is corrected beside them.")
    button = _("Sign the minutes")


class AddItems(MeetingForm):
    """Which cases, and why where it is not the usual reason."""

    button = _("Put them on the agenda")
    cases = _several(_("Due for a meeting"), required=False)
    other = _pick(_("Another case"), required=False)
    why = django.forms.ChoiceField(
        label=_("Why"),
        required=False,
        choices=[("", _("As each case stands")), *Why.choices],
    )

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        due, others = choices.cases(meeting, on)
        self.choose("cases", due)
        self.choose("other", others, _("None"))
        self.initial["cases"] = [key for key, _name in due]
        for name, found in (("cases", due), ("other", others)):
            if not found:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Both as one list."""
        given = self.cleaned_data
        other = [given["other"]] if given.get("other") else []
        return {"cases": [*given.get("cases", []), *other], "why": given.get("why", "")}


class _OfItem(MeetingForm):
    """A form about one case of the agenda."""

    undecided = False

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        # What was sent is judged by the operation: a case that somebody else has decided meanwhile is said to be so.
        found = choices.items(meeting, undecided=self.undecided and not self.is_bound)
        empty = _("Choose a case") if self.fields["item"].required else _("The meeting as a whole")
        self.choose("item", found, empty)
        if item is not None:
            self.initial["item"] = str(item)


class TakeOff(_OfItem):
    """Which case, and why."""

    undecided = True
    button = _("Take it off")
    item = _pick(_("Case"))
    rationale = _words(_("Why is it taken off?"), BY_READERS)


class AddPaper(_OfItem):
    """What it says, about which case, and which paper it replaces."""

    button = _("Add it")
    item = _pick(_("About"), required=False)
    heading = forms.Text(label=_("Title"), max_length=200)
    text = _words(_("Text"), NO_INTELLIGENCE, rows=14, most=LONG_TEXT)
    replaces = _pick(_("Is it a later version of a paper?"), _("The earlier version stays beside it."), required=False)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        super().prepare(meeting, actor, on, item)
        self.choose("replaces", choices.papers(meeting), _("No, it is new"))

    def clean(self) -> dict[str, Any]:
        """Under the operation’s own name for the heading."""
        given = dict(self.cleaned_data)
        if "heading" in given:
            given["title"] = given.pop("heading")
        return given


class InviteGuest(_OfItem):
    """Who, to which case, and why."""

    intro = _(
        "They see this one case, from now until the day of the meeting is over; of the meeting its day, hour and place, and"
        " nothing else."
    )
    button = _("Invite them")
    item = _pick(_("Case"))
    person = _pick(_("Who"))
    reason = forms.Text(label=_("Why?"), max_length=300, help_text=BY_READERS)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        super().prepare(meeting, actor, on, item)
        self.choose("person", choices.partners(meeting.authority_id, actor), _("Choose somebody"))


class EnterAttendance(MeetingForm):
    """Those expected by a tick, somebody else by name."""

    is_room = True
    button = _("They are here")
    expected = django.forms.MultipleChoiceField(
        label=_("Members and guests"), required=False, widget=django.forms.CheckboxSelectMultiple
    )
    name = forms.Text(label=_("Somebody else: their name"), max_length=200, required=False)
    organisation = _pick(_("Their body"), required=False)
    part = django.forms.ChoiceField(label=_("As what"), choices=Part.choices, initial=Part.PARTNER, required=False)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        self.meeting = meeting
        found = [(key, f"{name} – {part}") for key, name, part in choices.expected(meeting)]
        self.choose("expected", found)
        if not found:
            del self.fields["expected"]
        self.choose("organisation", choices.bodies(meeting), _("Choose a body"))

    def clean(self) -> dict[str, Any]:
        """Everybody who came, as the operation takes them."""
        given = self.cleaned_data
        comers = []
        for key in given.get("expected", []):
            found = choices.comer_of(self.meeting, key)
            if found is not None:
                comers.append(found)
        if given.get("name"):
            if given.get("organisation") is None:
                raise ValidationError({"organisation": _("Choose the body for which they are here")})
            comers.append(Comer(given["name"], given["organisation"], given.get("part") or Part.PARTNER.value))
        if not comers and not self.errors:
            first = "expected" if "expected" in self.fields else "name"
            raise ValidationError({first: _("Tick who is here, or write the name of somebody else")})
        return {"comers": comers}


class EnterLeaving(MeetingForm):
    """Who left."""

    is_room = True
    button = _("They left")
    attendances = _several(_("Who left"))

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        self.choose("attendances", choices.here(meeting))


class Declare(_OfItem):
    """Who declares what."""

    is_room = True
    intro = _(
        "An interest takes effect at once: whoever declares it sees nothing more of the person, takes no part in the item and"
        " does not count for it."
    )
    button = _("Enter it")
    kind = _one_of(_("What is declared"), Declared.choices)
    attendances = _several(_("By whom"))
    item = _pick(_("For an interest: in which case"), required=False)
    words = _words(_("For an interest: which"), BY_READERS, rows=3, required=False)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        super().prepare(meeting, actor, on, item)
        self.choose("item", choices.items(meeting), _("No case: confidentiality"))
        self.choose("attendances", choices.here(meeting))
        self.initial["kind"] = Declared.INTEREST.value if item else Declared.CONFIDENTIALITY.value


class Decide(_OfItem):
    """What, how it was reached, and why."""

    is_room = True
    undecided = True
    button = _("Record the decision")
    item = _pick(_("Case"))
    decided = _one_of(_("What did the panel decide?"))
    reached = _one_of(_("How was it reached?"), Reached.choices)
    rationale = _words(_("Why?"), NO_INTELLIGENCE, rows=8)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        super().prepare(meeting, actor, on, item)
        self.choose("decided", choices.decidable(None if self.is_bound else item, meeting))


class TakeBackDecision(MeetingForm):
    """Which, and what was mistaken."""

    button = _("Take it back")
    decision = _pick(_("Decision"))
    rationale = _words(_("What was mistaken?"), BY_READERS)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        self.choose("decision", choices.decisions(meeting), _("Choose a decision"))


class EnterDissent(MeetingForm):
    """Who did not agree with what, and why."""

    is_room = True
    button = _("Record it")
    decision = _pick(_("Decision"))
    attendance = _pick(_("Who did not agree"))
    words = _words(_("Why?"), BY_READERS)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        self.choose("decision", choices.decisions(meeting), _("Choose a decision"))
        self.choose("attendance", choices.here(meeting), _("Choose somebody"))


class AddAction(_OfItem):
    """What, by whom, by when."""

    is_room = True
    button = _("Enter the action")
    item = _pick(_("About"), required=False)
    what = _words(_("What is to be done?"), rows=3)
    owner = _pick(_("By whom"))
    due_on = forms.DateAnswer(label=_("By which day"))

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        super().prepare(meeting, actor, on, item)
        self.choose("owner", choices.here(meeting), _("Choose somebody"))


class FinishAction(MeetingForm):
    """Which, and what was done or follows instead."""

    button = _("It is done")
    action = _pick(_("Action"))
    rationale = _words(_("What was done? If its owner says that it cannot be done: what follows instead?"), rows=3)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        self.choose("action", choices.actions(meeting), _("Choose an action"))


class AnswerAction(forms.Form):
    """What became of what one was given to do, in one's own words."""

    intro: Any = ""
    button = _("Tell the panel")
    said = _one_of(_("What became of it?"), Said.choices)
    words = _words(_("What was done, or why can it not be done?"), NO_INTELLIGENCE, rows=4)


class ChangeMinutes(_OfItem):
    """The whole text of one part."""

    is_room = True
    button = _("Save this part")
    item = _pick(_("Part"), required=False)
    text = _words(_("Text"), rows=18, most=LONG_TEXT)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        super().prepare(meeting, actor, on, item)
        self.initial["text"] = choices.text_of(meeting, item)
        part = dict(choices.items(meeting)).get(str(item)) if item else None
        self.fields["item"].choices = [(str(item), part) if part else ("", _("The meeting as a whole"))]  # type: ignore[attr-defined]


class CorrectMinutes(_OfItem):
    """What is wrong, and how it should read."""

    intro = _("What was signed stays as it was. The correction stands beside it, with your name and the day.")
    button = _("Add the correction")
    item = _pick(_("Part"), required=False)
    text = _words(_("What is wrong, and how should it read?"), rows=6)


class SignPart(_OfItem):
    """Which part."""

    button = _("Sign this part")
    item = _pick(_("Case"))


class Move(MeetingForm):
    """To when and where, and why."""

    intro = _(
        "Where it was before stays on its page. Whoever was called or invited is told; a guest sees their case until the new"
        " day is over."
    )
    button = _("Move it")
    held_on = forms.DateAnswer(label=_("Day"))
    starts_at = meeting_time()
    place = meeting_place()
    rationale = _words(_("Why is it moved?"), BY_ALL, rows=3)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        before = {"held_on": meeting.held_on, "starts_at": f"{meeting.starts_at:%H:%M}", "place": meeting.place}
        self.initial.update(before)


class CallOff(MeetingForm):
    """Why."""

    button = _("Call it off")
    rationale = _words(_("Why is it not held?"), BY_ALL)


class Correct(MeetingForm):
    """Which step, and why."""

    button = _("Take the step back")
    entry = django.forms.UUIDField(widget=django.forms.HiddenInput, required=False)
    rationale = _words(_("What was mistaken, and why?"), BY_ALL)

    def prepare(self, meeting: Meeting, actor: Actor, on: date, item: UUID | None) -> None:
        last = choices.correctable(meeting.id)
        self.initial["entry"] = str(last.id) if last else ""
