"""The words in which a concern is recorded. Lists that change over time are rows (``TaxonomyTerm``); these are fixed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What somebody comes with. All four are recorded and read."""

    CONCERN = "concern", _("A concern about how Prevent was carried out")
    EXPERIENCE = "experience", _("My own experience of Prevent")
    FEEDBACK = "feedback", _("Feedback or an idea for doing it better")
    GOOD_PRACTICE = "good_practice", _("Something that was done well")


class Level(models.TextChoices):
    """How much the office knows of who wrote."""

    ANONYMOUS = "anonymous", _("Anonymous")
    CONFIDENTIAL = "confidential", _("Confidential: identity sealed")
    NAMED = "named", _("Named")


class Connection(models.TextChoices):
    """The reporter's connection with what happened."""

    REFERRED = "referred", _("I was referred to Prevent")
    PARENT = "parent", _("A child or relative of mine was referred")
    PRACTITIONER = (
        "practitioner",
        _("I work in a body that carries out the Prevent duty"),
    )
    PROVIDER = "provider", _("I deliver support or training for Prevent")
    COMMUNITY = "community", _("I speak for a community or organisation")
    MEMBER_OF_PUBLIC = "public", _("I am a member of the public")
    OTHER = "other", _("Something else")


class Sector(models.TextChoices):
    """The kind of body that the matter is about."""

    EDUCATION = "education", _("School, college or university")
    POLICE = "police", _("Police")
    HEALTH = "health", _("Health services")
    SOCIAL_CARE = "social_care", _("Social care")
    LOCAL_AUTHORITY = "local_authority", _("Council")
    PRISON_PROBATION = "prison_probation", _("Prison or probation")
    PROVIDER = "provider", _("A project or provider funded by Prevent")
    HOME_OFFICE = "home_office", _("Home Office")
    OTHER = "other", _("Something else")


class Stage(models.TextChoices):
    """The stage of the Prevent pathway that the matter is about."""

    TRAINING = "training", _("Training or guidance")
    REFERRAL = "referral", _("Making or receiving a referral")
    ASSESSMENT = "assessment", _("Assessment by the police")
    PANEL = "panel", _("The panel and its decision")
    CONSENT = "consent", _("Being asked to agree to support")
    SUPPORT = "support", _("Support, or the lack of it")
    CLOSURE = "closure", _("Closing the case, and afterwards")
    DATA = "data", _("How information was kept or shared")
    OTHER = "other", _("Something else")


class Region(models.TextChoices):
    """The regions in which Prevent figures are published, and the nations outside England and Wales."""

    EAST = "east", _("East of England")
    EAST_MIDLANDS = "east_midlands", _("East Midlands")
    LONDON = "london", _("London")
    NORTH_EAST = "north_east", _("North East")
    NORTH_WEST = "north_west", _("North West")
    SOUTH_EAST = "south_east", _("South East")
    SOUTH_WEST = "south_west", _("South West")
    WEST_MIDLANDS = "west_midlands", _("West Midlands")
    YORKSHIRE = "yorkshire", _("Yorkshire and the Humber")
    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")


class Channel(models.TextChoices):
    """How the concern reached the office. All but ``online`` are entered by staff and marked so."""

    ONLINE = "online", _("Online form")
    PHONE = "phone", _("Telephone call")
    LETTER = "letter", _("Letter")
    EMAIL = "email", _("Email")
    VISIT = "visit", _("Visit")


class Agreement(models.TextChoices):
    """Whether the body concerned may be told."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")


class Direction(models.TextChoices):
    """Which way a message went."""

    FROM_REPORTER = "from_reporter", _("From the person who told us")
    TO_REPORTER = "to_reporter", _("From the Commissioner's office")


class MessageKind(models.TextChoices):
    """What a message is for, so that a page can say it in words."""

    MESSAGE = "message", _("Message")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    SIGNPOST = "signpost", _("Where to go instead")
    AGREEMENT_REQUEST = "agreement_request", _("Asking whether the body may be told")
    TOLD_WITHOUT = "told_without", _("A body was told without agreement")
    ANSWER = "answer", _("Answer")


class CloseReason(models.TextChoices):
    """Why a concern was closed."""

    ANSWERED = "answered", _("Answered")
    SIGNPOSTED = "signposted", _("Another body is the right one")
    NO_REPLY = "no_reply", _("No reply when we needed one")
    RECORDED = "recorded", _("Recorded for what it tells us; no answer was wanted")
    DUPLICATE = "duplicate", _("The same matter is answered under another reference")


class Purpose(models.TextChoices):
    """In which letter to the reporter a kept text belongs: the names of the steps that send one."""

    ACKNOWLEDGE = "acknowledge", _("Acknowledging")
    SIGNPOST = "signpost", _("Pointing to another body")
    WRITE = "write", _("Writing to the person")
    ASK_AGREEMENT = "ask_agreement", _("Asking whether the body may be told")
    ANSWER = "answer", _("Answering")


class WrittenLanguage(models.TextChoices):
    """Languages in which the office writes or has something translated, by ISO 639 code, in English and their own name.
    The list is those most asked for in public services; the code is what is stored, so that another can be added."""

    ENGLISH = "en", _("English")
    WELSH = "cy", _("Welsh (Cymraeg)")
    ARABIC = "ar", _("Arabic (العربية)")
    BENGALI = "bn", _("Bengali (বাংলা)")
    CHINESE = "zh", _("Chinese (中文)")
    FARSI = "fa", _("Farsi (فارسی)")
    FRENCH = "fr", _("French (français)")
    GAELIC = "gd", _("Gaelic (Gàidhlig)")
    GUJARATI = "gu", _("Gujarati (ગુજરાતી)")
    HINDI = "hi", _("Hindi (हिन्दी)")
    IRISH = "ga", _("Irish (Gaeilge)")
    KURDISH = "ku", _("Kurdish (Kurdî)")
    PASHTO = "ps", _("Pashto (پښتو)")
    POLISH = "pl", _("Polish (polski)")
    PORTUGUESE = "pt", _("Portuguese (português)")
    PUNJABI = "pa", _("Punjabi (ਪੰਜਾਬੀ)")
    ROMANIAN = "ro", _("Romanian (română)")
    SOMALI = "so", _("Somali (Soomaali)")
    SPANISH = "es", _("Spanish (español)")
    TAMIL = "ta", _("Tamil (தமிழ்)")
    TIGRINYA = "ti", _("Tigrinya (ትግርኛ)")
    TURKISH = "tr", _("Turkish (Türkçe)")
    UKRAINIAN = "uk", _("Ukrainian (українська)")
    URDU = "ur", _("Urdu (اردو)")


class Side(models.TextChoices):
    """The two sides that together open a sealed identity. Neither can alone."""

    OFFICERS = "officers", _("Identity officers")
    DEPUTIES = "deputies", _("Deputies of the Commissioner")


class Piece(models.TextChoices):
    """What lies in a sealed identity."""

    PERSON = "person", _("Who they are")
    PASSAGE = "passage", _("A passage moved out of the text")
    FILE = "file", _("A file")


class OpeningGround(models.TextChoices):
    """Why a sealed identity is to be opened."""

    HARM = "harm", _("Somebody could come to serious harm")
    AGREED = "agreed", _("The person asked for it, or agreed")
    WORK = "work", _("The matter cannot be looked at without it")
    LAW = "law", _("A court or the law requires it")


class ErasureBasis(models.TextChoices):
    """On what basis a concern is erased."""

    ASKED = "asked", _("The person asked for it (UK GDPR Article 17)")
    RETENTION = "retention", _("It is no longer needed (retention policy)")
    UNLAWFUL = "unlawful", _("It should never have been kept")
