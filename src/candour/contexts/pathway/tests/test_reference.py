"""The lists that come with Candour."""

from __future__ import annotations

from datetime import date

import pytest

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import CodeMapping, CodeTerm, PolicyChoice
from candour.contexts.pathway.operations import reference
from candour.contexts.pathway.queries import lists

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


class TestLoad:
    def test_adds_nothing_the_second_time(self) -> None:
        reference.load()
        assert reference.load() == 0

    def test_leaves_a_choice_of_the_installation_alone(self) -> None:
        PolicyChoice.objects.filter(code="countersign.close").delete()
        PolicyChoice.objects.create(
            code="countersign.close", value="not_required", source="Own policy", in_force_from=ON
        )
        reference.load()
        assert PolicyChoice.objects.get(code="countersign.close").value == "not_required"

    def test_every_list_has_terms_and_every_line_its_source(self) -> None:
        reference.load()
        assert set(CodeTerm.objects.values_list("list", flat=True)) == set(CodeTerm.List.values)
        assert not CodeTerm.objects.filter(source="").exists()
        assert not PolicyChoice.objects.filter(source="").exists()


class TestLists:
    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        reference.load()

    def test_every_outcome_has_grounds_and_the_absence_of_ideology_is_none(self) -> None:
        for outcome in codes.Outcome.values:
            found = list(lists.reasons(outcome, ON))
            assert sum(term.is_ground for term in found) >= 2
            assert [term.code.partition(".")[2] for term in found if not term.is_ground] == ["no_ideology"]

    def test_a_term_of_an_earlier_list_is_not_used_any_more_and_leads_to_a_later_one(self) -> None:
        assert lists.one("concern", "mixed_unclear", ON) is None
        assert lists.one("concern", "mixed_unclear", date(2018, 1, 1)) is not None
        ended = CodeTerm.objects.filter(list="concern", valid_until__isnull=False)
        assert set(ended) == {mapping.earlier for mapping in CodeMapping.objects.select_related("earlier")}

    def test_every_outcome_has_a_choice_about_a_second_person(self) -> None:
        assert {f"countersign.{step}" for step in codes.Outcome.values} <= set(
            PolicyChoice.objects.values_list("code", flat=True)
        )

    def test_labels_are_those_of_the_codes(self) -> None:
        assert lists.labels("need", ["autism", "nothing"]) == {"autism": "Autism"}
