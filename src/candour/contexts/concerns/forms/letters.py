"""First drafts of what the office writes. The caseworker reads and changes them; nothing is sent as it stands here.

They say nothing of what the person wrote, so that one can be prepared by somebody who may not read it.
"""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candour.contexts.concerns.models import Concern, HarmOverride


def acknowledgement(concern: Concern, *, decide_by: date | None) -> str:
    """That it has come, what happens next and by when."""
    came = _("Thank you for telling us. What you told us came on %(day)s; your reference is %(reference)s.")
    if decide_by:
        will = _(
            "A caseworker will read it and decide whether this office can look at it. We will tell you by %(day)s."
        )
        will = will % {"day": _day(decide_by)}
    else:
        will = _("A caseworker will read it and tell you whether this office can look at it.")
    return _letter(
        came % {"day": _day(concern.received_on), "reference": concern.reference},
        will,
        _("We do not settle single complaints, but we record everything we are told and look for what it shows."),
        _("You can come back with your receipt at any time to see where this stands, or to write to us."),
        _("If you or somebody else is in danger now, call 999. Do not wait for us."),
    )


def signposting(concern: Concern) -> str:
    """Which body is the right one, and why."""
    return _letter(
        _("We have read what you told us under %(reference)s. This office cannot look at it, because:")
        % {"reference": concern.reference},
        _("[say why, in plain words]"),
        _("The right place for it is:"),
        _("[name each body, what it can do, and how to reach it]"),
        _("We have recorded what you told us and count such matters. If we have misunderstood, write back here."),
    )


def agreement_request(concern: Concern) -> str:
    """Whether the body may be told: who, what, and what happens otherwise."""
    return _letter(
        _("To look into %(reference)s, we would like to ask the body about it. We do that only if you agree.")
        % {"reference": concern.reference},
        _("We would write to: [name the body]"),
        _("We would ask: [the question, as the body would read it]"),
        _("We would not tell them who you are. They may still guess it from the facts."),
        _(
            "You can say yes or no on this page. If you say no, we do not contact them, and what you told us stays recorded."
        ),
        _("The only exception is imminent serious harm, or a child at risk."),
    )


def told_without(override: HarmOverride) -> str:
    """That a body is told without agreement, and why two people decided so."""
    is_child = override.ground == HarmOverride.Ground.CHILD_AT_RISK
    ground = _("a child may be at risk") if is_child else _("somebody may come to serious harm very soon")
    return _letter(
        _("We said that we tell a body only if you agree, except for imminent serious harm or a child at risk."),
        _("Two people in this office decided that this is such a case, because %(ground)s.") % {"ground": ground},
        _("We will tell: [name the body]. We will tell them: [what, and no more than is needed]"),
        _("We are sorry that we could not ask you first. You can write to us here."),
    )


def answer(concern: Concern) -> str:
    """The frame of an answer."""
    return _letter(
        _("We have finished looking at what you told us under %(reference)s.") % {"reference": concern.reference},
        _("[what we looked at, and what we found]"),
        _("[what happens now, and what you can do]"),
        _("If something is missing, write back here and we will look at it again."),
    )


def _letter(*parts: str) -> str:
    return "\n\n".join((*parts, _("The Commissioner's office")))


def _day(on: date) -> str:
    return date_format(on, "j F Y")
