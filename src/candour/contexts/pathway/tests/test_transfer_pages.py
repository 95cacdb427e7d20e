"""The pages of transfers, as each side sees them, over HTTP."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candour.contexts.pathway.models import Transfer
from candour.contexts.pathway.operations import transfers
from candour.contexts.pathway.tests.conftest import Browser
from candour.contexts.pathway.tests.transferring import House, now


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def gets(client: Client, address: str, *, most: int = 15) -> str:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(address)
    assert response.status_code == 200, response.status_code
    assert len(asked) <= most, "\n".join(query["sql"] for query in asked.captured_queries)
    return text(response)


def page(made: Transfer) -> str:
    return f"/transfers/{made.reference}/"


class TestList:
    def test_the_service_sees_what_it_is_offered(self, house: House, browser: Browser) -> None:
        offered = [house.offer() for _ in range(12)]
        with browser(house.youth_worker) as client:
            shown = gets(client, "/transfers/", most=5)
        assert all(made.reference in shown for made in offered)
        assert "Northmarch Police" in shown
        assert "Waiting for your answer" in shown

    def test_a_service_without_any_is_told_so(self, house: House, browser: Browser) -> None:
        house.offer()
        with browser(house.nurse) as client:
            assert "Nobody is offered to your service now" in gets(client, "/transfers/")

    def test_an_owner_sees_their_own_and_on_request_all(self, house: House, browser: Browser) -> None:
        own, other = house.offer(), house.offer(owner=house.supervisor.person)
        with browser(house.officer) as client:
            first, every = gets(client, "/transfers/"), gets(client, "/transfers/?whose=all")
        assert own.reference in first
        assert other.reference not in first
        assert other.reference in every
        assert "Ruth Ellery" in every

    def test_a_filter_is_said_in_words_and_kept_on_the_next_page(self, house: House, browser: Browser) -> None:
        for _ in range(51):
            house.offer()
        address = f"/transfers/?whose=all&standing=waiting&service={house.service.id}&since=2020-01-01&area=none"
        with browser(house.supervisor) as client:
            assert "No transfers here" in gets(client, address)
            shown = client.get(address.replace("area=none", f"area={house.authority.id}"))
        assert "51 transfers: Waiting · Northmarch Youth Service · Northmarch Council" in text(shown)
        assert "page=2" in shown.content.decode()
        assert f"service={house.service.id}" in shown.content.decode()

    def test_what_cannot_be_read_in_an_address_counts_as_not_said(self, house: House, browser: Browser) -> None:
        made = house.offer()
        with browser(house.supervisor) as client:
            shown = gets(client, "/transfers/?whose=all&standing=x&service=y&since=z&area=q&arm=w&page=-3")
        assert made.reference in shown


class TestPage:
    def test_the_service_sees_what_is_asked_and_nothing_of_the_referral(self, house: House, browser: Browser) -> None:
        referral = house.referral()
        made = house.offer(referral)
        with browser(house.youth_worker) as client:
            shown = gets(client, page(made), most=18)
        for word in ("Weekly sessions with a mentor", "Daniel W., 15", "01632 960 104", "Samuel Abara", "Accept"):
            assert word in shown
        for word in (referral.reference, "Whitmore", "Words of the referrer", "Joan Pryce", "Approach", "Chase"):
            assert word not in shown

    def test_the_owner_sees_more_and_has_other_buttons(self, house: House, browser: Browser) -> None:
        referral = house.referral()
        made = house.offer(referral)
        with browser(house.officer) as client:
            shown = gets(client, page(made), most=18)
        assert referral.reference in shown
        assert "Usual practice" in shown
        assert "Take it back" in shown
        assert "Complete" not in shown

    def test_the_two_services_are_not_told_of_one_another(self, house: House, browser: Browser) -> None:
        first = house.offer()
        house.youth_worker.does(transfers.decline, transfer_id=first.id, reason="No place.")
        second = house.officer.does(
            transfers.offer_elsewhere,
            transfer_id=first.id,
            organisation_id=house.other_service.id,
            requirement="An assessment.",
            reason="A place.",
        )
        with browser(house.officer) as client:
            assert second.reference in gets(client, page(first), most=18)
            assert first.reference in gets(client, page(second), most=18)
        with browser(house.nurse) as client:
            assert first.reference not in gets(client, page(second), most=18)
        with browser(house.youth_worker) as client:
            shown = gets(client, page(first), most=18)
        assert second.reference not in shown
        assert "Harbour" not in shown

    def test_too_late_is_said_before_the_worker_noted_it(self, house: House, browser: Browser) -> None:
        made = house.passes(house.offer())
        with browser(house.youth_worker) as client:
            shown = gets(client, page(made), most=18)
        assert "Too late to accept" in shown
        assert "tell Samuel Abara" in shown

    def test_a_service_is_not_called_late_with_what_the_owner_has_to_decide(
        self, house: House, browser: Browser
    ) -> None:
        made = house.passes(house.offer())
        house.officer.does(transfers.lapse, transfer_id=made.id)
        house.passes(made)
        with browser(house.youth_worker) as client:
            shown, listed = gets(client, page(made), most=18), gets(client, "/transfers/")
        assert "To be decided by" not in shown
        assert "tell Samuel Abara" in shown
        assert "Not answered in time" in listed
        assert "late" not in re.sub("<[^>]+>", " ", listed).split("Not answered in time")[1].split()
        with browser(house.officer) as client:
            assert "To be decided by" in gets(client, page(made), most=20)

    @pytest.mark.parametrize("who", ["nurse"])
    def test_is_not_there_for_anybody_else(self, house: House, browser: Browser, who: str) -> None:
        made = house.offer()
        with browser(getattr(house, who)) as client:
            for address in (page(made), f"{page(made)}accept/", "/transfers/T-0000-0000/", "/transfers/x/"):
                assert client.get(address).status_code == 404


class TestStep:
    def test_the_service_accepts(self, house: House, browser: Browser) -> None:
        made = house.offer()
        with browser(house.youth_worker) as client:
            assert "Who in your service takes it on" in gets(client, f"{page(made)}accept/", most=18)
            done = client.post(f"{page(made)}accept/", {"text": "Grace calls on Tuesday.", "seen": "1"}, follow=True)
        assert "Accepted. Thank you" in text(done)
        assert "Grace calls on Tuesday." in text(done)

    def test_a_form_without_words_says_what_is_missing(self, house: House, browser: Browser) -> None:
        made = house.offer()
        with browser(house.youth_worker) as client:
            shown = client.post(f"{page(made)}decline/", {"reason": ""})
        assert "There is a problem" in text(shown)

    def test_accepting_too_late_is_refused_in_words_and_keeps_what_was_typed(
        self, house: House, browser: Browser
    ) -> None:
        made = house.passes(house.offer())
        with browser(house.youth_worker) as client:
            assert "This is not possible now" in gets(client, f"{page(made)}accept/", most=18)
            shown = client.post(f"{page(made)}accept/", {"text": "Grace calls."})
        assert shown.status_code == 409
        assert "Ask the owner to offer it again." in text(shown)
        assert "Grace calls." in text(shown)

    def test_offering_elsewhere_leads_to_the_new_one(self, house: House, browser: Browser) -> None:
        made = house.offer()
        house.youth_worker.does(transfers.decline, transfer_id=made.id, reason="No place.")
        given = {
            "organisation_id": str(house.other_service.id),
            "requirement": "An assessment.",
            "reason": "They have a place.",
        }
        with browser(house.officer) as client:
            form = gets(client, f"{page(made)}offer_elsewhere/", most=20)
            done = client.post(f"{page(made)}offer_elsewhere/", given, follow=True)
        assert "Harbour Mental Health Trust" in form
        assert "Weekly sessions with a mentor" in form
        assert Transfer.objects.get(follows=made).reference in done.redirect_chain[-1][0]

    def test_an_owner_reassigns(self, house: House, browser: Browser) -> None:
        made = house.offer()
        given = {"owner_id": str(house.supervisor.person.id), "reason": "Leave."}
        with browser(house.officer) as client:
            assert "Ruth Ellery (Northmarch Police)" in gets(client, f"{page(made)}reassign/", most=18)
            assert "another owner now" in text(client.post(f"{page(made)}reassign/", given, follow=True))

    @pytest.mark.parametrize(("who", "name"), [("youth_worker", "chase"), ("officer", "accept"), ("officer", "offer")])
    def test_the_steps_of_the_other_side_are_not_there(
        self, house: House, browser: Browser, who: str, name: str
    ) -> None:
        made = house.offer()
        with browser(getattr(house, who)) as client:
            assert client.get(f"{page(made)}{name}/").status_code == 404


class TestBoard:
    def stand(self, house: House) -> None:
        """One in each place, of two services and both approaches."""
        house.offer()
        house.passes(house.offer(arm="pilot"))
        for way in ((), ("begin",), ("begin", "complete")):
            made = house.offer(organisation_id=house.other_service.id, arm="pilot")
            for step in ("accept", *way):
                house.nurse.does(getattr(transfers, step), transfer_id=made.id, text="So it goes.")
            if not way:
                house.passes(made)
        house.youth_worker.does(transfers.decline, transfer_id=house.offer().id, reason="No place.")
        lapsed = house.passes(house.offer())
        house.officer.does(transfers.lapse, transfer_id=lapsed.id)
        house.officer.does(transfers.take_back, transfer_id=lapsed.id, reason="His school helps him.")
        house.officer.does(transfers.take_back, transfer_id=house.offer().id, reason="He moved away.")

    def test_everybody_stands_in_one_place(self, house: House, browser: Browser) -> None:
        self.stand(house)
        with browser(house.supervisor) as client:
            shown = client.get("/transfers/board/")
            content = shown.content.decode()
            for code in (
                "waiting",
                "overdue",
                "accepted",
                "unaccounted",
                "completed",
                "declined",
                "lapsed",
                "taken_back",
            ):
                (address,) = set(
                    re.findall(
                        rf'href="(/transfers/\?[^"]*area={house.authority.id}[^"]*standing={code}[^"]*)"', content
                    )
                )
                assert "1 transfer:" in text(client.get(html.unescape(address))), code
        assert content.count('<svg class="candour-plot__bar"') == 4
        assert 'aria-label="Northmarch Youth Service: ' in content

    def test_a_person_whom_no_service_took_on_stays_visible_after_it_was_settled(
        self, house: House, browser: Browser
    ) -> None:
        made = house.passes(house.offer())
        house.officer.does(transfers.lapse, transfer_id=made.id)
        house.officer.does(
            transfers.offer_elsewhere,
            transfer_id=made.id,
            organisation_id=house.other_service.id,
            requirement="An assessment.",
            reason="They have a place.",
        )
        with browser(house.chair) as client:
            assert made.reference in gets(client, "/transfers/?whose=all&standing=lapsed")

    def test_is_narrowed_by_time_and_approach(self, house: House, browser: Browser) -> None:
        self.stand(house)
        Transfer.objects.update(offered_on=now().date().replace(year=2024))
        with browser(house.coordinator) as client:
            assert "Nothing was offered in this time" in gets(client, "/transfers/board/")
            assert "Northmarch Youth Service" in gets(client, "/transfers/board/?period=all&arm=usual")

    def test_asks_little(self, house: House, browser: Browser) -> None:
        self.stand(house)
        with browser(house.supervisor) as client:
            gets(client, "/transfers/board/")

    @pytest.mark.parametrize("who", ["officer", "youth_worker"])
    def test_is_for_those_who_watch_over_all(self, house: House, browser: Browser, who: str) -> None:
        with browser(getattr(house, who)) as client:
            assert client.get("/transfers/board/").status_code == 404


def test_home_shows_what_waits(house: House, browser: Browser) -> None:
    made = house.offer()
    with browser(house.youth_worker) as client:
        assert made.reference in gets(client, "/")
