"""The directory of bodies that people are pointed to. Everybody in the office may read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candour.contexts.concerns.queries import coding
from candour.contexts.concerns.views import office
from candour.kernel.people.roles import Nation
from candour.web import pages


@office.for_the_office
@require_safe
def show(request: Any) -> HttpResponse:
    """Every body, or those of one nation."""
    chosen = request.GET.get("nation", "")
    nation = chosen if chosen in Nation.values else ""
    words = dict(Nation.choices)
    bodies = [
        (body, [str(words[code]) for code in body.nations.split(",") if code in words])
        for body in coding.bodies_for(nation)
    ]
    shown = {"bodies": bodies, "nations": Nation.choices, "nation": nation}
    return pages.page(request, "concerns/office/directory.html", shown)
