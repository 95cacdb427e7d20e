"""What a decision creates: a transfer to another service, a police-led case, a case for the panel. Each has an owner
from its first moment; nothing is closed into nothing."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.pathway import codes, references
from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.individual import Individual
from candour.contexts.pathway.models.lists import CodeTerm
from candour.contexts.pathway.models.referral import LONG_TEXT, TEXT, Referral
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation
from candour.kernel.procedures.models import StepTaken

TO_OWN_SERVICE = Rule("organisation_id = any((select access_organisations_as('receiving_service'))::uuid[])")
"""Offered to a service for which the person signed in receives transfers."""

_TRANSFER_SEEN = Rule("exists (select 1 from pathway_transfer t where t.id = transfer_id)")
_LED_SEEN = Rule("exists (select 1 from pathway_policeledcase l where l.id = led_id)")
_CASE_SEEN = Rule("exists (select 1 from pathway_panelcase c where c.id = case_id)")

_OWNS_TRANSFER = (rules.of_own_force() | rules.of_own_authority()) & rules.not_excluded()


_OF_BOARD = ("organisation", "individual", "arm", "state", "came_to", "next_due_on")
"""Columns of a transfer by which the board groups, and those that its row rule asks."""


class Transfer(models.Model):
    """A person is passed to another service: what is asked of it, by when it must accept, and what became of it. The
    service sees this record alone, never the referral."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=TO_OWN_SERVICE | _OWNS_TRANSFER,
                insert=_OWNS_TRANSFER & Rule("state = 'offered'"),
                update=TO_OWN_SERVICE | _OWNS_TRANSFER,
                update_columns=("state", "is_open", "next_due_on", "owner_id", "accepted_on", "chased_on", "came_to"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_transfer, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="transfers")
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="transfers")
    force = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", help_text="the service")
    nation = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=300, help_text="the person, as the service needs to know them")
    contact = models.CharField(max_length=300, blank=True, help_text="how the service may reach them")
    requirement = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)], help_text="what is asked of the service")
    agreed_with_person = models.BooleanField(help_text="whether the person (or a parent) knows of it and agrees")
    arm = models.CharField(max_length=10, choices=codes.PilotArm.choices, default=codes.PilotArm.USUAL)
    offered_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    chased_on = models.DateField(null=True, blank=True)
    came_to = models.CharField(
        max_length=10,
        choices=codes.CameTo.choices,
        blank=True,
        help_text="why it came back to the owner; stays when something else follows",
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by", help_text="the one before"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(
                fields=["organisation", "-is_open", "next_due_on", "-offered_on", "id"], name="transfer_service_due"
            ),
            models.Index(fields=["owner", "is_open", "next_due_on", "id"], name="transfer_owner_due"),
            # The lists of a force and an authority: what runs by due date, then what is finished.
            models.Index(fields=["force", "-is_open", "next_due_on", "-offered_on", "id"], name="transfer_force_due"),
            models.Index(
                fields=["authority", "-is_open", "next_due_on", "-offered_on", "id"], name="transfer_authority_due"
            ),
            # The monitoring board is answered from these alone: they hold what it groups by and what the row rule asks.
            models.Index(
                fields=["force", "offered_on"], include=(*_OF_BOARD, "authority"), name="transfer_force_board"
            ),
            models.Index(
                fields=["authority", "offered_on"], include=(*_OF_BOARD, "force"), name="transfer_authority_board"
            ),
            # What the worker looks at each minute: what runs, and by when.
            models.Index(fields=["state", "next_due_on", "id"], condition=Q(is_open=True), name="transfer_open_due"),
        )

    def __str__(self) -> str:
        return self.reference


class TransferUpdate(models.Model):
    """What the service wrote with a step of its own: who takes it on, how it goes, what was reached. Why it declines is
    the rationale of that step."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_TRANSFER_SEEN, insert=_TRANSFER_SEEN & actor_is("by_id")),)
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="updates")
    step = models.CharField(max_length=40, help_text="with which step it was written")
    text = models.TextField(validators=[MaxLengthValidator(TEXT)])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"update of {self.at:%Y-%m-%d}"


class TransferStep(StepTaken):
    """The history of a transfer, seen by both sides."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_TRANSFER_SEEN, insert=_TRANSFER_SEEN & actor_is("by_id")),)
    )
    SUBJECT_FIELD = "transfer"

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="steps")


class TransferDeadline(DeadlineBase):
    """A time limit of a transfer: acceptance, and the checkpoints after it."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_TRANSFER_SEEN, insert=_TRANSFER_SEEN, update=_TRANSFER_SEEN),)
    )
    SUBJECT_FIELD = "transfer"

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="deadlines")


class PoliceLedCase(models.Model):
    """A person is kept under police review: why the panel could not manage it, who owns it, when it is looked at again."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.of_own_force() & rules.not_excluded(),
                insert=rules.of_own_force() & rules.not_excluded(),
                update=rules.of_own_force() & rules.not_excluded(),
                update_columns=("state", "is_open", "next_due_on", "owner_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_police_led, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="police_led")
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="police_led")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(max_length=20, blank=True)
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)], help_text="why the panel could not manage it")
    opened_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["force", "is_open", "next_due_on", "id"], name="police_led_force_due"),
            models.Index(fields=["owner", "is_open", "next_due_on", "id"], name="police_led_owner_due"),
        )

    def __str__(self) -> str:
        return self.reference


class PoliceLedStep(StepTaken):
    """The history of a police-led case."""

    access: ClassVar[Access] = Access((may(Door.DELIVERY, select=_LED_SEEN, insert=_LED_SEEN & actor_is("by_id")),))
    SUBJECT_FIELD = "led"

    led = models.ForeignKey(PoliceLedCase, on_delete=models.CASCADE, related_name="steps")


class PoliceLedDeadline(DeadlineBase):
    """When a police-led case has to be reviewed."""

    access: ClassVar[Access] = Access((may(Door.DELIVERY, select=_LED_SEEN, insert=_LED_SEEN, update=_LED_SEEN),))
    SUBJECT_FIELD = "led"

    led = models.ForeignKey(PoliceLedCase, on_delete=models.CASCADE, related_name="deadlines")


_CASE = (rules.of_own_force() | rules.of_own_authority() | rules.ADMITTED | rules.OFFERED) & rules.not_excluded()
"""The force that referred it, and the authority whose panel has it; partners and guests who are admitted to it; the
panel of another area to which it is offered, until that panel has answered."""

_CASE_WORKED = Rule(
    "exists (select 1 from pathway_panelcase c where c.id = case_id"
    " and (c.force_id = any((select pathway_forces())::uuid[])"
    " or c.authority_id = any((select pathway_authorities())::uuid[])"
    " or c.id = any((select pathway_offered())::uuid[])))"
)
"""Police and panel, and the panel that takes it on or declines: whose steps a case has."""

_OF_ANYBODY_THERE = Rule("step in ('declare_interest', 'give_information')") & _CASE_SEEN
"""What partners and guests do themselves."""


class PanelCase(models.Model):
    """A case of a panel: Channel in England and Wales, PMAP in Scotland. Somebody in the authority owns it from the
    moment in which it is referred."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_CASE,
                insert=rules.not_excluded()
                & Rule("state = 'referred'")
                & (
                    (rules.of_own_force() & Rule("continues_id is null"))
                    | (rules.of_own_authority() & Rule("continues_id = any((select pathway_offered())::uuid[])"))
                ),
                update=_CASE,  # whoever sees it may lock it, to declare an interest or to answer; the panel alone changes it
                update_check=(rules.of_own_authority() | rules.OFFERED) & rules.not_excluded(),
                update_columns=(
                    "state",
                    "is_open",
                    "next_due_on",
                    "owner_id",
                    "exit_reason_id",
                    "closed_on",
                ),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_case, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="cases")
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="cases")
    force = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(max_length=20, blank=True)
    referred_on = models.DateField()
    continues = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="continued_by",
        help_text="in another area",
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    exit_reason = models.ForeignKey(CodeTerm, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=30)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["authority", "-is_open", "next_due_on", "id"], name="case_authority_due"),
            models.Index(fields=["owner", "is_open", "next_due_on", "id"], name="case_owner_due"),
            models.Index(fields=["force", "is_open", "next_due_on", "id"], name="case_force_due"),
            models.Index(fields=["individual"], name="case_individual"),
        )

    def __str__(self) -> str:
        return self.reference


class PanelCaseStep(StepTaken):
    """The history of a panel case."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_CASE_SEEN, insert=(_CASE_WORKED | _OF_ANYBODY_THERE) & actor_is("by_id")),)
    )
    SUBJECT_FIELD = "case"

    from_state = models.CharField(max_length=30, blank=True)  # "information_gathering" is longer than others' states
    to_state = models.CharField(max_length=30)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="steps")


class PanelCaseDeadline(DeadlineBase):
    """A time limit of a panel case."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_CASE_SEEN, insert=_CASE_WORKED, update=_CASE_WORKED),)
    )
    SUBJECT_FIELD = "case"

    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="deadlines")
