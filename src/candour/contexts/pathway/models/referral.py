"""A referral: its coded fields, what was written, and who made it, in tables of their own."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.pathway import codes, references
from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.individual import Individual
from candour.contexts.pathway.models.lists import CodeTerm
from candour.kernel.deadlines.models import DeadlineBase, PauseBase
from candour.kernel.doors import SIGNED_IN, Access, Door, Rule, actor_has, actor_is, may
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import Nation
from candour.kernel.procedures.models import StepTaken

LONG_TEXT = 20_000
TEXT = 4_000

_ARRIVES = Rule("state = 'received' and assigned_to_id is null and deconflicted = '' and outcome = ''")
_BY_CODE = Rule("id = (select pathway_by_code())")
_DEADLINE_SEEN = Rule("exists (select 1 from pathway_referraldeadline d where d.id = deadline_id)")
_FIRST_STEP = Rule("number = 1 and step = 'receive' and from_state = ''")
_LINK_SEEN = rules.of_own_force() & rules.hangs_from_referral()
_NEW_REFERRAL = Rule("pathway_is_untouched(referral_id)")
"""A referral on which nobody has acted since it was entered, by the very person who asks (or by nobody, at the public
door): whoever makes it writes its first rows, and then no more."""

_OF_RULE = ("individual", "from_force", "authority")
"""What the row rule asks of a referral, beside its force and its id."""


class Referral(models.Model):
    """A concern about one person, shared with the police. The force that has it works on it; somebody always has it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=_BY_CODE,
                select_columns=("id", "reference", "state", "received_on"),
                insert=_ARRIVES & Rule("channel = 'public' and entered_by_id is null"),
            ),
            may(
                Door.DELIVERY,
                select=rules.REFERRAL,
                insert=_ARRIVES
                & actor_is("entered_by_id")
                & (
                    (rules.REFERS & Rule("channel = 'professional'"))
                    | (rules.POLICE & Rule("channel in ('telephone', 'email', 'other')"))
                ),
                update=rules.REFERRAL_WORKED_ON,
                update_check=rules.REFERRAL_WORKED_ON
                | (rules.of_own_force("from_force_id") & Rule("state = 'received' and assigned_to_id is null")),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_referral, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="referrals")
    channel = models.CharField(max_length=12, choices=codes.Channel.choices)
    sector = models.CharField(max_length=20, choices=codes.Sector.choices, blank=True)
    urgency = models.CharField(max_length=10, choices=codes.Urgency.choices, default=codes.Urgency.ROUTINE)
    nation = models.CharField(max_length=20, choices=Nation.choices, blank=True)
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    from_force = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(help_text="the day on which it reached somebody: the event")
    entered_at = models.DateTimeField(help_text="when it was entered here; never changed")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_child = models.BooleanField(null=True, help_text="under 18 on the day it was received; empty where not known")
    regime = models.CharField(max_length=12, choices=codes.Regime.choices, default=codes.Regime.PART_3)

    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    next_due_on = models.DateField(null=True, blank=True, help_text="the earliest running time limit; late is computed")
    deconflicted = models.CharField(max_length=10, choices=codes.Deconflicted.choices, blank=True)
    deconflicted_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=codes.Outcome.choices, blank=True)
    type_of_concern = models.ForeignKey(CodeTerm, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (
            # The inbox of a force: what is open by due date, alone or narrowed. Its lists are counted from these alone, without
            # their rows: they hold what a list asks for and what the row rule asks.
            models.Index(
                fields=["force", "next_due_on", "id"],
                include=(*_OF_RULE, "assigned_to"),
                condition=Q(is_open=True),
                name="referral_force_due",
            ),
            models.Index(
                fields=["force", "state", "next_due_on", "id"], condition=Q(is_open=True), name="referral_state_due"
            ),
            models.Index(
                fields=["assigned_to", "next_due_on", "id"],
                include=(*_OF_RULE, "force"),
                condition=Q(is_open=True),
                name="referral_assigned_due",
            ),
            # Decided, and a time limit still runs: most often that of telling the referrer.
            models.Index(
                fields=["force", "next_due_on", "id"],
                include=_OF_RULE,
                condition=Q(is_open=False, next_due_on__isnull=False),
                name="referral_decided_due",
            ),
            models.Index(fields=["force", "-received_on", "-id"], name="referral_force_received"),
            models.Index(fields=["authority", "-received_on", "-id"], name="referral_authority_received"),
            models.Index(
                fields=["from_force", "-received_on"], condition=Q(from_force__isnull=False), name="referral_sent_on"
            ),
            models.Index(fields=["individual"], name="referral_individual"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(channel="public", entered_by__isnull=True)
                | (~Q(channel="public") & Q(entered_by__isnull=False)),
                name="referral_names_who_entered",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class ReferralContent(models.Model):
    """What was written. Every answer is optional: a frightened member of the public may not know. Content of the
    National Referral Form (domain.md, section 3)."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=_NEW_REFERRAL & Rule("written_by_id is null")),
            may(
                Door.DELIVERY,
                select=rules.hangs_from_referral() | actor_is("written_by_id"),
                insert=_NEW_REFERRAL & actor_is("written_by_id"),
            ),
        )
    )

    referral = models.OneToOneField(Referral, primary_key=True, on_delete=models.CASCADE, related_name="content")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why_concerned = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    event = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    first_noticed = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    interests = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(TEXT)],
        help_text="sympathetic interest in hate crime, extremism, terrorism, school shootings or massacres",
    )
    online = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    contacts = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    threats = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    needs = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    safeguarding = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    told_person = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    told_parents = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    feared_outcome = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])

    def __str__(self) -> str:
        return "content"


class Referrer(models.Model):
    """Who made a referral, how to reach them, and the digest of the code with which they come back."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.BY_CODE,
                select_columns=("referral_id", "code_digest", "feedback", "feedback_on"),
                insert=_NEW_REFERRAL & Rule("person_id is null and feedback = ''"),
            ),
            may(
                Door.DELIVERY,
                select=rules.hangs_from_referral() | actor_is("person_id"),
                insert=_NEW_REFERRAL
                & Rule("feedback = ''")
                & (actor_is("person_id") | (rules.POLICE & Rule("person_id is null"))),
                update=rules.worked_on_by_own_force(),
                update_columns=("feedback", "feedback_on", "feedback_by_id"),
            ),
        )
    )

    referral = models.OneToOneField(Referral, primary_key=True, on_delete=models.CASCADE, related_name="referrer")
    name = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=200, blank=True, help_text="to the person")
    contact = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    wants_feedback = models.BooleanField(default=True)
    code_digest = models.BinaryField(null=True, unique=True, editable=False, help_text="opens nothing by itself")
    feedback = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)], help_text="what they were told")
    feedback_on = models.DateField(null=True, blank=True)
    feedback_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["person"], condition=Q(person__isnull=False), name="referrer_person"),)

    def __str__(self) -> str:
        return "referrer"


class ReferralStep(StepTaken):
    """One step of a referral: a dated fact."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=_FIRST_STEP & _NEW_REFERRAL & Rule("by_kind = 'referrer' and by_id is null")),
            may(
                Door.DELIVERY,
                select=rules.hangs_from_referral(),
                insert=actor_is("by_id") & (rules.worked_on_by_own_force() | (_FIRST_STEP & _NEW_REFERRAL)),
            ),
        )
    )
    SUBJECT_FIELD = "referral"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="steps")


class ReferralDeadline(DeadlineBase):
    """A time limit of a referral."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=_NEW_REFERRAL),
            may(
                Door.DELIVERY,
                select=rules.hangs_from_referral(),
                insert=rules.worked_on_by_own_force() | (_NEW_REFERRAL & SIGNED_IN),
                update=rules.worked_on_by_own_force(),
            ),
        )
    )
    SUBJECT_FIELD = "referral"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="deadlines")

    class Meta:
        indexes = (
            models.Index(  # somebody has still to be told: one of the lists of the inbox
                fields=["referral"],
                condition=Q(code="pathway.tell_referrer", met_on__isnull=True, cancelled_on__isnull=True),
                name="referral_untold",
            ),
        )


class ReferralPause(PauseBase):
    """When a clock of a referral stood still, and why."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_DEADLINE_SEEN, insert=_DEADLINE_SEEN, update=_DEADLINE_SEEN),)
    )

    deadline = models.ForeignKey(ReferralDeadline, on_delete=models.CASCADE, related_name="pauses")


class ReferralLink(models.Model):
    """An officer's decision on an earlier referral: of the same person or not, and why. Undone by a dated end."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_LINK_SEEN,
                insert=rules.of_own_force() & actor_is("decided_by_id") & rules.worked_on_by_own_force(),
                update=_LINK_SEEN,
                update_columns=("ended_at", "ended_by_id", "end_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="links")
    earlier = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", help_text="that decided")
    is_same = models.BooleanField()
    explanation = models.JSONField(default=list, help_text="why it was suggested: codes of what agreed")
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)])
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])

    class Meta:
        constraints = (
            # Of each force: one that sent the referral on may have decided too, and neither sees what the other did.
            models.UniqueConstraint(
                fields=["referral", "earlier", "force"],
                condition=Q(ended_at__isnull=True),
                name="one_decision_on_a_match",
            ),
            models.CheckConstraint(condition=~Q(referral=F("earlier")), name="link_names_two_referrals"),
        )
        indexes = (models.Index(fields=["earlier", "force"], name="link_earlier"),)

    def __str__(self) -> str:
        return "link"


class ReferralRead(models.Model):
    """Somebody opened a referral's page: once for each person and quarter of an hour. Supervisors see who did."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=actor_is("person_id") | (rules.hangs_from_referral() & actor_has(rules.SUPERVISOR)),
                insert=actor_is("person_id") & rules.hangs_from_referral(),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    ledger_entry = models.UUIDField(unique=True)

    class Meta:
        indexes = (models.Index(fields=["referral", "person", "-read_at"], name="referral_read_recent"),)

    def __str__(self) -> str:
        return f"read {self.read_at:%Y-%m-%d}"
