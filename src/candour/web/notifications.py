"""A person's notices, and the administrator's page of jobs. Neither says anything of what stands in a record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.kernel.doors import Door
from candour.kernel.notifications import jobs, operations, queries
from candour.kernel.people.roles import Role
from candour.web import pages
from candour.web.entrance import SIGNED_IN, entrance, roles

STAFF = (Door.DELIVERY, Door.OFFICE)

TASKS = {
    operations.SWEEP: _("Look for what is new"),
    operations.MAIL: _("Send a mail that says nothing"),
    operations.TIDY: _("Take up again what was left, and forget what is old"),
}
STATUS = {"todo": _("Waits"), "doing": _("Runs"), "failed": _("Failed")}
COLOUR = {"todo": "grey", "doing": "blue", "failed": "red"}


@entrance(doors=STAFF, to=SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Any) -> HttpResponse:
    """The newest notices (GET); mark one of them, or all, as read (POST)."""
    if request.method == "POST":
        operations.mark_read(notices=_chosen(request), actor=request.actor, at=request.now)
        return HttpResponseRedirect(reverse("notifications"))
    found = queries.notices_of(request.actor)
    shown = {"notices": found, "unread": sum(1 for one in found if not one.is_read)}
    return pages.page(request, "pages/notifications.html", shown)


def _chosen(request: Any) -> list[UUID] | None:
    """The notice that was chosen; all when none was named; nothing for an id that is none."""
    told = request.POST.get("notice", "")
    if not told:
        return None
    try:
        return [UUID(told)]
    except ValueError:
        return []


@entrance(doors=Door.OFFICE, to=roles(Role.SYSTEM_ADMINISTRATOR))
@require_safe
def listed_jobs(request: Any) -> HttpResponse:
    """How the workers' jobs fare: what waits, what is tried again, what failed."""
    found = jobs.listed()
    rows = [
        {
            "door": _("Office") if job.door == "office" else _("Delivery"),
            "task": TASKS.get(job.task, job.task),
            "status": STATUS[job.status],
            "colour": COLOUR[job.status],
            "attempts": job.attempts,
            "next_try_at": job.next_try_at if job.status == "todo" else None,
        }
        for job in found
    ]
    shown = {"rows": rows, "failed": jobs.counts(found).get("failed", 0), "wide": True}
    return pages.page(request, "pages/jobs.html", shown)
