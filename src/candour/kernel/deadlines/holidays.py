"""The names of the published bank holidays, for translators: the package that brings them knows them in English."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NAMES = (
    _("2nd January"),
    _("Bank Holiday for the State Funeral of Queen Elizabeth II"),
    _("Bank holiday for the coronation of King Charles III"),
    _("Battle of the Boyne (Orangemen’s Day)"),
    _("Boxing Day"),
    _("Christmas Day"),
    _("Early May bank holiday"),
    _("Early May bank holiday (VE day)"),
    _("Easter Monday"),
    _("Good Friday"),
    _("New Year’s Day"),
    _("Platinum Jubilee bank holiday"),
    _("Queen’s Diamond Jubilee"),
    _("Spring bank holiday"),
    _("St Andrew’s Day"),
    _("St Patrick’s Day"),
    _("Summer bank holiday"),
)
"""Every title that the bundled calendar uses (held by a test)."""
