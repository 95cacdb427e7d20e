"""Finding earlier referrals of the same person, deciding on them, and reading two as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from candour.contexts.pathway.models import Individual, Referral, ReferralLink
from candour.contexts.pathway.operations import deciding, individuals, matches, reference, referrals
from candour.contexts.pathway.queries import matching, together
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import REASONS, Desk
from candour.kernel.procedures.facts import Refused

BEFORE = timedelta(days=200)


class TestKeysOf:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Jordan Ellery", "ELLERY, Jordan"),
            ("Seán O’Brien", "Sean OBrien"),
            ("Sarah-Jane Smith", "Sarah Jane Smith"),
            ("Sarah-Jane Smith", "Sarahjane Smith"),
            ("Mohammed Khan", "Muhammad Khan"),
            ("Mohamed Abdul Rahman Khan", "Muhammad Khan"),
            ("Yousef Siddique", "Yusuf Siddiq"),
            ("Khaled Noor", "Khalid Nur"),
            ("محمد علي", "علي محمد"),
            ("Zoë", "zoe"),
        ],
    )
    def test_the_same_name_written_otherwise_agrees(self, one: str, other: str) -> None:
        shared = set(matching.keys_of(one)) & set(matching.keys_of(other))
        assert any(key[0] != matching.PART for key in shared)

    @pytest.mark.parametrize(
        ("one", "other"), [("Jordan Ellery", "Jordan Allen"), ("Ali", "Ali Hassan"), ("हिन्दी राम", "हरि राम")]
    )
    def test_another_name_does_not(self, one: str, other: str) -> None:
        shared = set(matching.keys_of(one)) & set(matching.keys_of(other))
        assert all(key[0] == matching.PART for key in shared)

    def test_a_name_in_another_script_is_kept_as_it_is(self) -> None:
        assert "=राम हिन्दी" in matching.keys_of("हिन्दी राम")

    @pytest.mark.parametrize("nothing", ["", " ", "?!", "- ’"])
    def test_what_has_no_letter_has_no_key(self, nothing: str) -> None:
        assert matching.keys_of(nothing) == []

    def test_a_key_fits_its_column(self) -> None:
        assert all(len(key) <= matching.MOST for key in matching.keys_of("ab " * 66))


@pytest.mark.django_db
class TestEarlier:
    def _other(self, name: str = "Ellery Jordan", **said: object) -> Referral:
        area = make.authority("Eastmoor Council", of=make.force("Eastmoor Police"))
        return make.referral(name, at=make.now() - BEFORE, **{"authority_id": area.id, **said})

    def test_is_found_in_another_force_with_what_agreed(
        self, officer: Desk, elsewhere: Desk, referral: Referral
    ) -> None:
        before = self._other()
        (found,) = officer.asks(matching.earlier, referral.id)
        assert (found.reference, found.force_name) == (before.reference, "Eastmoor Police")
        assert (found.codes, found.names, found.state) == (["name"], ["ellery jordan"], "received")

    def test_a_date_of_birth_needs_a_part_of_the_name(self, officer: Desk, elsewhere: Desk) -> None:
        born = make.today() - timedelta(days=6000)
        self._other("Jordan Someone", born_on=born)
        self._other("Nobody Else", born_on=born)
        (found,) = officer.asks(matching.earlier, make.referral(born_on=born).id)
        assert (found.codes, found.names) == (["birth"], [])

    def test_a_later_one_a_name_that_ended_and_oneself_are_not(self, officer: Desk, elsewhere: Desk) -> None:
        ended = self._other()
        ended.individual.names.update(ended_on=make.today())
        referral = make.referral()
        make.referral(at=make.now() + timedelta(minutes=1))
        assert officer.asks(matching.earlier, referral.id) == []

    def test_tells_nothing_to_a_force_that_has_it_not(
        self, officer: Desk, elsewhere: Desk, coordinator: Desk, referral: Referral
    ) -> None:
        self._other()
        assert elsewhere.asks(matching.earlier, referral.id) == []
        assert coordinator.asks(matching.earlier, referral.id) == []

    def test_hides_one_in_whose_person_there_is_an_interest(
        self, officer: Desk, elsewhere: Desk, referral: Referral
    ) -> None:
        before = self._other()
        before.individual.interests.create(person=officer.person, reason="Kin", declared_at=make.now())
        assert officer.asks(matching.earlier, referral.id) == []


@pytest.mark.django_db
class TestDecideMatch:
    @pytest.fixture
    def before(self, elsewhere: Desk) -> Referral:
        area = make.authority("Eastmoor Council", of=make.force("Eastmoor Police"))
        return make.referral("Jordan Ellery", at=make.now() - BEFORE, authority_id=area.id)

    def _decide(self, desk: Desk, referral: Referral, before: Referral, *, same: bool, why: str = "As said.") -> None:
        desk.does(matches.decide_match, referral, earlier_id=before.id, is_same=same, rationale=why)

    def test_a_decision_waits_until_it_is_accepted_or_rejected(
        self, officer: Desk, supervisor: Desk, referral: Referral, before: Referral
    ) -> None:
        officer.assesses(referral, "refer_to_panel")
        given: dict[str, Any] = {"authority_id": None, "reasons": [REASONS["refer_to_panel"]], "rationale": "Yes."}
        with pytest.raises(Refused) as refused:
            officer.does(deciding.refer_to_panel, referral, **given)
        assert "equals.matches_waiting" in refused.value.codes
        self._decide(officer, referral, before, same=False)
        with pytest.raises(Refused) as refused:
            officer.does(deciding.refer_to_panel, referral, **given)
        assert "equals.matches_waiting" not in refused.value.codes

    def test_accepted_the_two_are_read_as_one(self, officer: Desk, referral: Referral, before: Referral) -> None:
        assert not officer.asks(Referral.objects.filter(id=before.id).exists)
        self._decide(officer, referral, before, same=True)
        assert officer.asks(Referral.objects.filter(id=before.id).exists)
        assert officer.asks(Individual.objects.filter(id=before.individual_id).exists)
        both = officer.asks(together.referrals_of, referral)
        assert [one.id for one in both] == [before.id, referral.id]
        assert referral.individual_id != before.individual_id  # nothing is moved together
        assert ReferralLink.objects.get().explanation == ["name"]

    def test_rejected_it_stays_out_of_sight(self, officer: Desk, referral: Referral, before: Referral) -> None:
        self._decide(officer, referral, before, same=False)
        assert not officer.asks(Referral.objects.filter(id=before.id).exists)
        assert [one.id for one in officer.asks(together.referrals_of, referral)] == [referral.id]

    def test_is_taken_back(self, officer: Desk, referral: Referral, before: Referral) -> None:
        self._decide(officer, referral, before, same=True)
        link = ReferralLink.objects.get()
        officer.does(matches.end_match, referral, link_id=link.id, rationale="Another Jordan.")
        assert not officer.asks(Referral.objects.filter(id=before.id).exists)
        assert len(officer.asks(matching.waiting, referral.id)) == 1
        link.refresh_from_db()
        assert (link.ended_by, link.end_reason) == (officer.person, "Another Jordan.")
        with pytest.raises(Refused) as refused:
            officer.does(matches.end_match, referral, link_id=None, rationale="")
        assert refused.value.codes == ("record.match", "record.rationale")

    def test_refuses_what_was_not_found_and_what_is_decided(
        self, officer: Desk, referral: Referral, before: Referral
    ) -> None:
        self._decide(officer, referral, before, same=True)
        with pytest.raises(Refused) as refused:
            self._decide(officer, referral, before, same=False, why=" ")
        assert refused.value.codes == ("record.match", "record.rationale")

    def test_an_interest_follows_to_everybody_read_as_one(
        self, officer: Desk, supervisor: Desk, elsewhere: Desk, referral: Referral, before: Referral
    ) -> None:
        self._decide(officer, referral, before, same=True)
        elsewhere.does(referrals.declare_interest, before, rationale="He is my nephew.")
        supervisor.does(referrals.declare_interest, referral, rationale="I taught him.")
        assert not supervisor.asks(Referral.objects.exists)
        assert not elsewhere.asks(Referral.objects.exists)

    def test_a_force_that_sent_it_on_may_have_decided_too(
        self, officer: Desk, supervisor: Desk, elsewhere: Desk, referral: Referral, before: Referral
    ) -> None:
        self._decide(officer, referral, before, same=False)
        officer.does(referrals.route, referral, force_id=make.force("Eastmoor Police").id, rationale="Lives there.")
        self._decide(elsewhere, referral, before, same=True)
        assert ReferralLink.objects.filter(ended_at=None).count() == 2


@pytest.mark.django_db
class TestIndividuals:
    def test_a_name_that_is_added_is_found_by(self, officer: Desk, elsewhere: Desk, referral: Referral) -> None:
        before = make.referral("Jo Quill", at=make.now() - BEFORE)
        assert officer.asks(matching.earlier, referral.id) == []
        given: dict[str, Any] = {"individual_id": referral.individual_id, "kind": "alias", "name": "Quill, Jo"}
        officer.acts(individuals.add_name, **given)
        (found,) = officer.asks(matching.earlier, referral.id)
        assert found.earlier_id == before.id
        row = referral.individual.names.get(kind="alias")
        ended: dict[str, Any] = {
            "individual_id": referral.individual_id,
            "what": "name",
            "row_id": row.id,
            "on": make.today(),
        }
        officer.acts(individuals.end, **ended)
        assert officer.asks(matching.earlier, referral.id) == []
        with pytest.raises(Refused):
            officer.acts(individuals.add_name, **{**given, "name": "?"})

    def test_everything_else_is_added_and_ended(self, officer: Desk, referral: Referral) -> None:
        reference.load()
        one = referral.individual_id
        officer.acts(individuals.add_contact, individual_id=one, kind="email", value="j@x.example", is_safe=False)
        tie = officer.acts(
            individuals.add_tie, individual_id=one, kind="school", name="Beech Hill", from_on=make.today()
        )
        for known in ("suspected", "diagnosed"):
            given: dict[str, Any] = {
                "individual_id": one,
                "kind": "autism",
                "known": known,
                "adjustments": "Short questions.",
            }
            officer.acts(individuals.record_need, **given)
        assert list(referral.individual.needs.filter(ended_on=None).values_list("known", flat=True)) == ["diagnosed"]
        given = {"individual_id": one, "characteristic": "sex", "stated": "not_asked", "value": ""}
        officer.acts(individuals.record_fact, **given)
        early: dict[str, Any] = {
            "individual_id": one,
            "what": "tie",
            "row_id": tie.id,
            "on": make.today() - timedelta(days=1),
        }
        with pytest.raises(Refused) as refused:
            officer.acts(individuals.end, **early)
        assert refused.value.codes == ("ends_before",)

    def test_refuses_what_says_nothing_or_cannot_be(self, officer: Desk, referral: Referral) -> None:
        one, tomorrow = referral.individual_id, make.today() + timedelta(days=1)
        cases: list[tuple[Callable[..., object], dict[str, Any], tuple[str, ...]]] = [
            (individuals.add_contact, {"kind": "email", "value": " ", "is_safe": True}, ("record.contact",)),
            (individuals.add_tie, {"kind": "school", "name": "", "from_on": tomorrow}, ("record.tie", "in_future")),
            (individuals.record_need, {"kind": "x", "known": "none", "adjustments": ""}, ("record.need",)),
            (
                individuals.record_fact,
                {"characteristic": "x", "stated": "not_stated", "value": "y"},
                ("record.fact", "stated.value"),
            ),
            (
                individuals.put_right,
                {"field": "born_on", "value": tomorrow, "reason": ""},
                ("record.reason", "born_in_future"),
            ),
            (individuals.put_right, {"field": "languages", "value": "", "reason": "So"}, ("same",)),
            (
                individuals.end,
                {"what": "name", "row_id": referral.individual.names.get().id, "on": tomorrow},
                ("in_future",),
            ),
        ]
        for operation, given, codes in cases:
            with pytest.raises(Refused) as refused:
                officer.acts(operation, individual_id=one, **given)
            assert refused.value.codes == codes
        with pytest.raises(KeyError):
            officer.acts(individuals.put_right, individual_id=one, field="reference", value="x", reason="y")

    def test_a_date_of_birth_that_is_put_right_says_who_is_a_child(self, officer: Desk) -> None:
        referral = make.referral(age_about=30)
        born = make.today() - timedelta(days=15 * 366)
        given: dict[str, Any] = {
            "individual_id": referral.individual_id,
            "field": "born_on",
            "value": born,
            "reason": "Passport.",
        }
        officer.acts(individuals.put_right, **given)
        referral.refresh_from_db()
        assert (referral.is_child, referral.individual.age_about) == (True, None)
        assert referral.individual.corrections.get().after == born.isoformat()

    def test_a_name_given_later_is_shown_in_lists(self, officer: Desk) -> None:
        referral = make.referral("")
        officer.acts(individuals.add_name, individual_id=referral.individual_id, kind="name", name="Kit")
        assert Individual.objects.get(id=referral.individual_id).display_name == "Kit"
