"""The fixed words of panels and cases. Lists that change over time are rows (``CodeTerm``)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Admitted(models.TextChoices):
    """Why somebody who does not run the panel sees a case."""

    PARTNER = "partner", _("Partner of the panel")
    GUEST = "guest", _("Guest for this case")


class Answer(models.TextChoices):
    """What was said when support was offered, or later."""

    GIVEN = "given", _("Consent given")
    REFUSED = "refused", _("Consent refused")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")


class Giver(models.TextChoices):
    """In which capacity somebody answers for whom."""

    PERSON = "person", _("The person themself")
    PARENT = "parent", _("A parent, for a person under 18")
    GUARDIAN = "guardian", _("A guardian, for a person under 18")
    ATTORNEY = "attorney", _("A welfare attorney or deputy (in Scotland also a welfare guardian), for an adult")
    BEST_INTERESTS = "best_interests", _("Nobody can answer for them: decided in their best interests")


class Capacity(models.TextChoices):
    """Whether the person can decide this for themself (Mental Capacity Act 2005; in Scotland the Act of 2000)."""

    HAS = "has", _("They can decide this for themself")
    LACKS = "lacks", _("They cannot decide this for themself, even with help")


class YoungView(models.TextChoices):
    """What a person under 18 says about it themself."""

    AGREES = "agrees", _("They agree")
    DISAGREES = "disagrees", _("They do not agree")
    UNSURE = "unsure", _("They are not sure")
    UNABLE = "unable", _("They could not be asked; the words below say why")


class Settled(models.TextChoices):
    """What became of a need."""

    MET = "met", _("Met")
    PASSED_ON = "passed_on", _("Passed on to somebody who goes on with it")
    NOT_MET = "not_met", _("Not met, and the words below say why")


class Held(models.TextChoices):
    """What became of a session."""

    PLANNED = "planned", _("Planned")
    DELIVERED = "delivered", _("Delivered")
    MISSED = "missed", _("The person did not come")
    CANCELLED = "cancelled", _("Called off")


class Other(models.TextChoices):
    """The answer to s.36(6): whether health or social care should be asked."""

    ASKED = "asked", _("Yes, and it was arranged")
    NOT_NEEDED = "not_needed", _("Considered, and not needed")


class Looked(models.TextChoices):
    """Which look at a case a review was."""

    PLAN = "plan", _("Review of the support")
    SIX = "six", _("Six months after closure")
    TWELVE = "twelve", _("Twelve months after closure")
    FURTHER = "further", _("Further review after closure")


class Moved(models.TextChoices):
    """What another area answered."""

    WAITS = "waits", _("Waits for an answer")
    ACCEPTED = "accepted", _("Taken on")
    DECLINED = "declined", _("Not taken on")


class Sitting(models.TextChoices):
    """What kind of meeting it is."""

    ORDINARY = "ordinary", _("Ordinary")
    EXTRAORDINARY = "extraordinary", _("Extraordinary")


class Part(models.TextChoices):
    """What somebody is on a panel, or at one of its meetings."""

    CHAIR = "chair", _("Chair")
    DEPUTY = "deputy", _("Deputy chair")
    POLICE = "police", _("Police")
    PARTNER = "partner", _("Partner")
    GUEST = "guest", _("Guest for one case")
    SECRETARY = "secretary", _("Takes the minutes")


class Why(models.TextChoices):
    """Why a case stands on an agenda."""

    FIRST = "first", _("First look")
    REVIEW = "review", _("Review of the support")
    AGAIN = "again", _("Look once more: consent refused or withdrawn, or not adopted")
    CLOSURE = "closure", _("Closure")
    OTHER = "other", _("Another reason")


class Decided(models.TextChoices):
    """What a panel can decide on a case. Each but the last is the name of the step that follows from it."""

    ADOPT = "adopt", _("Adopt it")
    NOT_ADOPT = "not_adopt", _("Do not adopt it")
    DEFER = "defer", _("Gather more first")
    REVIEW_PLAN = "review_plan", _("Go on with the support")
    CLOSE = "close", _("Close it")
    NOTE = "note", _("Noted; nothing follows")


class Reached(models.TextChoices):
    """How a decision was reached (CTSA 2015 s.37: not unanimous, then majority, then the chair)."""

    UNANIMOUS = "unanimous", _("All agreed")
    MAJORITY = "majority", _("By majority")
    CHAIR = "chair", _("There was no majority; the chair decided")


class Said(models.TextChoices):
    """What the owner of an action says became of it."""

    DONE = "done", _("It is done")
    CANNOT = "cannot", _("It cannot be done")


class Declared(models.TextChoices):
    """What somebody declares at a meeting."""

    CONFIDENTIALITY = "confidentiality", _("Keeps what is said confidential")
    INTEREST = "interest", _("Has an interest in this case")
