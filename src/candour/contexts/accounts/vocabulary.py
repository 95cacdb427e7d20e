"""What each role lets a person do, in one line, for those who give it and for the demonstration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from candour.kernel.people.roles import Role

CAN: dict[str, StrPromise] = {
    Role.COMMISSIONER: _("Decides what only the Commissioner may decide, and sees the office's work"),
    Role.HEAD_OF_OFFICE: _("Assigns concerns, is the second person for grave acts, and watches the time limits"),
    Role.CONCERNS_CASEWORKER: _("Receives, acknowledges, triages and answers concerns"),
    Role.INVESTIGATOR: _("Investigates what a concern or a review has raised"),
    Role.REVIEWER: _("Carries out the Commissioner's reviews"),
    Role.ANALYST: _("Reads coded fields and figures, never what a person wrote"),
    Role.IDENTITY_OFFICER: _("Holds one of the two keys to a sealed identity"),
    Role.DEPUTY_COMMISSIONER: _("Acts for the Commissioner; holds the other of the two keys to a sealed identity"),
    Role.SYSTEM_ADMINISTRATOR: _("Manages the office's accounts and the list of organisations; sees no casework"),
    Role.AUDITOR: _("Checks the ledger; sees no content"),
    Role.ORGANISATION_ADMINISTRATOR: _("Manages the accounts of one organisation; sees no casework"),
    Role.BODY_CONTACT: _("Receives and answers the Commissioner's enquiries to their body"),
    Role.DUTY_BODY_REFERRER: _("Makes referrals for a body under the Prevent duty"),
    Role.POLICE_CASE_OFFICER: _("Handles referrals in a police force"),
    Role.POLICE_SUPERVISOR: _("Decides on referrals in a police force"),
    Role.PANEL_CHAIR: _("Chairs a panel and signs its decisions"),
    Role.PANEL_COORDINATOR: _("Prepares a panel's meetings and papers"),
    Role.PANEL_PARTNER: _("Takes part in a panel for their service"),
    Role.INTERVENTION_PROVIDER: _("Gives support that a panel commissioned"),
    Role.RECEIVING_SERVICE: _("Takes over support after a panel"),
    Role.DDP_CASE_MANAGER: _("Manages cases of desistance and disengagement"),
    Role.PRIVATE_OFFICE: _("Receives what is submitted to the Home Secretary"),
    Role.SECURITY_CHECKER: _("Checks delivered reports for security"),
    Role.CLEARANCE_OFFICER: _("Clears delivered reports for a department"),
    Role.RECOMMENDATION_OWNER: _("Responds to recommendations addressed to their body"),
    Role.BOARD_SECRETARY: _("Records a board's meetings and commitments"),
    Role.PARLIAMENTARY_CLERK: _("Lays papers and records their numbers"),
}
