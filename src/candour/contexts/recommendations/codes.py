"""The words of recommendations that are fixed. Lists that change over time are rows (``TagTerm``)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Aspect(models.TextChoices):
    """What the quality gate asks of every recommendation (product.md, recommendations)."""

    MEANINGFUL = "meaningful", _("Meaningful")
    PROPORTIONATE = "proportionate", _("Proportionate")
    ACTIONABLE = "actionable", _("Actionable")
    COST = "cost", _("Cost")
    LAW = "law", _("Law")
    EQUALITY = "equality", _("Equality")
    BURDEN = "burden", _("Burden")
    RISK = "risk", _("Risk")
    INTEGRATION = "integration", _("Societal integration")
    PUBLIC_HEALTH = "public_health", _("Public health")
    FAITH = "faith", _("Faith")
    COMMUNITIES = "communities", _("Communities")


class ResponseKind(models.TextChoices):
    """What a body answers. The values are the names of the steps."""

    ACCEPT = "accept", _("Accepted")
    ACCEPT_IN_PART = "accept_in_part", _("Accepted in part")
    ACCEPT_IN_PRINCIPLE = "accept_in_principle", _("Accepted in principle")
    REJECT = "reject", _("Rejected")
    NOTE = "note", _("Noted")
    PASS_ON = "pass_on", _("For another body")


ACCEPTING = (ResponseKind.ACCEPT, ResponseKind.ACCEPT_IN_PART, ResponseKind.ACCEPT_IN_PRINCIPLE)
"""Answers after which something is to be delivered."""


class Outcome(models.TextChoices):
    """What the office found when it looked at a claim."""

    VERIFIED = "verified", _("Verified")
    NOT_VERIFIED = "not_verified", _("Not verified")


class ClosingReason(models.TextChoices):
    """Why a recommendation to a body is followed no further. The values are the names of the steps."""

    DONE = "close_as_done", _("Done")
    EXCEEDED = "close_as_exceeded", _("Exceeded")
    SUPERSEDED = "close_as_superseded", _("Superseded")
    NOT_APPLICABLE = "close_as_not_applicable", _("No longer applicable")
    REFUSED = "close_as_refused", _("Refused")


class LinkKind(models.TextChoices):
    """How one recommendation stands to another."""

    REPEATS = "repeats", _("Repeats")
    SUPERSEDES = "supersedes", _("Supersedes")
    DERIVES_FROM = "derives_from", _("Derives from")
    CONFLICTS = "conflicts", _("Conflicts with")


class EscalationKind(models.TextChoices):
    """How a body is asked again, each louder than the one before. The values are the names of the steps."""

    REMINDER = "remind", _("Reminder")
    LETTER = "write_letter", _("Letter")
    NOTICE = "give_notice", _("Public notice")


class TaskState(models.TextChoices):
    """Where a task of a plan stands, as the body says."""

    PLANNED = "planned", _("Not started")
    STARTED = "started", _("Started")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class TagList(models.TextChoices):
    """Lists of tags, each in versions."""

    CONTEST = "contest", _("CONTEST strand")
    OBJECTIVE = "objective", _("Prevent objective")


class Precision(models.TextChoices):
    """How exactly a day is known. An approximate date is shown as what it is."""

    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")
    YEAR = "year", _("To the year")


class Certainty(models.TextChoices):
    """How well a row of the history of earlier reviews is supported (data/README.md); empty for Candour's own records."""

    FOUND = "found", _("Found in a source, with its number")
    FOUND_THEME = "found_theme", _("A theme found in a source; its number and wording were not")


class Standing(models.TextChoices):
    """Where it stands with one body, in the words of the public tracker. Computed, never chosen."""

    AWAITING = "awaiting", _("No response yet")
    ACCEPTED = "accepted", _("Accepted")
    IN_PART = "in_part", _("Accepted in part")
    IN_PRINCIPLE = "in_principle", _("Accepted in principle")
    REJECTED = "rejected", _("Rejected")
    NOTED = "noted", _("Noted")
    ELSEWHERE = "elsewhere", _("For another body")
    CLAIMED = "claimed", _("Said to be delivered, not yet verified")
    VERIFIED = "verified", _("Verified")
    NOT_VERIFIED = "not_verified", _("Not verified")
    CLOSED = "closed", _("Closed")
