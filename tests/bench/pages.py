"""A public content page, against a bare Django view that renders the same template with no middleware at all."""

from __future__ import annotations

import time
from collections.abc import Callable

import django

django.setup()

from django.conf import settings  # noqa: E402  after setup
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  after setup
from django.db import connections  # noqa: E402  after setup
from django.http import HttpRequest, HttpResponse  # noqa: E402  after setup
from django.template.loader import get_template  # noqa: E402  after setup
from django.test import override_settings  # noqa: E402  after setup
from django.urls import path  # noqa: E402  after setup
from django.utils.translation import override  # noqa: E402  after setup

from candour.contexts.publication import views  # noqa: E402  after setup
from candour.web import languages  # noqa: E402  after setup
from tests.bench import asking, figures  # noqa: E402  after setup

PAGES = {
    "/about/": "publication/about.html",
    "/": "publication/home.html",
    "/cy/": "publication/home.html",
}
TIMES = 300
ROUNDS = 7


def _bare(request: HttpRequest) -> HttpResponse:
    template = PAGES[request.path]
    with override(languages.of_path(request.path)):
        return HttpResponse(get_template(template).render({"contact": views._contact()}, request))


urlpatterns = [path("", _bare), path("about/", _bare), path("cy/", _bare)]


def _cost(application: WSGIHandler, address: str) -> float:
    began = time.process_time()
    for _ in range(TIMES):
        asking.answer(application, address)
    return (time.process_time() - began) / TIMES * 1000


def _measure(ours: Callable[[], float], bare: Callable[[], float]) -> tuple[float, float, float]:
    pairs = [(ours(), bare()) for _ in range(ROUNDS)]
    middle = figures.median
    return middle([a / b for a, b in pairs]), middle([a for a, _ in pairs]), middle([b for _, b in pairs])


def main() -> None:
    """Alternate the two; the median of the rounds' ratios counts."""
    report = figures.Report()
    whole = WSGIHandler()
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        plain = WSGIHandler()
    for address in PAGES:
        assert asking.answer(whole, address)[0].startswith("200")
        assert connections["default"].connection is None, "a public content page opened a connection"

        def ours(address: str = address) -> float:
            return _cost(whole, address)

        def bare(address: str = address) -> float:
            with override_settings(ROOT_URLCONF=__name__):
                assert asking.answer(plain, address)[0].startswith("200")
                return _cost(plain, address)

        ratio, spent, floor = _measure(ours, bare)
        report.at_most(
            f"public page {address}, CPU against a bare view",
            ratio,
            1.5,
            note=f"{spent:.2f} against {floor:.2f} CPU-ms",
        )
    report.equals("public pages, database connections opened", float(connections["default"].connection is not None), 0)
    assert settings.DOOR is not None
    report.hand_over()


if __name__ == "__main__":
    main()
