"""Downloads of the register, whole or as filtered: CSV, ODS and JSON, each streamed.

The response outlives its request's transaction, so that each opens one of its own; a browser that goes away ends it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.queries import register, tracker
from candour.contexts.recommendations.views.tracker_page import KEPT, given, known_by, today, whole
from candour.kernel.doors import Door
from candour.web import csv_file, languages, ods
from candour.web.dates import written
from candour.web.entrance import ANYONE, entrance

Pieces = Callable[[HttpRequest, tracker.Wanted, date], Iterator[bytes]]
NAMES = [column.name for column in register.COLUMNS]
LICENCE = "Open Government Licence v3.0"


def _download(media: str, ending: str, pieces: Pieces) -> Callable[..., HttpResponseBase]:
    """A view that gives the register in one format."""

    def name(request: HttpRequest) -> str:
        with transaction.atomic():
            return known_by(request)

    @condition(etag_func=name)
    def asked(request: HttpRequest) -> HttpResponseBase:
        wanted, on = given(request), today(request)
        part = "-filtered" if wanted.is_narrowed else ""
        # The language is the address's, and forgotten by the time the file is sent.
        language = translation.get_language() or "en-gb"
        response = StreamingHttpResponse(_in_transaction(request, pieces, wanted, on, language), content_type=media)
        response["Content-Disposition"] = f'attachment; filename="recommendations-{on}{part}.{ending}"'
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    @entrance(doors=Door.PUBLIC, to=ANYONE, database=False)
    @require_safe
    def view(request: HttpRequest) -> HttpResponseBase:
        response = asked(request)
        if response.status_code in {200, 304}:
            response.headers["Cache-Control"] = KEPT
        return response

    return view


def _in_transaction(
    request: HttpRequest, pieces: Pieces, wanted: tracker.Wanted, on: date, language: str
) -> Iterator[bytes]:
    with transaction.atomic(), translation.override(language):
        yield from pieces(request, wanted, on)


def _csv(_request: HttpRequest, wanted: tracker.Wanted, on: date) -> Iterator[bytes]:
    return csv_file.streamed(NAMES, register.rows(wanted, on))


def _json(request: HttpRequest, wanted: tracker.Wanted, on: date) -> Iterator[bytes]:
    head = {
        "counted_on": on.isoformat(),
        "licence": LICENCE,
        "filter": wanted.query(after=""),
        "columns_explained_at": whole(request, "/recommendations/data/"),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": ['
    mark = b"\n"
    for row in register.rows(wanted, on):
        told = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in zip(NAMES, row, strict=True)
        }
        yield mark + json.dumps(told, ensure_ascii=False).encode()
        mark = b",\n"
    yield b"\n]}\n"


def _ods(request: HttpRequest, wanted: tracker.Wanted, on: date) -> Iterator[bytes]:
    title = _("Recommendations and what became of them")
    table = _("Recommendations")
    cover = [
        _("As of %(day)s.") % {"day": written(on)},
        _("Source: Office of the Independent Prevent Commissioner."),
        _("Permanent address: %(address)s") % {"address": whole(request, languages.local("/recommendations/"))},
        _("Licence: Open Government Licence v3.0."),
        _("This file holds a part of the register, as it was filtered.")
        if wanted.is_narrowed
        else _("This file holds the whole register."),
        _("Sheets: Notes explains each column; Recommendations holds the table."),
        _("Of earlier reviews it holds what public sources say. Nobody of this office verified that."),
    ]
    notes = _("An empty cell means that there is nothing to say: it does not apply, or it is not known.")
    heading, holds = _("Column"), _("What it holds")
    wide = frozenset(
        place
        for place, column in enumerate(register.COLUMNS)
        if column.name in {"text", "measure", "missing", "source"}
    )
    standings = [(f"{_('Where it stands')}: {one.value}", str(one.label)) for one in codes.Standing]
    explained = [(str(column.heading), str(column.holds)) for column in register.COLUMNS]
    return ods.document(
        title,
        languages.current(),
        (
            ods.Sheet(_("Cover"), title, cover),
            ods.Sheet(_("Notes"), _("Notes"), [notes], [heading, holds], [*explained, *standings], wide=frozenset({1})),
            ods.Sheet(
                table,
                title,
                [_("This sheet holds one table: a row for each body that was asked for a recommendation.")],
                [str(column.heading) for column in register.COLUMNS],
                register.rows(wanted, on),
                wide,
            ),
        ),
        yes=_("yes"),
        no=_("no"),
    )


csv = _download("text/csv; charset=utf-8", "csv", _csv)
as_json = _download("application/json", "json", _json)
sheets = _download(ods.MEDIA, "ods", _ods)
