"""Concerns that belong together: linking them, campaigns, and one text to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import localdate

from candour.contexts.concerns.models import Campaign, Concern, ConcernExclusion, ConcernLink, ConcernStep, Message
from candour.contexts.concerns.operations import links
from candour.contexts.concerns.operations.links import To
from candour.contexts.concerns.queries import links as queries
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs, text
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


def starts(desk: Desk, name: str = "Petition") -> Campaign:
    with desk.open():
        return links.start_campaign(name=name, actor=desk.actor(), at=make.now())


def refusal(operation: Callable[..., object], desk: Desk, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused, desk.open():
        operation(**given, actor=desk.actor(), at=make.now())
    return refused.value.codes


def linked(concern: Concern, desk: Desk) -> queries.Links:
    with desk.open():
        return queries.of(concern)


class TestLink:
    def test_to_a_campaign_is_a_step_with_an_entry(self, desk: Desk) -> None:
        campaign, concern = starts(desk), make.concern()
        row = desk.does(links.link, concern, to=To(campaign_id=campaign.id))
        assert (row.step, row.from_state, row.to_state) == ("link", "received", "received")
        assert linked(concern, desk).campaign == campaign
        assert "concerns.concern.link" in ledger_verbs()

    def test_to_a_new_campaign_makes_it(self, desk: Desk) -> None:
        desk.does(links.link, make.concern(), to=To(new_campaign=" Petition "))
        campaign = Campaign.objects.get()
        assert (campaign.name, campaign.owner_id) == ("Petition", desk.person.id)

    def test_to_another_concern_goes_to_the_one_that_stands(self, desk: Desk) -> None:
        first, second, third = (make.concern() for _ in range(3))
        desk.does(links.link, second, to=To(reference=first.reference.lower()))
        desk.does(links.link, third, to=To(reference=second.reference))
        assert linked(third, desk).repeats == first
        assert {one.id for one in linked(first, desk).repeated_by} == {second.id, third.id}
        with desk.open():
            assert {one.id for one in queries.same_matter(desk.actor(), third)} == {first.id, second.id, third.id}
            assert queries.same_matter(desk.actor(), third)[0] == first

    def test_refuses_what_makes_no_sense(self, desk: Desk) -> None:
        first, second, third = (make.concern() for _ in range(3))
        campaign, other = starts(desk), starts(desk, "Other")
        desk.does(links.link, second, to=To(reference=first.reference))
        desk.does(links.link, first, to=To(campaign_id=campaign.id))
        for concern, to, code in (
            (third, To(), "record.link"),
            (third, To(reference="C-0000-0000"), "link.unknown"),
            (third, To(reference=third.reference), "link.itself"),
            (first, To(reference=second.reference), "link.itself"),
            (second, To(reference=third.reference), "link.repeats"),
            (first, To(reference=third.reference), "link.repeated"),
            (first, To(campaign_id=campaign.id), "link.same"),
            (first, To(campaign_id=other.id), "link.other"),
            (third, To(new_campaign="petition"), "campaign.name"),
        ):
            assert refusal(links.link, desk, concern_id=concern.id, to=to) == (code,), code

    def test_says_nothing_to_whoever_is_barred_from_either_end(self, desk: Desk, colleague: Desk) -> None:
        first, second = make.concern(), make.concern()
        desk.does(links.link, second, to=To(reference=first.reference))
        ConcernExclusion.objects.create(
            concern=first, person=colleague.person, reason="x", declared_by=colleague.person, declared_on=localdate()
        )
        assert not linked(second, colleague).has_duplicates
        assert refusal(
            links.link, colleague, concern_id=make.concern().id, to=To(reference=first.reference)
        ) == ("link.unknown",)  # fmt: skip

    def test_is_taken_away_with_a_reason_and_stays_on_record(self, desk: Desk) -> None:
        first, second = make.concern(), make.concern()
        desk.does(links.link, second, to=To(reference=first.reference))
        row = ConcernLink.objects.get()
        given = {"concern_id": second.id, "link_id": row.id}
        assert refusal(links.unlink, desk, **given, rationale=" ") == ("record.rationale",)
        desk.does(links.unlink, second, link_id=row.id, rationale="Another school.")
        row.refresh_from_db()
        assert (row.ended_on, row.end_reason) == (localdate(), "Another school.")
        assert refusal(links.unlink, desk, **given, rationale="Again.") == ("record.linked",)
        desk.does(links.link, second, to=To(reference=first.reference))
        assert refusal(links.unlink, desk, **given, rationale="Again.") == ("link.absent",)


class TestSeveral:
    def test_are_linked_to_the_one_that_stands(self, desk: Desk) -> None:
        made = [make.concern() for _ in range(3)]
        with desk.open():
            outcomes = links.link_several(
                concerns=made, to=To(reference=made[0].reference), actor=desk.actor(), at=make.now()
            )
        assert [one.is_done for one in outcomes] == [True, True]
        assert ConcernStep.objects.filter(step="link").count() == 2

    def test_report_those_that_are_elsewhere(self, desk: Desk) -> None:
        first, second = make.concern(), make.concern()
        desk.does(links.link, first, to=To(new_campaign="Other"))
        with desk.open():
            outcomes = links.link_several(
                concerns=[first, second], to=To(new_campaign="This"), actor=desk.actor(), at=make.now()
            )
        assert [[why.code for why in one.refusals] for one in outcomes] == [["link.other"], []]


class TestSuggested:
    def test_are_like_it_and_came_near_it(self, desk: Desk) -> None:
        def of(stage: str = "panel", region: str = "london") -> Concern:
            return make.concern(sector="police", region=region, stage=stage)

        concern, like, other_stage = of(), of(), of(stage="")
        barred, far, known, elsewhere, bare = of(), of(), of(), of(region="wales"), make.concern()
        ConcernExclusion.objects.create(
            concern=barred, person=desk.person, reason="x", declared_by=desk.person, declared_on=localdate()
        )
        Concern.objects.filter(id=far.id).update(received_on="2020-01-01")
        desk.does(links.link, known, to=To(reference=concern.reference))
        with desk.open():
            found = [one.id for one in queries.suggested(desk.actor(), concern)]
            assert found == [like.id, other_stage.id]
            assert elsewhere.id not in found
            assert queries.suggested(desk.actor(), bare) == []


class TestCampaigns:
    def test_are_renamed_handed_over_and_ended(self, desk: Desk, colleague: Desk, head: Desk) -> None:
        campaign, _other = starts(desk), starts(desk, "Other")
        given: dict[str, Any] = {"campaign_id": campaign.id, "name": "New form", "owner_id": colleague.person.id}
        with desk.open():
            links.change_campaign(**given, actor=desk.actor(), at=make.now())
        wrong: tuple[tuple[dict[str, Any], str], ...] = (
            ({"name": "other"}, "campaign.name"),
            ({"owner_id": head.person.id}, "campaign.owner"),
        )
        for changed, code in wrong:
            assert refusal(links.change_campaign, desk, **given | changed) == (code,)
        with desk.open():
            links.end_campaign(campaign_id=campaign.id, actor=desk.actor(), at=make.now())
        assert refusal(links.link, desk, concern_id=make.concern().id, to=To(campaign_id=campaign.id)) == (
            "campaign.ended",
        )
        assert refusal(links.start_campaign, desk, name=" ") == ("record.name",)
        campaign.refresh_from_db()
        assert (campaign.name, campaign.owner_id, campaign.ended_on) == ("New form", colleague.person.id, localdate())


class TestPages:
    def test_link_from_the_case_page(self, browser: Browser, desk: Desk) -> None:
        first, second = make.concern(sector="police", region="london"), make.concern(sector="police", region="london")
        address = f"/concerns/{second.reference}/link/"
        with browser(desk) as client:
            page = text(client.get(address))
            assert "Perhaps the same matter" in page
            assert first.reference in page
            assert "Enter the reference" in text(client.post(address, {"how": "duplicate", "seen": "1"}))
            assert "Enter a name" in text(client.post(address, {"how": "new", "seen": "1"}))
            sent = client.post(address, {"how": "duplicate", "reference": first.reference, "seen": "1"})
            assert sent.status_code == 302
            assert "Told again in" in text(client.get(f"/concerns/{first.reference}/"))
            assert "The same matter as" in text(client.get(f"/concerns/{second.reference}/"))
            assert client.post(address, {"how": "new", "name": "Petition", "seen": "2"}).status_code == 302
            unlink = f"/concerns/{second.reference}/unlink/"
            assert "Part of the campaign “Petition”" in text(client.get(unlink))
            own = ConcernLink.objects.get(campaign__isnull=False)
            sent = client.post(unlink, {"link": str(own.id), "rationale": "Not theirs.", "seen": "3"})
            assert sent.status_code == 302
        assert linked(second, desk).campaign is None

    def test_link_those_ticked_and_look_at_the_campaign(self, browser: Browser, desk: Desk) -> None:
        chosen = [make.concern().reference for _ in range(3)]
        with browser(desk) as client:
            assert "No concern was chosen" in text(client.get("/concerns/chosen/link/"))
            assert chosen[0] in text(client.get("/concerns/chosen/link/", {"c": chosen}))
            assert "Choose which" in text(client.post("/concerns/chosen/link/", {"c": chosen, "how": "duplicate"}))
            report = text(client.post("/concerns/chosen/link/", {"c": chosen, "how": "new", "name": "Petition"}))
            assert "3 of 3 are linked" in report
            again = text(client.post("/concerns/chosen/link/", {"c": chosen, "how": "new", "name": "Petition"}))
            assert "There is a campaign of this name" in again
            campaign = Campaign.objects.get()
            assert f"/campaigns/{campaign.id}/" in report
            assert "Petition" in text(client.get("/campaigns/"))
            page = text(client.get(f"/campaigns/{campaign.id}/"))
            assert all(reference in page for reference in chosen)
            assert chosen[0] in text(client.get(f"/concerns/?campaign={campaign.id}"))
            change = {"name": "Letters", "owner": str(desk.person.id)}
            assert client.get(f"/campaigns/{campaign.id}/change/").status_code == 200
            assert client.post(f"/campaigns/{campaign.id}/change/", change).status_code == 302
            assert client.post(f"/campaigns/{campaign.id}/end/").status_code == 302
            assert client.post(f"/campaigns/{campaign.id}/end/").status_code == 404
            assert "Ended" in text(client.get("/campaigns/"))

    def test_leave_the_other_mailbox_alone(self, desk: Desk) -> None:
        first, second = make.concern(), make.concern()
        desk.does(links.link, second, to=To(reference=first.reference))
        assert not Message.objects.exists()
        assert not Concern.objects.filter(unread_for_reporter=True).exists()
