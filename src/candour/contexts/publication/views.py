"""The public site. Content pages touch no database and set no cookie; the ledger's pages read what is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from candour.contexts.publication import queries
from candour.kernel.doors import Door
from candour.kernel.procedures import drawing
from candour.web import catalogue, pages
from candour.web.entrance import ANYONE, entrance
from candour.web.jinja import static

TEXT = "text/plain; charset=utf-8"


def content(template: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view that shows one page of fixed content."""

    @entrance(doors=Door.PUBLIC, to=ANYONE, database=False, cacheable=True)
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return pages.page(request, template, {"contact": _contact()})

    return view


home = content("publication/home.html")
about = content("publication/about.html")
privacy = content("publication/privacy.html")
cookies = content("publication/cookies.html")
accessibility = content("publication/accessibility.html")
contact = content("publication/contact.html")
easy_read = content("publication/easy-read.html")
bsl = content("publication/bsl.html")


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False, cacheable=True)
@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    """Every procedure in force, drawn from its table."""
    today = timezone.localdate(request.now)  # type: ignore[attr-defined]
    return pages.page(request, "publication/how-it-works.html", {"procedures": queries.procedures_in_force(today)})


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False, cacheable=True)
@require_safe
def translation(request: HttpRequest) -> HttpResponse:
    """How much of the Welsh a professional translator has checked, and which texts wait for one."""
    return pages.page(request, "publication/translation.html", {"standing": catalogue.standing()})


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False, cacheable=True)
@require_safe
def drawing_of(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of one procedure, as SVG."""
    today = timezone.localdate(request.now)  # type: ignore[attr-defined]
    procedure = queries.procedure_by_slug(name, today)
    if procedure is None:
        raise Http404
    return HttpResponse(drawing.svg(procedure), content_type="image/svg+xml")


VERIFIER = "verify_ledger.py"


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """What the ledger is, what it proves, and everything with which a stranger can check it; ``?digest=`` looks up."""
    asked = request.GET.get("digest", "").strip().lower()
    shown = queries.public_ledger()
    return pages.page(
        request,
        "publication/ledger.html",
        {
            "ledger": shown,
            "asked": asked,
            "found": queries.published(asked),
            "is_digest": bool(queries.DIGEST.match(asked)),
            "export_name": _export_name(shown.size) if shown else "",
            "verifier": VERIFIER,
            "has_holders": queries.holders_are_written_to(),
        },
    )


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_safe
def ledger_checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, as it was signed."""
    shown = queries.public_ledger()
    return _file(shown.note.encode() if shown else None, "checkpoint.txt")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_safe
def ledger_export(request: HttpRequest) -> HttpResponse:
    """The whole public ledger."""
    shown = queries.public_ledger()
    return _file(queries.ledger_export(), _export_name(shown.size if shown else 0))


@entrance(doors=Door.PUBLIC, to=ANYONE, database=False, cacheable=True)
@require_safe
def ledger_verifier(request: HttpRequest) -> HttpResponse:
    """The program that checks it."""
    return _file(queries.ledger_verifier(), VERIFIER)


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_safe
def ledger_proof(request: HttpRequest, digest: str) -> HttpResponse:
    """The proof that something published is in the ledger."""
    proof = queries.ledger_proof(digest)
    return _file(proof, f"{digest[:16]}.tlog-proof")


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_safe
def ledger_consistency(request: HttpRequest, size: int) -> HttpResponse:
    """The proof that the newest checkpoint continues the one of ``size`` leaves."""
    proof = queries.ledger_consistency(size)
    return _file(proof, f"consistency-{size}.txt")


def _export_name(size: int) -> str:
    return f"public-ledger-{size}.txt"


def _file(content: bytes | str | None, name: str) -> HttpResponse:
    """Something to keep; not there when there is nothing."""
    if not content:
        raise Http404
    return HttpResponse(content, content_type=TEXT, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@entrance(doors=Door, to=ANYONE, database=False, cacheable=True)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public site; nothing of the staff's doors and nothing of the form."""
    if request.door is Door.PUBLIC:  # type: ignore[attr-defined]
        kept_out = ("/tell/", "/check/", "/refer/", "/cy/tell/", "/cy/check/", "/cy/refer/", "/leave/")
        return HttpResponse(
            "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in kept_out)]), content_type=TEXT
        )
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type=TEXT)


@entrance(doors=Door, to=ANYONE, database=False, cacheable=True)
@require_safe
def security_text(request: HttpRequest) -> HttpResponse:
    """How to report a weakness (RFC 9116). It expires, as the standard asks; each day moves the date on."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    contact = _contact()["security"] or request.build_absolute_uri("/contact/")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: en, cy",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@entrance(doors=Door, to=ANYONE, database=False, cacheable=True)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that do not read the page's own icon are sent to it."""
    return HttpResponseRedirect(static("candour/mark.svg"))


def _contact() -> dict[str, str]:
    """How to reach the office, as this installation was told; empty where it was not."""
    told: dict[str, str] = settings.OFFICE_CONTACT
    return {
        "email": told.get("email", ""),
        "telephone": told.get("telephone", ""),
        "post": told.get("post", ""),
        "relay": told.get("relay", ""),
        "data_protection": told.get("data_protection", ""),
        "security": told.get("security", ""),
        "bsl_relay": told.get("bsl_relay", ""),
        "bsl_video": told.get("bsl_video", ""),
    }
