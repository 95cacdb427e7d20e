"""Who takes the steps of this context."""

from __future__ import annotations

from candour.kernel.people.roles import Role

CASEWORKER = Role.CONCERNS_CASEWORKER.value
HEAD = Role.HEAD_OF_OFFICE.value
COMMISSIONER = Role.COMMISSIONER.value
OFFICER = Role.IDENTITY_OFFICER.value
DEPUTY = Role.DEPUTY_COMMISSIONER.value
BODY_CONTACT = Role.BODY_CONTACT.value
REPORTER = "reporter"
