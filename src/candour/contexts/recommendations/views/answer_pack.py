"""The pack of what a body is asked: one file to carry into its own meetings, with every question of the response."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.forms.responding import KIND_HINTS
from candour.contexts.recommendations.queries.answer_page import Told
from candour.contexts.recommendations.queries.evidence import Evidence
from candour.contexts.recommendations.views import answer_story, answer_words
from candour.web import languages
from candour.web.typeset import Block, Chapter, Pack


def pack_of(told: Told, *, for_whom: str, at: datetime) -> Pack:
    """What is asked, by when, the measure, what happens next, the questions of the response, and what happened so far."""
    asked, of = told.addressee, told.addressee.recommendation
    number = f"{of.number}{asked.part.letter if asked.part else ''}"
    made = date_format(localtime(at), "j F Y, H:i")
    facts = [
        (_("Report"), of.report.title),
        (_("Reference"), f"{asked.reference} ({of.reference})"),
        (_("Asked on"), _day(asked.asked_on)),
        (_("Where it stands"), str(answer_words.standing(asked)["text"])),
    ]
    if told.waited is not None:
        what = _("Response by") if told.waited.what == "response" else _("To be delivered by")
        facts.insert(0, (what, _day(told.waited.due_on)))
    if asked.deliver_by is not None and (told.waited is None or told.waited.what == "response"):
        facts.append((_("To be delivered by"), _day(asked.deliver_by)))
    is_asked = told.waited is not None and told.waited.what == "response"
    return Pack(
        title=_("Recommendation %(number)s to %(body)s") % {"number": number, "body": asked.organisation.name}
        if number
        else _("Recommendation to %(body)s") % {"body": asked.organisation.name},
        subtitle=of.report.title,
        facts=facts,
        chapters=[
            Chapter(_("What is asked, and what happens next"), blocks=[*_asked(told), *_next(told)]),
            *([Chapter(_("The questions of the response"), blocks=_questions())] if is_asked else []),
            Chapter(_("What happened so far"), blocks=_story(told)),
        ],
        contents=_("Contents"),
        footer=_("For %(name)s, %(moment)s. This was recorded.") % {"name": for_whom, "moment": made},
        language=languages.current().partition("-")[0],
    )


def _asked(told: Told) -> list[Block]:
    asked, of = told.addressee, told.addressee.recommendation
    blocks = [Block(_("Recommendation"), of.text)]
    if asked.part is not None:
        blocks.append(Block(_("Your part (%(letter)s)") % {"letter": asked.part.letter}, asked.part.text))
    blocks.append(Block(_("Measure of success"), of.measure or _("None is given.")))
    if told.also:
        names = [f"– {one.name} ({one.letter})" if one.letter else f"– {one.name}" for one in told.also]
        blocks.append(Block(_("Also asked"), "\n".join(names)))
    return blocks


def _next(told: Told) -> list[Block]:
    blocks = [Block(_("Next"), f"{answer_words.NEXT[told.addressee.state]}.")]
    if told.explained:
        blocks.append(Block(_("How the day was counted"), "\n".join(str(one) for one in told.explained)))
    blocks.append(
        Block(
            _("How it goes on"),
            _(
                "One person of your body prepares the response, another signs it off and sends it in Candour. What is"
                " accepted is delivered by its day, and your body says so with evidence. The Commissioner’s office looks at"
                " the evidence and says what it found. What is late is followed by a reminder, a signed letter and a public"
                " notice. More time can be asked for, with reasons."
            ),
        )
    )
    return blocks


def _questions() -> list[Block]:
    answers = [f"☐ {label}: {KIND_HINTS[value]}" for value, label in codes.ResponseKind.choices]
    return [
        Block(_("What does your body answer?"), "\n".join(answers)),
        Block(_("Reasons"), _("Why your body answers so. The Commissioner and the public read it.")),
        Block(_("Plan"), _("What will be done, and in which order. Needed from everybody who accepts.")),
        Block(_("Tasks"), _("For each: what is done, by when, and which team’s task it is.")),
    ]


def _story(told: Told) -> list[Block]:
    blocks = []
    for entry in answer_story.entries(told):
        words = "\n\n".join(f"{label}: {text}" if label else str(text) for label, text in entry.texts)
        if entry.files:
            names = "\n".join(f"– {_file(file)}" for file in entry.files)
            words = f"{words}\n\n{_('Evidence files')}:\n{names}"
        when = date_format(localtime(entry.at), "j F Y, H:i")
        blocks.append(Block(str(entry.title), words, facts=[(when, str(entry.by))]))
    return blocks


def _file(file: Evidence) -> str:
    name = file.details.name
    return _("%(name)s (set aside: the wrong file)") % {"name": name} if file.is_set_aside else name


def _day(on: date) -> str:
    return date_format(on, "j F Y")
