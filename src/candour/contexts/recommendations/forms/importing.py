"""The file that is imported, and the copy of it that goes with the dry run."""

from __future__ import annotations

import base64
import zlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import django.forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from candour.web import forms, uploads

LASTS = timedelta(hours=12)
_LONGEST_COPY = 200_000
"""Characters; the form that carries it may have 256 KB in all."""


class Table(django.forms.Field):
    """One table. Its value is a ``uploads.Read``; what is too large, or empty, is an error that says so."""

    widget = django.forms.FileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["accept"] = ".csv,text/csv"

    def clean(self, value: Any) -> uploads.Read:
        """The table. Raises ValidationError."""
        if not isinstance(value, uploads.Read):
            raise ValidationError(_("Choose the file."), code="required")
        if value.data is None:
            told = {"most": uploads.TABLE_BYTES // 1024}
            raise ValidationError(
                _("The file is larger than %(most)s KB. Cut it into several files and import one after the other."),
                code="too_big",
                params=told,
            )
        if not value.data:
            raise ValidationError(_("The file is empty. Choose the file again."), code="empty")
        return value


class Choose(forms.Form):
    """A register as a CSV file."""

    title = _("Import recommendations")
    button = _("Check the file")
    file = Table(
        label=_("Choose the file"),
        help_text=_("CSV in UTF-8, at most 300 rows and 512 KB. Nothing is made before you have seen what would be."),
    )

    def clean_file(self) -> uploads.Read:
        """The file, which must be small enough to go with the page that shows it."""
        read: uploads.Read = self.cleaned_data["file"]
        if len(_packed(read.data or b"")) > _LONGEST_COPY:
            raise ValidationError(
                _("The file is too large. Cut it into several files and import one after the other."), code="too_big"
            )
        return read


def copy_of(data: bytes, person_id: UUID) -> str:
    """The file as the page of the dry run carries it, so that exactly what was shown is what is made, without a second
    choice of the file and without keeping it anywhere. Signed for one person, good for half a day."""
    return _signer(person_id).sign(_packed(data))


def read_copy(copy: str, person_id: UUID) -> bytes | None:
    """The file in a copy; None where it is not one of ours, of another person, or too old."""
    try:
        packed = _signer(person_id).unsign(copy, max_age=LASTS)
    except signing.BadSignature:
        return None
    return zlib.decompress(base64.urlsafe_b64decode(packed))


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode()


def _signer(person_id: UUID) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"recommendations.import.{person_id}")
