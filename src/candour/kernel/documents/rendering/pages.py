"""Pages of a PDF as pictures, each with its words for whoever cannot see them. PDFium, built without scripts."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.limits import Limits
from candour.kernel.documents.page import Page
from candour.kernel.documents.rendering import pictures

_XFA = {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}
_MOST_WORDS = 20_000


def render(data: bytes, first: int, count: int | None, limits: Limits) -> tuple[int, Iterator[Page]]:
    """How many pages there are, and pictures of some. Raises Unsafe, also while it is iterated."""
    document = _opened(data, limits)
    pages = len(document)
    until = pages if count is None else min(pages, first + count)
    return pages, (_page(document, number, limits) for number in range(first, until))


def copy(data: bytes, limits: Limits) -> bytes:
    """The pages alone in a new document: no author, no history, nothing that hung on the old one. Raises Unsafe."""
    document = _opened(data, limits)
    made = pdfium.PdfDocument.new()
    try:
        made.import_pages(document)
        out = io.BytesIO()
        made.save(out)
    except (pdfium.PdfiumError, MemoryError):
        raise Unsafe("damaged") from None
    return out.getvalue()


def _opened(data: bytes, limits: Limits) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unsafe("password" if "assword" in str(error) else "damaged") from None
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or raw.FPDF_GetFormType(document) in _XFA:
        raise Unsafe("acts")
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        raise Unsafe("files_inside")
    if not 0 < len(document) <= limits.pdf_pages:
        raise Unsafe("too_many_pages" if len(document) else "damaged")
    return document


def _page(document: pdfium.PdfDocument, number: int, limits: Limits) -> Page:
    try:
        page = document[number]
        width, height = page.get_size()
        if not (0 < width <= limits.pdf_page_points and 0 < height <= limits.pdf_page_points):
            raise Unsafe("too_many_pixels")
        bitmap = page.render(scale=limits.longest_side / max(width, height), may_draw_forms=False)
        picture = pictures.webp(bitmap.to_pil().convert("RGB"))
        words = page.get_textpage().get_text_bounded()[:_MOST_WORDS]
    except (pdfium.PdfiumError, MemoryError, OSError, ValueError, ctypes.ArgumentError, UnicodeError):
        raise Unsafe("damaged") from None
    return Page(words.replace("\r\n", "\n").replace("\r", "\n"), picture)
