"""What a body attaches to what it says: the evidence files of an update or of a claim. The office looks at them when it judges."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.answered import Claim, Update
from candour.contexts.recommendations.models.issued import TEXT, Addressee
from candour.kernel.documents.models import UNTOUCHED, KeyedDocument
from candour.kernel.doors import Access, Door, Rule, actor_is, may

_OF_OWN_UPDATE = Rule(
    "update_id is null or exists (select 1 from recommendations_update u"
    " join recommendations_addressee a on a.id = u.addressee_id where u.id = update_id"
    " and u.addressee_id = recommendations_evidencefile.addressee_id and u.by_id = attached_by_id"
    " and u.written_on = taken_in_on and a.state in ('accepted', 'not_verified', 'claimed'))"
)
"""With an update of the same body, the same person and the same day, while something is being delivered."""

_OF_OWN_CLAIM = Rule(
    "claim_id is null or exists (select 1 from recommendations_claim c"
    " join recommendations_addressee a on a.id = c.addressee_id where c.id = claim_id"
    " and c.addressee_id = recommendations_evidencefile.addressee_id and c.by_id = attached_by_id"
    " and c.claimed_on = taken_in_on and a.state in ('accepted', 'not_verified')"
    " and not exists (select 1 from recommendations_verdict v where v.claim_id = c.id))"
)
"""With a claim that is being made: the step that makes it wait for the office is taken after its files are there. Nothing is
added to a claim at which the office looks, nor to one that it judged."""

_STANDS = Rule("set_aside_on is null")


class EvidenceFile(KeyedDocument):
    """One file, with the update or the claim with which it came. Nobody changes what was attached, and the office cannot: what
    it looks at is what the body sent. All that can be added to the row, once and by the body, is that the file was the
    wrong one: on which day, by whom, and why. It stays, and body and office see both the file and the reason.

    The public has no privilege on this table: it reads what the body says of its evidence, and never the files.
    """

    RECORD_FIELD = "addressee"
    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.of_addressee(),
                insert=UNTOUCHED
                & actor_is("attached_by_id")
                & Rule("set_aside_on is null and version = 1 and not wants_copy")
                & _OF_OWN_UPDATE
                & _OF_OWN_CLAIM,
                update=rules.of_addressee() & _STANDS,
                update_check=rules.of_addressee() & Rule("set_aside_on is not null") & actor_is("set_aside_by_id"),
                update_columns=("set_aside_on", "set_aside_by_id", "set_aside_words"),
            ),
            may(Door.OFFICE, select=rules.READS),
        )
    )

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="evidence_files")
    update = models.ForeignKey(Update, null=True, on_delete=models.PROTECT, related_name="files")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField(help_text="from 1, in the order in which the body attached them")
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_aside_on = models.DateField(null=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_aside_words = models.TextField(
        blank=True, validators=[MaxLengthValidator(TEXT)], help_text="what is wrong with it"
    )

    class Meta(KeyedDocument.Meta):
        constraints = (
            *KeyedDocument.Meta.constraints,
            models.UniqueConstraint(fields=["addressee", "number"], name="evidence_number_once"),
            models.CheckConstraint(
                condition=Q(update__isnull=False, claim__isnull=True) | Q(update__isnull=True, claim__isnull=False),
                name="evidence_of_an_update_or_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_on__isnull=True, set_aside_by__isnull=True, set_aside_words="")
                | (Q(set_aside_on__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_words="")),
                name="evidence_set_aside_says_why",
            ),
        )
        indexes = (
            # The worker looks every minute for what is not settled, which is little of all there is.
            models.Index(
                fields=["taken_in_on"],
                condition=Q(state__in=["taken_in", "checked", "scanned"]),
                name="evidence_waiting",
            ),
            # The sweep asks of every blob whether a row names it.
            models.Index(fields=["address"], name="evidence_address"),
            models.Index(fields=["copy"], condition=~Q(copy=""), name="evidence_copy"),
            GinIndex(fields=["pages"], name="evidence_pages"),
        )
