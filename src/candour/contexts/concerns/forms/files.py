"""The form with which files are added to what somebody is about to tell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.web import uploads
from candour.web.forms import Form


class Add(Form):
    """Several files at once; nobody has to choose any."""

    title = _("Add files")
    attached = uploads.Files(label=_("Choose files"))
