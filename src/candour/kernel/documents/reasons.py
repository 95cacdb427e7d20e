"""Why a file is not shown, or not yet given out: what is the matter, and what its sender can do. In words for both."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Reason:
    """What is the matter, and what to do about it."""

    says: Words
    do: Words


_AGAIN = _("Open it, save it as a PDF, and send that.")
_WORDS = _("Tell us in words what it shows. If it matters, the caseworker agrees with you how to send it.")

REASONS: dict[str, Reason] = {
    "empty": Reason(_("The file is empty."), _("Check that it opens on your device, then choose it again.")),
    "too_big": Reason(_("The file is larger than 25 MB."), _("Send it in parts, or as smaller pictures.")),
    "too_many": Reason(_("There are more files than we can take at once."), _("Send the others with a message later.")),
    "no_room": Reason(
        _("We cannot take files just now."),
        _("Send your words: they are taken in. Add the files with a message later."),
    ),
    "kind": Reason(
        _("We cannot take this kind of file."),
        _("Send a PDF, a picture (JPEG, PNG, GIF, WebP, HEIC), a text, or a Word, Excel or OpenDocument file."),
    ),
    "not_a_paper": Reason(
        _("The file is not a scan or a photo of a paper."),
        _("Send it as a PDF or as a picture (JPEG, PNG, GIF, WebP, HEIC)."),
    ),
    "recording": Reason(_("We cannot take sound or video: we cannot make it safe to open."), _WORDS),
    "archive": Reason(_("We cannot take a ZIP or another packed file."), _("Unpack it and send the files one by one.")),
    "damaged": Reason(_("The file is damaged, or is not what its name says."), _AGAIN),
    "two_files_in_one": Reason(_("The file holds a second file of another kind."), _AGAIN),
    "explodes": Reason(_("The file unpacks to far more than it seems to be."), _AGAIN),
    "too_many_pixels": Reason(_("The picture or page is larger than we can show."), _("Send it smaller.")),
    "too_many_pages": Reason(_("The file has more than 200 pages."), _("Send it in parts.")),
    "too_long": Reason(_("The text is longer than we can show."), _("Send it in parts.")),
    "acts": Reason(_("The file contains a program or a form that acts by itself."), _AGAIN),
    "macros": Reason(_("The file contains macros."), _AGAIN),
    "entities": Reason(_("The file is built in a way that is used to attack readers."), _AGAIN),
    "links_outside": Reason(_("The file fetches parts of itself from elsewhere."), _AGAIN),
    "files_inside": Reason(_("Another file is hidden or attached inside the file."), _("Send each file by itself.")),
    "names_inside": Reason(_("The file is packed in a way that is used to attack readers."), _AGAIN),
    "password": Reason(_("The file is locked with a password."), _("Save it without the password, and send it again.")),
    "too_slow": Reason(_("The file takes too long to open."), _AGAIN),
    "cannot_be_shown": Reason(_("The file cannot be shown safely."), _AGAIN),
    "malware": Reason(
        _("The scanner found malicious software in the file."),
        _("Do not open it again. Have your device looked at, and tell us in words what it shows."),
    ),
    "no_scanner": Reason(
        _("Not scanned: this office has no scanner."),
        _("Only the safe copy can be read. The file itself stays locked."),
    ),
    "scanner_down": Reason(
        _("Not scanned yet: the scanner does not answer."),
        _("Only the safe copy can be read. It is tried again every minute."),
    ),
    "scanner_unsure": Reason(
        _("Not scanned: the scanner could not judge the file."),
        _("Only the safe copy can be read. The file itself stays locked."),
    ),
}
"""Code → reason. The codes are in rows and in the ledger; they do not change."""

NOT_SCANNED = frozenset({"no_scanner", "scanner_down", "scanner_unsure"})
"""The reasons for which only a safe copy is shown."""

MAY_BE_TRIED_AGAIN = frozenset({"too_slow", "cannot_be_shown"})
"""Refusals that may lie with this machine and not with the file."""
