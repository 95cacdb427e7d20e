"""The office's texts: kept in versions by the head of office, put into letters by caseworkers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from candour.contexts.concerns.models import Concern, MessageTemplate
from candour.contexts.concerns.operations import templates
from candour.contexts.concerns.queries import placeholders
from candour.contexts.concerns.queries import templates as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs, text
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db

LETTER = "Your reference is {reference}.\n\nWe answer by {due_on}.\n\n{office}"


def keeps(head: Desk, **given: Any) -> MessageTemplate:
    told = {"name": "Received", "purpose": "write", "language": "en", "text": LETTER} | given
    with head.open():
        return templates.add(**told, actor=head.actor(), at=make.now())


def refusal(operation: Callable[..., object], desk: Desk, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused, desk.open():
        operation(**given, actor=desk.actor(), at=make.now())
    return refused.value.codes


class TestKeeping:
    def test_is_the_heads_alone(self, desk: Desk) -> None:
        given = {"name": "x", "purpose": "write", "language": "en", "text": "x"}
        assert refusal(templates.add, desk, **given) == ("role",)

    @pytest.mark.parametrize("strange", ["{name}", "{ reference }", "{}", "{reference", "reference}", "{{reference}}"])
    def test_refuses_what_is_no_placeholder(self, head: Desk, strange: str) -> None:
        given = {"name": "x", "purpose": "write", "language": "en", "text": f"Dear {strange}"}
        assert refusal(templates.add, head, **given) == ("template.placeholder",)

    def test_makes_a_new_version_and_keeps_the_old(self, head: Desk) -> None:
        first = keeps(head)
        with head.open():
            second = templates.change(
                template_id=first.id, name="Got it", text="Short.", actor=head.actor(), at=make.now()
            )
            assert [row.text for row in queries.latest()] == ["Short."]
            assert [row.version for row in queries.earlier(second)] == [1]
            with pytest.raises(MessageTemplate.DoesNotExist):
                templates.change(template_id=first.id, name="x", text="x", actor=head.actor(), at=make.now())
        assert (second.family, second.version, second.language) == (first.family, 2, "en")
        assert MessageTemplate.objects.count() == 2

    def test_ends_a_text_without_deleting_it(self, head: Desk) -> None:
        row = keeps(head)
        with head.open():
            templates.end(template_id=row.id, actor=head.actor(), at=make.now())
            assert queries.in_force(row.id) is None
            assert [known.id for known in queries.latest()] == [row.id]
        assert ledger_verbs() >= {"concerns.template.add", "concerns.template.end"}


class TestFilling:
    def test_puts_reference_and_dates_in(self, head: Desk, desk: Desk) -> None:
        keeps(head)
        concern = make.concern()
        with desk.open():
            [kept] = queries.ready(concern, "write", on=date(2026, 3, 1), due_on=date(2026, 4, 3))
        assert concern.reference in kept.text
        assert "We answer by 3 April 2026." in kept.text
        assert "The Commissioner’s office" in kept.text

    def test_writes_dates_as_the_language_does_and_signs_in_welsh(self, head: Desk) -> None:
        keeps(head, language="cy", text="Erbyn {due_on}. {office}")
        concern = make.concern()
        with head.open():
            [kept] = queries.ready(concern, "write", on=date(2026, 3, 1), due_on=date(2026, 4, 3))
        assert kept.text == "Erbyn 3 Ebrill 2026. Swyddfa’r Comisiynydd"

    def test_leaves_a_gap_where_there_is_no_day(self) -> None:
        concern = Concern(reference="C-0000-0000", received_on=date(2026, 3, 1))
        values = placeholders.values_for(concern, language="en", on=date(2026, 3, 1))
        assert placeholders.fill("By {due_on}; {unknown}.", values) == (
            "By [the day by which the next time limit ends]; {unknown}."
        )

    def test_has_the_persons_own_language_first(self, head: Desk) -> None:
        keeps(head, name="A")
        keeps(head, name="B", language="cy")
        for language, first in (("Welsh", "B"), ("cymraeg", "B"), ("CY", "B"), ("", "A"), ("Klingon", "A")):
            concern = make.concern(language=language)
            with head.open():
                ready = queries.ready(concern, "write", on=date(2026, 3, 1))
            assert ready[0].name == first, language


class TestStepPage:
    def test_puts_the_chosen_text_in_without_acting(self, head: Desk, desk: Desk, browser: Browser) -> None:
        row = keeps(head, purpose="acknowledge", text="Welcome, {reference}. [say more]")
        concern = make.concern()
        address = f"/concerns/{concern.reference}/acknowledge/"
        with browser(desk) as client:
            page = text(client.get(address))
            assert "Begin from a kept text" in page
            sent = {"seen": "1", "template": str(row.id), "text": "", "insert": "yes"}
            page = text(client.post(address, sent))
            assert f">Welcome, {concern.reference}. [say more]</textarea>" in page
            both = text(client.post(address, sent | {"text": "My own words."}))
            assert "My own words.&#10;&#10;Welcome" in both or "My own words.\n\nWelcome" in both
            assert 'name="seen" value="1"' in both
            wrong = client.post(address, {"seen": "1", "template": str(row.id), "text": "Hello [say more]"})
            assert "Replace what stands in brackets: [say more]" in text(wrong)
            assert client.post(address, {"seen": "1", "text": "Hello."}).status_code == 302
        concern.refresh_from_db()
        assert concern.state == "acknowledged"

    def test_keeps_everything_else_that_was_typed(self, head: Desk, desk: Desk, browser: Browser) -> None:
        row = keeps(head, purpose="signpost", text="Go there.")
        [body] = make.bodies("ico")
        concern = desk.brings(make.concern(), "coded")
        with browser(desk) as client:
            sent = {"insert": "yes", "template": str(row.id), "bodies": [str(body.id)], "rationale": "Not ours."}
            page = text(client.post(f"/concerns/{concern.reference}/signpost/", sent))
        assert "Go there.</textarea>" in page
        assert "Not ours.</textarea>" in page
        assert f'value="{body.id}" checked' in page

    def test_has_no_list_where_nothing_is_kept(self, desk: Desk, browser: Browser) -> None:
        concern = make.concern()
        with browser(desk) as client:
            assert "Begin from a kept text" not in text(client.get(f"/concerns/{concern.reference}/acknowledge/"))


class TestPages:
    def test_are_read_by_all_and_changed_by_the_head(self, head: Desk, desk: Desk, browser: Browser) -> None:
        row = keeps(head)
        with browser(desk) as client:
            page = text(client.get("/message-templates/"))
            assert "Received – English" in page
            assert "Change it" not in page
            assert client.get(f"/message-templates/{row.id}/").status_code == 404
        with browser(head) as client:
            given = {"purpose": "answer", "language": "cy", "name": "Ateb", "text": "Annwyl {name}"}
            assert "There is no placeholder {name}" in text(client.post("/message-templates/new/", given))
            assert client.post("/message-templates/new/", given | {"text": "{reference}"}).status_code == 302
            assert "the concern’s reference" in text(client.get(f"/message-templates/{row.id}/"))
            changed = client.post(f"/message-templates/{row.id}/", {"name": "Received", "text": "New."})
            assert changed.status_code == 302
            newest = MessageTemplate.objects.get(family=row.family, ended_on=None)
            assert "Earlier versions" in text(client.get(f"/message-templates/{newest.id}/"))
            assert client.post(f"/message-templates/{newest.id}/end/").status_code == 302
            assert client.get(f"/message-templates/{newest.id}/").status_code == 404
            assert "No longer offered" in text(client.get("/message-templates/"))
