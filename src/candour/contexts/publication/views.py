"""The public site. Content pages touch no database and set no cookie."""

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


@entrance(doors=Door, to=ANYONE, database=False, cacheable=True)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public site; nothing of the staff's doors and nothing of the form."""
    if request.door is Door.PUBLIC:  # type: ignore[attr-defined]
        kept_out = ("/tell/", "/check/", "/cy/tell/", "/cy/check/", "/leave/")
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
