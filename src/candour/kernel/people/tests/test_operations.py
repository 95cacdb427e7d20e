"""The shipped lists, and the switch of a demonstration."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from candour.kernel.people import operations
from candour.kernel.people.models import Demonstration, Organisation
from candour.kernel.people.roles import ROLES_OF_KIND, OrganisationKind, Role
from candour.kernel.people.tests import factories

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.django_db
class TestLoadReference:
    def test_loads_every_authority_and_force(self) -> None:
        operations.load_reference()
        authorities = Organisation.objects.filter(kind=OrganisationKind.LOCAL_AUTHORITY)
        assert authorities.count() == 371
        assert authorities.filter(nation="wales").count() == 22
        assert authorities.filter(nation="scotland").count() == 32
        assert Organisation.objects.filter(kind=OrganisationKind.POLICE_FORCE).count() == 48
        assert not authorities.filter(police_force=None).exists()

    def test_holds_the_two_corrected_regions(self) -> None:
        operations.load_reference()
        corrected = Organisation.objects.filter(code__in=["DBY", "LIN"], kind=OrganisationKind.LOCAL_AUTHORITY)
        assert set(corrected.values_list("region", flat=True)) == {"East Midlands"}

    def test_changes_nothing_the_second_time(self) -> None:
        operations.load_reference()
        assert operations.load_reference() == operations.Loaded(0, 0)

    def test_mends_what_differs_and_leaves_an_end_alone(self) -> None:
        operations.load_reference()
        one = Organisation.objects.get(code="DBY", kind=OrganisationKind.LOCAL_AUTHORITY)
        Organisation.objects.filter(pk=one.pk).update(region="Elsewhere", ended_on=AT.date())
        assert operations.load_reference() == operations.Loaded(0, 1)
        one.refresh_from_db()
        assert (one.region, one.ended_on) == ("East Midlands", AT.date())


@pytest.mark.django_db
class TestMarkDemonstration:
    def test_is_idempotent(self) -> None:
        operations.mark_demonstration(at=AT)
        operations.mark_demonstration(at=AT)
        assert Demonstration.objects.count() == 1

    def test_is_refused_where_real_people_sign_in(self) -> None:
        person = factories.person(Role.ANALYST)
        person.last_login = AT
        person.save()
        with pytest.raises(ValueError, match="real people"):
            operations.mark_demonstration(at=AT)


class TestRolesOfKind:
    def test_every_kind_and_every_role_has_its_place(self) -> None:
        assert set(ROLES_OF_KIND) == set(OrganisationKind)
        assert frozenset().union(*ROLES_OF_KIND.values()) == set(Role)
