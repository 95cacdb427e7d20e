"""The words of the pathway that are fixed. Lists that change over time are rows (``CodeTerm``)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a referral reached Candour."""

    PUBLIC = "public", _("The public form")
    PROFESSIONAL = "professional", _("The form for bodies under the Prevent duty")
    TELEPHONE = "telephone", _("A call, written down by staff")
    EMAIL = "email", _("An email, entered by staff")
    OTHER = "other", _("Another way, entered by staff")


class Sector(models.TextChoices):
    """Where a referral comes from, as the published statistics count it (data/README.md, 1.7)."""

    EDUCATION = "education", _("Education")
    POLICE = "police", _("Police")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    HEALTH = "health", _("Health")
    PRISON_PROBATION = "prison_probation", _("Prison and probation")
    COMMUNITY = "community", _("Community")
    FRIENDS_FAMILY = "friends_family", _("Friends and family")
    OTHER = "other", _("Other")


class Urgency(models.TextChoices):
    """How soon somebody must look."""

    ROUTINE = "routine", _("Routine")
    SOON = "soon", _("Somebody should look today")


class NameKind(models.TextChoices):
    """What a name is to the person."""

    NAME = "name", _("Name")
    ALIAS = "alias", _("Also known as")
    FORMER = "former", _("Earlier name")
    SPELLING = "spelling", _("Another spelling")
    SCRIPT = "script", _("In another script")


class ContactKind(models.TextChoices):
    """Ways to reach somebody."""

    ADDRESS = "address", _("Address")
    TELEPHONE = "telephone", _("Telephone")
    EMAIL = "email", _("Email")
    ONLINE = "online", _("Online account")


class AffiliationKind(models.TextChoices):
    """What ties a person to a body."""

    SCHOOL = "school", _("School, college or university")
    EMPLOYER = "employer", _("Employer")
    PRISON = "prison", _("Prison")
    OTHER = "other", _("Other")


class Known(models.TextChoices):
    """The five values of a need (domain.md, section 11): a fact about what was asked, never an input to a decision."""

    DIAGNOSED = "diagnosed", _("Present and diagnosed")
    SUSPECTED = "suspected", _("Present and suspected")
    NONE = "none", _("Asked, and none")
    NOT_ASKED = "not_asked", _("Not asked")
    NOT_STATED = "not_stated", _("Asked, and not stated")


class Stated(models.TextChoices):
    """Whether an equality fact was asked for and given."""

    STATED = "stated", _("Stated")
    NOT_STATED = "not_stated", _("Asked, and not stated")
    NOT_ASKED = "not_asked", _("Not asked")


class Deconflicted(models.TextChoices):
    """What a check against live investigations came to. There is no field for why: no operational detail belongs here."""

    CLEAR = "clear", _("Nothing stands against going on")
    HOLD = "hold", _("Wait: not now")


class Outcome(models.TextChoices):
    """What a referral can come to. Each creates the next record, with a named owner, in the same act."""

    PANEL = "refer_to_panel", _("Refer to the panel")
    TRANSFER = "transfer", _("Pass to another service")
    POLICE_LED = "open_police_led", _("Keep under police-led partnership")
    CLOSE = "close", _("No further action")


class PilotArm(models.TextChoices):
    """Which approach a transfer is under, for comparing before and after."""

    USUAL = "usual", _("Usual practice")
    PILOT = "pilot", _("Assured transfer (pilot)")


class CameTo(models.TextChoices):
    """Why a transfer came back to its owner. It stays on the record when something else follows."""

    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Lapsed")
    TAKEN_BACK = "taken_back", _("Taken back")


class Regime(models.TextChoices):
    """Under which data-protection regime a record is held (domain.md, section 10)."""

    UK_GDPR = "uk_gdpr", _("UK GDPR")
    PART_3 = "dpa_part_3", _("Data Protection Act 2018, Part 3")
