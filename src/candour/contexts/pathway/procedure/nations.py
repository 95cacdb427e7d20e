"""One engine, two programmes: Channel in England and Wales, the Prevent Multi-Agency Panel in Scotland. The statute is the
same; names, guidance and the law on capacity differ (docs/decisions/0016-the-pathway.md)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from candour.kernel.people.roles import Nation
from candour.kernel.procedures.facts import Words


@dataclass(frozen=True)
class Programme:
    """What things are called, and by which law somebody decides for an adult who cannot."""

    name: Words
    case: Words
    guidance: Words
    capacity: Words
    in_their_place: Words
    nobody_can: Words
    who_decides: Words
    note_missing: Words
    why_for_them: Words
    why_hint: Words


CHANNEL = Programme(
    name=_("Channel panel"),
    case=_("Channel case"),
    guidance=_("Channel duty guidance (2023)"),
    capacity=_("Mental Capacity Act 2005, from the age of 16"),
    in_their_place=_("A welfare attorney or deputy, for an adult"),
    nobody_can=_("Nobody can answer for them: decided in their best interests"),
    who_decides=_(
        "Record who decides in their place: a welfare attorney or deputy, or a decision in their best interests."
    ),
    note_missing=_("Where the person cannot decide, a note says why the support is in their best interests."),
    why_for_them=_("If they cannot decide: why is the support in their best interests?"),
    why_hint=_("Who was consulted, what the person would want as far as is known, and what was weighed."),
)
PMAP = Programme(
    name=_("Prevent Multi-Agency Panel (PMAP)"),
    case=_("PMAP case"),
    guidance=_("PMAP duty guidance (2023, with the addendum of October 2025)"),
    capacity=_("Adults with Incapacity (Scotland) Act 2000, from the age of 16"),
    in_their_place=_("A welfare attorney or welfare guardian, for an adult"),
    nobody_can=_("Nobody can answer for them: decided for their benefit, as the Act asks"),
    who_decides=_(
        "Record who decides in their place: a welfare attorney or guardian, or a decision for their benefit, as the Act asks."
    ),
    note_missing=_("Where the person cannot decide, a note says how the support would benefit them."),
    why_for_them=_("If they cannot decide: how would the support benefit them, and is it the least restrictive way?"),
    why_hint=_("What they wish now and wished before, and what those nearest to them and any guardian say."),
)


def programme(nation: str) -> Programme:
    """The programme of a nation. A case whose nation is not recorded is Channel's, which has two of the three."""
    return PMAP if nation == Nation.SCOTLAND else CHANNEL
