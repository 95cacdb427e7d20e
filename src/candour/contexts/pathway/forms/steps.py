"""One form for each step of a referral. Which steps there are and who may take them stands in the procedure alone.

A form knows the referral and the day (``About``), because its lists and first drafts depend on them. What was typed is kept by
the page whenever the step is refused. No form has a field for intelligence material, and none for a number that rates a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import django.forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import CodeTerm, Interest, Referral, ReferralLink, ReferralStep
from candour.contexts.pathway.models.referral import LONG_TEXT, TEXT
from candour.contexts.pathway.queries import lists, people
from candour.contexts.pathway.queries.matching import Found
from candour.web import forms

ON_RECORD = _("Shown in the timeline. It stays on the record.")
NO_INTELLIGENCE = _("Do not write anything that is held by, comes from or is about an intelligence service.")


@dataclass(frozen=True)
class About:
    """What a form is drawn for: the referral and the day; earlier referrals that wait for a decision, in words; the decisions
    that can be taken back; the interests that run; the step that a correction would take back; which of the earlier referrals
    the page was opened for."""

    referral: Referral
    on: date
    waiting: tuple[tuple[Found, str], ...] = ()
    links: tuple[ReferralLink, ...] = ()
    declared: tuple[Interest, ...] = ()
    entry: ReferralStep | None = None
    of: str = ""
    proposed: str = ""


class StepForm(forms.Form):
    """A form of one step. ``hints`` holds what stands under each choice, by field and value."""

    button = _("Continue")

    def __init__(self, data: Any = None, *, about: About) -> None:
        self.about = about
        self.hints: dict[str, dict[str, str]] = {}
        super().__init__(data, initial=self.first_draft(about))
        self.prepare(about)

    def first_draft(self, about: About) -> dict[str, Any]:
        """What stands in the fields before anybody typed."""
        return {}

    def prepare(self, about: About) -> None:
        """Fill the lists that depend on the referral."""

    def choose_from(self, name: str, choices: list[tuple[str, str, str]]) -> None:
        """Set the choices of a field, each with its hint."""
        self.fields[name].choices = [(value, label) for value, label, _hint in choices]  # type: ignore[attr-defined]
        self.hints[name] = {value: hint for value, _label, hint in choices if hint}


def words(label: Any, hint: Any = "", *, required: bool = True, most: int = TEXT, rows: int = 5) -> forms.LongText:
    """A field for words that stay on the record."""
    return forms.LongText(label=label, help_text=hint, required=required, max_length=most, rows=rows)


def choice(label: Any, choices: Any = (), hint: Any = "", *, is_list: bool = False) -> django.forms.ChoiceField:
    """One of several: radio buttons, or a list to drop down where there are many."""
    widget = django.forms.Select if is_list else django.forms.RadioSelect
    return django.forms.ChoiceField(label=label, choices=choices, help_text=hint, widget=widget)


def _organisations(rows: Any) -> list[tuple[str, str, str]]:
    return [("", translated("Choose"), ""), *((str(row.id), row.name, "") for row in rows)]


class Confirm(StepForm):
    """A step without questions."""

    button = _("Confirm")


class Assign(StepForm):
    """To whom."""

    button = _("Assign")
    person = choice(_("Who works on it?"))

    def prepare(self, about: About) -> None:
        barred = people.barred(about.referral.individual_id)
        found = [
            (str(person), name, "")
            for person, name in people.officers(about.referral.force_id)
            if person != about.referral.assigned_to_id and person not in barred
        ]
        self.choose_from("person", found)
        if not found:
            self.fields["person"].help_text = translated("Nobody else in your force can be given it.")


class Reassign(Assign):
    """To whom, and why."""

    rationale = words(_("Why?"), ON_RECORD, rows=3)


class Route(StepForm):
    """Where the person lives, as far as that is known now."""

    button = _("Send it there")
    force = choice(_("Which force has the person’s area?"), is_list=True)
    authority = django.forms.ChoiceField(
        label=_("The authority of the area, if it is known"), required=False, widget=django.forms.Select
    )
    rationale = words(_("How is that known?"), ON_RECORD, rows=3)

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"authority": str(about.referral.authority_id or "")}

    def prepare(self, about: About) -> None:
        self.choose_from("force", _organisations(people.forces().exclude(id=about.referral.force_id)))
        self.choose_from("authority", _organisations(people.authorities()))


class Deconflict(StepForm):
    """When it was made, and what it came to. Nothing else."""

    button = _("Record it")
    checked_on = forms.DateAnswer(label=_("When was it made?"), latest=localdate)
    result = choice(_("What did it come to?"), codes.Deconflicted.choices, NO_INTELLIGENCE)

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"checked_on": about.on}


class DecideMatch(StepForm):
    """Which one, whether it is the same person, and why."""

    button = _("Record the decision")
    earlier = choice(_("Which earlier referral?"))
    same = choice(_("Is it the same person?"), [("yes", _("Yes: read them together")), ("no", _("No"))])
    rationale = words(_("How do you know?"), ON_RECORD)

    def first_draft(self, about: About) -> dict[str, Any]:
        only = about.waiting[0][0].reference if len(about.waiting) == 1 else ""
        return {"earlier": about.of or only}

    def prepare(self, about: About) -> None:
        self.choose_from("earlier", [(one.reference, one.reference, said) for one, said in about.waiting])


class EndMatch(StepForm):
    """Which decision, and why."""

    button = _("Take it back")
    link = choice(_("Which decision?"))
    rationale = words(_("Why does it no longer stand?"), ON_RECORD)

    def prepare(self, about: About) -> None:
        same, other = translated("The same person"), translated("Not the same person")
        self.choose_from("link", [(str(one.id), same if one.is_same else other, one.reason) for one in about.links])


class RequestInformation(StepForm):
    """Of whom, about whom, what."""

    button = _("Ask")
    organisation = choice(_("Which partner?"), is_list=True)
    about_whom = forms.Text(
        label=_("Who is it about?"),
        help_text=_("The partner reads this and your question, and nothing else of the referral."),
        max_length=300,
    )
    question = words(_("What do you ask?"), NO_INTELLIGENCE, most=LONG_TEXT, rows=8)

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"about_whom": about_words(about.referral)}

    def prepare(self, about: About) -> None:
        self.choose_from("organisation", _organisations(people.partners()))


def about_words(referral: Referral) -> str:
    """The person as another body needs to know them: name, and day of birth or age."""
    person = referral.individual
    said = [person.display_name]
    if person.born_on is not None:
        said.append(translated("born %(day)s") % {"day": f"{person.born_on:%d.%m.%Y}"})
    elif person.age_about is not None:
        said.append(translated("about %(years)s years old") % {"years": person.age_about})
    return ", ".join(part for part in said if part)


class Assess(StepForm):
    """Framework, narrative, conclusion, type of concern, what is proposed. Professional judgement in words."""

    button = _("Record the assessment")
    framework = choice(_("With which framework?"))
    narrative = words(_("What did you find?"), NO_INTELLIGENCE, most=LONG_TEXT, rows=12)
    type_of_concern = choice(_("Type of concern"), hint=_("The list that is valid today."))
    conclusion = words(_("What do you conclude?"), _("In words. Candour keeps no score and computes none."))
    proposes = choice(_("What do you propose?"), codes.Outcome.choices)

    def first_draft(self, about: About) -> dict[str, Any]:
        found = lists.valid(CodeTerm.List.FRAMEWORK, about.on).order_by("-valid_from").first()
        return {"framework": found.code if found else ""}

    def prepare(self, about: About) -> None:
        for name, listed in (("framework", CodeTerm.List.FRAMEWORK), ("type_of_concern", CodeTerm.List.CONCERN)):
            terms = lists.valid(listed, about.on)
            self.choose_from(name, [(term.code, lists.label_of(term), "") for term in terms])


class Decision(StepForm):
    """Reasons from the list, and the rationale in words. ``outcome`` says which list."""

    outcome: codes.Outcome
    reasons = django.forms.MultipleChoiceField(
        label=_("What is it based on?"),
        help_text=_("At least one of them has to be a ground by itself."),
        widget=django.forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason")},
    )
    rationale = words(_("The rationale"), _("Why this, and why not something else. It stays on the record."), rows=8)

    def prepare(self, about: About) -> None:
        not_alone = translated("Not a ground by itself")
        self.choose_from(
            "reasons",
            [
                (term.code, lists.label_of(term), "" if term.is_ground else not_alone)
                for term in lists.reasons(self.outcome, about.on)
            ],
        )


class ReferToPanel(Decision):
    """To which panel."""

    outcome = codes.Outcome.PANEL
    button = _("Refer to the panel")
    authority = choice(
        _("Which authority’s panel?"), hint=_("Only authorities at which somebody receives cases."), is_list=True
    )
    field_order = ("authority", "reasons", "rationale")

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"authority": str(about.referral.authority_id or "")}

    def prepare(self, about: About) -> None:
        super().prepare(about)
        self.choose_from("authority", _organisations(people.panels()))


class PassOn(Decision):
    """To which service, and what is asked of it."""

    outcome = codes.Outcome.TRANSFER
    button = _("Offer it to the service")
    service = choice(_("Which service?"), is_list=True)
    about_whom = forms.Text(
        label=_("Who is it about?"),
        help_text=_("The service reads what you write here, and nothing else of the referral."),
        max_length=300,
    )
    contact = forms.Text(label=_("How can the service reach them?"), max_length=300, required=False)
    requirement = words(_("What is asked of the service?"), NO_INTELLIGENCE, most=LONG_TEXT)
    agreed = choice(
        _("Does the person, or a parent, know of it and agree?"), [("yes", _("Yes")), ("no", _("No, or not asked"))]
    )
    arm = choice(_("Under which approach?"), codes.PilotArm.choices)
    field_order = ("service", "about_whom", "contact", "requirement", "agreed", "arm", "reasons", "rationale")

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"about_whom": about_words(about.referral), "arm": codes.PilotArm.USUAL.value}

    def prepare(self, about: About) -> None:
        super().prepare(about)
        self.choose_from("service", _organisations(people.services()))


class OpenPoliceLed(Decision):
    """Who owns it, and why the panel could not manage it."""

    outcome = codes.Outcome.POLICE_LED
    button = _("Keep it police-led")
    person = choice(_("Who owns it?"))
    reason = words(_("Why could the panel not manage it?"), NO_INTELLIGENCE)
    field_order = ("person", "reason", "reasons", "rationale")

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"person": str(about.referral.assigned_to_id or "")}

    def prepare(self, about: About) -> None:
        super().prepare(about)
        barred = people.barred(about.referral.individual_id)
        officers = people.officers(about.referral.force_id)
        self.choose_from("person", [(str(one), name, "") for one, name in officers if one not in barred])


class Close(Decision):
    """Why nothing more is done."""

    outcome = codes.Outcome.CLOSE
    button = _("Take no further action")


class TellReferrer(StepForm):
    """What they are told, and, for the police alone, why they cannot be told (more)."""

    button = _("Record it")
    feedback = words(
        _("What is the referrer told?"),
        _(
            "Whoever has a code, or made it with an account, reads exactly this. Tell no more of the person than they may"
            " know. Leave it empty if they cannot be told: they then read that you cannot tell them more."
        ),
        required=False,
    )
    rationale = words(
        _("If they cannot be told, or not all of it: why?"),
        _("Shown in the timeline. The referrer never sees it."),
        required=False,
    )


class ReviewNecessity(StepForm):
    """Why it must still be kept."""

    button = _("Record the review")
    rationale = words(_("Why must it still be kept?"), ON_RECORD)


class Reopen(StepForm):
    """Why it is opened again."""

    button = _("Open it again")
    rationale = words(_("Why is it opened again?"), ON_RECORD)


class DeclareInterest(StepForm):
    """What the interest is."""

    button = _("Declare it and leave")
    rationale = words(_("What is your interest in this person?"), _("For example, you are related or know the family."))


class EndInterest(StepForm):
    """Whose, and why."""

    button = _("End it")
    declaration = choice(_("Whose declared interest?"))
    rationale = words(_("Why does it no longer stand?"), ON_RECORD)

    def prepare(self, about: About) -> None:
        named = [(str(one.id), one.person.name, one.reason) for one in about.declared]
        self.choose_from("declaration", named)


class Correct(StepForm):
    """What was mistaken. ``entry`` is the step that the page showed."""

    button = _("Take the step back")
    entry = django.forms.UUIDField(widget=django.forms.HiddenInput)
    rationale = words(_("What was mistaken?"), _("The earlier entry stays in the timeline, with this beside it."))

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"entry": about.entry.id if about.entry else None}
