"""Files in a form: encrypted as they arrive, judged at once as far as that is possible, kept by an operation.

Django reads a form's body before its view runs, because the check against forged forms needs a field of it. So a file
is encrypted under a key that this process alone knows (``kernel.documents.arrivals``) and bound to its record later,
by the operation that keeps it. Nothing is held whole in memory, and nothing lies in the clear on a disk. What nobody
keeps is removed when the request ends.

A form with files has ``Files`` as a field and is made with ``request.FILES``; its view says ``files=True``. A table that is
read and not kept is another matter: its view says ``table=True``, and its bytes are in memory alone (``Read``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candour.kernel.documents import kinds, names
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.limits import LIMITS
from candour.kernel.documents.reasons import REASONS
from candour.web import entrance


class Uploaded(UploadedFile):
    """A file that arrived, as Django hands it to a form. It cannot be read: it is ciphertext already."""

    def __init__(self, arrival: Arrival, field_name: str) -> None:
        super().__init__(None, arrival.name, None, arrival.size, None)
        self.arrival, self.field_name = arrival, field_name

    def close(self) -> None:
        """Called when the request ends: what was not kept goes."""
        self.arrival.close()


TABLE_BYTES = 512 * 1024
"""What a table may have."""


class Read(UploadedFile):
    """A table that was read as it arrived. ``data`` is None when there was more than a table may have."""

    def __init__(self, name: str, data: bytes | None, size: int) -> None:
        super().__init__(None, names.clean(name), None, size, None)
        self.data = data


class Arriving(FileUploadHandler):
    """Encrypts each file of a request as it arrives, or reads the one table that its view asks for. Files sent to a view
    that takes none are passed over."""

    request: HttpRequest
    _now: Arrival | None = None
    _table: bytearray | None = None
    _tables: int = 0
    _all: int = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Refuse a request that is larger than any form, before any of it is read. Raises RequestDataTooBig."""
        if content_length > LIMITS.bytes_of_a_form + 1024 * 1024:
            raise RequestDataTooBig("more than a form holds")

    def new_file(self, *args: Any, **options: Any) -> None:
        """A file begins."""
        super().new_file(*args, **options)
        found = self.request.resolver_match
        declared = entrance.of(found.func) if found else None
        if declared is not None and declared.table:
            self._tables += 1
            if self._tables > 1:
                raise SkipFile
            self._table = bytearray()
            return
        if declared is None or not declared.files:
            raise SkipFile
        self._now = Arrival(self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it. Raises StopUpload when more comes than was said."""
        self._all += len(raw_data)
        if self._table is not None:
            self._table += raw_data[: TABLE_BYTES + 1 - len(self._table)]
            return
        assert self._now is not None
        if self._all > LIMITS.bytes_of_a_form + 1024 * 1024:
            self._now.close()
            raise StopUpload(connection_reset=True)
        self._now.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """It is here."""
        if self._table is not None:
            whole, self._table = bytes(self._table), None
            return Read(self.file_name or "", whole if len(whole) <= TABLE_BYTES else None, file_size)
        assert self._now is not None
        arrived, self._now = self._now, None
        arrived.end()
        return Uploaded(arrived, self.field_name or "")

    def upload_interrupted(self) -> None:
        """The connection ended in the middle."""
        if self._now is not None:
            self._now.close()
            self._now = None


class FilesInput(forms.FileInput):
    """The browser's choice of several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Every file of the field."""
        getlist = getattr(files, "getlist", None)
        return list(getlist(name)) if getlist else list(files.get(name, []))


HINT = _(
    "PDF, pictures, text, Word, Excel or OpenDocument; 25 MB each, 10 at once. No sound or video, nothing packed (ZIP)."
)
HINT_FOR_CLEAN = _("PDF, pictures or text; 25 MB each. The person gets a copy without the names of whoever made it.")


class Files(forms.Field):
    """Several files, or none. Its value is a list of ``Arrival``; a refused one is an error that says why, by name.

    ``accepted`` holds those that nothing speaks against, also when others are refused: a page may keep them.
    ``clean_only``: those of which a clean copy can be made. ``papers_only``: scans and photographs of a paper.
    """

    widget = FilesInput

    def __init__(
        self,
        *,
        clean_only: bool = False,
        papers_only: bool = False,
        most: int = LIMITS.files_at_once,
        **options: Any,
    ) -> None:
        self.clean_only, self.papers_only, self.most = clean_only, papers_only, most
        options.setdefault("help_text", HINT_FOR_CLEAN if clean_only else HINT)
        super().__init__(required=False, **options)
        accepted = kinds.ACCEPT_PAPERS if papers_only else kinds.ACCEPT_CLEAN if clean_only else kinds.ACCEPT
        self.widget.attrs["accept"] = accepted
        self.widget.attrs["multiple"] = True

    def clean(self, value: Sequence[Any] | None) -> list[Arrival]:
        """The files, none of them refused. Raises ValidationError with a sentence for each that is."""
        arrivals = arrived(value or ())
        for number, one in enumerate(arrivals):
            if not one.refused and number >= self.most:
                one.refuse("too_many")
            if not one.refused and self.clean_only and one.begins_as_packed:
                one.refuse("kind")
            if not one.refused and self.papers_only and one.begins_as not in kinds.PAPERS:
                one.refuse("not_a_paper")
        if refused := [one for one in arrivals if one.refused]:
            raise ValidationError([ValidationError(said_of(one), code=one.refused) for one in refused])
        return arrivals


def arrived(uploaded: Collection[Any]) -> list[Arrival]:
    """The arrivals behind what Django calls uploaded files."""
    return [one.arrival for one in uploaded if isinstance(one, Uploaded)]


def said_of(arrival: Arrival) -> str:
    """Why a file is refused, and what to do, with its name."""
    reason = REASONS[arrival.refused]
    told = {"name": arrival.name, "says": reason.says, "do": reason.do}
    return gettext("“%(name)s”: %(says)s %(do)s") % told
