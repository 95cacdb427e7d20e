"""Files added to what somebody is about to tell: chosen, listed, taken out again. Nobody has to add any.

They are encrypted as they arrive, each under a key of its own; that key is in the draft, and the draft's is in the browser's
cookie alone.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import files as forms
from candour.contexts.concerns.operations import files as operations
from candour.contexts.concerns.queries import identities
from candour.contexts.concerns.views.tell import FILLING
from candour.kernel.documents.shown import size_in_words
from candour.kernel.doors import Door
from candour.kernel.visitors import drafts, receipts
from candour.kernel.visitors import operations as keeping
from candour.web import cookies, pages, uploads
from candour.web.entrance import ANYONE, entrance
from candour.web.filling import Held


@entrance(doors=Door.PUBLIC, to=ANYONE, files=True)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Choose files. Those that can be taken are kept, whatever is the matter with the others."""
    held = FILLING.held(request, lock=request.method == "POST")
    if held.is_sent:
        return redirect("concerns:receipt")
    if request.method != "POST":
        return redirect("concerns:draft-gone") if held.is_gone else _page(request, held, forms.Add(asks=_asks(held)))
    form = forms.Add(request.POST, request.FILES, asks=_asks(held))
    form.is_valid()
    begins = held.contents is None or held.key is None
    key = drafts.new_key() if held.key is None or begins else held.key
    contents = held.contents or FILLING.begin()
    accepted = [one for one in uploads.arrived(request.FILES.getlist("attached")) if not one.refused]
    try:
        kept = operations.keep_for_draft(
            contents.files,
            accepted,
            mailbox=receipts.Receipt(contents.receipt).mailbox_secret,
            may_be_read=form.may_be_read,
        )
    except operations.TooManyFiles:
        kept = []
        form.add_error(
            "attached", _("You can send 10 files, 100 MB together. Take one out first, or send the others later")
        )
    except OSError:
        kept = []
        form.add_error("attached", _("We cannot take files just now. Send your words, and add the files later"))
    if kept or begins:
        contents = contents.with_files(kept)
        keeping.keep(key=key, contents=contents, at=held.at)
        held.contents = contents
    if not form.errors and not kept:
        form.add_error("attached", _("Choose a file, or go on without"))
    response = _page(request, held, form) if form.errors else redirect("concerns:files")
    if begins:
        cookies.give(request, response, cookies.DRAFT, key.cookie)
    return response


def _asks(held: Held) -> bool:
    """Whether the name is to be locked away, or may yet be: who it is comes after the files in nobody's order."""
    level = held.answers.get("level", "")
    return level in {"", codes.Level.CONFIDENTIAL} and identities.can_seal()


def _page(request: HttpRequest, held: Held, form: forms.Add) -> HttpResponse:
    files = held.contents.files if held.contents else ()
    context = {
        "form": form,
        "files": [
            {
                "name": one.name,
                "size": size_in_words(one.size),
                "address": one.address,
                "may_be_read": one.may_be_read,
            }
            for one in files
        ],
        "asks": "shows" in form.fields,
        "is_confidential": held.answers.get("level") == codes.Level.CONFIDENTIAL,
        "has_errors": bool(form.errors),
    }
    return pages.page(request, "concerns/public/files.html", context)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take one out again; it is gone at once."""
    held = FILLING.held(request, lock=True)
    if held.contents is None or held.key is None or held.is_sent:
        return redirect("concerns:draft-gone" if held.is_gone else "concerns:files")
    address = request.POST.get("file", "")
    gone = [one for one in held.contents.files if one.address == address]
    if gone:
        keeping.keep(key=held.key, contents=held.contents.without_file(address), at=held.at)
        operations.drop(gone)
    return redirect("concerns:files")
