"""The papers of a meeting of thirty cases as one PDF, against typst alone on the same text."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from datetime import time as hour
from typing import Any
from unittest.mock import patch

import typst
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.utils.timezone import localdate

from candour.contexts.pathway.models import Meeting, PanelCase
from candour.contexts.pathway.models.choices import Sitting
from candour.contexts.pathway.operations import meetings, meetings_agenda, panels
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import visible
from candour.kernel.access import context
from candour.kernel.doors import Door
from tests.bench import asking, figures, pathway_rows

CASES, ROUNDS = 30, 9
CHRONOLOGY = "\n".join(
    f"{day} September: the form tutor and the youth worker spoke with the family, and wrote down what was agreed."
    for day in range(1, 26)
)
NOTE = "The youth service knows the family well, and would meet the young person once a week. " * 8


def measure(report: figures.Report, application: WSGIHandler) -> None:
    """The whole answer at the coordinator's door, with its rows read and recorded, against the bare typesetting."""
    address = f"/panels/{_meeting().reference}/pack/"
    handed: list[tuple[bytes, dict[str, Any]]] = []
    real = typst.compile

    def catching(source: bytes, **options: Any) -> Any:
        handed.append((source, options))
        return real(source, **options)

    with patch.object(typst, "compile", catching):
        made = _pdf(application, address)
    source, options = handed[-1]
    pairs = [(_wall(lambda: _pdf(application, address)), _wall(lambda: real(source, **options))) for _ in range(ROUNDS)]
    ours, alone = (figures.median([pair[side] for pair in pairs]) for side in (0, 1))
    report.at_most(
        f"meeting pack of {CASES} cases, against typst alone", figures.median([a / b for a, b in pairs]), 1.5,
        note=f"{ours:.0f} ms against {alone:.0f} ms, {len(made) / 1000:.0f} kB",
    )  # fmt: skip


def _pdf(application: WSGIHandler, address: str) -> bytes:
    cookie = f"candour_delivery_session={pathway_rows.COORDINATOR}"
    status, body = asking.answer(application, address, cookie=cookie)
    assert status.startswith("200"), status
    assert body.startswith(b"%PDF")
    return body


def _wall(work: Any) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _meeting() -> Meeting:
    """Thirty cases on the agenda of a meeting, each with two papers, put there by the coordinator."""
    at = datetime.now(UTC)
    with transaction.atomic():
        context.tell(context.SESSION, pathway_rows.COORDINATOR)
        actor = context.actor_for_session(door=Door.DELIVERY, token=pathway_rows.COORDINATOR)
        assert actor is not None
        body = next(iter(visible.organisations_as(actor, *basis.PANEL)))
        panel = panels.found(authority_id=body, name="Measured panel", begun_on=localdate(at), actor=actor, at=at)
        meeting = meetings.plan(
            panel_id=panel.id, kind_of=Sitting.ORDINARY, held_on=localdate(at), starts_at=hour(10), place="Room 1",
            actor=actor, at=at,
        )  # fmt: skip
        cases = PanelCase.objects.filter(authority_id=body, state="supported").order_by("reference")[:CASES]
        meetings_agenda.add_items(meeting_id=meeting.id, cases=[case.id for case in cases], why="", actor=actor, at=at)
        for item in meeting.items.all():
            for title, text in (("Chronology", CHRONOLOGY), ("Note of the youth service", NOTE)):
                meetings_agenda.add_paper(
                    meeting_id=meeting.id, item=item.id, title=title, text=text, replaces=None, actor=actor, at=at
                )
        assert meeting.items.count() == CASES
    return meeting
