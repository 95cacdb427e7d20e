"""What is asked for about accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candour.kernel.people.models import Cover, Organisation, Person
from candour.kernel.people.roles import ROLES_OF_KIND, Nation, OrganisationKind, Role
from candour.web.forms import DateAnswer, Form, Text

EMAIL = {"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none", "inputmode": "email"}


class SignInForm(Form):
    """Email address and password. Both may be pasted or filled in by a password manager."""

    title = _("Sign in")
    button = _("Continue")

    email = forms.EmailField(
        label=_("Email address"), max_length=254, widget=forms.EmailInput(attrs=EMAIL),
        error_messages={"required": _("Enter your email address")},
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=1000, strip=False, error_messages={"required": _("Enter your password")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class CodeForm(Form):
    """The six digits that an authenticator app shows."""

    title = _("Enter the code from your authenticator app")

    code = Text(
        label=_("Code"), max_length=20, help_text=_("6 numbers, which change every 30 seconds"),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "classes": "govuk-input--width-5"}
        ),
    )  # fmt: skip


class ChoosePasswordForm(Form):
    """A new password, typed once: a password manager or the page's own eye shows what was typed."""

    title = _("Choose a password")

    password = forms.CharField(
        label=_("New password"), max_length=1000, strip=False, error_messages={"required": _("Enter a new password")},
        help_text=_("At least 12 characters. Three words that do not belong together make a good one. You may paste it."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        self.person = person
        super().__init__(*args, **options)

    def clean_password(self) -> str:
        """Refuses what is short, common or the person's own name."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password


class ProvePasswordForm(Form):
    """The password that a person has already, while they replace a lost passkey."""

    title = _("Replace a lost passkey")

    password = forms.CharField(
        label=_("Your password"), max_length=1000, strip=False,
        help_text=_("If you have forgotten it, ask your administrator for a link that lets you choose a new one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class LanguageForm(Form):
    """In which language messages come."""

    title = _("Language of messages")
    button = _("Save")

    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


def _today() -> Any:
    return timezone.localdate()


class RoleForm(Form):
    """A role, for an area, from a date to a date."""

    title = _("Give a role")
    button = _("Give this role")

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose a role")})
    starts_on = DateAnswer(label=_("First day"), help_text=_("Leave as it is for today"), earliest=_today)
    ends_on = DateAnswer(label=_("Last day, if it is known"), required=False, earliest=_today)

    def __init__(
        self, *args: Any, organisation: Organisation, roles: Iterable[str] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        allowed = ROLES_OF_KIND[organisation.kind] if roles is None else set(roles)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, role.label) for role in Role if role in allowed]


class InviteForm(RoleForm):
    """A colleague, by name and email address, with their first role."""

    title = _("Invite a colleague")
    button = _("Send the invitation")

    name = Text(label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Work email address"), max_length=254,
        help_text=_("The link to set up how they sign in goes to this address. They sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    field_order = ("name", "email", "role", "starts_on", "ends_on")


class EndRoleForm(Form):
    """When and why a role ends."""

    title = _("End a role")
    button = _("End this role")

    last_day = forms.ChoiceField(
        label=_("When does it end?"), widget=forms.RadioSelect,
        choices=[("now", _("Now: they are signed out at once")), ("later", _("On a later day"))],
    )  # fmt: skip
    ends_on = DateAnswer(
        label=_("First day without the role"), required=False, help_text=_("Only if it ends later"), earliest=_today
    )
    reason = Text(label=_("Why does it end?"), max_length=300, help_text=_("For example: left the team"))

    def clean(self) -> dict[str, Any]:
        """A later day needs its date."""
        cleaned = super().clean() or {}
        if cleaned.get("last_day") == "later" and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Enter the first day without the role"))
        return cleaned


class CoverForm(Form):
    """Who stands in for a role, and for how long."""

    title = _("Name a deputy or arrange cover for leave")
    button = _("Save")

    kind = forms.ChoiceField(label=_("What for?"), choices=Cover.Kind.choices, widget=forms.RadioSelect)
    covered_by = forms.ChoiceField(label=_("Who stands in?"), widget=forms.RadioSelect)
    starts_on = DateAnswer(label=_("First day"), earliest=_today)
    ends_on = DateAnswer(
        label=_("Last day"), required=False, help_text=_("A deputy may go without one"), earliest=_today
    )

    def __init__(self, *args: Any, colleagues: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["covered_by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(colleagues)


class RenewForm(Form):
    """What somebody lost, and so what their new link lets them choose."""

    title = _("Send a new link")
    button = _("Remove the old and send a new link")

    lost = forms.ChoiceField(
        label=_("What have they lost?"), widget=forms.RadioSelect,
        choices=[
            ("passkey", _("Their passkey, or the app that shows their codes")),
            ("both", _("Their password too, or they never finished setting up")),
        ],
    )  # fmt: skip


class OrganisationForm(Form):
    """A body that is not in the shipped lists."""

    title = _("Add an organisation")
    button = _("Add this organisation")

    name = Text(label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    short_name = Text(label=_("Short name (optional)"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("What kind of body is it?"), widget=forms.RadioSelect,
        choices=[choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.OVERSIGHT_OFFICE],
    )  # fmt: skip
    nation = forms.ChoiceField(
        label=_("Nation (optional)"), required=False, choices=[("", _("The whole United Kingdom")), *Nation.choices]
    )
    region = Text(label=_("Region (optional)"), max_length=60, required=False)
