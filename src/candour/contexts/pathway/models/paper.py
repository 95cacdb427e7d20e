"""The signed paper of an answer about consent: a scan or photographs of it, as files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.consent import Consent
from candour.contexts.pathway.models.individual import TEXT
from candour.kernel.documents.models import UNTOUCHED, KeyedDocument
from candour.kernel.doors import Access, Door, Rule, actor_is, may

_OF_OWN_PANEL = rules.worked_on_by_own_panel("(select k.case_id from pathway_consent k where k.id = consent_id)")
"""Of an answer in a case of the panel that the person signed in runs."""

_SEEN = Rule(
    "exists (select 1 from pathway_consent k join pathway_panelcase c on c.id = k.case_id where k.id = consent_id"
    " and (c.authority_id = any((select pathway_authorities())::uuid[])"
    " or c.force_id = any((select pathway_forces())::uuid[])"
    " or c.id = any((select pathway_offered())::uuid[])"
    " or exists (select 1 from pathway_caseadmission a where a.case_id = c.id and a.kind = 'partner'"
    " and a.person_id = (select access_actor())"
    " and a.organisation_id = any((select access_organisations())::uuid[])"
    " and a.from_on <= (now() at time zone 'Europe/London')::date"
    " and a.until_on > (now() at time zone 'Europe/London')::date)))"
)
"""Of an answer that may be seen, by somebody who is more than a guest for one case: the answer's own rule decides first. A
signature, an address or a family's handwriting is more than a guest was invited to look at."""


class ConsentPaper(KeyedDocument):
    """One file. Nobody changes what was attached. All that can be added to the row, once, is that the file was the wrong one:
    on which day, by whom, and why. It stays, and from then on the panel alone sees it, because a wrong file is most often
    somebody else's."""

    RECORD_FIELD = "consent"
    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_SEEN & (Rule("set_aside_on is null") | _OF_OWN_PANEL),
                insert=_OF_OWN_PANEL
                & UNTOUCHED
                & actor_is("attached_by_id")
                & Rule("set_aside_on is null and version = 1 and not wants_copy"),
                update=_OF_OWN_PANEL & Rule("set_aside_on is null"),
                update_check=_OF_OWN_PANEL & Rule("set_aside_on is not null") & actor_is("set_aside_by_id"),
                update_columns=("set_aside_on", "set_aside_by_id", "set_aside_words"),
            ),
        )
    )

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveSmallIntegerField(
        help_text="from 1, in the order in which they were attached to the answer"
    )
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_aside_on = models.DateField(null=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_aside_words = models.TextField(
        blank=True, validators=[MaxLengthValidator(TEXT)], help_text="what is wrong with it"
    )

    class Meta(KeyedDocument.Meta):
        constraints = (
            *KeyedDocument.Meta.constraints,
            models.UniqueConstraint(fields=["consent", "number"], name="consent_paper_number_once"),
            models.CheckConstraint(
                condition=Q(set_aside_on__isnull=True, set_aside_by__isnull=True, set_aside_words="")
                | (Q(set_aside_on__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_words="")),
                name="consent_paper_set_aside_says_why",
            ),
        )
        indexes = (
            # The worker looks every minute for what is not settled, which is little of all there is.
            models.Index(
                fields=["taken_in_on"],
                condition=Q(state__in=["taken_in", "checked", "scanned"]),
                name="consent_paper_waiting",
            ),
            # The sweep asks of every blob whether a row names it.
            models.Index(fields=["address"], name="consent_paper_address"),
            models.Index(fields=["copy"], condition=~Q(copy=""), name="consent_paper_copy"),
            GinIndex(fields=["pages"], name="consent_paper_pages"),
        )
